// SPDX-License-Identifier: Apache-2.0
// Counts and sums of one worker, and what is read off them in the end.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "chokepoint/statistics.hpp"
#include "statistics/bytes.hpp"
#include "statistics/kernels.hpp"

namespace chokepoint::statistics {

namespace {

/// The series of a scenario in one flat order: trajectory, attainable, then for each constraint its outputs and its
/// headroom. One place says so.
struct Layout {
  explicit Layout(const scenario::Scenario& scenario) : years(static_cast<std::size_t>(scenario.years())) {
    std::size_t next = 2;
    for (const auto& block : scenario.blocks) {
      const models::Description& description = *block.constraint->description;
      constraints.push_back(&description);
      first_output.push_back(next);
      next += description.outputs.size();
      headroom.push_back(next++);
    }
    series = next;
  }
  static constexpr std::size_t trajectory = 0;
  static constexpr std::size_t attainable = 1;
  std::size_t years;
  std::size_t series = 0;
  std::vector<const models::Description*> constraints;
  std::vector<std::size_t> first_output;
  std::vector<std::size_t> headroom;
};

binding::Table table_of(const std::vector<const models::Description*>& constraints, const simulation::Block& block,
                        std::size_t year_count) {
  const auto years = static_cast<int>(year_count);
  binding::Table table;
  table.trajectory = block.trajectory.data();
  table.lanes = block.lanes;
  table.years = years;
  table.parts.resize(constraints.size());
  for (std::size_t k = 0; k < constraints.size(); ++k) {
    table.ceilings.push_back(block.series(k, 0, years));
    const auto& outputs = constraints[k]->outputs;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (outputs[i].role == models::Role::part) table.parts[k].push_back(block.series(k, i, years));
    }
  }
  return table;
}

/// What one worker has counted.
class Counts {
 public:
  explicit Counts(const Layout& layout)
      : layout_(layout),
        histograms_(layout.series * layout.years),
        lowest_(layout.constraints.size() * layout.years),
        below_(lowest_.size()),
        first_in_(lowest_.size()),
        ever_below_(layout.constraints.size()),
        infeasible_(layout.years) {
    for (const auto* description : layout.constraints) {
      const auto parts = std::count_if(description->outputs.begin(), description->outputs.end(),
                                       [](const models::Output& output) { return output.role == models::Role::part; });
      governing_.emplace_back(static_cast<std::size_t>(parts) * layout.years);
    }
  }

  void take(const simulation::Block& block) {
    draws_ += block.count;
    table_ = table_of(layout_.constraints, block, layout_.years);
    binding::bind(table_, outcome_);
    take_series(block);
    take_years(block);
    take_orders(block);
  }

  void merge(const Counts& other) {
    draws_ += other.draws_;
    for (std::size_t i = 0; i < histograms_.size(); ++i) histograms_[i].merge(other.histograms_[i]);
    sums_.merge(other.sums_);
    add(lowest_, other.lowest_);
    add(below_, other.below_);
    add(first_in_, other.first_in_);
    add(ever_below_, other.ever_below_);
    add(infeasible_, other.infeasible_);
    for (std::size_t k = 0; k < governing_.size(); ++k) add(governing_[k], other.governing_[k]);
    for (const auto& [order, count] : other.orders_) orders_[order] += count;
  }

  [[nodiscard]] Summary summary(const scenario::Scenario& scenario) const;

  void write(Writer& to) const {
    to.count(draws_);
    for (const Histogram& histogram : histograms_) histogram.write(to);
    sums_.write(to);
    for (const auto* counts : {&lowest_, &below_, &first_in_, &ever_below_, &infeasible_}) to.counts(*counts);
    for (const auto& counts : governing_) to.counts(counts);
    to.count(orders_.size());
    for (const auto& [order, count] : orders_) {
      to.count(order);
      to.count(count);
    }
  }

  void read(Reader& from) {
    draws_ = from.count();
    for (Histogram& histogram : histograms_) histogram = Histogram::read(from);
    sums_ = TreeSums::read(from);
    for (auto* counts : {&lowest_, &below_, &first_in_, &ever_below_, &infeasible_}) *counts = from.counts();
    for (auto& counts : governing_) counts = from.counts();
    for (std::uint64_t left = from.count(); left > 0; --left) {
      const binding::Order order = from.count();
      orders_[order] = from.count();
    }
  }

 private:
  static void add(std::vector<std::uint64_t>& counts, const std::vector<std::uint64_t>& more) {
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += more[i];
  }

