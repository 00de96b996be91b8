// SPDX-License-Identifier: Apache-2.0
// The Gaussian copula: which marginals hang together, and the triangle that makes independent normals dependent.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "chokepoint/uncertainty.hpp"

namespace chokepoint::uncertainty {

/// Marginals that correlations join, directly or through others.
struct Group {
  std::vector<std::size_t> members;
  std::vector<double> lower;  // the Cholesky triangle of their correlation matrix, row by row
};

/// The groups of marginals, each in the order of `ranks` (of every marginal): which pair is written first changes
/// nothing. Throws std::invalid_argument when the correlations are inconsistent().
[[nodiscard]] std::vector<Group> groups_of(std::span<const std::size_t> ranks,
                                           std::span<const Correlation> correlations);

}  // namespace chokepoint::uncertainty
