// SPDX-License-Identifier: Apache-2.0
#include "statistics/spreads.hpp"

#include <algorithm>

#include "statistics/bytes.hpp"
#include "statistics/kernels.hpp"

namespace chokepoint::statistics {

namespace {

using LeafSums = std::vector<std::vector<double>>;  // of each leaf of a block: [cell]

void sum_leaves(const double* column, std::size_t count, std::size_t cell, LeafSums& leaves) {
  using Builds = ByTarget<double(const double*, std::size_t)>;
  static auto* const sum = widest(Builds CHOKEPOINT_BY_TARGET(sum_of));
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const std::size_t start = i * TreeSums::leaf;
    leaves[i][cell] = sum(column + start, std::min(TreeSums::leaf, count - start));
  }
}

/// A series [year][lane], and what it spans in each year.
struct Column {
  std::size_t series = 0;
  const double* values = nullptr;
  const Extent* extents = nullptr;
};

void take_series(const Layout& layout, const simulation::Block& block, const Column& column, Spreads& spreads,
                 LeafSums& leaves) {
  for (std::size_t year = 0; year < layout.years(); ++year) {
    const auto cell = layout.cell(column.series, year);
    if (!cell) continue;
    const double* const values = column.values + year * block.lanes;
    spreads.histograms[*cell].add(values, block.count, column.extents[year]);
    sum_leaves(values, block.count, *cell, leaves);
  }
}

}  // namespace

void take(const Layout& layout, const simulation::Block& block, const binding::Outcome& outcome, Spreads& spreads) {
  const std::size_t leaf_count = (block.count + TreeSums::leaf - 1) / TreeSums::leaf;
  LeafSums leaves(layout.keep().means ? leaf_count : 0, std::vector<double>(layout.cell_count()));
  const auto add = [&](const Column& column) { take_series(layout, block, column, spreads, leaves); };
  add({Layout::trajectory, block.trajectory.data(), block.trajectory_extent.data()});
  add({Layout::attainable, outcome.attainable.data(), outcome.attainable_extent.data()});
  add({Layout::observed, block.observed.data(), block.observed_extent.data()});
  add({Layout::pre_training, block.pre_training.data(), block.pre_training_extent.data()});
  add({Layout::post_training, block.post_training.data(), block.post_training_extent.data()});
  add({Layout::post_training_share, block.post_training_share.data(), block.post_training_share_extent.data()});
  const auto years = static_cast<int>(layout.years());
  for (std::size_t k = 0; k < layout.constraints().size(); ++k) {
    for (std::size_t i = 0; i < layout.constraints()[k]->outputs.size(); ++i) {
      if (!layout.has(layout.output(k, i))) continue;
      add({layout.output(k, i), block.series(k, i, years), block.extents[k].data() + i * layout.years()});
    }
    add({layout.headroom(k), outcome.headroom[k].data(), outcome.headroom_extent[k].data()});
    if (!block.extras.needs) continue;
    for (const auto series : {models::NeedSeries::need, models::NeedSeries::supply, models::NeedSeries::gap}) {
      add({layout.need(k, series), block.need(k, series, years),
           block.need_extents[k].data() + static_cast<std::size_t>(series) * layout.years()});
    }
  }
  for (std::size_t i = 0; i < block.events.size(); ++i) {
    add({layout.event(i), block.events[i].data(), block.event_extents[i].data()});
  }
  for (std::size_t i = 0; layout.has_relief() && i < models::relief().outputs.size(); ++i) {
    add({layout.way(i), block.way(i, years), block.relief_extents.data() + i * layout.years()});
  }
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    spreads.sums.add(block.first / TreeSums::leaf + i, std::move(leaves[i]));
  }
}

void merge(const Spreads& other, Spreads& into) {
  for (std::size_t i = 0; i < into.histograms.size(); ++i) into.histograms[i].merge(other.histograms[i]);
  into.sums.merge(other.sums);
}

void write(const Spreads& spreads, Writer& to) {
  for (const Histogram& histogram : spreads.histograms) histogram.write(to);
  spreads.sums.write(to);
}

void read(Reader& from, Spreads& spreads) {
  for (Histogram& histogram : spreads.histograms) histogram = Histogram::read(from);
  spreads.sums = TreeSums::read(from);
}

namespace {

/// Where the tail has no mean, one draw makes up much of the sum, however many there are: then the standard error of
/// the mean is as large as itself.
bool has_settled(double mean, const Histogram& histogram) {
  if (histogram.lowest() == histogram.highest()) return true;
  const double most = mean_tolerance * mean_tolerance * static_cast<double>(histogram.count());
  // No mean square is more than the mean times the highest value: that often tells without looking at the bins.
  if (histogram.highest() / mean - 1.0 <= most) return true;
  return histogram.mean_square(mean) - 1.0 <= most;
}

std::optional<double> mean_of(double total, const Histogram& histogram, std::uint64_t draws) {
  const double mean = total / static_cast<double>(draws);
  if (!has_settled(mean, histogram)) return std::nullopt;
  // Rounding of the sum must not move the mean of equal values off them.
  return std::clamp(mean, histogram.lowest(), histogram.highest());
}

}  // namespace

Spread spread_of(const Spreads& spreads, std::size_t cell, const PointMass& mass, const std::vector<double>& totals,
                 std::uint64_t draws) {
  const Histogram& histogram = spreads.histograms[cell];
  Spread spread;
  histogram.quantiles(levels, spread.quantiles, mass);
  if (!totals.empty()) spread.mean = mean_of(totals[cell], histogram, draws);
  return spread;
}

}  // namespace chokepoint::statistics
