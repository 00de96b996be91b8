// SPDX-License-Identifier: Apache-2.0
// The smallest change of a lever that makes a condition true.
#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

#include "analysis/outputs.hpp"
#include "chokepoint/analysis.hpp"

namespace chokepoint::analysis {

namespace {

using question::Condition;

constexpr std::size_t probe_count = 17;
constexpr int replicates = 8;

struct Interrupted {};

double towards(const Condition& condition, double difference) {
  const bool wants_more = condition.comparison == question::Comparison::greater ||
                          condition.comparison == question::Comparison::greater_or_equal;
  return wants_more ? difference : -difference;
}

/// A date moves in whole years; the share of the draws that decides it stands for it.
double margin_of_year(const Condition& condition, const statistics::Summary& summary) {
  // "The year is 2032 or later": less than `level` of the draws have come there by the end of 2031. "After 2031", too.
  const bool whole = condition.comparison == question::Comparison::greater_or_equal ||
                     condition.comparison == question::Comparison::less;
  const binding::Dates dates = dates_of(condition.output, summary);
  // A year that is not reached within the years is infinity, in a condition too: what is known ends with the last one.
  const int end = summary.first_year + static_cast<int>(dates.in.size());
  const double asked = std::clamp(condition.value, summary.first_year - 1.0, static_cast<double>(end));
  const int last = std::min(static_cast<int>(asked) - (whole ? 1 : 0), end - 1);
  const std::uint64_t by_then =
      last < summary.first_year ? 0 : dates.by(static_cast<std::size_t>(last - summary.first_year) + 1);
  const double so_far = static_cast<double>(by_then) / static_cast<double>(dates.draws);
  const double level = statistics::levels[static_cast<std::size_t>(condition.output.statistic)];
  return towards(condition, level - so_far);
}

/// The output at a point, and a quantity that is positive where the condition holds and negative where it does not, as
/// smooth as there is one.
struct Measured {
  double value = 0.0;
  double margin = 0.0;
};

/// Hands what is measured at every point, in order, to `take`.
template <class Take>
bool measure(Experiment& experiment, const Condition& condition, std::span<const Point> points, const Take& take,
             const Progress& progress) {
  if (!condition.output.is_date()) {
    return experiment.run(
        points, condition.output,
        [&](std::size_t i, double value) {
          take(i, Measured{value, towards(condition, value - condition.value)});
        },
        progress);
  }
  return experiment.run(
      points, kept_for(condition.output),
      [&](std::size_t i, const statistics::Summary& summary) {
        take(i, Measured{value_of(condition.output, summary), margin_of_year(condition, summary)});
      },
      progress);
}

class Search {
 public:
  Search(const scenario::ScenarioPointer& scenario, const question::Axis& lever, const Condition& condition,
         const Effort& effort, const Point& fixed, Change change = Change::value)
      : scenario_(scenario),
        condition_(condition),
        effort_(effort),
        fixed_(fixed),
        change_(change),
        experiment_(scenario, effort_without_progress(effort)),
        column_(experiment_.engine().index_of(lever.path)),
        from_(lever.values.front()),
        to_(lever.values.back()) {}

  /// `lever_now`: the median or the factor 1, from which a change is counted. `with_frontier`: where no change is
  /// needed, looks for how far the condition holds.
  Solution run(double lever_now, bool with_frontier) {
    Solution solution;
    solution.lever_now = lever_now;
    solution.value_now = at(experiment_, fixed_).value;
    const bool already = condition_.holds_for(solution.value_now);
    if (already) {
      solution.kind = Solution::Kind::holds_already;
      solution.lever = lever_now;
      solution.value = solution.value_now;
      if (!with_frontier) return solution;
    }
    probe(lever_now, solution);
    tell(0.5);
    const Probe* const median = at_median(lever_now);
    const bool at_median_too = median != nullptr && median->holds(condition_);
    if (!already && at_median_too) {
      solution.kind = Solution::Kind::enough_at_median;
      solution.lever = lever_now;
      solution.value = median->value;
    }
    if (already || at_median_too) {
      if (with_frontier) solution.frontier = frontier(lever_now);
      return solution;
    }
    const auto bracket = nearest_bracket(lever_now);
    if (!bracket) return closest(solution);
    solution.kind = Solution::Kind::found;
    const Probe found = refined(*bracket);
    solution.lever = found.lever;
    solution.value = found.value;
    solution.standard_error = error_at(found.lever, *bracket);
    return solution;
  }

 private:
  struct Probe {
    double lever = 0.0;
    double margin = 0.0;
    double value = 0.0;
    [[nodiscard]] bool holds(const Condition& condition) const { return condition.holds_for(value); }
  };

  static Effort effort_without_progress(const Effort& effort) {
    Effort quiet = effort;
    if (effort.progress) quiet.progress = [progress = effort.progress](double) { return progress(0.0); };
    return quiet;
  }
  void tell(double share) const {
    if (effort_.progress && !effort_.progress(share)) throw Interrupted{};
  }

