// SPDX-License-Identifier: Apache-2.0
#include "cli/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/browser.hpp"
#include "cli/files.hpp"

namespace chokepoint::cli {

namespace {

constexpr const char* charts_option = "--charts";

/// The first picture by name, or nothing.
std::string picture_in(const std::string& folder) {
  std::string first;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string kind = entry.path().extension().string();
    if (kind != ".svg" && kind != ".png") continue;
    const std::string path = entry.path().string();
    first = first.empty() ? path : std::min(first, path);
  }
  return first;
}

}  // namespace

void prepare_charts(const Charts& charts, bool force) {
  if (!charts.wanted()) return;
  if (charts.folder == "-") throw BadOutput("'-' is not a folder", "a name for the pictures' folder", charts_option);
  if (!force) {
    const std::string there = picture_in(charts.folder);
    if (!there.empty())
      throw BadOutput(fmt::format("{} is there already", there), "--force replaces pictures", charts_option);
  }
  try {
    prepare_folder(charts.folder);
  } catch (const Unwritable& error) {
    throw BadOutput(fmt::format("cannot write there: {}", error.what()), {}, charts_option);
  }
}

std::vector<report::Named> drawn(const report::Planning& planning, const Charts& charts) {
  std::vector<report::Named> files;
  if (!charts.wanted()) return files;
  for (report::Named& picture : report::charts(planning)) {
    if (charts.png) {
      const std::string stem = picture.name.substr(0, picture.name.rfind('.'));
      files.push_back({stem + ".png", png_of(charts.drawer, picture.content)});
    }
    if (charts.svg) files.push_back(std::move(picture));
  }
  return files;
}

}  // namespace chokepoint::cli
