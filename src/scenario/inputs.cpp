// SPDX-License-Identifier: Apache-2.0
#include "scenario/inputs.hpp"

#include <algorithm>
#include <string_view>

#include "scenario/events.hpp"
#include "units/columns.hpp"

namespace chokepoint::scenario {

namespace {

constexpr std::string_view post_training_group = "post_training.";

/// The values of one parameter: the first assumption and how many, and the columns of their draws.
struct Values {
  std::span<const Assumption> assumptions;
  std::span<const double* const> columns;

  [[nodiscard]] const models::Parameter& parameter() const { return *assumptions.front().parameter; }
  [[nodiscard]] bool is_plain() const { return assumptions.size() == 1 && !assumptions.front().year; }
  /// Values at the start of years; additions stand behind them.
  [[nodiscard]] std::size_t points() const {
    const auto added = std::find_if(assumptions.begin(), assumptions.end(), [](const auto& one) { return one.added; });
    return static_cast<std::size_t>(added - assumptions.begin());
  }
};

std::vector<Values> by_parameter(std::span<const Assumption> whole, std::span<const double* const> columns) {
  std::vector<Values> all;
  all.reserve(whole.size());
  for (std::size_t first = 0; first < whole.size();) {
    std::size_t last = first + 1;
    while (last < whole.size() && whole[last].parameter == whole[first].parameter) ++last;
    all.push_back({whole.subspan(first, last - first), columns.subspan(first, last - first)});
    first = last;
  }
  return all;
}

class Timeline {
 public:
  Timeline(const Scenario& scenario, std::size_t lanes)
      : base_(scenario.base_year),
        count_(static_cast<std::size_t>(scenario.last_year - scenario.base_year + 1)),
        lanes_(lanes) {}

  /// A growth by year: each holds from its year on, the first also before.
  [[nodiscard]] Columns of_growth(const Values& values) const {
    Columns made = columns();
    double* const out = made.get();
    for (int now = base_; now <= last_year(); ++now) {
      std::copy_n(values.columns[last_at(values, now)], lanes_, year_of(out, now));
    }
    return made;
  }

  /// A value that `growth` carries, or that holds where there is none, from before the first year given to after the
  /// last; then what is added to it.
  [[nodiscard]] Columns of(const Values& values, const models::Input* growth) const {
    Columns made = columns();
    double* const out = made.get();
    if (values.assumptions.front().year) {
      by_year(values, growth, out);
    } else {
      from_base(values, growth, out);
    }
    add(values, out);
    return made;
  }

 private:
  [[nodiscard]] Columns columns() const { return room_for(count_ * lanes_); }

  /// The last value that is given for this year or before; the first where there is none.
  [[nodiscard]] static std::size_t last_at(const Values& values, int year) {
    std::size_t last = 0;
    for (std::size_t i = 0; i < values.points(); ++i) {
      if (*values.assumptions[i].year <= year) last = i;
    }
    return last;
  }

  /// The growth from a year to the next.
  [[nodiscard]] const double* growth_in(int year, const models::Input& growth) const {
    return growth.values + since_base(year) * growth.per_year;
  }

  void from_base(const Values& values, const models::Input* growth, double* out) const {
    move(values.columns.front(), growth, base_, values.assumptions.front().years_to_base, year_of(out, base_));
    carry_on(base_, growth, out);
  }

  /// A value that holds at another date, carried there by the growth of a year.
  void move(const double* column, const models::Input* growth, int year, double years, double* out) const {
    if (growth == nullptr || years == 0.0) {
      std::copy_n(column, lanes_, out);
    } else {
      grown(column, growth_in(year, *growth), years, lanes_, out);
    }
  }

  /// The years after `start`, each from the one before.
  void carry_on(int start, const models::Input* growth, double* out) const {
    for (int now = start; now < last_year(); ++now) {
      const double* const from = year_of(out, now);
      double* const to = year_of(out, now + 1);
      std::copy_n(from, lanes_, to);
      if (growth == nullptr) continue;
      const double* const by = growth_in(now, *growth);
      for (std::size_t lane = 0; lane < lanes_; ++lane) to[lane] *= by[lane];
    }
  }

  /// The years before `end`, each from the one after.
  void carry_back(int end, const models::Input* growth, double* out) const {
    for (int now = end; now > base_; --now) {
      const double* const from = year_of(out, now);
      double* const to = year_of(out, now - 1);
      std::copy_n(from, lanes_, to);
      if (growth == nullptr) continue;
      const double* const by = growth_in(now - 1, *growth);
      for (std::size_t lane = 0; lane < lanes_; ++lane) to[lane] /= by[lane];
    }
  }

  void by_year(const Values& values, const models::Input* growth, double* out) const {
    const std::size_t last = values.points() - 1;
    before(values.columns.front(), *values.assumptions.front().year, growth, out);
    for (std::size_t point = 0; point < last; ++point) until_next(values, point, out);
    after(values.columns[last], *values.assumptions[last].year, growth, out);
  }

