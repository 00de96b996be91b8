// SPDX-License-Identifier: Apache-2.0
#include "cli/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sha256.h>
#include <sys/auxv.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>

#include "cli/console.hpp"
#include "cli/ranks.hpp"

namespace chokepoint::cli {

namespace {

namespace fs = std::filesystem;

std::variant<std::string, scenario::Unreadable> read_file(const std::string& path, std::size_t limit) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    const bool link = fs::is_symlink(fs::symlink_status(path, error));
    return scenario::Unreadable{link ? "is a link to nothing" : "no such file", link};
  }
  if (error) return scenario::Unreadable{error.message(), true};
  if (fs::is_directory(status)) return scenario::Unreadable{"is a directory", true};
  if (!fs::is_regular_file(status)) return scenario::Unreadable{"is not a regular file", true};
  std::ifstream file(path, std::ios::binary);
  if (!file) return scenario::Unreadable{std::strerror(errno), true};
  // Piece by piece: memory for all that a file might be is slower to touch than a scenario is to run.
  constexpr std::size_t piece = std::size_t{16} << 10U;
  std::string content;
  while (file && content.size() < limit) {
    const std::size_t start = content.size();
    content.resize(std::min(limit, start + piece));
    file.read(content.data() + start, static_cast<std::streamsize>(content.size() - start));
    content.resize(start + static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return scenario::Unreadable{"could not be read", true};
  return content;
}

/// This program's own file; in a root without /proc, as it was started.
std::optional<fs::path> own_file() {
  std::error_code error;
  fs::path file = fs::read_symlink("/proc/self/exe", error);
  if (!error) return file;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel gives the address as a number.
  const auto* const started = reinterpret_cast<const char*>(getauxval(AT_EXECFN));
  if (started == nullptr) return std::nullopt;
  file = fs::canonical(started, error);
  return error ? std::nullopt : std::optional(file);
}

/// Where an install or a build has its scenarios.
std::optional<fs::path> installed_scenarios() {
  const auto executable = own_file();
  if (!executable) return std::nullopt;
  std::error_code error;
  const fs::path bin = executable->parent_path();
  for (const fs::path& folder : {bin.parent_path() / "share" / "chokepoint" / "scenarios", bin / "scenarios"}) {
    if (fs::is_directory(folder, error)) return folder;
  }
  return std::nullopt;
}

constexpr std::string_view schema_name = "scenario.schema.json";

/// Scratch files are told by their name: of which machine and process they are.
std::string scratch_name(const std::string& process) {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return fmt::format(".chokepoint-{}-{}.", host.data(), process);
}

/// Removes the scratch files of processes of this machine that are no more.
void remove_stale(const fs::path& folder) {
  const std::string ours = scratch_name("");  // ".chokepoint-HOST-."
  const std::string_view start = std::string_view(ours).substr(0, ours.size() - 1);
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(start)) continue;
    const long process = std::strtol(name.c_str() + start.size(), nullptr, 10);
    if (process > 0 && kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH) fs::remove(entry.path(), ignored);
  }
}

/// A new file beside another, with a name of its own; removed unless it was moved to its place.
class Scratch {
 public:
  explicit Scratch(std::string path)
      : path_(std::move(path)),
        name_((fs::path(path_).parent_path() / (scratch_name(fmt::format("{}", getpid())) + "XXXXXX")).string()),
        descriptor_(mkstemp(name_.data())) {
    if (descriptor_ < 0) fail();
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!name_.empty()) unlink(name_.c_str());
  }

  /// All of the content, on the disk.
  void write(std::string_view content) {
    while (!content.empty()) {
      const ssize_t written = ::write(descriptor_, content.data(), content.size());
      if (interrupted() != 0) throw Interrupted{};
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail();
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    const mode_t mask = umask(0);
    umask(mask);
    const bool done = fchmod(descriptor_, 0666 & ~mask) == 0 && fsync(descriptor_) == 0 && close(descriptor_) == 0;
    descriptor_ = -1;
    if (!done) fail();
    std::error_code ignored;
    if (fs::is_directory(fs::symlink_status(path_, ignored))) {
      errno = EISDIR;
      fail();
    }
  }

  void move_to_its_place() {
    if (std::rename(name_.c_str(), path_.c_str()) != 0) fail();
    name_.clear();
  }

 private:
  [[noreturn]] void fail() const { throw Unwritable(fmt::format("{}: {}", path_, std::strerror(errno))); }

  std::string path_;
  std::string name_;
  int descriptor_;
};

/// Holds a folder against other processes that write a set of files into it. File systems that know no locks do
/// without.
class Lock {
 public:
  explicit Lock(const fs::path& folder) : descriptor_(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    while (flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      if (interrupted() != 0) throw Interrupted{};
      constexpr int milliseconds = 20;
      poll(nullptr, 0, milliseconds);
    }
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() {
    if (descriptor_ >= 0) close(descriptor_);
  }

 private:
  int descriptor_;
};

fs::path path_in(const std::string& folder, const std::string& name) {
  return folder.empty() ? fs::path(name) : fs::path(folder) / name;
}

}  // namespace

