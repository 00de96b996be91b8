// SPDX-License-Identifier: Apache-2.0
// One dimension of the Sobol' sequence with the direction numbers of Joe and Kuo (2008), Owen-scrambled by hashing.
#pragma once

#include <cstddef>
#include <cstdint>

namespace chokepoint::uncertainty {

/// Points in natural binary order: point n is the exclusive or of the direction numbers of the bits of n, so that the
/// points of an aligned run of a power of two are those of the first run, changed by one number.
///
/// Everything is kept with its bits reversed, lowest first: the hash that scrambles works on reversed bits, and one
/// reversal at the end gives the point. Plain data, because lanes read it: see kernels.hpp.
struct Sobol {
  static constexpr std::size_t bits = 32;
  static constexpr std::size_t run = 16;

  /// `dimension` from 0 below dimension_limit (throws std::invalid_argument); `scramble` chooses one of 2^32 scrambles.
  Sobol(std::size_t dimension, std::uint32_t scramble);

  /// The reversed bits of point n, not scrambled.
  [[nodiscard]] std::uint32_t reversed_point(std::uint32_t n) const;

  std::uint32_t directions[bits];
  /// steps[zeros] = reversed_point(n - 1) ^ reversed_point(n) where n ends in this many zeros; the last one leads back
  /// to point 0.
  std::uint32_t steps[bits + 1];
  /// reversed_point of 0 … run - 1, each in the lower half of its word.
  std::uint64_t first_run[run];
  std::uint32_t scramble;
};

}  // namespace chokepoint::uncertainty
