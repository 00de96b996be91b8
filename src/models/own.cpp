// SPDX-License-Identifier: Apache-2.0
// Constraints that are written as equations, run as any other.
#include "models/own.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "chokepoint/models.hpp"
#include "equations/run.hpp"

namespace chokepoint::models {

namespace {

std::vector<equations::Column> columns_of(std::span<const Input> inputs) {
  std::vector<equations::Column> columns(inputs.size());
  std::transform(inputs.begin(), inputs.end(), columns.begin(), [](const Input& one) {
    return equations::Column{one.values, one.per_year};
  });
  return columns;
}

template <class Run>
auto run_as(const Job& job, const Run& run) {
  const std::vector<equations::Column> shared = columns_of(job.shared);
  const std::vector<equations::Column> own = columns_of(job.own);
  return run(*job.program, equations::Job{.shared = shared,
                                          .own = own,
                                          .lanes = job.lanes,
                                          .skipped = job.skipped,
                                          .years = job.years,
                                          .out = job.out,
                                          .run = job.run,
                                          .needs = job.needs,
                                          .governing = job.governing});
}

void step_program(const Job& job) {
  run_as(job, equations::run);
}
void reference_program(const Job& job) {
  run_as(job, equations::run_reference);
}

}  // namespace

Constraint constraint_of(const Description& description, const equations::Program& program) {
  return {&description, &step_program, &reference_program, &program};
}

std::string first_without_number(const Job& job) {
  return run_as(job, equations::first_without_number);
}

}  // namespace chokepoint::models
