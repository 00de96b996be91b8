// SPDX-License-Identifier: Apache-2.0
// Runs the built executable as a user would, without a shell between.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#ifdef CHOKEPOINT_SANITIZED
#include "cli/process.hpp"
#endif
#include "scenarios.hpp"

namespace chokepoint {

/// Scenarios of the repository, by their path from its root.
inline const std::string published = "scenarios/sevilla-2024.yaml";
inline const std::string trend = "scenarios/sevilla-2024-trend.yaml";

struct Result {
  int status = -1;  // -n: ended by signal n
  std::string out;
  std::string err;
};

/// A folder that is gone in the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "chokepoint-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string file(const std::string& name, const std::string& content) const {
    const std::string path = (path_ / name).string();
    std::FILE* const file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) throw std::runtime_error("cannot write " + path);
    std::fwrite(content.data(), 1, content.size(), file);
    std::fclose(file);
    return path;
  }

 private:
  std::filesystem::path path_;
};

#ifdef CHOKEPOINT_SANITIZED
/// Whether this process, which is about to end, is asked for leaks.
inline bool is_asked_for_leaks = true;
/// What LeakSanitizer asks before it looks.
extern "C" [[gnu::weak, gnu::used]] int __lsan_is_turned_off() {
  return is_asked_for_leaks ? 0 : 1;
}
/// Of the processes of a test the first of each verb is asked: to look for leaks takes a fifth of what all of them
/// take.
inline bool is_first_of_its_verb(const std::string& verb) {
  static std::set<std::string> asked;
  const testing::TestInfo* const test = testing::UnitTest::GetInstance()->current_test_info();
  return asked.insert((test == nullptr ? "" : std::string(test->test_suite_name()) + '.' + test->name()) + ' ' + verb)
      .second;
}
#endif

/// Becomes `chokepoint` with these words. With sanitizers, where a process takes ten times as long to start as to do
/// what most tests want, this one goes on as it; tests of terminals start one all the same.
[[noreturn]] inline void become(std::vector<char*>& words) {
#ifdef CHOKEPOINT_SANITIZED
  std::exit(cli::run_process(static_cast<int>(words.size()) - 1, words.data()));
#else
  execv(words[0], words.data());
  _exit(127);
#endif
}

/// Starts `chokepoint` with these arguments from the root of the repository; standard output and standard error go to
/// files. An empty name closes the stream. `prepare` is called in the child.
inline pid_t start(const std::vector<std::string>& arguments, const std::string& out = "/dev/null",
                   const std::string& err = "/dev/null", void (*prepare)() = nullptr) {
  std::fflush(nullptr);  // or both processes write what waits
#ifdef CHOKEPOINT_SANITIZED
  const bool is_first = is_first_of_its_verb(arguments.empty() ? "" : arguments.front());
#endif
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child > 0) return child;
  const auto send = [](int stream, const std::string& path) {
    close(stream);
    if (path.empty()) return;
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file != stream) {
      dup2(file, stream);
      close(file);
    }
  };
  send(STDOUT_FILENO, out);
  send(STDERR_FILENO, err);
  if (chdir(CHOKEPOINT_SOURCE_DIR) != 0) _exit(126);
  std::vector<char*> words;
  std::string executable = CHOKEPOINT_EXECUTABLE;
  words.push_back(executable.data());
  std::vector<std::string> copies = arguments;
  for (auto& copy : copies) words.push_back(copy.data());
  words.push_back(nullptr);
  if (prepare != nullptr) prepare();
#ifdef CHOKEPOINT_SANITIZED
  is_asked_for_leaks = is_first;
#endif
  become(words);
}

/// Waits for it: the exit status, or -n when signal n ended it.
inline int end_of(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// Runs `chokepoint` to its end; `out` may name a file for standard output.
inline Result chokepoint_with(const std::vector<std::string>& arguments, const std::string& out = {}) {
  const TemporaryFolder folder;
  const std::string out_path = out.empty() ? (folder.path() / "out").string() : out;
  const std::string err_path = (folder.path() / "err").string();
  Result result;
  result.status = end_of(start(arguments, out_path, err_path));
  if (out.empty()) result.out = read_file(out_path);
  result.err = read_file(err_path);
  return result;
}

}  // namespace chokepoint