scenario::Reader disk() {
  return [](const std::string& path, std::size_t limit) -> std::variant<std::string, scenario::Unreadable> {
    const std::string here = on_this_machine(path);
    if (here.starts_with(scenario::installed_folder)) return scenario::Unreadable{"no such file"};
    return read_file(here, limit);
  };
}

std::string on_this_machine(const std::string& path) {
  if (!path.starts_with(scenario::installed_folder)) return path;
  const auto folder = installed_scenarios();
  return folder ? (*folder / path.substr(scenario::installed_folder.size())).string() : path;
}

std::vector<std::string> scenario_folders() {
  std::vector<std::string> folders;
  const char* const asked = std::getenv("CHOKEPOINT_PATH");
  std::istringstream path(asked == nullptr ? "" : asked);
  for (std::string folder; std::getline(path, folder, ':');) {
    if (!folder.empty()) folders.push_back((fs::path(folder) / "").string());
  }
  folders.emplace_back(scenario::installed_folder);
  return folders;
}

std::vector<std::string> scenarios_in(const std::string& folder) {
  std::vector<std::string> names;
  const auto installed = folder == scenario::installed_folder ? installed_scenarios() : fs::path(folder);
  if (!installed) return names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(*installed, ignored)) {
    const fs::path file = entry.path().filename();
    if (file.extension() == ".yaml" && file != "sources.yaml") names.push_back(file.stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string schema_for_editors() {
  const auto folder = installed_scenarios();
  const fs::path installed = folder ? folder->parent_path() / schema_name : fs::path();
  std::error_code error;
  return folder && fs::is_regular_file(installed, error) ? installed.string() : std::string(schema_name);
}

std::string scenario_named(const std::string& name) {
  const auto is_there = [](const std::string& path) {
    const auto content = disk()(path, 1);
    const auto* const unreadable = std::get_if<scenario::Unreadable>(&content);
    return unreadable == nullptr || unreadable->exists;
  };
  const bool alone = name.find('/') == std::string::npos && !name.empty();
  if (!alone || is_there(name)) return name;
  std::vector<std::string> folders{""};
  for (std::string& folder : scenario_folders()) folders.push_back(std::move(folder));
  for (const std::string& folder : folders) {
    for (const char* const end : {"", ".yaml"}) {
      if (is_there(folder + name + end)) return folder + name + end;
    }
  }
  return name;
}

void refuse_inputs(const std::string& folder, const std::vector<std::string>& names,
                   const std::vector<std::string>& inputs) {
  for (const std::string& name : names) {
    const fs::path path = path_in(folder, name);
    for (const std::string& input : inputs) {
      std::error_code ignored;
      if (!fs::equivalent(path, input, ignored)) continue;
      throw BadOutput(fmt::format("{} is what it would be made from", path.string()), "give it another name");
    }
  }
}

void refuse_to_replace(const std::string& folder, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::error_code ignored;
    const fs::path path = path_in(folder, name);
    if (!fs::exists(fs::symlink_status(path, ignored))) continue;
    throw BadOutput(fmt::format("{} is there already", path.string()), "--force replaces it");
  }
}

void prepare_output(const Output& output, const std::vector<std::string>& names) {
  if (output.folder.empty() || !writes_files()) return;
  if (output.folder == "-") throw BadOutput("'-' is not a folder", "--format says what standard output gets");
  if (!output.force) refuse_to_replace(output.folder, names);
  try {
    prepare_folder(output.folder);
  } catch (const Unwritable& error) {
    throw BadOutput(fmt::format("cannot write there: {}", error.what()));
  }
}

void write_files(const std::string& folder, const std::vector<report::Named>& files, bool force) {
  const Interruptible interruptible;
  const Lock lock(folder.empty() ? fs::path(".") : fs::path(folder));
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const report::Named& file : files) names.push_back(file.name);
  if (!force) refuse_to_replace(folder, names);  // another process may have been first
  std::deque<Scratch> written;
  for (const report::Named& file : files) written.emplace_back(path_in(folder, file.name).string()).write(file.content);
  for (auto file = written.rbegin(); file != written.rend(); ++file) file->move_to_its_place();
}

void write_output(const Output& output, const std::vector<report::Named>& files) {
  if (!output.folder.empty() && writes_files()) write_files(output.folder, files, output.force);
}

void prepare_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Unwritable(fmt::format("{}: {}", folder, error.message()));
  if (!fs::is_directory(folder, error)) throw Unwritable(fmt::format("{}: is not a directory", folder));
  remove_stale(folder);
  const Scratch trial((fs::path(folder) / "a file").string());
}

void prepare_file(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) throw Unwritable(fmt::format("{}: is a directory", path));
  const Scratch trial(path);
}

std::string shown_path(const std::string& path) {
  const fs::path full(path);
  if (!full.is_absolute()) return path;
  std::error_code error;
  const fs::path here = full.lexically_relative(fs::current_path(error));
  const bool below = !error && !here.empty() && *here.begin() != "..";
  return below ? here.string() : full.filename().string();
}

std::string sha256(const std::string& content) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> digits{};
  SHA256Data(reinterpret_cast<const std::uint8_t*>(content.data()), content.size(), digits.data());
  return digits.data();
}

void replace_file(const std::string& path, const std::string& content) {
  Scratch scratch(path);
  scratch.write(content);
  scratch.move_to_its_place();
}

}  // namespace chokepoint::cli