  [[nodiscard]] Point with(double lever) const {
    Point point = fixed_;
    point.push_back({column_, lever, change_});
    return point;
  }
  Measured at(Experiment& experiment, const Point& point) const {
    Measured result;
    const bool done = measure(
        experiment, condition_, {&point, 1}, [&result](std::size_t, Measured found) { result = found; },
        [this](double) { return !effort_.progress || effort_.progress(0.0); });
    if (!done) throw Interrupted{};
    return result;
  }
  Probe probe_at(double lever) {
    const Measured found = at(experiment_, with(lever));
    return {lever, found.margin, found.value};
  }

  /// Evenly over the range (in the logarithm when it is wide), and at the median.
  void probe(double lever_now, Solution& solution) {
    std::vector<double> levers;
    const bool wide = from_ > 0.0 && to_ / from_ > 10.0;
    for (std::size_t i = 0; i < probe_count; ++i) {
      const double share = static_cast<double>(i) / (probe_count - 1);
      levers.push_back(wide ? from_ * std::pow(to_ / from_, share) : from_ + (to_ - from_) * share);
    }
    levers.back() = to_;
    if (lever_now > from_ && lever_now < to_) levers.push_back(lever_now);
    std::sort(levers.begin(), levers.end());
    levers.erase(std::unique(levers.begin(), levers.end()), levers.end());
    std::vector<Point> points;
    points.reserve(levers.size());
    for (const double lever : levers) points.push_back(with(lever));
    const bool done = measure(
        experiment_, condition_, points,
        [&](std::size_t i, Measured found) {
          probes_.push_back({levers[i], found.margin, found.value});
        },
        [this](double share) { return !effort_.progress || effort_.progress(0.5 * share); });
    if (!done) throw Interrupted{};
    for (const Probe& one : probes_) solution.probes.emplace_back(one.lever, one.value);
    solution.monotonic = monotonic();
  }

  /// Both up and down by more than the noise of the draws could make.
  [[nodiscard]] bool monotonic() const {
    double lowest = probes_.front().margin;
    double highest = lowest;
    for (const Probe& one : probes_) {
      lowest = std::min(lowest, one.margin);
      highest = std::max(highest, one.margin);
    }
    const double noise = 1e-3 * (highest - lowest);
    bool rises = false;
    bool falls = false;
    for (std::size_t i = 1; i < probes_.size(); ++i) {
      rises = rises || probes_[i].margin > probes_[i - 1].margin + noise;
      falls = falls || probes_[i].margin < probes_[i - 1].margin - noise;
    }
    return !(rises && falls);
  }

  /// Neighbours of which one meets the condition, nearest to the median.
  [[nodiscard]] std::optional<std::pair<Probe, Probe>> nearest_bracket(double lever_now) const {
    std::optional<std::size_t> nearest;
    const auto distance = [lever_now](double lever) {
      return lever > 0.0 && lever_now > 0.0 ? std::abs(std::log(lever / lever_now)) : std::abs(lever - lever_now);
    };
    for (std::size_t i = 0; i < probes_.size(); ++i) {
      if (!probes_[i].holds(condition_)) continue;
      if (!nearest || distance(probes_[i].lever) < distance(probes_[*nearest].lever)) nearest = i;
    }
    if (!nearest) return std::nullopt;
    // Towards the median the condition fails, or the point itself is the nearest there is.
    const bool above = probes_[*nearest].lever > lever_now;
    if (above && *nearest > 0 && !probes_[*nearest - 1].holds(condition_)) {
      return std::pair{probes_[*nearest - 1], probes_[*nearest]};
    }
    if (!above && *nearest + 1 < probes_.size() && !probes_[*nearest + 1].holds(condition_)) {
      return std::pair{probes_[*nearest + 1], probes_[*nearest]};
    }
    return std::pair{probes_[*nearest], probes_[*nearest]};
  }

  Solution closest(Solution solution) const {
    const auto best = std::max_element(probes_.begin(), probes_.end(),
                                       [](const Probe& a, const Probe& b) { return a.margin < b.margin; });
    solution.kind = Solution::Kind::out_of_reach;
    solution.lever = best->lever;
    solution.value = best->value;
    return solution;
  }

