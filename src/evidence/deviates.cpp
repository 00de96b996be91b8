// SPDX-License-Identifier: Apache-2.0
#include "evidence/deviates.hpp"

#include <boost/math/distributions/normal.hpp>

#include "chokepoint/uncertainty.hpp"
#include "units/real.hpp"

namespace chokepoint::evidence {

std::vector<double> deviates_of(const Observation& observation, std::uint64_t seed, std::uint64_t draws) {
  const auto standard = uncertainty::Distribution::normal(0.0, 1.0);
  const uncertainty::Marginal marginal{"observation/" + observation.series + "/" + observation.date,
                                       uncertainty::dimension_limit - 1, std::get<uncertainty::Distribution>(standard)};
  const uncertainty::Sampler sampler({marginal}, {}, {uncertainty::Method::sobol, seed, draws});
  std::vector<double> deviates((draws + lane_multiple - 1) / lane_multiple * lane_multiple);
  double* const column = deviates.data();
  sampler.sample(0, deviates.size(), std::span<double* const>(&column, 1));
  deviates.resize(draws);
  return deviates;
}

std::vector<double> hammersley_deviates(std::size_t count) {
  std::vector<double> deviates(count);
  const boost::math::normal_distribution<double> standard;
  for (std::size_t i = 0; i < count; ++i) {
    double share = 0.5 / static_cast<double>(count);  // in the middle of its cell: never 0
    double digit = 0.5;
    for (std::size_t rest = i; rest > 0; rest /= 2, digit *= 0.5) share += rest % 2 == 0 ? 0.0 : digit;
    deviates[i] = boost::math::quantile(standard, share);
  }
  return deviates;
}

}  // namespace chokepoint::evidence
