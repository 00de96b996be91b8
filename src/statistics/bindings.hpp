// SPDX-License-Identifier: Apache-2.0
// What stops the draws and what holds of them by year, counted.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "statistics/layout.hpp"

namespace chokepoint::statistics {

/// Draws by the order in which constraints stop them. Some dozen orders are met again and again, and counted in a small
/// table; which of two orders keeps a place in it does not show.
class Orders {
 public:
  void add(binding::Order order, std::uint64_t draws = 1) {
    constexpr std::uint64_t spread = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio: neighbours fall far apart
    Place& place = places_[order * spread >> 56U];
    if (place.order != order) {
      others_[place.order] += place.draws;
      place = {order, 0};
    }
    place.draws += draws;
  }
  /// Each order that was met, with its draws.
  [[nodiscard]] std::map<binding::Order, std::uint64_t> all() const;

 private:
  struct Place {
    binding::Order order = 0;
    std::uint64_t draws = 0;
  };
  std::array<Place, 256> places_{};
  std::map<binding::Order, std::uint64_t> others_;
};

/// Of one worker, or of several merged. The functions below fill it.
struct Bindings {
  explicit Bindings(const Layout& layout);
  std::uint64_t draws = 0;
  binding::Counts counts;
  Orders orders;  // without Keep::order none
};

/// Adds the draws of a block. `outcome` is what binding::bind() made of it, with wanted_of().
void take(const Layout& layout, const simulation::Block& block, const binding::Outcome& outcome, Bindings& bindings);
void merge(const Bindings& other, Bindings& into);
void write(const Bindings& bindings, Writer& to);
void read(Reader& from, Bindings& bindings);

[[nodiscard]] binding::Stops stops_of(const Bindings& bindings);
/// Which constraint would stop most draws, with those before it lifted. Of those that would stop none, as written.
[[nodiscard]] std::vector<Lifted> order_of(const Bindings& bindings);

}  // namespace chokepoint::statistics
