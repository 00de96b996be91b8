// SPDX-License-Identifier: Apache-2.0
#include "report/palette.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "chokepoint/models.hpp"

namespace chokepoint::report {

namespace {

std::size_t place(int colour) {
  return static_cast<std::size_t>(colour) % palette.size();
}

}  // namespace

int colour_of(std::string_view constraint) {
  const auto all = models::built_in()->constraints();
  const auto found = std::find_if(all.begin(), all.end(), [constraint](const models::Constraint* one) {
    return one->description->constraint == constraint;
  });
  if (found != all.end()) return static_cast<int>(found - all.begin());
  // Of names of one's own, by their letters: the same one in every report.
  const std::size_t letters = std::accumulate(constraint.begin(), constraint.end(), std::size_t{0});
  return static_cast<int>(all.size() + letters % (palette.size() - all.size()));
}

const char* css_colour(int colour) {
  return colour < 0 ? rest_colour : palette[place(colour)];
}

std::string colour_class(int colour) {
  return colour < 0 ? "rest" : fmt::format("k{}", place(colour));
}

int terminal_colour(int colour) {
  // Blue, yellow (the nearest to orange), green, magenta; then cyan, red, white.
  constexpr std::array<int, palette.size()> codes{34, 33, 32, 35, 36, 31, 37};
  return colour < 0 ? 37 : codes[place(colour)];
}

}  // namespace chokepoint::report
