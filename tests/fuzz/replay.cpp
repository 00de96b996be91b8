// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over files, and those of folders, without a fuzzer: any compiler will do. It says which file it is
// at when it ends there.
#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <vector>

#include "property.hpp"
#include "scenarios.hpp"

namespace {

const char* current = "";

extern "C" void say_where(int signal) {
  const auto say = [](const char* text) { std::fputs(text, stderr); };
  say("tests/fuzz: at ");
  say(current);
  say("\n");
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

std::vector<std::string> files_of(const std::string& path) {
  namespace files = std::filesystem;
  if (!files::is_directory(path)) return {path};
  std::vector<std::string> names;
  for (const auto& entry : files::directory_iterator(path)) {
    if (entry.is_regular_file() && entry.path().filename() != ".gitkeep") names.push_back(entry.path().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

int main(int count, char** arguments) {
  std::signal(SIGABRT, say_where);
  std::size_t replayed = 0;
  for (int i = 1; i < count; ++i) {
    for (const std::string& name : files_of(arguments[i])) {
      current = name.c_str();
      const std::string text = chokepoint::read_file(name);
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
      ++replayed;
    }
  }
  if (replayed == 0) {
    std::fprintf(stderr, "tests/fuzz: no inputs\n");
    return 2;
  }
  std::printf("%zu inputs replayed\n", replayed);
  return 0;
}
