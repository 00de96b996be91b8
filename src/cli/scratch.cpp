// SPDX-License-Identifier: Apache-2.0
#include "cli/scratch.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "cli/files.hpp"

namespace chokepoint::cli {

namespace {

std::filesystem::path place_for_scratch() {
  std::error_code error;
  const std::filesystem::path place = std::filesystem::temp_directory_path(error);
  if (error) {
    const char* const asked = std::getenv("TMPDIR");
    throw Unwritable(fmt::format("TMPDIR: {}: {}", asked == nullptr ? "" : asked, error.message()));
  }
  return std::filesystem::absolute(place);
}

}  // namespace

ScratchFolder::ScratchFolder() : path_((place_for_scratch() / "chokepoint.XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) throw Unwritable(fmt::format("{}: {}", path_, std::strerror(errno)));
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ScratchFolder::file(const char* name) const {
  return (std::filesystem::path(path_) / name).string();
}

std::string ScratchFolder::content_of(const char* name) const {
  std::ifstream stream(file(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace chokepoint::cli
