// SPDX-License-Identifier: Apache-2.0
// Forecasts for the record, and what became of them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

#include "chokepoint/evidence.hpp"
#include "chokepoint/statistics.hpp"
#include "evidence/deviates.hpp"
#include "scenario/dates.hpp"

namespace chokepoint::evidence {

namespace {

constexpr std::array all_levels{0.005, 0.01, 0.025, 0.05, 0.1,  0.15, 0.2,  0.25, 0.3,  0.35,  0.4,  0.45, 0.5,
                                0.55,  0.6,  0.65,  0.7,  0.75, 0.8,  0.85, 0.9,  0.95, 0.975, 0.99, 0.995};

/// Values in memory at once: half a gigabyte.
constexpr std::size_t recorded_at_once = std::size_t{1} << 26U;

/// Of a forecast on record, of which an observation is scored: a two-dimensional set of levels and errors, even enough
/// that scores are good to three digits.
constexpr std::size_t scored_values = 4096;

double in_digits(double value) {
  return std::strtod(fmt::format("{:.{}g}", value, ledger_digits).c_str(), nullptr);
}

// --- recording -----------------------------------------------------------------------------------------------------

struct Named {
  std::string name;
  units::Kind kind;
  decltype(Target::of) of;
};

/// What is recorded, by the names of CSV results: whatever may be observed, and ceilings.
std::vector<Named> recorded_series(const scenario::Scenario& scenario) {
  std::vector<Named> all;
  const auto add = [&](const std::string& name, const units::Kind& kind) {
    const bool again = std::any_of(all.begin(), all.end(), [&name](const Named& one) { return one.name == name; });
    const auto of = target_named(name, scenario);
    if (of && !again) all.push_back({name, kind, *of});
  };
  constexpr units::Kind flop{units::base(units::Base::compute)};
  for (const char* const name :
       {"trajectory", "trajectory/observed", "trajectory/pre_training", "trajectory/post_training", "attainable"})
    add(name, flop);
  add("trajectory/post_training_share", units::ratio_kind);
  for (const scenario::Block& block : scenario.blocks) {
    const models::Description& description = *block.constraint->description;
    add("ceiling/" + description.name, flop);
    for (const char* const form : {"need/", "supply/"}) add(form + description.name, description.need.kind);
    for (const models::Output& output : description.outputs) {
      if (output.role == models::Role::internal) add(fmt::format("{}/{}", description.name, output.name), output.kind);
    }
    for (const models::Parameter& parameter : description.parameters)
      add(fmt::format("{}/{}", description.name, parameter.name), parameter.kind);
  }
  return all;
}

/// Quantiles of each year of some series; nothing when progress ended it.
std::optional<std::vector<std::vector<double>>> quantiles_of(const scenario::ScenarioPointer& scenario,
                                                             std::span<const Target> targets,
                                                             const analysis::Effort& effort) {
  auto values = predictions(scenario, targets, effort);
  if (!values) return std::nullopt;
  std::vector<std::vector<double>> quantiles;
  for (std::vector<double>& draws : *values) {
    std::sort(draws.begin(), draws.end());
    std::vector<double> one;
    one.reserve(all_levels.size());
    for (const double level : all_levels) one.push_back(in_digits(std::max(0.0, quantile(draws, level))));
    quantiles.push_back(std::move(one));
  }
  return quantiles;
}

bool is_above_zero(const Forecast::Series& series) {
  return std::any_of(series.years.begin(), series.years.end(),
                     [](const std::vector<double>& year) { return year.back() > 0.0; });
}

/// Shares the progress of one piece of work.
analysis::Effort part_of(const analysis::Effort& effort, double from, double to) {
  analysis::Effort part = effort;
  part.progress = [&effort, from, to](double share) {
    return !effort.progress || effort.progress(from + (to - from) * share);
  };
  return part;
}

bool add_series(const scenario::ScenarioPointer& scenario, const analysis::Effort& effort, Forecast& forecast) {
  const std::vector<Named> all = recorded_series(*scenario);
  const auto years = static_cast<std::size_t>(scenario->years());
  const std::size_t draws = effort.ensemble.point ? 1 : effort.ensemble.draws;
  const std::size_t at_once = std::max<std::size_t>(1, recorded_at_once / (draws * years));
  for (std::size_t first = 0; first < all.size(); first += at_once) {
    const std::size_t last = std::min(all.size(), first + at_once);
    std::vector<Target> targets;
    for (std::size_t i = first; i < last; ++i) {
      for (std::size_t year = 0; year < years; ++year)
        targets.push_back({all[i].of, static_cast<double>(scenario->first_year) + static_cast<double>(year)});
    }
    const auto whole = static_cast<double>(all.size());
    const auto quantiles = quantiles_of(
        scenario, targets,
        part_of(effort, 0.9 * static_cast<double>(first) / whole, 0.9 * static_cast<double>(last) / whole));
    if (!quantiles) return false;
    for (std::size_t i = first; i < last; ++i) {
      Forecast::Series series{all[i].name, units::symbol_of(all[i].kind), {}};
      for (std::size_t year = 0; year < years; ++year) series.years.push_back((*quantiles)[(i - first) * years + year]);
      if (is_above_zero(series)) forecast.series.push_back(std::move(series));
    }
  }
  return true;
}

bool add_chances(const scenario::ScenarioPointer& scenario, const analysis::Effort& effort, Forecast& forecast) {
  const simulation::Engine engine(scenario, effort.ensemble);
  const analysis::Effort part = part_of(effort, 0.9, 1.0);
  const auto summary = statistics::summarize(engine, effort.threads, statistics::Keep{}, [&](std::uint64_t done) {
    return part.progress(static_cast<double>(done) / static_cast<double>(engine.draws()));
  });
  if (!summary) return false;
  for (const auto& one : summary->constraints) {
    Forecast::Chance chance{one.name, in_digits(one.binds_first), {}};
    for (const double share : one.stopped) chance.stopped.push_back(in_digits(share));
    forecast.chances.push_back(std::move(chance));
  }
  Forecast::Chance none{"none", in_digits(summary->binds_first_none), {}};
  for (const double share : summary->not_stopped) none.stopped.push_back(in_digits(share));
  forecast.chances.push_back(std::move(none));
  return true;
}

// --- scoring -------------------------------------------------------------------------------------------------------

/// Levels of a series at a date and their values, in orders of magnitude.
std::vector<double> logarithms_at(const Forecast::Series& series, std::size_t year, double over) {
  std::vector<double> logarithms;
  for (std::size_t i = 0; i < series.years[year].size(); ++i) {
    const double from = std::log10(series.years[year][i]);
    if (over == 0.0) {
      logarithms.push_back(from);
      continue;
    }
    const double to = std::log10(series.years[year + 1][i]);
    // Evenly in growth; where either is not above 0, evenly, as scenarios have it.
    const bool both = std::isfinite(from) && std::isfinite(to);
    const double even = (1.0 - over) * series.years[year][i] + over * series.years[year + 1][i];
    logarithms.push_back(both ? (1.0 - over) * from + over * to : std::log10(even));
  }
  return logarithms;
}

/// Through known values at standard deviations, straight; beyond the last ones as between the last two.
class Curve {
 public:
  Curve(const std::vector<double>& levels, const std::vector<double>& logarithms) {
    for (std::size_t i = 0; i < levels.size(); ++i) {
      if (!std::isfinite(logarithms[i])) {
        nothing_until_ = levels[i];
        continue;
      }
      deviations_.push_back(boost::math::quantile(standard_, levels[i]));
      values_.push_back(logarithms[i]);
    }
  }
  [[nodiscard]] double at(double level) const {
    if (level <= nothing_until_ || values_.empty()) return -uncertainty::Distribution::infinity;
    if (values_.size() == 1) return values_.front();
    const double deviation = boost::math::quantile(standard_, level);
    const auto above = std::upper_bound(deviations_.begin() + 1, deviations_.end() - 1, deviation);
    const auto i = static_cast<std::size_t>(above - deviations_.begin());
    const double slope = (values_[i] - values_[i - 1]) / (deviations_[i] - deviations_[i - 1]);
    return values_[i - 1] + slope * (deviation - deviations_[i - 1]);
  }

