// SPDX-License-Identifier: Apache-2.0
#include "cli/ledger.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <variant>

#include "chokepoint/scenario.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"

namespace chokepoint::cli {

namespace {

constexpr const char* ledger_hint = "a ledger is made and appended to by 'chokepoint record SCENARIO --ledger FILE'";

void tell_of(const std::string& path, std::size_t line, scenario::Diagnostic::Severity severity,
             const std::string& message, const std::string& hint) {
  scenario::Diagnostic diagnostic;
  diagnostic.severity = severity;
  // Lines are long, and nobody reads them: their number does.
  diagnostic.place.file = line == 0 ? path : fmt::format("{}:{}", path, line);
  diagnostic.message = message;
  diagnostic.hint = hint;
  tell(scenario::render(diagnostic));
}

void tell_error(const std::string& path, const std::string& message) {
  tell_of(path, 0, scenario::Diagnostic::Severity::error, message, ledger_hint);
}

/// What was read; nothing where it cannot be used, which has been told.
std::optional<report::Ledger> checked(const std::string& path, std::string_view text) {
  if (text.size() > report::ledger_limit) {
    tell_error(path, fmt::format("is larger than {} MiB", report::ledger_limit >> 20U));
    return std::nullopt;
  }
  report::Ledger ledger = report::read_ledger(text, sha256);
  constexpr std::size_t most = 10;
  for (std::size_t i = 0; i < std::min(most, ledger.wrong.size()); ++i) {
    const auto& wrong = ledger.wrong[i];
    tell_of(path, wrong.line, scenario::Diagnostic::Severity::error, wrong.message, wrong.hint);
  }
  if (ledger.wrong.size() > most)
    tell_error(path, fmt::format("and {} more lines are wrong", ledger.wrong.size() - most));
  if (!ledger.wrong.empty()) return std::nullopt;
  for (const std::size_t line : ledger.torn) {
    tell_of(path, line, scenario::Diagnostic::Severity::warning,
            "is torn: the process that wrote it was ended before it was done",
            "it stays as it is, and is not scored; record that forecast again");
  }
  return ledger;
}

[[noreturn]] void fail(const std::string& path) {
  throw Unwritable(fmt::format("{}: {}", path, std::strerror(errno)));
}

/// A ledger that no other process writes to while this lives.
class Held {
 public:
  explicit Held(const std::string& path)
      : path_(path),
        // Not to wait for a pipe's other end.
        descriptor_(open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0666)) {
    if (descriptor_ < 0) fail(path_);
    while (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      if (interrupted() != 0) throw Interrupted{};
      // Without a lock lines could be written at once, and follow the same one.
      if (errno != EWOULDBLOCK && errno != EINTR) give_up();
      constexpr int milliseconds = 10;
      poll(nullptr, 0, milliseconds);
    }
    struct stat status {};
    if (fstat(descriptor_, &status) != 0) give_up();
    if (!S_ISREG(status.st_mode)) {
      close(descriptor_);
      throw Unwritable(fmt::format("{}: is not a regular file", path_));
    }
    size_ = status.st_size;
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() { close(descriptor_); }

  /// At most one byte more than a ledger may have.
  [[nodiscard]] std::string content() const {
    std::string text(std::min(static_cast<std::size_t>(size_), report::ledger_limit + 1), '\0');
    std::size_t done = 0;
    while (done < text.size()) {
      const ssize_t count = pread(descriptor_, text.data() + done, text.size() - done, static_cast<off_t>(done));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) fail(path_);
      done += static_cast<std::size_t>(count);
    }
    return text;
  }

  /// All of the text or nothing of it.
  void append(std::string_view text) {
    const ssize_t written = write(descriptor_, text.data(), text.size());
    const bool whole = written == static_cast<ssize_t>(text.size());
    if (whole && fsync(descriptor_) == 0 && (size_ > 0 || sync_folder())) return;
    const int why = written >= 0 && !whole ? ENOSPC : errno;
    const bool undone = ftruncate(descriptor_, size_) == 0;
    throw Unwritable(fmt::format("{}: {}{}", path_, std::strerror(why),
                                 undone ? "" : "; the end of the ledger is torn, and can be appended to all the same"));
  }

 private:
  [[noreturn]] void give_up() {
    const int why = errno;
    close(descriptor_);
    errno = why;
    fail(path_);
  }
  /// A new name is on the disk when its folder is.
  bool sync_folder() const {
    const std::filesystem::path folder = std::filesystem::path(path_).parent_path();
    const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool done = fsync(descriptor) == 0 || errno == EINVAL;  // of file systems that do not
    close(descriptor);
    return done;
  }

  std::string path_;
  int descriptor_;
  off_t size_ = 0;
};

}  // namespace

std::optional<report::Ledger> ledger_in(const std::string& path, bool missing_is_empty) {
  const auto read = disk()(path, report::ledger_limit + 1);
  if (const auto* const wrong = std::get_if<scenario::Unreadable>(&read)) {
    if (missing_is_empty && !wrong->exists) return checked(path, "");
    tell_error(path, fmt::format("cannot be read: {}", wrong->why));
    return std::nullopt;
  }
  return checked(path, std::get<std::string>(read));
}

std::optional<Appended> append(const std::string& path, const evidence::Forecast& forecast) {
  if (const auto fault = evidence::fault_of(forecast)) throw std::logic_error("a forecast that cannot be: " + *fault);
  const Interruptible interruptible;
  Held held(path);
  const auto ledger = checked(path, held.content());
  if (!ledger) return std::nullopt;
  const std::string line = report::ledger_line(forecast, ledger->last, sha256);
  if (line.size() > report::ledger_line_limit) {
    tell_error(path, fmt::format("{}: its forecast is longer than {} MiB", forecast.scenario,
                                 report::ledger_line_limit >> 20U));
    return std::nullopt;
  }
  held.append((ledger->ends_open ? "\n" : "") + line + "\n");
  return Appended{ledger->lines.size() + ledger->torn.size() + 1, report::hash_of_line(line)};
}

}  // namespace chokepoint::cli
