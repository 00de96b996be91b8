// SPDX-License-Identifier: Apache-2.0
// What stops the trajectory, counted over draws: always kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "statistics/shares.hpp"

namespace chokepoint::statistics {

/// The functions below fill it.
struct Stopped {
  explicit Stopped(const Layout& layout);
  std::uint64_t draws = 0;
  std::vector<Counts> first_in;                     // [constraint][year]: draws that it is the first to stop, then
  Counts ever_below;                                // [constraint]: draws in which it falls short within the horizon
  std::map<binding::Order, std::uint64_t> orders;   // draws by their order; without Keep::order empty
};

void take(const Layout& layout, const simulation::Block& block, const binding::Outcome& outcome, Stopped& stopped);
void merge(const Stopped& other, Stopped& into);
void write(const Stopped& stopped, Writer& to);
void read(Reader& from, Stopped& stopped);

[[nodiscard]] binding::Stops stops_of(const Stopped& stopped);
/// Which constraint would stop most draws, with those before it lifted. Of those that would stop none, as written.
[[nodiscard]] std::vector<Lifted> order_of(const Stopped& stopped);

}  // namespace chokepoint::statistics