 private:
  boost::math::normal_distribution<double> standard_;
  double nothing_until_ = 0.0;
  std::vector<double> deviations_;
  std::vector<double> values_;
};

/// The series that an observation is held against: of the trajectory that with scatter, where it is on record.
const Forecast::Series* series_for(const Forecast& forecast, const Observation& observation) {
  const Forecast::Series* series = nullptr;
  if (observation.series == "trajectory") series = forecast.named("trajectory/observed");
  if (series == nullptr) series = forecast.named(observation.series);
  return series != nullptr && series->unit == units::symbol_of(observation.kind) ? series : nullptr;
}

bool is_of_many(const Observation& observation) {
  const auto all = populations();
  return std::any_of(all.begin(), all.end(),
                     [&observation](const Population& one) { return one.name == observation.series; });
}

std::string age_in_words(std::size_t years) {
  return years == 0 ? "under 1 year" : fmt::format("{} to {} years", years, years + 1);
}

/// One series of observations, against one forecast.
void score_series(const Forecast& forecast, std::size_t index, const std::vector<Observation>& observations,
                  Scorecard& record) {
  const double day = forecast.at();
  std::vector<Observation> earlier;
  for (const Observation& one : observations) {
    const Forecast::Series* const series = series_for(forecast, one);
    if (series == nullptr) continue;
    if (one.at <= day) {
      record.known.push_back({index, one});
      earlier.push_back(one);
      continue;
    }
    auto values = values_at(forecast, *series, one.at, scored_values);
    if (!values) {
      record.outside.push_back({index, one});
      continue;
    }
    RecordedScore scored{index, one.at - day, score_of(one, std::move(*values), hammersley_deviates(scored_values))};
    scored.score.series = series->name;
    scored.score.baseline = baseline_of(earlier, one);
    record.scores.push_back(std::move(scored));
  }
}

void sum_up(Scorecard& record) {
  std::vector<const Score*> all;
  std::vector<std::pair<std::string, std::vector<const Score*>>> series;
  std::map<std::size_t, std::vector<const Score*>> ages;
  for (const RecordedScore& one : record.scores) {
    all.push_back(&one.score);
    ages[static_cast<std::size_t>(one.age)].push_back(&one.score);
    if (series.empty() || series.back().first != one.score.observation.series)
      series.push_back({one.score.observation.series, {}});
    series.back().second.push_back(&one.score);
  }
  for (const auto& [name, scores] : series) record.series.push_back(track_of(name, scores));
  for (const auto& [years, scores] : ages) record.ages.push_back(track_of(age_in_words(years), scores));
  record.all = track_of("", all);
  record.calibration = calibration_of(all);
}

}  // namespace

double Forecast::at() const {
  return scenario::date_of(recorded).value_or(0.0);
}

const Forecast::Series* Forecast::named(std::string_view series_name) const {
  const auto found =
      std::find_if(series.begin(), series.end(), [series_name](const Series& one) { return one.name == series_name; });
  return found == series.end() ? nullptr : &*found;
}

std::span<const double> ledger_levels() {
  return all_levels;
}

std::optional<Forecast> forecast_of(const scenario::ScenarioPointer& scenario, const analysis::Effort& effort) {
  Forecast forecast;
  forecast.scenario = scenario->name;
  forecast.overrides = scenario->overrides;
  forecast.draws = effort.ensemble.draws;
  forecast.seed = effort.ensemble.seed;
  forecast.first_year = scenario->first_year;
  forecast.levels.assign(all_levels.begin(), all_levels.end());
  if (!add_series(scenario, effort, forecast) || !add_chances(scenario, effort, forecast)) return std::nullopt;
  return forecast;
}

bool is_day(std::string_view text) {
  constexpr std::size_t length = std::string_view("2026-11-27").size();
  return text.size() == length && scenario::date_of(text).has_value();
}

std::optional<std::string> fault_of(const Forecast& forecast) {
  if (!is_day(forecast.recorded)) return fmt::format("'{}' is no day", forecast.recorded);
  double last = 0.0;
  for (const double level : forecast.levels) {
    if (!(level > last && level < 1.0)) return "levels do not rise from 0 to 1";
    last = level;
  }
  if (forecast.levels.size() < 2) return "fewer than two levels";
  if (forecast.first_year < 1000 || forecast.first_year > 9999) return "no first year";
  if (forecast.series.empty()) return "no series";
  std::set<std::string_view> names;
  for (const Forecast::Series& series : forecast.series) {
    if (!names.insert(series.name).second) return fmt::format("{} stands there twice", series.name);
    if (series.years.empty() || series.years.size() != forecast.years())
      return fmt::format("{} has other years than the first series", series.name);
    for (const auto& year : series.years) {
      if (year.size() != forecast.levels.size()) return fmt::format("{} has other levels", series.name);
      for (std::size_t i = 0; i < year.size(); ++i) {
        const bool rises = i == 0 || year[i] >= year[i - 1];
        if (!(std::isfinite(year[i]) && year[i] >= 0.0 && rises))
          return fmt::format("quantiles of {} do not rise from 0", series.name);
      }
    }
  }
  return std::nullopt;
}

std::optional<std::vector<double>> values_at(const Forecast& forecast, const Forecast::Series& series, double at,
                                             std::size_t count) {
  const double since = at - forecast.first_year;
  const auto last = static_cast<double>(series.years.size() - 1);
  if (!(since >= 0.0 && since <= last)) return std::nullopt;
  const double year = std::floor(since);
  const Curve curve(forecast.levels, logarithms_at(series, static_cast<std::size_t>(year), since - year));
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(curve.at((static_cast<double>(i) + 0.5) / static_cast<double>(count)));
  return values;
}

namespace {

/// Whether two forecasts are of one scenario and day and say the same: one line more is no forecast more.
bool say_the_same(const Forecast& a, const Forecast& b) {
  const auto same = [](const Forecast::Series& x, const Forecast::Series& y) {
    return x.name == y.name && x.unit == y.unit && x.years == y.years;
  };
  return a.scenario == b.scenario && a.recorded == b.recorded && a.first_year == b.first_year && a.levels == b.levels &&
         std::equal(a.series.begin(), a.series.end(), b.series.begin(), b.series.end(), same);
}

std::vector<std::size_t> repeated_in(std::span<const Forecast> forecasts) {
  std::vector<std::size_t> repeated;
  for (std::size_t i = 1; i < forecasts.size(); ++i) {
    const auto before = forecasts.first(i);
    const bool again =
        std::any_of(before.begin(), before.end(), [&](const Forecast& one) { return say_the_same(one, forecasts[i]); });
    if (again) repeated.push_back(i);
  }
  return repeated;
}

}  // namespace

Scorecard score(std::span<const Forecast> forecasts, const Observations& observations) {
  Scorecard record;
  record.repeated = repeated_in(forecasts);
  std::set<std::string_view> done;
  for (const Observation& first : observations.rows) {
    if (is_of_many(first) || !done.insert(first.series).second) continue;
    const std::vector<Observation> rows = of_series(observations, first.series);
    for (std::size_t i = 0; i < forecasts.size(); ++i) {
      if (!std::binary_search(record.repeated.begin(), record.repeated.end(), i)) {
        score_series(forecasts[i], i, rows, record);
      }
    }
    const bool known = std::any_of(forecasts.begin(), forecasts.end(),
                                   [&first](const Forecast& one) { return series_for(one, first) != nullptr; });
    if (!known) record.unknown.insert(record.unknown.end(), rows.begin(), rows.end());
  }
  sum_up(record);
  return record;
}

}  // namespace chokepoint::evidence
