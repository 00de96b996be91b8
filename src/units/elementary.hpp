// SPDX-License-Identifier: Apache-2.0
// Elementary functions of lanes: exp, log, log2, pow, normal_quantile, normal_cdf, for Real = double, Pack and Twin.
//
// Each is written once, without a branch, so that a lane gives the same bits as the plain double and the compiler may
// keep everything in registers. The polynomials are minimax fits of our own, made in 60 digits; the bounds below are
// what tests/units/elementary_test.cpp holds them to, as errors relative to the exact result:
//   exp, log          2e-16, below one unit in the last place
//   log2              4e-16
//   pow               3e-16 (1 + |y ln x|)
//   normal_quantile   1.5e-15, for every normal u
//   normal_cdf        1.5e-15 in both tails, down to the smallest normal number
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "units/real.hpp"

namespace chokepoint {
// In the namespace of the instruction set even for Real = double: an object built for wider registers must not lend its
// code to the rest of the program.
inline namespace CHOKEPOINT_TARGET {

template <class T>
concept RealNumber = std::same_as<T, double> || std::same_as<T, Pack> || std::same_as<T, Twin> || std::same_as<T, Quad>;

namespace elementary {

// NOLINTBEGIN(modernize-use-using): a typedef is where the compilers take this attribute.
typedef std::uint64_t PackBits __attribute__((vector_size(8 * CHOKEPOINT_LANES)));
// NOLINTEND(modernize-use-using)

inline std::uint64_t bits_of(double value) {
  return __builtin_bit_cast(std::uint64_t, value);
}
inline double number_of(std::uint64_t bits) {
  return __builtin_bit_cast(double, bits);
}
inline PackBits bits_of(Pack value) {
  return __builtin_bit_cast(PackBits, value.vector());
}
inline Pack number_of(PackBits bits) {
  return Pack(__builtin_bit_cast(Pack::Vector, bits));
}

/// Of a Pair.
template <class HalfBits>
struct PairBits {
  HalfBits first;
  HalfBits second;
  friend PairBits operator+(PairBits a, PairBits b) { return {a.first + b.first, a.second + b.second}; }
  friend PairBits operator+(PairBits a, std::uint64_t b) { return {a.first + b, a.second + b}; }
  friend PairBits operator-(PairBits a, PairBits b) { return {a.first - b.first, a.second - b.second}; }
  friend PairBits operator-(PairBits a, std::uint64_t b) { return {a.first - b, a.second - b}; }
  friend PairBits operator&(PairBits a, std::uint64_t b) { return {a.first & b, a.second & b}; }
  friend PairBits operator|(PairBits a, std::uint64_t b) { return {a.first | b, a.second | b}; }
  friend PairBits operator>>(PairBits a, int b) { return {a.first >> b, a.second >> b}; }
  friend PairBits operator<<(PairBits a, int b) { return {a.first << b, a.second << b}; }
};
template <class Half>
auto bits_of(Pair<Half> value) {
  return PairBits<decltype(bits_of(value.first()))>{bits_of(value.first()), bits_of(value.second())};
}
template <class HalfBits>
auto number_of(PairBits<HalfBits> bits) {
  return Pair<decltype(number_of(bits.first))>{number_of(bits.first), number_of(bits.second)};
}

inline std::uint64_t higher(std::uint64_t a, std::uint64_t b) {
  return a > b ? a : b;
}
inline PackBits higher(PackBits a, PackBits b) {
  return a > b ? a : b;
}
template <class HalfBits>
PairBits<HalfBits> higher(PairBits<HalfBits> a, PairBits<HalfBits> b) {
  return {higher(a.first, b.first), higher(a.second, b.second)};
}
inline bool is_above(std::uint64_t a, std::uint64_t b) {
  return a > b;
}
inline Pack::Mask is_above(PackBits a, std::uint64_t b) {
  return {__builtin_bit_cast(Pack::Integers, a > b)};
}
template <class HalfBits>
auto is_above(PairBits<HalfBits> a, std::uint64_t b) {
  using Half = decltype(number_of(a.first));
  return typename Pair<Half>::Mask{is_above(a.first, b), is_above(a.second, b)};
}

/// The polynomial with these coefficients, the constant first: Horner's rule for even and odd powers apart, two chains
/// that do not wait for each other.
template <class Real, std::size_t size>
[[gnu::always_inline]] inline Real polynomial(const double (&coefficients)[size], Real x) {
  constexpr std::size_t last_even = (size - 1) / 2 * 2;
  constexpr std::size_t last_odd = size / 2 * 2 - 1;
  const Real square = x * x;
  Real even = coefficients[last_even];
  Real odd = coefficients[last_odd];
  for (std::size_t i = last_even; i >= 2; i -= 2) even = multiply_add(even, square, Real(coefficients[i - 2]));
  for (std::size_t i = last_odd; i >= 3; i -= 2) odd = multiply_add(odd, square, Real(coefficients[i - 2]));
  return multiply_add(odd, x, even);
}

// Doubles in [2^52, 2^53) are whole numbers whose low bits are the number itself: adding and subtracting converts
// between integers and doubles without the instructions that AVX2 does not have.
inline constexpr double two_to_52 = 0x1p52;
inline constexpr std::uint64_t bits_of_two_to_52 = 0x4330000000000000;

// ln 2 in two parts; the first has trailing zeros enough that its product with any exponent is exact.
inline constexpr double ln2_high = 0x1.62e42feep-1;
inline constexpr double ln2_low = 0x1.a39ef35793c76p-33;
inline constexpr double log2_e = 0x1.71547652b82fep0;

// 2 artanh(s) = 2 s + s z P(z), z = s^2 < 0.0295.
inline constexpr double artanh[] = {0.6666666666666734,  0.39999999999414876, 0.28571428742367183, 0.22222198572399754,
                                    0.18183564509293051, 0.15314042555082988, 0.14796059723104754};

/// x = 2^exponent * (1 + f), sqrt(1/2) <= 1 + f < sqrt(2), and the part of ln(1 + f) = f - correction.
template <class Real>
struct LogParts {
  Real exponent;
  Real f;
  Real half_square;  // f^2 / 2
  Real rest;         // ln(1 + f) - f + f^2 / 2
};

template <class Real>
[[gnu::always_inline]] inline LogParts<Real> log_parts(Real x) {
  constexpr std::uint64_t bits_of_one = 0x3ff0000000000000;
  constexpr std::uint64_t bits_of_sqrt_half = 0x3fe6a09e667f3bcd;
  constexpr std::uint64_t mantissa = 0x000fffffffffffff;
  const auto shifted = bits_of(x) + (bits_of_one - bits_of_sqrt_half);
  const Real exponent = number_of((shifted >> 52) | bits_of_two_to_52) - Real(two_to_52 + 1023.0);
  const Real f = number_of((shifted & mantissa) + bits_of_sqrt_half) - Real(1.0);
  // ln(1 + f) = 2 artanh(s), s = f / (2 + f); 2 s = f - s f leaves a sum whose large part, f, is exact.
  const Real s = f / (Real(2.0) + f);
  const Real z = s * s;
  const Real half_square = Real(0.5) * f * f;
  return {exponent, f, half_square, s * multiply_add(z, polynomial(artanh, z), half_square)};
}

/// The ends of the line for log and log2: numbers below the smallest normal one count as 0, infinity and NaN stay.
template <class Real>
[[gnu::always_inline]] inline Real log_ends(Real x, Real inside) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Real above = select(x <= Real(std::numeric_limits<double>::max()), inside, x);
  return select(x < Real(std::numeric_limits<double>::min()), Real(-infinity), above);
}

}  // namespace elementary

/// e^x: 0 below ln of the smallest normal number (-708.4), infinity above ln of the largest (709.8).
template <RealNumber Real>
[[gnu::always_inline]] inline Real exp(Real x) {
  using namespace elementary;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double lowest = -0x1.6232bdd7abcd2p9;
  constexpr double highest = 0x1.62e42fefa39efp9;
  // 1.5 * 2^52 instead of 2^52: the low bits then are the number in two's complement.
  const Real rounder = 1.5 * two_to_52;
  const Real rounded = multiply_add(x, Real(log2_e), rounder);
  const Real exponent = rounded - rounder;
  const Real r = multiply_add(exponent, Real(-ln2_low), multiply_add(exponent, Real(-ln2_high), x));
  constexpr double series[] = {0.50000000000000111,    0.16666666666666408,    0.041666666666530593,
                               0.0083333333334968049,  0.0013888888943522004,  0.00019841269501349654,
                               2.4801493203529824e-05, 2.7557591216684824e-06, 2.76302133568899e-07,
                               2.4998477771554185e-08};
  const Real mantissa = Real(1.0) + multiply_add(r * r, polynomial(series, r), r);
  const Real scaled = number_of(bits_of(mantissa) + (bits_of(rounded) << 52));
  return select(x < Real(lowest), Real(0.0), select(x <= Real(highest), scaled, x + Real(infinity)));
}

/// Natural logarithm of a normal number x > 0; for others see log().
template <RealNumber Real>
[[gnu::always_inline]] inline Real log_of_normal(Real x) {
  using namespace elementary;
  const LogParts<Real> p = log_parts(x);
  const Real low = multiply_add(p.exponent, Real(ln2_low), p.rest);
  return multiply_add(p.exponent, Real(ln2_high), -((p.half_square - low) - p.f));
}

/// Natural logarithm of x >= 0; minus infinity below the smallest normal number.
template <RealNumber Real>
[[gnu::always_inline]] inline Real log(Real x) {
  return elementary::log_ends(x, log_of_normal(x));
}

/// ln(u / (1 - u)) for 0 < u < 1, with one division: the quotient is taken where it is near one, as artanh's argument.
template <RealNumber Real>
[[gnu::always_inline]] inline Real logit(Real u) {
  using namespace elementary;
  const Real rest = Real(1.0) - u;
  // The bits of a number are nearly its logarithm: their difference tells the exponent k of the quotient to within
  // 0.59.
  constexpr std::uint64_t bias = 1100;  // of k, to stay above 0
  const auto biased = (bits_of(u) - bits_of(rest) + (bias << 52) + (std::uint64_t{1} << 51)) >> 52;
  const Real k = number_of(biased | bits_of_two_to_52) - Real(two_to_52 + static_cast<double>(bias));
  const Real scaled = rest * number_of((biased - (bias - 1023)) << 52);
  const Real s = (u - scaled) / (u + scaled);
  const Real z = s * s;
  // 2 artanh(s) = 2 s + s z P(z), z < 0.0408: through the Chebyshev nodes, to 1e-18 of the whole.
  constexpr double wider[] = {0.6666666666666666, 0.4000000000000899, 0.2857142856680967, 0.2222222312530122,
                              0.1818173164090507, 0.1538910477945013, 0.1320508877046769, 0.13644194446437688};
  const Real near = multiply_add(s * z, polynomial(wider, z), s + s);
  return multiply_add(k, Real(ln2_high), multiply_add(k, Real(ln2_low), near));
}

/// Binary logarithm of x >= 0; exact for powers of two.
template <RealNumber Real>
Real log2(Real x) {
  using namespace elementary;
  const LogParts<Real> p = log_parts(x);
  return log_ends(x, p.exponent + (p.f - (p.half_square - p.rest)) * Real(log2_e));
}

/// x^y for x > 0 (and 0 for x = 0, y > 0), as e^(y ln x).
template <RealNumber Real>
Real pow(Real x, Real y) {
  return exp(y * log(x));
}

namespace elementary {

/// 0 or more where the standard normal quantile of u is central, less in the tails. The two pieces, and the variables
/// they are fitted in, are those of Wichura (1988), algorithm AS 241; one tail of higher degree replaces his two.
template <class Real>
Real from_centre(Real u) {
  const Real q = u - Real(0.5);
  return Real(0.180625) - q * q;
}

/// The standard normal quantile where it is central.
template <class Real>
Real central_quantile(Real u) {
  constexpr double centre_above[] = {3.387132872796367,  133.1702496533272,  1972.5159918609013, 13742.283985285056,
                                     45973.746590451199, 67369.578825624747, 33497.979586323745, 2515.4528506416596};
  constexpr double centre_below[] = {1.0,
                                     42.321769036504307,
                                     687.48547145470297,
                                     5398.0334527084178,
                                     21235.791906684783,
                                     39363.520778616272,
                                     28782.104444628036,
                                     5238.6248275888765};
  const Real x = from_centre(u);
  return (u - Real(0.5)) * polynomial(centre_above, x) / polynomial(centre_below, x);
}

/// The standard normal quantile in the tails.
template <class Real>
Real tail_quantile(Real u) {
  constexpr double tail_above[] = {1.4234371107496844,     4.7717142742208596,    6.2595182043740856,
                                   4.3141408172955353,     1.7391725671784839,    0.42615619791369758,
                                   0.063055875132624006,   0.0053598778920300955, 0.00023696226965577868,
                                   4.5847896066897316e-06, 2.6969848351336509e-08};
  constexpr double tail_below[] = {1.0,
                                   2.1525120862469098,
                                   1.9014784404120497,
                                   0.89638847093589391,
                                   0.24506117097191929,
                                   0.039297238157840086,
                                   0.0035390818552030277,
                                   0.00016248844846600423,
                                   3.2114532411812729e-06,
                                   1.9070524277891819e-08};
  const Real x = sqrt(-log(min(u, Real(1.0) - u))) - Real(1.6);
  const Real z = polynomial(tail_above, x) / polynomial(tail_below, x);
  return select(u > Real(0.5), z, -z);
}

}  // namespace elementary

/// The standard normal quantile of 0 < u < 1.
template <RealNumber Real>
Real normal_quantile(Real u) {
  using namespace elementary;
  return select(from_centre(u) >= Real(0.0), central_quantile(u), tail_quantile(u));
}

/// The share of a standard normal below z.
template <RealNumber Real>
Real normal_cdf(Real z) {
  using namespace elementary;
  // Mills' ratio over sqrt(2 pi): exp(x^2 / 2) times the share beyond x.
  constexpr double mills_above[] = {0.5,
                                    0.77458906250188242,
                                    0.593633921323104,
                                    0.28903836595810212,
                                    0.097567391676171261,
                                    0.023582148767807294,
                                    0.0040807677787319512,
                                    0.00048918296667734603,
                                    3.714219935105959e-05,
                                    1.3807244118812151e-06};
  constexpr double mills_below[] = {
      1.0,
      2.3470626858066206,
      2.559952922888133,
      1.71305382283118,
      0.7812058790760309,
      0.25460793525129832,
      0.060330959242642306,
      0.010322069571971303,
      0.0012296608187969938,
      9.3101687073135774e-05,
      3.4609628503054537e-06,
  };
  constexpr double no_more = 40.0;  // the share beyond is below any normal number
  const Real x = min(max(z, -z), Real(no_more));
  // x^2 / 2 has an error that exp would blow up: the square of the upper half of x is exact, the rest is small.
  const Real upper = number_of(bits_of(x) & ~std::uint64_t{0x7ffffff});
  const Real d = Real(0.5) * (x - upper) * (x + upper);
  const Real correction = Real(1.0) - d * (Real(1.0) - d * (Real(0.5) - d * Real(1.0 / 6.0)));
  const Real density = exp(Real(-0.5) * upper * upper) * correction;
  const Real tail = density * (polynomial(mills_above, x) / polynomial(mills_below, x));
  return select(z < Real(0.0), tail, Real(1.0) - tail);
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
