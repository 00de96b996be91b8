// SPDX-License-Identifier: Apache-2.0
// A folder for other programs and libraries that work in files, gone when its owner is.
#pragma once

#include <string>

namespace chokepoint::cli {

class ScratchFolder {
 public:
  /// Where TMPDIR says, or in /tmp. Throws Unwritable (files.hpp).
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(const char* name) const;
  /// All of a file in it; empty where there is none.
  [[nodiscard]] std::string content_of(const char* name) const;

 private:
  std::string path_;
};

}  // namespace chokepoint::cli
