// SPDX-License-Identifier: Apache-2.0
// Latin hypercube: each of n draws of a parameter falls into a stratum of its own, a share 1 / n wide, in an order that
// is a keyed permutation and so a pure function of the index of the draw.
#pragma once

#include <cstdint>

namespace chokepoint::uncertainty {

/// The draws of one parameter: which permutation (Kensler 2013, "Correlated multi-jittered sampling", Pixar technical
/// memo 13-01, listing 3), and where in the stratum. Plain data, because lanes read it: see kernels.hpp.
struct Latin {
  /// `draws` from 1 to draw_limit; throws std::invalid_argument.
  Latin(std::uint64_t draws, std::uint64_t hash);

  std::uint32_t last;      // draws - 1
  std::uint32_t mask;      // the smallest 2^k - 1 that is not below `last`
  std::uint32_t pattern;   // chooses the permutation
  std::uint32_t rotation;  // of the permuted strata, below draws
  std::uint32_t wrapping;  // draws - rotation: the first stratum that the rotation takes past the end
  std::uint32_t jitter;    // chooses the places inside the strata
  double strata;           // draws
};

}  // namespace chokepoint::uncertainty
