// SPDX-License-Identifier: Apache-2.0
#include "cli/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sha256.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

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
  std::string content(limit, '\0');
  file.read(content.data(), static_cast<std::streamsize>(limit));
  if (file.bad()) return scenario::Unreadable{"could not be read", true};
  content.resize(static_cast<std::size_t>(file.gcount()));
  return content;
}

/// A new file with a name of its own, removed unless it was moved to its place.
class Scratch {
 public:
  explicit Scratch(const std::string& beside) : name_(beside + ".XXXXXX"), descriptor_(mkstemp(name_.data())) {
    if (descriptor_ < 0) throw Unwritable(fmt::format("{}: {}", beside, std::strerror(errno)));
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!moved_) unlink(name_.c_str());
  }

  void write(std::string_view content, const std::string& path) {
    while (!content.empty()) {
      const ssize_t written = ::write(descriptor_, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) throw Unwritable(fmt::format("{}: {}", path, std::strerror(errno)));
      content.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void move_to(const std::string& path) {
    const mode_t mask = umask(0);
    umask(mask);
    const bool done = fchmod(descriptor_, 0666 & ~mask) == 0 && fsync(descriptor_) == 0 && close(descriptor_) == 0;
    descriptor_ = -1;
    if (!done || std::rename(name_.c_str(), path.c_str()) != 0) {
      throw Unwritable(fmt::format("{}: {}", path, std::strerror(errno)));
    }
    moved_ = true;
  }

 private:
  std::string name_;
  int descriptor_;
  bool moved_ = false;
};

}  // namespace

scenario::Reader disk() {
  return read_file;
}

void prepare_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Unwritable(fmt::format("{}: {}", folder, error.message()));
  if (!fs::is_directory(folder, error)) throw Unwritable(fmt::format("{}: is not a directory", folder));
  const Scratch trial((fs::path(folder) / ".chokepoint").string());
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
  scratch.write(content, path);
  scratch.move_to(path);
}

}  // namespace chokepoint::cli
