// SPDX-License-Identifier: Apache-2.0
// What a plan says, done: 256 draws at a time go through all years, operation by operation. Nothing here allocates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "equations/program.hpp"
#include "equations/run.hpp"
#include "units/elementary.hpp"
#include "units/real.hpp"

namespace chokepoint {
// In the namespace of the instruction set, as units/elementary.hpp.
inline namespace CHOKEPOINT_TARGET {
namespace equations_in_lanes {

using equations::Copied;
using equations::Operation;
using equations::Plan;
using equations::Read;
using equations::StateColumn;
using equations::Step;

/// What is no number stays none, through every operation: it has to be seen at the end. The sum of two numbers of which
/// one is none is none either.
template <class Real>
Real applied(Operation operation, Real a, Real b, Real c, Real d) {
  switch (operation) {
    case Operation::add:
      return a + b;
    case Operation::subtract:
      return a - b;
    case Operation::multiply:
      return a * b;
    case Operation::divide:
      return a / b;
    case Operation::negate:
      return -a;
    case Operation::minimum:
      return select(a <= b, a, select(b < a, b, a + b));
    case Operation::maximum:
      return select(a >= b, a, select(b > a, b, a + b));
    case Operation::exponential:
      return exp(a);
    case Operation::logarithm:
      return select(a < Real(0.0), Real(std::numeric_limits<double>::quiet_NaN()), log(a));
    case Operation::square_root:
      return sqrt(a);
    case Operation::absolute:
      return max(a, -a);
    case Operation::if_less:
      return select(a < b, c, select(a >= b, d, a + b));
    case Operation::if_not_more:
      return select(a <= b, c, select(a > b, d, a + b));
    default:
      return a;
  }
}

/// One leaf of draws through all years; Reals as in models/model.hpp.
template <class... Reals>
class Leaf {
 public:
  Leaf(const Plan& plan, std::size_t lane, std::size_t count) : plan_(plan), lane_(lane), count_(count) {}

  void run() {
    read(0);
    for (const Step& step : plan_.starts) compute(step, step.scratch[0]);
    for (const StateColumn& state : plan_.states) copy(state.start, state.now);
    for (const StateColumn& state : plan_.states) plan_.columns[state.value] = state.now;
    for (const Step& step : plan_.once) compute(step, step.scratch[0]);
    for (int year = 0; year <= last(); ++year) {
      in_year(year);
      if (year < last()) advance();
    }
  }

 private:
  [[nodiscard]] int last() const { return plan_.skipped + plan_.years - 1; }

  /// Where the column of a year stands among those that are reported, which that year is.
  [[nodiscard]] std::size_t at(int year) const {
    return static_cast<std::size_t>(year - plan_.skipped) * plan_.lanes + lane_;
  }

  void in_year(int year) {
    read(static_cast<std::size_t>(year));
    number_steps(year);
    for (const Step& step : plan_.yearly) {
      if (year < last() || !step.ahead) compute(step, place(step, year));
    }
    if (year < plan_.skipped) return;
    for (const Copied& one : plan_.copied) copy(one.value, one.out + at(year));
    if (year > plan_.skipped) return;
    for (const StateColumn& state : plan_.states) {
      if (state.first_out != nullptr) copy(state.value, state.first_out + at(year));
    }
  }

  /// Where the column of a step goes in a year.
  [[nodiscard]] double* place(const Step& step, int year) const {
    if (step.out != nullptr && year >= plan_.skipped) return step.out + at(year);
    if (step.becomes != nullptr && year + 1 >= plan_.skipped && year < last()) return step.becomes + at(year + 1);
    return step.scratch[year % 2];
  }

  void read(std::size_t year) {
    for (const Read& one : plan_.reads) {
      // Before the first reported year any run will do: what follows from it is not kept.
      const std::size_t before = one.reported ? static_cast<std::size_t>(plan_.skipped) : 0;
      const std::size_t from = year < before ? 0 : year - before;
      plan_.columns[one.value] = one.column.values + from * one.column.per_year + lane_;
    }
  }

  void number_steps(int year) {
    plan_.numbers_of[plan_.time] = year;
    for (const Step& step : plan_.numbers) {
      const double* const all = plan_.numbers_of;
      plan_.numbers_of[step.value] = applied<double>(step.operation, all[step.operands[0]], all[step.operands[1]],
                                                     all[step.operands[2]], all[step.operands[3]]);
    }
  }

  /// A state is the column that its step has made, which stays for a year; a number is written out.
  void advance() {
    for (const StateColumn& state : plan_.states) {
      if (plan_.columns[state.next] == nullptr) {
        copy(state.next, state.now);
        plan_.columns[state.value] = state.now;
      } else {
        plan_.columns[state.value] = plan_.columns[state.next];
      }
    }
  }

  template <class Real>
  struct Operand {
    const double* column;
    double number;
    [[nodiscard]] Real at(std::size_t i) const { return column != nullptr ? load<Real>(column + i) : Real(number); }
  };
  template <class Real>
  [[nodiscard]] Operand<Real> operand(std::uint32_t value) const {
    return {plan_.columns[value], plan_.numbers_of[value]};
  }

  void copy(std::uint32_t value, double* to) {
    each([&]<class Real>(std::size_t i) { store(operand<Real>(value).at(i), to + i); });
  }

  /// Calls with each of Reals as long as there are draws for it.
  template <class Call>
  void each(const Call& call) {
    std::size_t i = 0;
    const auto those_of = [&]<class Real>() {
      for (; i + lanes_of<Real> <= count_; i += lanes_of<Real>) call.template operator()<Real>(i);
    };
    (those_of.template operator()<Reals>(), ...);
  }

  template <Operation operation>
  void one(const Step& step, double* out) {
    const double* const a = plan_.columns[step.operands[0]];
    each([=]<class Real>(std::size_t i) {
      const Real x = load<Real>(a + i);
      store(applied<Real>(operation, x, x, x, x), out + i);
    });
  }

  template <Operation operation>
  void two(const Step& step, double* out) {
    const double* const a = plan_.columns[step.operands[0]];
    const double* const b = plan_.columns[step.operands[1]];
    if (a == nullptr) {
      const double number = plan_.numbers_of[step.operands[0]];
      each([=]<class Real>(std::size_t i) {
        const Real y = load<Real>(b + i);
        store(applied<Real>(operation, Real(number), y, y, y), out + i);
      });
    } else if (b == nullptr) {
      const double number = plan_.numbers_of[step.operands[1]];
      each([=]<class Real>(std::size_t i) {
        const Real x = load<Real>(a + i);
        store(applied<Real>(operation, x, Real(number), x, x), out + i);
      });
    } else {
      each([=]<class Real>(std::size_t i) {
        const Real x = load<Real>(a + i);
        store(applied<Real>(operation, x, load<Real>(b + i), x, x), out + i);
      });
    }
  }

  template <Operation operation>
  void four(const Step& step, double* out) {
    each([&]<class Real>(std::size_t i) {
      store(applied<Real>(operation, operand<Real>(step.operands[0]).at(i), operand<Real>(step.operands[1]).at(i),
                          operand<Real>(step.operands[2]).at(i), operand<Real>(step.operands[3]).at(i)),
            out + i);
    });
  }

  /// A step of columns: at least one operand is one.
  void compute(const Step& step, double* out) {
    switch (step.operation) {
      case Operation::add:
        two<Operation::add>(step, out);
        break;
      case Operation::subtract:
        two<Operation::subtract>(step, out);
        break;
      case Operation::multiply:
        two<Operation::multiply>(step, out);
        break;
      case Operation::divide:
        two<Operation::divide>(step, out);
        break;
      case Operation::minimum:
        two<Operation::minimum>(step, out);
        break;
      case Operation::maximum:
        two<Operation::maximum>(step, out);
        break;
      case Operation::negate:
        one<Operation::negate>(step, out);
        break;
      case Operation::exponential:
        one<Operation::exponential>(step, out);
        break;
      case Operation::logarithm:
        one<Operation::logarithm>(step, out);
        break;
      case Operation::square_root:
        one<Operation::square_root>(step, out);
        break;
      case Operation::absolute:
        one<Operation::absolute>(step, out);
        break;
      case Operation::if_less:
        four<Operation::if_less>(step, out);
        break;
      case Operation::if_not_more:
        four<Operation::if_not_more>(step, out);
        break;
      default:
        copy(step.operands[0], out);
        break;
    }
    plan_.columns[step.value] = out;
  }

  const Plan& plan_;
  std::size_t lane_;
  std::size_t count_;
};

template <class... Reals>
void run_leaves(const Plan& plan) {
  constexpr std::size_t leaf_draws = 256;
  for (std::size_t lane = 0; lane < plan.lanes; lane += leaf_draws) {
    const std::size_t left = plan.lanes - lane;
    Leaf<Reals...>(plan, lane, left < leaf_draws ? left : leaf_draws).run();
  }
}

}  // namespace equations_in_lanes
}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