  void take_series(const simulation::Block& block) {
    const std::size_t leaves = (block.count + TreeSums::leaf - 1) / TreeSums::leaf;
    leaf_sums_.assign(leaves, std::vector<double>(layout_.series * layout_.years));
    const auto years = static_cast<int>(layout_.years);
    take_one(Layout::trajectory, block.trajectory.data(), block, block.trajectory_extent.data());
    take_one(Layout::attainable, outcome_.attainable.data(), block);
    for (std::size_t k = 0; k < layout_.constraints.size(); ++k) {
      for (std::size_t i = 0; i < layout_.constraints[k]->outputs.size(); ++i) {
        take_one(layout_.first_output[k] + i, block.series(k, i, years), block,
                 block.extents[k].data() + i * layout_.years);
      }
      take_one(layout_.headroom[k], outcome_.headroom[k].data(), block);
    }
    for (std::size_t i = 0; i < leaves; ++i) sums_.add(block.first / TreeSums::leaf + i, std::move(leaf_sums_[i]));
  }

  /// `extents`: of each year, when they are known.
  void take_one(std::size_t series, const double* values, const simulation::Block& block,
                const Extent* extents = nullptr) {
    using Builds = ByTarget<double(const double*, std::size_t)>;
    static auto* const sum = widest(Builds CHOKEPOINT_BY_TARGET(sum_of));
    for (std::size_t year = 0; year < layout_.years; ++year) {
      const std::size_t cell = series * layout_.years + year;
      const double* const column = values + year * block.lanes;
      if (extents == nullptr) {
        histograms_[cell].add(column, block.count);
      } else {
        histograms_[cell].add(column, block.count, extents[year]);
      }
      for (std::size_t i = 0; i < leaf_sums_.size(); ++i) {
        const std::size_t start = i * TreeSums::leaf;
        leaf_sums_[i][cell] = sum(column + start, std::min(TreeSums::leaf, block.count - start));
      }
    }
  }

  void take_years(const simulation::Block& block) {
    anything_below_.resize(block.count);
    for (std::size_t year = 0; year < layout_.years; ++year) {
      const std::size_t at = year * block.lanes;
      const std::uint8_t* const lowest = outcome_.lowest_constraint.data() + at;
      const std::uint8_t* const governing = outcome_.governing.data() + at;
      std::fill(anything_below_.begin(), anything_below_.end(), std::uint8_t{0});
      for (std::size_t k = 0; k < layout_.constraints.size(); ++k) {
        const auto name = static_cast<std::uint8_t>(k);
        lowest_[k * layout_.years + year] +=
            count_of(block.count, [lowest, name](std::size_t lane) { return lowest[lane] == name; });
        for (std::size_t part = 0; part * layout_.years < governing_[k].size(); ++part) {
          const auto its_name = static_cast<std::uint8_t>(part);
          governing_[k][part * layout_.years + year] +=
              count_of(block.count, [lowest, name, governing, its_name](std::size_t lane) {
                return (lowest[lane] == name) & (governing[lane] == its_name);
              });
        }
        const std::uint8_t* const below = outcome_.below[k].data() + at;
        below_[k * layout_.years + year] +=
            count_of(block.count, [below](std::size_t lane) { return below[lane] != 0; });
        for (std::size_t lane = 0; lane < block.count; ++lane) anything_below_[lane] |= below[lane];
      }
      infeasible_[year] += count_of(block.count, [this](std::size_t lane) { return anything_below_[lane] != 0; });
    }
  }

  /// How many of the first `count` lanes `holds`. In bytes, which fit a register many at a time, and seldom added up.
  template <class Holds>
  static std::uint64_t count_of(std::size_t count, const Holds& holds) {
    constexpr std::size_t at_once = 255;
    std::uint64_t total = 0;
    for (std::size_t start = 0; start < count; start += at_once) {
      const std::size_t end = std::min(start + at_once, count);
      std::uint8_t some = 0;
      for (std::size_t lane = start; lane < end; ++lane) {
        some = static_cast<std::uint8_t>(some + (holds(lane) ? 1U : 0U));
      }
      total += some;
    }
    return total;
  }

  void take_orders(const simulation::Block& block) {
    for (std::size_t lane = 0; lane < block.count; ++lane) {
      const binding::Order order = outcome_.order[lane];
      ++orders_[order];
      const int first = binding::first_of(order);
      if (first < 0) continue;
      const auto k = static_cast<std::size_t>(first);
      ++first_in_[k * layout_.years + outcome_.short_from[k][lane]];
    }
    for (std::size_t k = 0; k < ever_below_.size(); ++k) {
      const std::uint8_t* const from = outcome_.short_from[k].data();
      const auto never = static_cast<std::uint8_t>(layout_.years);
      ever_below_[k] += count_of(block.count, [from, never](std::size_t lane) { return from[lane] < never; });
    }
  }

