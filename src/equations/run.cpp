// SPDX-License-Identifier: Apache-2.0
// Lays out what a job does: what is the same in all draws, in all years, and in neither; and where each column goes.
#include "equations/run.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "chokepoint/equations.hpp"
#include "equations/leaf.hpp"

namespace chokepoint::equations {

namespace {

using Id = std::uint32_t;

/// How much a value differs.
enum class Varies : std::uint8_t { nowhere, by_year, by_draw, by_both };

Varies together(Varies a, Varies b) {
  return static_cast<Varies>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
bool is_column(Varies varies) {
  return varies == Varies::by_draw || varies == Varies::by_both;
}

class Layout {
 public:
  Layout(const Program& program, const Job& job)
      : program_(program), job_(job), varies_(program.values.size()), out_(program.values.size()) {
    for (Id id = 0; id < varies_.size(); ++id) varies_[id] = variation(program.values[id]);
    find_outputs();
    find_needed();
    make_leaves();
    make_steps();
  }

  [[nodiscard]] Plan plan() {
    columns_.resize(program_.values.size());
    numbers_of_.resize(program_.values.size() + 1);
    for (Id id = 0; id < varies_.size(); ++id) numbers_of_[id] = program_.values[id].number;
    const auto list = [](const auto& all) {
      return List<typename std::decay_t<decltype(all)>::value_type>{all.data(), all.size()};
    };
    return {list(starts_),     list(once_), list(numbers_), list(yearly_), list(reads_), list(states_),
            list(copied_),     time_,       job_.lanes,     job_.skipped,  job_.years,   columns_.data(),
            numbers_of_.data()};
  }

 private:
  [[nodiscard]] Varies variation(const Value& value) const {
    switch (value.operation) {
      case Operation::constant:
        return Varies::nowhere;
      case Operation::time:
        return Varies::by_year;
      case Operation::own:
        return job_.own[value.place].per_year == 0 ? Varies::by_draw : Varies::by_both;
      case Operation::shared:
        return job_.shared[value.place].per_year == 0 ? Varies::by_draw : Varies::by_both;
      case Operation::state:
      case Operation::run:
        return Varies::by_both;
      default:
        break;
    }
    Varies most = Varies::nowhere;
    for (std::size_t i = 0; i < value.count; ++i) most = together(most, varies_[value.operands[i]]);
    return most;
  }

  /// Where values go that are asked for. The step that makes a value writes it there once; the rest is copied.
  void find_outputs() {
    const std::size_t cells = static_cast<std::size_t>(job_.years) * job_.lanes;
    double* to = job_.out;
    for (const Id id : program_.outputs) {
      ask_for(id, to);
      to += cells;
    }
    if (job_.governing != nullptr) ask_for(program_.governing, job_.governing);
    for (std::size_t i = 0; i < program_.needs.size() && job_.needs != nullptr; ++i) {
      ask_for(program_.needs[i], job_.needs + i * cells);
    }
  }
  void ask_for(Id id, double* to) {
    asked_.push_back(id);
    const bool made_yearly = !is_leaf(program_.values[id].operation) && varies_[id] == Varies::by_both;
    if (made_yearly && out_[id] == nullptr) {
      out_[id] = to;
    } else {
      copied_.push_back({id, to});
    }
  }

  /// What is asked for, and what that is made of; so with the starts of the states.
  void find_needed() {
    shown_ = made_of(asked_);
    // A state that nothing reads need not go on.
    for (std::size_t before = 0; before < asked_.size();) {
      before = asked_.size();
      yearly_needed_ = made_of(asked_);
      for (Id id = 0; id < varies_.size(); ++id) {
        if (!yearly_needed_[id] || program_.values[id].operation != Operation::state) continue;
        const Id next = program_.states[program_.values[id].place].next;
        if (!yearly_needed_[next]) asked_.push_back(next);
      }
    }
    std::vector<Id> starts;
    for (Id id = 0; id < varies_.size(); ++id) {
      const Value& value = program_.values[id];
      if (yearly_needed_[id] && value.operation == Operation::state)
        starts.push_back(program_.states[value.place].start);
    }
    start_needed_ = made_of(starts);
  }
  [[nodiscard]] std::vector<bool> made_of(const std::vector<Id>& wanted) const {
    std::vector<bool> needed(program_.values.size());
    for (const Id id : wanted) needed[id] = true;
    for (std::size_t id = needed.size(); id-- > 0;) {
      if (!needed[id]) continue;
      const Value& value = program_.values[id];
      for (std::size_t i = 0; i < value.count; ++i) needed[value.operands[i]] = true;
    }
    return needed;
  }

  double* room() {
    rooms_.push_back(std::make_unique<double[]>(draws_per_leaf));
    return rooms_.back().get();
  }

  void make_leaves() {
    time_ = static_cast<Id>(program_.values.size());
    std::vector<double*> now(program_.states.size());
    for (double*& one : now) one = room();
    for (Id id = 0; id < varies_.size(); ++id) {
      const Value& value = program_.values[id];
      if (!yearly_needed_[id] && !start_needed_[id]) continue;
      if (value.operation == Operation::time) time_ = id;
      if (value.operation == Operation::own) reads_.push_back({id, job_.own[value.place], false});
      if (value.operation == Operation::shared) reads_.push_back({id, job_.shared[value.place], false});
      if (value.operation == Operation::run) reads_.push_back({id, {job_.run, job_.lanes}, true});
      if (value.operation == Operation::state) {
        const StateValues& state = program_.states[value.place];
        states_.push_back({id, state.start, state.next, now[value.place]});
      }
    }
  }

  [[nodiscard]] static Step step_of(const Value& value, Id id) {
    Step step{.operation = value.operation, .count = value.count, .value = id};
    std::copy(value.operands.begin(), value.operands.end(), step.operands);
    return step;
  }

  void make_steps() {
    std::vector<Id> by_both;
    for (Id id = 0; id < varies_.size(); ++id) {
      const Value& value = program_.values[id];
      if (is_leaf(value.operation)) continue;
      Step step = step_of(value, id);
      if (start_needed_[id] && is_column(varies_[id])) {
        starts_.push_back(step);
        starts_.back().scratch[0] = room();
      }
      if (!yearly_needed_[id]) continue;
      if (!is_column(varies_[id])) {
        numbers_.push_back(step);
      } else if (varies_[id] == Varies::by_draw) {
        step.scratch[0] = room();
        once_.push_back(step);
      } else {
        step.ahead = !shown_[id];
        step.out = out_[id];
        yearly_.push_back(step);
      }
    }
    report_states_by_their_steps();
    share_rooms();
  }

  [[nodiscard]] Step* yearly(Id id) {
    const auto found = std::find_if(yearly_.begin(), yearly_.end(), [id](const Step& one) { return one.value == id; });
    return found == yearly_.end() ? nullptr : &*found;
  }

  /// A state that is asked for is written where it goes a year ahead, by the step that makes it, unless that has a
  /// place of its own already.
  void report_states_by_their_steps() {
    for (StateColumn& state : states_) {
      const auto asked = std::find_if(copied_.begin(), copied_.end(),
                                      [&state](const Copied& one) { return one.value == state.value; });
      Step* const step = yearly(state.next);
      if (asked == copied_.end() || step == nullptr || step->out != nullptr || step->becomes != nullptr) continue;
      step->becomes = state.first_out = asked->out;
      copied_.erase(asked);
    }
  }

  /// Columns of a year share what room there is: one is free again when nothing reads it any more. What is copied is
  /// read at the end of the year.
  void share_rooms() {
    std::vector<std::size_t> last_read(program_.values.size());
    for (std::size_t i = 0; i < yearly_.size(); ++i) {
      for (std::size_t j = 0; j < yearly_[i].count; ++j) last_read[yearly_[i].operands[j]] = i;
      last_read[yearly_[i].value] = i;
    }
    for (const Copied& one : copied_) last_read[one.value] = yearly_.size();
    // What a state becomes is read in the next year, while that of the year after it is made.
    for (const StateColumn& state : states_) {
      Step* const step = yearly(state.next);
      if (step == nullptr || step->scratch[0] != nullptr) continue;
      for (double*& one : step->scratch) one = room();
    }
    std::vector<double*> free;
    std::vector<std::vector<double*>> freed(yearly_.size() + 1);
    for (std::size_t i = 0; i < yearly_.size(); ++i) {
      if (yearly_[i].scratch[0] == nullptr) {
        if (free.empty()) free.push_back(room());
        yearly_[i].scratch[0] = yearly_[i].scratch[1] = free.back();
        free.pop_back();
        freed[last_read[yearly_[i].value]].push_back(yearly_[i].scratch[0]);
      }
      free.insert(free.end(), freed[i].begin(), freed[i].end());
    }
  }

  const Program& program_;
  const Job& job_;
  std::vector<Varies> varies_;
  std::vector<double*> out_;  // of values that a step writes where they are asked for
  std::vector<Id> asked_;
  std::vector<bool> shown_;  // in results, or what these are made of in the same year
  std::vector<bool> yearly_needed_;
  std::vector<bool> start_needed_;
  std::vector<std::unique_ptr<double[]>> rooms_;
  std::vector<Step> starts_;
  std::vector<Step> once_;
  std::vector<Step> numbers_;
  std::vector<Step> yearly_;
  std::vector<Read> reads_;
  std::vector<StateColumn> states_;
  std::vector<Copied> copied_;
  std::vector<const double*> columns_;
  std::vector<double> numbers_of_;
  Id time_ = 0;
};

}  // namespace

void run(const Program& program, const Job& job) {
  using Builds = ByTarget<void(const Plan&)>;
  static auto* const in_lanes = widest(Builds CHOKEPOINT_BY_TARGET(run_program_in_lanes));
  Layout layout(program, job);
  in_lanes(layout.plan());
}

void run_reference(const Program& program, const Job& job) {
  Layout layout(program, job);
  equations_in_lanes::run_leaves<double>(layout.plan());
}

std::string first_without_number(const Program& program, const Job& job) {
  Program traced = program;
  traced.outputs.clear();
  for (const FormulaValue& one : program.formulas) traced.outputs.push_back(one.value);
  const std::size_t cells = static_cast<std::size_t>(job.years) * job.lanes;
  std::vector<double> out(traced.outputs.size() * cells);
  Job tracing = job;
  tracing.out = out.data();
  tracing.needs = nullptr;
  tracing.governing = nullptr;
  run_reference(traced, tracing);
  for (std::size_t year = 0; year < static_cast<std::size_t>(job.years); ++year) {
    // What a formula is made of stands before it.
    const FormulaValue* first = nullptr;
    for (std::size_t i = 0; i < program.formulas.size(); ++i) {
      if (!std::isnan(out[i * cells + year * job.lanes])) continue;
      if (first == nullptr || program.formulas[i].value < first->value) first = &program.formulas[i];
    }
    if (first != nullptr) return first->name;
  }
  return {};
}

}  // namespace chokepoint::equations
