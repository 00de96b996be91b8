// SPDX-License-Identifier: Apache-2.0
#include "statistics/bindings.hpp"

#include <iterator>
#include <numeric>

#include "statistics/bytes.hpp"

namespace chokepoint::statistics {

Bindings::Bindings(const Layout& layout) {
  const std::size_t years = layout.years();
  for (const auto rows : binding::Counts::tables()) {
    for (std::size_t k = 0; k < layout.constraints().size(); ++k) {
      (counts.*rows).emplace_back(rows == &binding::Counts::through ? layout.parts_of(k) * years : years);
    }
  }
  counts.infeasible.resize(years);
}

std::map<binding::Order, std::uint64_t> Orders::all() const {
  auto orders = others_;
  for (const Place& place : places_) orders[place.order] += place.draws;
  for (auto one = orders.begin(); one != orders.end();) one = one->second == 0 ? orders.erase(one) : std::next(one);
  return orders;
}

void take(const Layout& layout, const simulation::Block& block, const binding::Outcome& outcome, Bindings& bindings) {
  bindings.draws += block.count;
  binding::add(outcome.counts, bindings.counts);
  if (!layout.keep().order) return;
  for (std::size_t lane = 0; lane < block.count; ++lane) bindings.orders.add(outcome.order[lane]);
}

void merge(const Bindings& other, Bindings& into) {
  into.draws += other.draws;
  binding::add(other.counts, into.counts);
  for (const auto& [order, draws] : other.orders.all()) into.orders.add(order, draws);
}

void write(const Bindings& bindings, Writer& to) {
  to.count(bindings.draws);
  for (const auto rows : binding::Counts::tables()) {
    for (const auto& row : bindings.counts.*rows) to.counts(row);
  }
  to.counts(bindings.counts.infeasible);
  const auto orders = bindings.orders.all();
  to.count(orders.size());
  for (const auto& [order, draws] : orders) {
    to.count(order);
    to.count(draws);
  }
}

void read(Reader& from, Bindings& bindings) {
  bindings.draws = from.count();
  for (const auto rows : binding::Counts::tables()) {
    for (auto& row : bindings.counts.*rows) row = from.counts();
  }
  bindings.counts.infeasible = from.counts();
  for (std::uint64_t left = from.count(); left > 0; --left) {
    const binding::Order order = from.count();
    bindings.orders.add(order, from.count());
  }
}

binding::Stops stops_of(const Bindings& bindings) {
  return {.draws = bindings.draws, .in = bindings.counts.first};
}

namespace {

using Counted = std::map<binding::Order, std::uint64_t>;

std::uint64_t first_with(const Counted& orders, std::size_t k, std::uint32_t lifted) {
  std::uint64_t draws = 0;
  for (const auto& [order, count] : orders) {
    if (binding::first_of(order, lifted) == static_cast<int>(k)) draws += count;
  }
  return draws;
}

}  // namespace

std::vector<Lifted> order_of(const Bindings& bindings) {
  const Counted orders = bindings.orders.all();
  const std::size_t count = bindings.counts.falls.size();
  const auto share = [&bindings](std::uint64_t draws) {
    return static_cast<double>(draws) / static_cast<double>(bindings.draws);
  };
  const auto ever_below = [&bindings](std::size_t k) {
    const auto& falls = bindings.counts.falls[k];
    return std::accumulate(falls.begin(), falls.end(), std::uint64_t{0});
  };
  std::vector<Lifted> order;
  std::uint32_t lifted = 0;
  while (order.size() < count) {
    Lifted likeliest{count, -1.0, 0.0};
    for (std::size_t k = 0; k < count; ++k) {
      if ((lifted >> k & 1U) != 0) continue;
      const Lifted step{k, share(first_with(orders, k, lifted)), share(ever_below(k))};
      if (step.binds_first > likeliest.binds_first) likeliest = step;
    }
    lifted |= 1U << likeliest.constraint;
    order.push_back(likeliest);
  }
  return order;
}

}  // namespace chokepoint::statistics