  [[nodiscard]] Series series(std::size_t index, std::string name, const models::Output& output,
                              const std::vector<double>& totals, std::uint64_t draws) const;
  [[nodiscard]] PointMass mass_of(std::size_t index, std::size_t year, std::uint64_t draws) const;
  [[nodiscard]] std::vector<double> shares(const std::vector<std::uint64_t>& counts, std::size_t row,
                                           std::uint64_t draws) const;
  [[nodiscard]] Constraint constraint(std::size_t k, const std::vector<double>& totals, std::uint64_t draws) const;
  [[nodiscard]] std::vector<std::uint64_t> so_far(const std::vector<std::uint64_t>& counts, std::size_t row) const;
  [[nodiscard]] binding::Stops stops(std::uint64_t draws) const;
  [[nodiscard]] double binds_first(std::size_t k, std::uint32_t lifted, std::uint64_t draws) const;
  [[nodiscard]] std::vector<Lifted> order(std::uint64_t draws) const;

  const Layout& layout_;
  std::uint64_t draws_ = 0;
  std::vector<Histogram> histograms_;  // [series][year]
  TreeSums sums_;                      // [series][year]
  std::vector<std::uint64_t> lowest_;  // [constraint][year], as the next two
  std::vector<std::uint64_t> below_;
  std::vector<std::uint64_t> first_in_;
  std::vector<std::uint64_t> ever_below_;              // [constraint]
  std::vector<std::uint64_t> infeasible_;              // [year]
  std::vector<std::vector<std::uint64_t>> governing_;  // of each constraint: [part][year]
  std::unordered_map<binding::Order, std::uint64_t> orders_;

