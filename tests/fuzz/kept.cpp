// SPDX-License-Identifier: Apache-2.0
// Any text as the numbers of a kept point of a sweep. The lines around them are compared as a whole (cli/kept.cpp).
#include <algorithm>
#include <cmath>

#include "chokepoint/analysis.hpp"
#include "property.hpp"

namespace chokepoint::analysis {
namespace {

using fuzz::hold;

constexpr std::size_t constraints = 2;
constexpr std::size_t years = 3;

bool is_share(double value) {
  return value >= 0.0 && value <= 1.0;
}

void check(const Cell& cell) {
  hold(cell.stops.in.size() == constraints && cell.lowest.size() == constraints && cell.headroom.size() == constraints,
       "a cell has every constraint");
  for (const auto& counts : cell.stops.in) hold(counts.size() == years, "a cell has every year");
  hold(cell.stops.any_by(years) <= cell.stops.draws, "no more draws are stopped than there are");
  hold(is_share(cell.feasible), "feasible is a share");
  hold(std::all_of(cell.lowest.begin(), cell.lowest.end(), is_share), "lowest are shares");
  for (const double headroom : cell.headroom) hold(std::isfinite(headroom) && headroom >= 0.0, "headroom is a ratio");
  hold(is_share(cell.verdict.stopped) && is_share(cell.verdict.never), "stopped and never are shares");
  hold(is_share(phase_of(cell).probability), "the phase of a cell has a share");
  const auto again = read_cell(text_of(cell), constraints, years);
  hold(std::holds_alternative<Cell>(again), "what is kept is read");
  hold(text_of(std::get<Cell>(again)) == text_of(cell), "what is kept is read as the same cell");
}

void check(const std::string& text) {
  const auto read = read_cell(text, constraints, years);
  if (const auto* const why = std::get_if<std::string>(&read)) {
    hold(!why->empty(), "what cannot be read says why");
  } else {
    check(std::get<Cell>(read));
  }
}

}  // namespace
}  // namespace chokepoint::analysis

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chokepoint::analysis::check(chokepoint::fuzz::text_of(data, size));
  return 0;
}
