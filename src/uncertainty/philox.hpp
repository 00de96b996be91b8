// SPDX-License-Identifier: Apache-2.0
// Philox 4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"): a block of random
// bits is a function of a counter and a key, so that any draw can be made alone.
#pragma once

#include <cstddef>
#include <cstdint>

#include "units/elementary.hpp"

#ifdef __SSE2__
#include <immintrin.h>
#endif

namespace chokepoint::uncertainty {

/// The draws of one parameter. Plain data, because lanes read it: see kernels.hpp.
struct Philox {
  std::uint64_t key = 0;     // the seed
  std::uint64_t stream = 0;  // the hash of the path: upper half of the counter
};

/// A block serves two draws: of an aligned run of 16, the first eight take the first two words of eight blocks and the
/// others the last two, so that registers of any width are written whole.
inline constexpr std::size_t philox_run = 16;

}  // namespace chokepoint::uncertainty

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {

/// Four words of 32 bits in the lower halves of elements of 64; the upper halves mean nothing.
template <class Elements>
struct PhiloxBlock {
  Elements words[4];
};

/// The product of the lower halves, all 64 bits of it.
inline std::uint64_t wide_product(std::uint64_t a, std::uint64_t b) {
  return (a & 0xffffffff) * (b & 0xffffffff);
}
inline elementary::PackBits wide_product(elementary::PackBits a, elementary::PackBits b) {
  // The instruction that does this is as old as SSE2, but g++ 12 finds it only in part and makes three products of one.
#if CHOKEPOINT_LANES == 8
  return __builtin_bit_cast(elementary::PackBits,
                            _mm512_mul_epu32(__builtin_bit_cast(__m512i, a), __builtin_bit_cast(__m512i, b)));
#elif CHOKEPOINT_LANES == 4
  return __builtin_bit_cast(elementary::PackBits,
                            _mm256_mul_epu32(__builtin_bit_cast(__m256i, a), __builtin_bit_cast(__m256i, b)));
#elif defined(__SSE2__)
  return __builtin_bit_cast(elementary::PackBits,
                            _mm_mul_epu32(__builtin_bit_cast(__m128i, a), __builtin_bit_cast(__m128i, b)));
#else
  return (a & 0xffffffff) * (b & 0xffffffff);
#endif
}

/// Ten rounds over `block`; the key in two words.
template <class Elements>
PhiloxBlock<Elements> philox_4x32_10(PhiloxBlock<Elements> block, std::uint32_t key0, std::uint32_t key1) {
  constexpr std::uint64_t multiplier0 = 0xd2511f53;
  constexpr std::uint64_t multiplier1 = 0xcd9e8d57;
  constexpr std::uint32_t weyl0 = 0x9e3779b9;
  constexpr std::uint32_t weyl1 = 0xbb67ae85;
  const Elements zero{};
  for (int round = 0; round < 10; ++round) {
    const Elements product0 = wide_product(block.words[0], zero + multiplier0);
    const Elements product1 = wide_product(block.words[2], zero + multiplier1);
    block = {{(product1 >> 32) ^ block.words[1] ^ key0, product1, (product0 >> 32) ^ block.words[3] ^ key1, product0}};
    key0 += weyl0;
    key1 += weyl1;
  }
  return block;
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
