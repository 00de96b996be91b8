// SPDX-License-Identifier: Apache-2.0
// The part of `uncertainty` that is done in lanes.
//
// Objects of these functions are built for registers that a machine may not have, and the linker keeps one copy of an
// inline function: what they share with the rest is plain data, templates over Pack, and functions that are not inline.
#pragma once

#include <cstddef>
#include <cstdint>

#include "uncertainty/families.hpp"
#include "uncertainty/latin.hpp"
#include "uncertainty/philox.hpp"
#include "uncertainty/sobol.hpp"
#include "units/targets.hpp"

namespace chokepoint::uncertainty {

/// Uniform numbers are made in whole runs: `first` and `count` are multiples of this.
inline constexpr std::size_t uniform_run = 16;
static_assert(uniform_run == Sobol::run && uniform_run == philox_run);

}  // namespace chokepoint::uncertainty

// out[i] = the quantile at u[i], inside the support; `count` is a multiple of lane_multiple, and out may be u.
CHOKEPOINT_LANE_FUNCTION(void quantile_column(const uncertainty::Metalog& family, const uncertainty::Inside& inside,
                                              const double* u, double* out, std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void quantile_column(const uncertainty::MetalogAbove& family,
                                              const uncertainty::Inside& inside, const double* u, double* out,
                                              std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void quantile_column(const uncertainty::MetalogBelow& family,
                                              const uncertainty::Inside& inside, const double* u, double* out,
                                              std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void quantile_column(const uncertainty::MetalogBetween& family,
                                              const uncertainty::Inside& inside, const double* u, double* out,
                                              std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void quantile_column(const uncertainty::Normal& family, const uncertainty::Inside& inside,
                                              const double* u, double* out, std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void quantile_column(const uncertainty::Lognormal& family, const uncertainty::Inside& inside,
                                              const double* u, double* out, std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void quantile_column(const uncertainty::Uniform& family, const uncertainty::Inside& inside,
                                              const double* u, double* out, std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void quantile_column(const uncertainty::LogUniform& family, const uncertainty::Inside& inside,
                                              const double* u, double* out, std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void quantile_column(const uncertainty::Triangular& family, const uncertainty::Inside& inside,
                                              const double* u, double* out, std::size_t count))

// out[i] = the uniform number of draw first + i, 0 < out[i] < 1; `first` and `count` are multiples of uniform_run.
// A Sobol' point has 32 bits, counted from 0 again at draw 2^32; the others are odd multiples of 2^-53 (Philox) and of
// half a millionth of a stratum (Latin hypercube, where draws past the last repeat the last).
CHOKEPOINT_LANE_FUNCTION(void uniform_column(const uncertainty::Sobol& points, std::uint64_t first, double* out,
                                             std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void uniform_column(const uncertainty::Philox& numbers, std::uint64_t first, double* out,
                                             std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void uniform_column(const uncertainty::Latin& strata, std::uint64_t first, double* out,
                                             std::size_t count))

// Makes independent uniform columns dependent, in place: u = normal_cdf(L normal_quantile(u)). `lower` holds the lower
// triangle L row by row; `count` is a multiple of lane_multiple.
CHOKEPOINT_LANE_FUNCTION(void correlate_columns(const double* lower, std::size_t size, double* const* columns,
                                                std::size_t count))