  binding::Table table_;  // scratch
  binding::Outcome outcome_;
  std::vector<std::vector<double>> leaf_sums_;
  std::vector<std::uint8_t> anything_below_;
};

double share_of(std::uint64_t count, std::uint64_t draws) {
  return static_cast<double>(count) / static_cast<double>(draws);
}

/// Where the tail has no mean, one draw makes up much of the sum, however many there are: then the standard error of
/// the mean is as large as itself.
bool has_settled(double mean, const Histogram& histogram) {
  if (histogram.lowest() == histogram.highest()) return true;
  const double most = mean_tolerance * mean_tolerance * static_cast<double>(histogram.count());
  // No mean square is more than the mean times the highest value: that often tells without looking at the bins.
  if (histogram.highest() / mean - 1.0 <= most) return true;
  return histogram.mean_square(mean) - 1.0 <= most;
}

Series Counts::series(std::size_t index, std::string name, const models::Output& output,
                      const std::vector<double>& totals, std::uint64_t draws) const {
  Series series{std::move(name), output.kind, std::string(output.meaning), {}};
  for (std::size_t year = 0; year < layout_.years; ++year) {
    const std::size_t cell = index * layout_.years + year;
    Spread spread;
    histograms_[cell].quantiles(levels, spread.quantiles, mass_of(index, year, draws));
    const double mean = totals[cell] / static_cast<double>(draws);
    // Rounding of the sum must not move the mean of equal values off them.
    spread.mean = std::clamp(mean, histograms_[cell].lowest(), histograms_[cell].highest());
    if (!has_settled(mean, histograms_[cell])) spread.mean.reset();
    series.years.push_back(spread);
  }
  return series;
}

/// What is attainable is the trajectory in every draw that is feasible: one value, where the trajectory is certain.
PointMass Counts::mass_of(std::size_t index, std::size_t year, std::uint64_t draws) const {
  const Histogram& trajectory = histograms_[Layout::trajectory * layout_.years + year];
  if (index != Layout::attainable || trajectory.lowest() != trajectory.highest()) return {};
  return {trajectory.highest(), infeasible_[year], draws - infeasible_[year]};
}

std::vector<double> Counts::shares(const std::vector<std::uint64_t>& counts, std::size_t row,
                                   std::uint64_t draws) const {
  std::vector<double> shares;
  for (std::size_t year = 0; year < layout_.years; ++year) {
    shares.push_back(share_of(counts[row * layout_.years + year], draws));
  }
  return shares;
}

Constraint Counts::constraint(std::size_t k, const std::vector<double>& totals, std::uint64_t draws) const {
  const models::Description& description = *layout_.constraints[k];
  const std::string name(description.name);
  Constraint result;
  result.name = name;
  result.title = description.title;
  std::size_t part = 0;
  for (std::size_t i = 0; i < description.outputs.size(); ++i) {
    const models::Output& output = description.outputs[i];
    const std::string own(output.name);
    const std::size_t index = layout_.first_output[k] + i;
    switch (output.role) {
      case models::Role::ceiling:
        result.ceiling = series(index, "ceiling/" + name, output, totals, draws);
        break;
      case models::Role::part:
        result.parts.push_back({own, series(index, "ceiling/" + name + "/" + own, output, totals, draws),
                                shares(governing_[k], part++, draws)});
        break;
      case models::Role::internal:
        result.internals.push_back(series(index, name + "/" + own, output, totals, draws));
        break;
    }
  }
  result.headroom = series(layout_.headroom[k], "headroom/" + name,
                           {"", units::ratio_kind, models::Role::internal, "ceiling / trajectory"}, totals, draws);
  result.lowest = shares(lowest_, k, draws);
  result.below = shares(below_, k, draws);
  result.binds_first_in = shares(first_in_, k, draws);
  result.stopped = shares(so_far(first_in_, k), 0, draws);
  result.binds_first = result.stopped.back();
  return result;
}

std::vector<std::uint64_t> Counts::so_far(const std::vector<std::uint64_t>& counts, std::size_t row) const {
  std::vector<std::uint64_t> sums(layout_.years);
  const auto first = counts.begin() + static_cast<std::ptrdiff_t>(row * layout_.years);
  std::partial_sum(first, first + static_cast<std::ptrdiff_t>(layout_.years), sums.begin());
  return sums;
}

binding::Stops Counts::stops(std::uint64_t draws) const {
  binding::Stops stops{.draws = draws, .in = {}};
  for (std::size_t k = 0; k < layout_.constraints.size(); ++k) {
    const auto first = first_in_.begin() + static_cast<std::ptrdiff_t>(k * layout_.years);
    stops.in.emplace_back(first, first + static_cast<std::ptrdiff_t>(layout_.years));
  }
  return stops;
}

double Counts::binds_first(std::size_t k, std::uint32_t lifted, std::uint64_t draws) const {
  std::uint64_t count = 0;
  for (const auto& [order, times] : orders_) {
    if (binding::first_of(order, lifted) == static_cast<int>(k)) count += times;
  }
  return share_of(count, draws);
}

std::vector<Lifted> Counts::order(std::uint64_t draws) const {
  std::vector<Lifted> order;
  std::uint32_t lifted = 0;
  const std::size_t count = layout_.constraints.size();
  while (order.size() < count) {
    Lifted likeliest{count, -1.0, 0.0};
    for (std::size_t k = 0; k < count; ++k) {
      if ((lifted >> k & 1U) != 0) continue;
      const Lifted step{k, binds_first(k, lifted, draws), share_of(ever_below_[k], draws)};
      if (step.binds_first > likeliest.binds_first) likeliest = step;
    }
    lifted |= 1U << likeliest.constraint;
    order.push_back(likeliest);
  }
  return order;
}

Summary Counts::summary(const scenario::Scenario& scenario) const {
  const std::uint64_t draws = draws_;
  const std::vector<double> totals = sums_.totals();
  Summary summary;
  summary.draws = draws;
  summary.first_year = scenario.first_year;
  const models::Output& projected = models::trajectory().outputs.front();
  summary.trajectory = series(Layout::trajectory, "trajectory", projected, totals, draws);
  summary.attainable =
      series(Layout::attainable, "attainable",
             {"", projected.kind, models::Role::internal, "the smaller of trajectory and all ceilings"}, totals, draws);
  for (std::size_t k = 0; k < layout_.constraints.size(); ++k)
    summary.constraints.push_back(constraint(k, totals, draws));
  for (const std::uint64_t count : infeasible_) summary.feasible.push_back(share_of(draws - count, draws));
  summary.stops = stops(draws);
  summary.verdict = binding::verdict_of(summary.stops);
  for (std::size_t year = 1; year <= layout_.years; ++year) {
    summary.not_stopped.push_back(share_of(draws - summary.stops.any_by(year), draws));
  }
  summary.binds_first_none = summary.not_stopped.back();
  summary.order = order(draws);
  // Those that never bind first, at the end: by how near the median comes to the trajectory.
  const auto never = std::find_if(summary.order.begin(), summary.order.end(),
                                  [](const Lifted& step) { return step.binds_first == 0.0; });
  std::stable_sort(never, summary.order.end(), [&summary](const Lifted& a, const Lifted& b) {
    return summary.constraints[a.constraint].headroom.years.back().median() <
           summary.constraints[b.constraint].headroom.years.back().median();
  });
  return summary;
}

}  // namespace

