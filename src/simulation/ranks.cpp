// SPDX-License-Identifier: Apache-2.0
// What processes that share the work tell each other. How they do is the business of whoever made them.
#include <algorithm>

#include "chokepoint/simulation.hpp"

namespace chokepoint::simulation {

namespace {

// The first byte of what a rank hands in.
constexpr char result = 'R';
constexpr char interrupted = 'I';
constexpr char impossible = 'X';
constexpr char refused = 'W';

}  // namespace

std::optional<std::string> combined(Ranks& ranks, const std::function<std::optional<std::string>()>& work,
                                    const Ranks::Merge& merge) {
  std::string mine;
  try {
    const auto done = work();
    mine = done ? result + *done : std::string(1, interrupted);
  } catch (const ImpossibleValue& error) {
    mine = impossible + std::string(error.what());
  } catch (const std::invalid_argument& error) {
    mine = refused + std::string(error.what());
  }
  const std::string all =
      ranks.combine(std::move(mine), [&merge](const std::string& a, const std::string& b) -> std::string {
        // The lower rank has the lower draws: its complaint is the one that a single process would have made.
        if (a[0] != result) return a;
        if (b[0] != result) return b;
        return result + merge(a.substr(1), b.substr(1));
      });
  if (all[0] == impossible) throw ImpossibleValue(all.substr(1));
  if (all[0] == refused) throw std::invalid_argument(all.substr(1));
  if (all[0] == interrupted) return std::nullopt;
  return all.substr(1);
}

Share share_of(const Ranks* ranks, std::uint64_t draws) {
  if (ranks == nullptr) return {0, draws};
  const std::uint64_t leaves = (draws + draws_per_leaf - 1) / draws_per_leaf;
  const auto size = static_cast<std::uint64_t>(ranks->size());
  const auto rank = static_cast<std::uint64_t>(ranks->rank());
  const auto at = [&](std::uint64_t r) { return std::min(draws, leaves * r / size * draws_per_leaf); };
  return {at(rank), at(rank + 1)};
}

}  // namespace chokepoint::simulation
