// SPDX-License-Identifier: Apache-2.0
// Pictures of a report as files of their own: --charts.
#pragma once

#include <string>
#include <vector>

#include "chokepoint/report.hpp"

namespace chokepoint::cli {

/// Where they go, and as what.
struct Charts {
  std::string folder;  // empty: none are asked for
  bool svg = true;
  bool png = true;
  std::string drawer;  // the program that makes a PNG

  [[nodiscard]] bool wanted() const { return !folder.empty(); }
};

/// Before the work. Which pictures there will be is known when they are drawn: a folder that holds any is refused
/// unless they may be replaced. Throws BadOutput (files.hpp).
void prepare_charts(const Charts& charts, bool force);

/// The files, drawn. Throws NoPicture (browser.hpp).
[[nodiscard]] std::vector<report::Named> drawn(const report::Planning& planning, const Charts& charts);

}  // namespace chokepoint::cli
