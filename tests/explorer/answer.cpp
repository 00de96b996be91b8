// SPDX-License-Identifier: Apache-2.0
// The explorer's engine without a page: scenarios on the command line, requests on standard input, a line each, answers
// on standard output. For tests, and to try things out.
#include <fstream>
#include <iostream>
#include <iterator>

#include "chokepoint/explorer.hpp"
#include "units/narrow.hpp"

int main(int count, char** words) {
  using namespace chokepoint;
  const scenario::Reader disk = [](const std::string& path,
                                   std::size_t limit) -> std::variant<std::string, scenario::Unreadable> {
    std::ifstream file(path, std::ios::binary);
    if (!file) return scenario::Unreadable{"no such file"};
    return std::string(std::istreambuf_iterator<char>(file), {}).substr(0, limit);
  };
  const bool baseline = count > 1 && std::string(words[1]) == "--baseline";
  if (baseline) leave_out_wider_than(Target::baseline);
  const std::vector<std::string> paths(words + (baseline ? 2 : 1), words + count);
  const auto opened = explorer::bundle(paths, "0.1.0", "", disk, [](const std::string&) { return std::string(); });
  if (const auto* const wrong = std::get_if<std::vector<scenario::Diagnostic>>(&opened)) {
    for (const auto& one : *wrong) std::cerr << scenario::render(one);
    return 2;
  }
  explorer::Session session;
  const auto& request = std::get<std::string>(opened);
  std::cout << (paths.empty() ? std::string() : session.answer(request) + "\n");
  for (std::string line; std::getline(std::cin, line);) {
    // The bundle itself, for whoever builds a page by hand.
    std::cout << (line == "bundle" ? request : session.answer(line)) << std::endl;
  }
}
