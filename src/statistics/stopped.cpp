// SPDX-License-Identifier: Apache-2.0
#include "statistics/stopped.hpp"

#include "statistics/bytes.hpp"

namespace chokepoint::statistics {

Stopped::Stopped(const Layout& layout)
    : first_in(layout.constraints().size(), Counts(layout.years())), ever_below(layout.constraints().size()) {}

void take(const Layout& layout, const simulation::Block& block, const binding::Outcome& outcome, Stopped& stopped) {
  stopped.draws += block.count;
  for (std::size_t lane = 0; lane < block.count; ++lane) {
    const binding::Order order = outcome.order[lane];
    if (layout.keep().order) ++stopped.orders[order];
    const int first = binding::first_of(order);
    if (first < 0) continue;
    const auto k = static_cast<std::size_t>(first);
    ++stopped.first_in[k][outcome.short_from[k][lane]];
  }
  const auto never = static_cast<std::uint8_t>(layout.years());
  for (std::size_t k = 0; k < stopped.ever_below.size(); ++k) {
    const std::uint8_t* const from = outcome.short_from[k].data();
    stopped.ever_below[k] += count_of(block.count, [from, never](std::size_t lane) { return from[lane] < never; });
  }
}

void merge(const Stopped& other, Stopped& into) {
  into.draws += other.draws;
  for (std::size_t k = 0; k < into.first_in.size(); ++k) add(other.first_in[k], into.first_in[k]);
  add(other.ever_below, into.ever_below);
  for (const auto& [order, count] : other.orders) into.orders[order] += count;
}

void write(const Stopped& stopped, Writer& to) {
  to.count(stopped.draws);
  for (const Counts& counts : stopped.first_in) to.counts(counts);
  to.counts(stopped.ever_below);
  to.count(stopped.orders.size());
  for (const auto& [order, count] : stopped.orders) {
    to.count(order);
    to.count(count);
  }
}

void read(Reader& from, Stopped& stopped) {
  stopped.draws = from.count();
  for (Counts& counts : stopped.first_in) counts = from.counts();
  stopped.ever_below = from.counts();
  for (std::uint64_t left = from.count(); left > 0; --left) {
    const binding::Order order = from.count();
    stopped.orders[order] = from.count();
  }
}

binding::Stops stops_of(const Stopped& stopped) {
  return {.draws = stopped.draws, .in = stopped.first_in};
}

namespace {

std::uint64_t first_with(const Stopped& stopped, std::size_t k, std::uint32_t lifted) {
  std::uint64_t draws = 0;
  for (const auto& [order, count] : stopped.orders) {
    if (binding::first_of(order, lifted) == static_cast<int>(k)) draws += count;
  }
  return draws;
}

}  // namespace

std::vector<Lifted> order_of(const Stopped& stopped) {
  const std::size_t count = stopped.first_in.size();
  const auto share = [&stopped](std::uint64_t draws) {
    return static_cast<double>(draws) / static_cast<double>(stopped.draws);
  };
  std::vector<Lifted> order;
  std::uint32_t lifted = 0;
  while (order.size() < count) {
    Lifted likeliest{count, -1.0, 0.0};
    for (std::size_t k = 0; k < count; ++k) {
      if ((lifted >> k & 1U) != 0) continue;
      const Lifted step{k, share(first_with(stopped, k, lifted)), share(stopped.ever_below[k])};
      if (step.binds_first > likeliest.binds_first) likeliest = step;
    }
    lifted |= 1U << likeliest.constraint;
    order.push_back(likeliest);
  }
  return order;
}

}  // namespace chokepoint::statistics