  /// From the year of a value to the year before that of the next one.
  void until_next(const Values& values, std::size_t point, double* out) const {
    const int start = *values.assumptions[point].year;
    const int end = *values.assumptions[point + 1].year;
    const double* const from = values.columns[point];
    const double* const to = values.columns[point + 1];
    for (int now = std::max(start, base_); now < std::min(end, base_ + static_cast<int>(count_)); ++now) {
      double* const at = year_of(out, now);
      const double part = values.assumptions[point].steps ? 0.0 : static_cast<double>(now - start) / (end - start);
      if (part == 0.0) {
        std::copy_n(from, lanes_, at);
      } else {
        between(from, to, part, lanes_, at);
      }
    }
  }

  /// The last value, in its year and after, carried on by its growth year by year; to the base year by the growth of
  /// that year.
  void after(const double* column, int given, const models::Input* growth, double* out) const {
    const int start = std::max(given, base_);
    if (start > last_year()) return;
    move(column, growth, start, start - given, year_of(out, start));
    carry_on(start, growth, out);
  }

  /// The first value, before its year: carried back. From beyond the last year by the growth of that year.
  void before(const double* column, int given, const models::Input* growth, double* out) const {
    const int end = std::min(given, last_year());
    if (end < base_) return;
    move(column, growth, end, end - given, year_of(out, end));
    carry_back(end, growth, out);
  }

  void add(const Values& values, double* out) const {
    std::size_t next = values.points();
    if (next == values.assumptions.size()) return;
    std::vector<double> added(lanes_);
    for (int now = base_; now <= last_year(); ++now) {
      for (; next < values.assumptions.size() && *values.assumptions[next].year <= now; ++next) {
        for (std::size_t lane = 0; lane < lanes_; ++lane) added[lane] += values.columns[next][lane];
      }
      double* const at = year_of(out, now);
      for (std::size_t lane = 0; lane < lanes_; ++lane) at[lane] += added[lane];
    }
  }

  [[nodiscard]] int last_year() const { return base_ + static_cast<int>(count_) - 1; }
  [[nodiscard]] std::size_t since_base(int year) const { return static_cast<std::size_t>(year - base_); }
  [[nodiscard]] double* year_of(double* out, int year) const { return out + since_base(year) * lanes_; }

  int base_;
  std::size_t count_;  // years from the base year to the last
  std::size_t lanes_;
};

/// Turns parameters into inputs, growths before what they carry.
class Making {
 public:
  Making(const Scenario& scenario, std::size_t lanes, Inputs& inputs)
      : timeline_(scenario, lanes), lanes_(lanes), inputs_(inputs) {}

  /// Those of one block, in its order. Where `carried`, values that have a growth are carried by it year by year.
  std::vector<models::Input> make(const std::vector<Values>& all, bool carried) {
    std::vector<models::Input> made(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].parameter().kind.growth) made[i] = of_growth(all[i]);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].parameter().kind.growth) continue;
      const bool as_drawn = all[i].is_plain() && !carried && all[i].assumptions.front().years_to_base == 0.0;
      made[i] = as_drawn ? models::Input{all[i].columns.front()} : of_value(all[i], growth_of(all, i, made), carried);
    }
    return made;
  }

 private:
  static const models::Input* growth_of(const std::vector<Values>& all, std::size_t i,
                                        const std::vector<models::Input>& made) {
    const std::string_view name = all[i].parameter().growth;
    for (std::size_t j = 0; j < all.size() && !name.empty(); ++j) {
      if (all[j].parameter().name == name) return &made[j];
    }
    return nullptr;
  }

  models::Input kept(Columns values, bool by_year) {
    inputs_.made.push_back(std::move(values));
    return {inputs_.made.back().get(), lanes_, by_year};
  }

  models::Input of_growth(const Values& values) {
    if (values.is_plain()) return {values.columns.front()};
    return kept(timeline_.of_growth(values), true);
  }

  models::Input of_value(const Values& values, const models::Input* growth, bool carried) {
    if (!values.is_plain()) return kept(timeline_.of(values, growth), true);
    if (carried && growth != nullptr) return kept(timeline_.of(values, growth), false);
    if (values.assumptions.front().years_to_base == 0.0 || growth == nullptr) return {values.columns.front()};
    return to_base_year(values, *growth);
  }

  /// Values that hold at another date grow to the base year, draw by draw, on their way into the model: what is drawn,
  /// varied and shown stays the value as of its date.
  models::Input to_base_year(const Values& values, const models::Input& growth) {
    Columns column = room_for(lanes_);
    grown(values.columns.front(), growth.values, values.assumptions.front().years_to_base, lanes_, column.get());
    models::Input input = kept(std::move(column), false);
    input.per_year = 0;
    return input;
  }

  Timeline timeline_;
  std::size_t lanes_;
  Inputs& inputs_;
};