void bind(const scenario::Scenario& scenario, const simulation::Block& block, binding::Outcome& outcome) {
  std::vector<const models::Description*> constraints;
  for (const auto& part : scenario.blocks) constraints.push_back(part.constraint->description);
  binding::bind(table_of(constraints, block, static_cast<std::size_t>(scenario.years())), outcome);
}

struct Collector::Parts {
  explicit Parts(const scenario::Scenario& of) : scenario(&of), layout(of), counts(layout) {}
  const scenario::Scenario* scenario;
  Layout layout;
  Counts counts;
};

Collector::Collector(const scenario::Scenario& scenario) : parts_(std::make_unique<Parts>(scenario)) {}
Collector::~Collector() = default;
Collector::Collector(Collector&&) noexcept = default;
Collector& Collector::operator=(Collector&&) noexcept = default;

void Collector::take(const simulation::Block& block) {
  parts_->counts.take(block);
}
void Collector::merge(const Collector& other) {
  parts_->counts.merge(other.parts_->counts);
}
std::string Collector::bytes() const {
  Writer writer;
  parts_->counts.write(writer);
  return writer.take();
}
Collector Collector::from_bytes(const scenario::Scenario& scenario, const std::string& bytes) {
  Collector collector(scenario);
  Reader reader(bytes);
  collector.parts_->counts.read(reader);
  return collector;
}
Summary Collector::summary() const {
  return parts_->counts.summary(*parts_->scenario);
}

double standard_error_of_share(double share, std::uint64_t draws) {
  const auto n = static_cast<double>(draws);
  return std::sqrt(share * (1.0 - share) / n + 0.25 / (n * n)) / (1.0 + 1.0 / n);
}

Headline headline(const Summary& summary) {
  Headline result;
  result.constraint = summary.order.front().constraint;
  result.stopped = summary.verdict.stopped;
  result.stopped_error = standard_error_of_share(result.stopped, summary.draws);
  const Spread& headroom = summary.constraints[result.constraint].headroom.years.back();
  result.headroom = headroom.median();
  if (summary.draws < binding::fewest_ranked) return result;
  // The rank of the median strays by sqrt(n) / 2, a level of 1 / (2 sqrt n). The quartiles, half of all levels apart,
  // tell how far that reaches in the logarithm of the value.
  const double log_per_level = std::log(headroom.quantiles[4] / headroom.quantiles[2]) / 0.5;
  const double level_error = 0.5 / std::sqrt(static_cast<double>(summary.draws));
  result.headroom_error = log_per_level * level_error;
  return result;
}

namespace {

class Gatherer : public simulation::Worker {
 public:
  explicit Gatherer(const scenario::Scenario& scenario) : collector(scenario) {}
  void take(const simulation::Block& block) override { collector.take(block); }
  Collector collector;
};

}  // namespace

std::optional<Summary> summarize(const simulation::Engine& engine, const simulation::Threads& threads,
                                 const simulation::Progress& progress) {
  const scenario::Scenario& scenario = engine.scenario();
  const auto own_share = [&]() -> std::optional<Collector> {
    const simulation::Share share = simulation::share_of(threads.ranks, engine.draws());
    auto workers = simulation::simulate(
        engine, share.first, share.last, threads, [&scenario] { return std::make_unique<Gatherer>(scenario); },
        progress);
    if (workers.empty()) return std::nullopt;
    Collector& all = dynamic_cast<Gatherer&>(*workers.front()).collector;
    for (std::size_t i = 1; i < workers.size(); ++i) all.merge(dynamic_cast<const Gatherer&>(*workers[i]).collector);
    return std::move(all);
  };
  if (threads.ranks == nullptr) {
    const auto all = own_share();
    return all ? std::optional(all->summary()) : std::nullopt;
  }
  const auto all = simulation::combined(
      *threads.ranks,
      [&own_share]() -> std::optional<std::string> {
        const auto mine = own_share();
        return mine ? std::optional(mine->bytes()) : std::nullopt;
      },
      [&scenario](const std::string& a, const std::string& b) {
        Collector merged = Collector::from_bytes(scenario, a);
        merged.merge(Collector::from_bytes(scenario, b));
        return merged.bytes();
      });
  return all ? std::optional(Collector::from_bytes(scenario, *all).summary()) : std::nullopt;
}

}  // namespace chokepoint::statistics
