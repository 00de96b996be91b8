// SPDX-License-Identifier: Apache-2.0
// A program over columns of draws, and the plan of a job: what run.cpp lays out, as bare arrays, for what leaf.hpp
// does, so that what is built for wider registers shares no code with the rest of the program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "equations/program.hpp"
#include "units/targets.hpp"

namespace chokepoint::equations {

/// The values of a parameter: a column, and the step to that of the next year; 0: the same in all years.
struct Column {
  const double* values = nullptr;
  std::size_t per_year = 0;
};

/// As models::Job, which says what each is.
struct Job {
  std::span<const Column> shared;
  std::span<const Column> own;
  std::size_t lanes = 0;
  int skipped = 0;
  int years = 0;
  double* out = nullptr;
  const double* run = nullptr;
  double* needs = nullptr;
  double* governing = nullptr;
};

/// By the widest instruction set of this machine, and over plain doubles: the same bits.
void run(const Program& program, const Job& job);
void run_reference(const Program& program, const Job& job);

/// The formula that is the first to make no number in the first draw, in the first year in which one does; empty where
/// all of them are numbers.
[[nodiscard]] std::string first_without_number(const Program& program, const Job& job);

/// An operation that a job does. Values are told by their number in the program.
struct Step {
  Operation operation = Operation::copy;
  std::uint8_t count = 0;
  bool ahead = false;  // only the states of the next year are made of it
  std::uint32_t operands[4] = {};
  std::uint32_t value = 0;
  double* scratch[2] = {};    // where its column goes, by turns where it is read a year later as well
  double* out = nullptr;      // where it goes in years that are reported, if it is one that is asked for: [year][lane]
  double* becomes = nullptr;  // where the state that it becomes a year later is reported
};
/// A leaf that is read off a column, [year][lane].
struct Read {
  std::uint32_t value = 0;
  Column column;
  bool reported = false;  // it has values of reported years alone
};
struct StateColumn {
  std::uint32_t value = 0;  // the leaf
  std::uint32_t start = 0;
  std::uint32_t next = 0;
  double* now = nullptr;        // its column in the base year
  double* first_out = nullptr;  // where it is reported in the first year, if the step behind it does so in the others
};
/// A value that is asked for and is not written where it goes by the step that makes it.
struct Copied {
  std::uint32_t value = 0;
  double* out = nullptr;
};
template <class T>
struct List {
  const T* first = nullptr;
  std::size_t count = 0;
  [[nodiscard]] const T* begin() const { return first; }
  [[nodiscard]] const T* end() const { return first + count; }
};

/// What a job does, laid out.
struct Plan {
  List<Step> starts;   // of states
  List<Step> once;     // the same in all years
  List<Step> numbers;  // the same in all draws
  List<Step> yearly;
  List<Read> reads;
  List<StateColumn> states;
  List<Copied> copied;
  std::uint32_t time = 0;  // the leaf, or one value more than there are
  std::size_t lanes = 0;
  int skipped = 0;
  int years = 0;
  const double** columns = nullptr;  // of each value; null for a number
  double* numbers_of = nullptr;      // of each value that is a number
};

}  // namespace chokepoint::equations

CHOKEPOINT_LANE_FUNCTION(void run_program_in_lanes(const equations::Plan& plan))