bool any_by_year(const std::vector<Assumption>& assumptions) {
  return std::any_of(assumptions.begin(), assumptions.end(),
                     [](const Assumption& one) { return one.year.has_value(); });
}

/// Both stand in the order of the description, so that each coupling finds its place among those before it.
void insert_coupled(const std::vector<Coupling>& couplings, std::span<const models::Input> coupled, Inputs& inputs) {
  for (std::size_t i = 0; i < couplings.size(); ++i) {
    inputs.own.insert(inputs.own.begin() + static_cast<std::ptrdiff_t>(couplings[i].parameter),
                      coupled.empty() ? models::Input{} : coupled[i]);
  }
}

}  // namespace

bool Scenario::is_by_year() const {
  return any_by_year(shared) || !events.empty() || std::any_of(blocks.begin(), blocks.end(), [](const Block& one) {
           return any_by_year(one.assumptions) || !one.couplings.empty();
         });
}

int years_from_base(const Scenario& scenario) {
  return scenario.last_year - scenario.base_year + 1;
}

Inputs inputs_of_event(const Scenario& scenario, std::size_t event, std::span<const double* const> columns,
                       std::size_t lanes) {
  const auto& assumptions = scenario.events[event].assumptions;
  Inputs inputs;
  inputs.own =
      Making(scenario, lanes, inputs)
          .make(by_parameter(assumptions, columns.subspan(first_column(scenario, event), assumptions.size())), false);
  return inputs;
}

Inputs inputs_of_relief(const Scenario& scenario, std::span<const double* const> columns, std::size_t lanes,
                        std::span<const models::Input> coupled) {
  const Relief& relief = *scenario.relief;
  const std::size_t count = relief.assumptions.size();
  Inputs inputs;
  // A way knows no years before: what grows is carried to each.
  inputs.own = Making(scenario, lanes, inputs)
                   .make(by_parameter(relief.assumptions, columns.subspan(columns.size() - count, count)), true);
  insert_coupled(relief.couplings, coupled, inputs);
  return inputs;
}

std::size_t first_of_post_training(const Scenario& scenario) {
  const auto found = std::find_if(scenario.trajectory.begin(), scenario.trajectory.end(), [](const Assumption& one) {
    return one.parameter->name.starts_with(post_training_group);
  });
  return static_cast<std::size_t>(found - scenario.trajectory.begin());
}

PostTraining post_training_of(const Scenario& scenario, std::span<const double* const> columns, std::size_t lanes) {
  const std::size_t first = first_of_post_training(scenario);
  const auto assumptions = std::span(scenario.trajectory).subspan(first);
  const auto values = by_parameter(assumptions, columns.subspan(first, assumptions.size()));
  Inputs inputs;
  inputs.own = Making(scenario, lanes, inputs).make(values, false);
  const auto years = static_cast<std::size_t>(years_from_base(scenario));
  // In the order of the description: ratio, slowdown, and what the ratio is at most, if anything.
  const auto by_year = [&](std::size_t i) {
    std::vector<double> all(years * lanes);
    for (std::size_t year = 0; year < years; ++year) {
      std::copy_n(inputs.own[i].values + year * inputs.own[i].per_year, lanes, all.data() + year * lanes);
    }
    return all;
  };
  PostTraining made{by_year(0), by_year(1)};
  if (inputs.own.size() > 2) {
    const std::vector<double> most = by_year(2);
    std::transform(made.ratio.begin(), made.ratio.end(), most.begin(), made.ratio.begin(),
                   [](double ratio, double at_most) { return std::min(ratio, at_most); });
  }
  return made;
}

Inputs inputs_of(const Scenario& scenario, std::size_t block, std::span<const double* const> columns, std::size_t lanes,
                 std::span<const models::Input> coupled, bool with_events) {
  std::size_t own = scenario.trajectory.size() + scenario.shared.size();
  for (std::size_t before = 0; before < block; ++before) own += scenario.blocks[before].assumptions.size();
  const auto& assumptions = scenario.blocks[block].assumptions;
  const auto& couplings = scenario.blocks[block].couplings;
  const Multipliers multipliers(scenario, block, columns, lanes, with_events);
  const bool carried =
      any_by_year(scenario.shared) || any_by_year(assumptions) || !couplings.empty() || multipliers.any() ||
      scenario.blocks[block].constraint->program != nullptr;  // whose equations have the value of their year
  Inputs inputs;
  Making making(scenario, lanes, inputs);
  inputs.shared = making.make(
      by_parameter(scenario.shared, columns.subspan(scenario.trajectory.size(), scenario.shared.size())), carried);
  inputs.own = making.make(by_parameter(assumptions, columns.subspan(own, assumptions.size())), carried);
  insert_coupled(couplings, coupled, inputs);
  multipliers.apply(inputs);
  return inputs;
}

}  // namespace chokepoint::scenario
