// SPDX-License-Identifier: Apache-2.0
#include "uncertainty/kernels.hpp"

#include <cstdint>

#include "units/elementary.hpp"
#include "units/real.hpp"

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {

namespace {

using elementary::PackBits;

// --- quantiles -----------------------------------------------------------------------------------------------------

/// out[i] = of(in[i]), two registers side by side, all that it calls inlined.
template <class Of>
[[gnu::flatten]] void each(const double* in, double* out, std::size_t count, const Of& of) {
  std::size_t i = 0;
  for (; i + Twin::lanes <= count; i += Twin::lanes) of(Twin::load(in + i)).store(out + i);
  for (; i < count; i += Pack::lanes) of(Pack::load(in + i)).store(out + i);
}

template <class Family>
void quantiles_of(const Family& family, const uncertainty::Inside& inside, const double* u, double* out,
                  std::size_t count) {
  if constexpr (requires { family.shape; }) {
    each(u, out, count, [&family](auto real) { return family.shape.at(real); });
    each(out, out, count, [&](auto real) { return inside(family.value(real)); });
  } else {
    each(u, out, count, [&](auto real) { return inside(family.quantile(real)); });
  }
  clear_upper_halves();
}

// --- uniform numbers -----------------------------------------------------------------------------------------------

// Whole numbers of 32 bits, two to a lane: the lower halves are the first Pack::lanes draws of a step, the upper halves
// the next, so that nothing is shuffled on the way to doubles.
constexpr std::size_t step_draws = 2 * Pack::lanes;
typedef std::uint32_t Words __attribute__((vector_size(8 * CHOKEPOINT_LANES)));  // NOLINT(modernize-use-using)
static_assert(uncertainty::uniform_run % step_draws == 0);

PackBits load_bits(const std::uint64_t* from) {
  PackBits bits;
  __builtin_memcpy(&bits, from, sizeof bits);
  return bits;
}

/// Element i of the step in the place that the halves give it.
Words paired(const std::uint64_t* step) {
  return __builtin_bit_cast(Words, load_bits(step) | load_bits(step + Pack::lanes) << 32);
}
PackBits first_half(Words words) {
  return __builtin_bit_cast(PackBits, words) & 0xffffffff;
}
PackBits second_half(Words words) {
  return __builtin_bit_cast(PackBits, words) >> 32;
}

/// k + 1/2 for whole k < 2^52.
Pack middle_of(PackBits k) {
  return (elementary::number_of(k | elementary::bits_of_two_to_52) - Pack(elementary::two_to_52)) + Pack(0.5);
}

/// Owen's nested uniform scrambling of bits that stand lowest first, approximated by a hash (Laine and Karras 2011;
/// Burley 2020, "Practical hash-based Owen scrambling"; the better constants of Vegdahl 2021, "Building a better LK
/// hash"). Multiplying by an even number and adding carry only upwards: a bit depends on those before it alone.
Words owen_scrambled(Words x, std::uint32_t seed) {
  x ^= x * 0x3d20adeaU;
  x += seed;
  x *= (seed >> 16) | 1U;
  x ^= x * 0x05526c56U;
  x ^= x * 0x53a22864U;
  return x;
}

Words bits_reversed(Words x) {
  x = (x >> 1 & 0x55555555U) | (x & 0x55555555U) << 1;
  x = (x >> 2 & 0x33333333U) | (x & 0x33333333U) << 2;
  x = (x >> 4 & 0x0f0f0f0fU) | (x & 0x0f0f0f0fU) << 4;
  x = (x >> 8 & 0x00ff00ffU) | (x & 0x00ff00ffU) << 8;
  return x >> 16 | x << 16;
}

/// An avalanche hash of 32 bits (Wellons 2018, "Prospecting for hash functions", lowbias32).
Words hashed(Words x) {
  x = (x ^ x >> 16) * 0x7feb352dU;
  x = (x ^ x >> 15) * 0x846ca68bU;
  return x ^ x >> 16;
}

/// One pass of Kensler's permutation of [0, mask].
Words permuted(Words i, std::uint32_t p, std::uint32_t mask) {
  i = (i ^ p) * 0xe170893dU;
  i ^= p >> 16;
  i ^= (i & mask) >> 4;
  i = (i ^ p >> 8) * 0x0929eb3fU;
  i ^= p >> 23;
  i ^= (i & mask) >> 1;
  i *= 1U | p >> 27;
  i *= 0x6935fa69U;
  i ^= (i & mask) >> 11;
  i *= 0x74dcb303U;
  i ^= (i & mask) >> 2;
  i *= 0x9e501cc3U;
  i ^= (i & mask) >> 2;
  i *= 0xc860a3dfU;
  i &= mask;
  return i ^ i >> 5;
}

Words chosen(Words where, Words yes, Words no) {
  return (where & yes) | (~where & no);
}

bool any(Words where) {
  std::uint32_t together = 0;
  for (std::size_t i = 0; i < step_draws; ++i) together |= where[i];
  return together != 0;
}

/// The stratum of each draw: passes until all are inside [0, last] ("cycle walking"), then the rotation.
Words strata_of(Words draw, const uncertainty::Latin& latin) {
  Words stratum = permuted(draw, latin.pattern, latin.mask);
  for (;;) {
    const Words outside = __builtin_bit_cast(Words, stratum > latin.last);
    if (!any(outside)) break;
    stratum = chosen(outside, permuted(stratum, latin.pattern, latin.mask), stratum);
  }
  const Words wraps = __builtin_bit_cast(Words, stratum >= latin.wrapping);
  return chosen(wraps, stratum - latin.wrapping, stratum + latin.rotation);
}

// --- normal numbers ------------------------------------------------------------------------------------------------

constexpr std::size_t tails_at_once = 256;

/// Numbers of a column whose normal quantile lies in a tail, one in seven, and where they stand.
struct Tails {
  double values[tails_at_once + Pack::lanes];  // past `count` what a register may read, or write
  std::uint32_t places[tails_at_once + Pack::lanes];
  std::size_t count = 0;

  void gather(const double* u, std::size_t from) {
    const Pack numbers = Pack::load(u + from);
    count += store_set(elementary::from_centre(numbers) < Pack(0.0), numbers, static_cast<std::uint32_t>(from),
                       values + count, places + count);
  }
};

/// In place, no more than tails_at_once. Only the tails pay for their logarithm, root and longer polynomials.
void normal_quantiles(double* column, std::size_t count) {
  Tails tails;
  for (std::size_t i = 0; i < count; i += Pack::lanes) tails.gather(column, i);
  each(column, column, count, [](auto u) { return elementary::central_quantile(u); });
  for (std::size_t i = 0; i < Pack::lanes; ++i) tails.values[tails.count + i] = 0.5;
  const std::size_t whole_packs = (tails.count + Pack::lanes - 1) / Pack::lanes * Pack::lanes;
  each(tails.values, tails.values, whole_packs, [](auto u) { return elementary::tail_quantile(u); });
  for (std::size_t i = 0; i < tails.count; ++i) column[tails.places[i]] = tails.values[i];
}

}  // namespace

void quantile_column(const uncertainty::Metalog& family, const uncertainty::Inside& inside, const double* u,
                     double* out, std::size_t count) {
  quantiles_of(family, inside, u, out, count);
}
void quantile_column(const uncertainty::MetalogAbove& family, const uncertainty::Inside& inside, const double* u,
                     double* out, std::size_t count) {
  quantiles_of(family, inside, u, out, count);
}
void quantile_column(const uncertainty::MetalogBelow& family, const uncertainty::Inside& inside, const double* u,
                     double* out, std::size_t count) {
  quantiles_of(family, inside, u, out, count);
}
void quantile_column(const uncertainty::MetalogBetween& family, const uncertainty::Inside& inside, const double* u,
                     double* out, std::size_t count) {
  quantiles_of(family, inside, u, out, count);
}
void quantile_column(const uncertainty::Normal& family, const uncertainty::Inside& inside, const double* u, double* out,
                     std::size_t count) {
  quantiles_of(family, inside, u, out, count);
}
void quantile_column(const uncertainty::Lognormal& family, const uncertainty::Inside& inside, const double* u,
                     double* out, std::size_t count) {
  quantiles_of(family, inside, u, out, count);
}
void quantile_column(const uncertainty::Uniform& family, const uncertainty::Inside& inside, const double* u,
                     double* out, std::size_t count) {
  quantiles_of(family, inside, u, out, count);
}
void quantile_column(const uncertainty::LogUniform& family, const uncertainty::Inside& inside, const double* u,
                     double* out, std::size_t count) {
  quantiles_of(family, inside, u, out, count);
}
void quantile_column(const uncertainty::Triangular& family, const uncertainty::Inside& inside, const double* u,
                     double* out, std::size_t count) {
  quantiles_of(family, inside, u, out, count);
}

void uniform_column(const uncertainty::Sobol& points, std::uint64_t first, double* out, std::size_t count) {
  constexpr std::size_t step_bits = step_draws == 4 ? 2 : step_draws == 8 ? 3 : 4;
  const Words run = paired(points.first_run);
  std::uint32_t start = points.reversed_point(static_cast<std::uint32_t>(first));
  std::uint64_t step = (first & 0xffffffff) / step_draws;
  for (std::size_t i = 0; i < count; i += step_draws) {
    const Words point = bits_reversed(owen_scrambled(run ^ start, points.scramble));
    (middle_of(first_half(point)) * Pack(0x1p-32)).store(out + i);
    (middle_of(second_half(point)) * Pack(0x1p-32)).store(out + i + Pack::lanes);
    // The next step differs in the last zeros of its number, and in the one before them.
    step = (step + 1) & (0xffffffff / step_draws);
    const std::size_t zeros =
        step == 0 ? uncertainty::Sobol::bits - step_bits : static_cast<std::size_t>(__builtin_ctzll(step));
    start ^= points.steps[step_bits + zeros] ^ points.steps[step_bits - 1];
  }
}

void uniform_column(const uncertainty::Philox& numbers, std::uint64_t first, double* out, std::size_t count) {
  const PackBits zero{};
  PackBits lane{};
  for (std::size_t i = 0; i < Pack::lanes; ++i) lane[i] = i;
  constexpr std::size_t half_run = uncertainty::philox_run / 2;
  for (std::size_t run = 0; run < count; run += uncertainty::philox_run) {
    for (std::size_t i = 0; i < half_run; i += Pack::lanes) {
      const PackBits block = lane + ((first + run) / 2 + i);
      const PhiloxBlock<PackBits> random = philox_4x32_10<PackBits>(
          {{block, block >> 32, zero + numbers.stream, zero + (numbers.stream >> 32)}},
          static_cast<std::uint32_t>(numbers.key), static_cast<std::uint32_t>(numbers.key >> 32));
      const auto uniform = [](PackBits high, PackBits low) {
        return middle_of((high & 0xffffffff) << 20 | (low & 0xffffffff) >> 12) * Pack(0x1p-52);
      };
      uniform(random.words[0], random.words[1]).store(out + run + i);
      uniform(random.words[2], random.words[3]).store(out + run + i + half_run);
    }
  }
}

void uniform_column(const uncertainty::Latin& latin, std::uint64_t first, double* out, std::size_t count) {
  constexpr int jitter_bits = 20;  // with 32 bits of stratum all that a double holds
  std::uint64_t places[step_draws];
  for (std::size_t i = 0; i < step_draws; ++i) places[i] = i;
  Words offset = paired(places);
  const std::uint32_t start = first < latin.last ? static_cast<std::uint32_t>(first) : latin.last;
  const Pack finest = Pack(latin.strata) * Pack(1 << jitter_bits);
  for (std::size_t i = 0; i < count; i += step_draws, offset += static_cast<std::uint32_t>(step_draws)) {
    const Words past = __builtin_bit_cast(Words, offset > latin.last - start);
    const Words draw = chosen(past, Words{} + latin.last, offset + start);
    const Words stratum = strata_of(draw, latin);
    const Words place = hashed(hashed(draw ^ latin.jitter) + latin.pattern) >> (32 - jitter_bits);
    (middle_of(first_half(stratum) << jitter_bits | first_half(place)) / finest).store(out + i);
    (middle_of(second_half(stratum) << jitter_bits | second_half(place)) / finest).store(out + i + Pack::lanes);
  }
}

void correlate_columns(const double* lower, std::size_t size, double* const* columns, std::size_t count) {
  for (std::size_t j = 0; j < size; ++j) {
    for (std::size_t i = 0; i < count; i += tails_at_once) {
      normal_quantiles(columns[j] + i, count - i < tails_at_once ? count - i : tails_at_once);
    }
  }
  // The last row first: a row needs only itself and those before it.
  for (std::size_t row = size; row-- > 0;) {
    const double* const factors = lower + row * (row + 1) / 2;
    double* const out = columns[row];
    for (std::size_t i = 0; i < count; i += Pack::lanes) {
      Pack z = Pack(factors[0]) * Pack::load(columns[0] + i);
      for (std::size_t j = 1; j <= row; ++j) z += Pack(factors[j]) * Pack::load(columns[j] + i);
      z.store(out + i);
    }
    // Far out rounding may reach 0 or 1, which no quantile takes.
    each(out, out, count,
         [](auto z) { return max(min(normal_cdf(z), decltype(z)(1.0 - 0x1p-53)), decltype(z)(0x1p-1022)); });
  }
  clear_upper_halves();
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
