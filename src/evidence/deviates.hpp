// SPDX-License-Identifier: Apache-2.0
// Standard normal numbers for the errors of observations: even ones, not random ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "chokepoint/evidence.hpp"

namespace chokepoint::evidence {

/// One for each draw, which depend on nothing but the seed, the series, the date and the number of the draw: so a score
/// is the same however the draws were shared out. Scrambled Sobol' numbers of a dimension that no parameter has.
[[nodiscard]] std::vector<double> deviates_of(const Observation& observation, std::uint64_t seed, std::uint64_t draws);

/// `count` of them for levels (i + 1/2) / count in order: the second coordinate of a Hammersley set (van der Corput in
/// base 2), by the inverse of the normal distribution.
[[nodiscard]] std::vector<double> hammersley_deviates(std::size_t count);

}  // namespace chokepoint::evidence