  /// Between the first probe, where the condition fails, and the second: as near to the first as it still holds.
  Probe refined(const std::pair<Probe, Probe>& bracket) {
    Probe holds = bracket.second;
    Probe fails = bracket.first;
    if (holds.lever != fails.lever) {
      // A step of the counts is as good as a root: what counts is the side on which the condition holds.
      const auto at_lever = [&](double lever) {
        const Probe one = probe_at(lever);
        (one.holds(condition_) ? holds : fails) = one;
        return one.holds(condition_) ? std::max(one.margin, 1e-300) : std::min(one.margin, -1e-300);
      };
      const double low = std::min(fails.lever, holds.lever);
      const double high = std::max(fails.lever, holds.lever);
      const double at_low = low == holds.lever ? std::max(holds.margin, 1e-300) : std::min(fails.margin, -1e-300);
      const double at_high = high == holds.lever ? std::max(holds.margin, 1e-300) : std::min(fails.margin, -1e-300);
      std::uintmax_t steps = 40;
      boost::math::tools::toms748_solve(at_lever, low, high, at_low, at_high,
                                        boost::math::tools::eps_tolerance<double>(18), steps);
    }
    tell(0.8);
    return holds;
  }

  [[nodiscard]] const Probe* at_median(double lever_now) const {
    const auto found =
        std::find_if(probes_.begin(), probes_.end(), [lever_now](const Probe& one) { return one.lever == lever_now; });
    return found == probes_.end() ? nullptr : &*found;
  }

  /// Of neighbours of which one fails, those nearest to the median.
  [[nodiscard]] std::optional<double> frontier(double lever_now) {
    std::optional<std::pair<Probe, Probe>> nearest;
    const auto distance = [lever_now](const std::pair<Probe, Probe>& pair) {
      return std::abs(pair.second.lever - lever_now);
    };
    for (std::size_t i = 1; i < probes_.size(); ++i) {
      const bool holds = probes_[i].holds(condition_);
      if (holds == probes_[i - 1].holds(condition_)) continue;
      const auto pair = holds ? std::pair{probes_[i - 1], probes_[i]} : std::pair{probes_[i], probes_[i - 1]};
      if (!nearest || distance(pair) < distance(*nearest)) nearest = pair;
    }
    return nearest ? std::optional(refined(*nearest).lever) : std::nullopt;
  }

  /// Of the margin over other scrambles of the draws, divided by its slope.
  double error_at(double lever, const std::pair<Probe, Probe>& bracket) {
    if (effort_.ensemble.point) return 0.0;
    double step = std::abs(bracket.second.lever - bracket.first.lever);
    if (step == 0.0) step = (to_ - from_) / probe_count;
    const double low = std::max(from_, lever - 0.25 * step);
    const double high = std::min(to_, lever + 0.25 * step);
    const double slope = std::abs(probe_at(high).margin - probe_at(low).margin) / (high - low);
    double sum = 0.0;
    double squares = 0.0;
    for (int i = 1; i <= replicates; ++i) {
      Effort other = effort_without_progress(effort_);
      other.ensemble.seed = effort_.ensemble.seed + static_cast<std::uint64_t>(i);
      Experiment experiment(scenario_, other);
      const double found = at(experiment, with(lever)).margin;
      sum += found;
      squares += found * found;
      tell(0.8 + 0.2 * i / replicates);
    }
    const double mean = sum / replicates;
    const double deviation = std::sqrt(std::max(0.0, (squares - replicates * mean * mean) / (replicates - 1)));
    return slope > 0.0 ? deviation / slope : 0.0;
  }

  const scenario::ScenarioPointer& scenario_;
  const Condition& condition_;
  const Effort& effort_;
  Point fixed_;
  Change change_;
  Experiment experiment_;
  std::size_t column_;
  double from_;
  double to_;
  std::vector<Probe> probes_;
};

double median_of(const scenario::Scenario& scenario, const question::Axis& lever) {
  return question::find(scenario, lever.path)->distribution.quantile(0.5);
}

}  // namespace

std::optional<Solution> solve(const scenario::ScenarioPointer& scenario, const question::Axis& lever,
                              const Condition& condition, const Effort& effort, Change change) {
  try {
    const double now = change == Change::factor ? 1.0 : median_of(*scenario, lever);
    return Search(scenario, lever, condition, effort, {}, change).run(now, false);
  } catch (const Interrupted&) {
    return std::nullopt;
  }
}

std::optional<TradeOff> trade_off(const scenario::ScenarioPointer& scenario, const question::Axis& first,
                                  const question::Axis& second, const Condition& condition, const Effort& effort) {
  constexpr std::size_t count = 9;
  TradeOff result;
  try {
    const std::size_t column = simulation::Engine(scenario, {.draws = 1}).index_of(first.path);
    const double from = first.values.front();
    const double to = first.values.back();
    for (std::size_t i = 0; i < count; ++i) {
      const double share = static_cast<double>(i) / (count - 1);
      const double value = i + 1 == count ? to : from + (to - from) * share;
      Effort part = effort;
      if (effort.progress) {
        part.progress = [progress = effort.progress, i](double done) {
          return progress((static_cast<double>(i) + done) / static_cast<double>(count));
        };
      }
      result.points.emplace_back(
          value, Search(scenario, second, condition, part, {{column, value}}).run(median_of(*scenario, second), true));
    }
  } catch (const Interrupted&) {
    return std::nullopt;
  }
  return result;
}

}  // namespace chokepoint::analysis
