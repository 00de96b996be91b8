// SPDX-License-Identifier: Apache-2.0
// The number type of the models: one hardware register of draws, or a plain double for the reference.
//
// A model is written once, over a type called Real. Real = Pack steps several draws at once; Real = double is the
// reference that tests compare with, bit for bit: every operation here is the same IEEE operation in each lane, and
// contraction into fused multiply-add is off (docs/decisions/0003).
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

// The width is the register of the instruction set that this file is compiled for. The namespace says which, so that
// objects built for several instruction sets can stand in one program.
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define CHOKEPOINT_LANES 8
#define CHOKEPOINT_TARGET avx512
#elif defined(__AVX2__)
#define CHOKEPOINT_LANES 4
#define CHOKEPOINT_TARGET avx2
#else
#define CHOKEPOINT_LANES 2
#define CHOKEPOINT_TARGET baseline
#endif

#if CHOKEPOINT_LANES > 2
#include <immintrin.h>  // for what the compilers do not make of a loop
#elif defined(__wasm__)
#include <wasm_simd128.h>
#endif

namespace chokepoint {

/// Columns of draws are a multiple of this long, whatever the width of a register.
inline constexpr std::size_t lane_multiple = 8;

inline namespace CHOKEPOINT_TARGET {

/// a b + c, rounded once: one instruction where there is one, else a call of the C library, slow but the same bits. A
/// web page has neither: there it is rounded twice (docs/decisions/0003).
inline double fused(double a, double b, double c) {
#ifdef __wasm__
  return a * b + c;
#else
  return __builtin_fma(a, b, c);
#endif
}

/// What a function of lanes does last that calls others. With something in the upper halves of registers each change
/// between instructions for wide and for narrow ones, as at a call of std::fma(), takes some processors 40 times as
/// long. Compilers clear them where a function ends that uses wide registers; g++ 12 does not where one ends that only
/// calls such.
inline void clear_upper_halves() {
#if CHOKEPOINT_LANES > 2
  _mm256_zeroupper();
#endif
}

// NOLINTBEGIN(cppcoreguidelines-*): the one place that touches registers.
class Pack {
 public:
  static constexpr std::size_t lanes = CHOKEPOINT_LANES;
  typedef double Vector __attribute__((vector_size(8 * CHOKEPOINT_LANES)));          // NOLINT(modernize-use-using)
  typedef std::int64_t Integers __attribute__((vector_size(8 * CHOKEPOINT_LANES)));  // NOLINT(modernize-use-using)

  Pack() = default;
  // value - 0 is value, the sign of zero too; 0 + value is not for -0.0.
  Pack(double value)
      : vector_(value - Vector{}) {}  // NOLINT(google-explicit-constructor): 40.0 * x reads like the source
  explicit Pack(Vector vector) : vector_(vector) {}

  static Pack load(const double* from) {
    Vector vector;
    __builtin_memcpy(&vector, from, sizeof vector);
    return Pack(vector);
  }
  void store(double* to) const { __builtin_memcpy(to, &vector_, sizeof vector_); }
  [[nodiscard]] Vector vector() const { return vector_; }
  [[nodiscard]] double lane(std::size_t i) const { return vector_[i]; }

  /// All bits set where true.
  struct Mask {
    Integers bits;
    friend Mask operator&(Mask a, Mask b) { return {a.bits & b.bits}; }
    friend Mask operator|(Mask a, Mask b) { return {a.bits | b.bits}; }
    friend Mask operator!(Mask a) { return {~a.bits}; }
  };

  friend Pack operator+(Pack a, Pack b) { return Pack(a.vector_ + b.vector_); }
  friend Pack operator-(Pack a, Pack b) { return Pack(a.vector_ - b.vector_); }
  friend Pack operator*(Pack a, Pack b) { return Pack(a.vector_ * b.vector_); }
  friend Pack operator/(Pack a, Pack b) { return Pack(a.vector_ / b.vector_); }
  friend Pack operator-(Pack a) { return Pack(-a.vector_); }
  Pack& operator+=(Pack b) { return *this = *this + b; }
  Pack& operator-=(Pack b) { return *this = *this - b; }
  Pack& operator*=(Pack b) { return *this = *this * b; }
  Pack& operator/=(Pack b) { return *this = *this / b; }
  friend Mask operator<(Pack a, Pack b) { return {a.vector_ < b.vector_}; }
  friend Mask operator>(Pack a, Pack b) { return {a.vector_ > b.vector_}; }
  friend Mask operator<=(Pack a, Pack b) { return {a.vector_ <= b.vector_}; }
  friend Mask operator>=(Pack a, Pack b) { return {a.vector_ >= b.vector_}; }

 private:
  Vector vector_;
};

inline Pack select(Pack::Mask mask, Pack yes, Pack no) {
  return Pack(mask.bits ? yes.vector() : no.vector());
}
/// Bit i: lane i is set.
inline unsigned bits_of(Pack::Mask mask) {
#if CHOKEPOINT_LANES == 8
  return _mm512_movepi64_mask(reinterpret_cast<__m512i>(mask.bits));
#elif CHOKEPOINT_LANES == 4
  return static_cast<unsigned>(_mm256_movemask_pd(reinterpret_cast<__m256d>(mask.bits)));
#elif defined(__wasm__)
  return static_cast<unsigned>(wasm_i64x2_bitmask(reinterpret_cast<v128_t>(mask.bits)));
#else
  return static_cast<unsigned>((mask.bits[0] & 1) | (mask.bits[1] & 2));
#endif
}
/// Those lanes of `values` and `places` that are set, in order, one behind the other from values_to and places_to on;
/// how many they are. Behind them up to a register of anything is written.
inline std::size_t store_set(Pack::Mask mask, Pack values, std::uint32_t first_place, double* values_to,
                             std::uint32_t* places_to) {
  const unsigned bits = bits_of(mask);
#if CHOKEPOINT_LANES == 8
  const auto set = static_cast<__mmask8>(bits);
  _mm512_storeu_pd(values_to, _mm512_maskz_compress_pd(set, values.vector()));
  const __m256i places =
      _mm256_add_epi32(_mm256_set1_epi32(static_cast<int>(first_place)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(places_to), _mm256_maskz_compress_epi32(set, places));
  return static_cast<std::size_t>(__builtin_popcount(bits));
#else
  // Writes every number, and goes on only past one that is set: no branch depends on the numbers.
  std::size_t count = 0;
  for (std::size_t i = 0; i < Pack::lanes; ++i) {
    values_to[count] = values.lane(i);
    places_to[count] = first_place + static_cast<std::uint32_t>(i);
    count += bits >> i & 1U;
  }
  return count;
#endif
}
inline bool all(Pack::Mask mask) {
  return bits_of(mask) == (1U << Pack::lanes) - 1;
}
inline bool any(Pack::Mask mask) {
  return bits_of(mask) != 0;
}
inline Pack min(Pack a, Pack b) {
  return select(b < a, b, a);
}
inline Pack max(Pack a, Pack b) {
  return select(a < b, b, a);
}
/// a b + c, rounded once.
inline Pack multiply_add(Pack a, Pack b, Pack c) {
#if CHOKEPOINT_LANES == 8
  return Pack(_mm512_fmadd_pd(a.vector(), b.vector(), c.vector()));
#elif CHOKEPOINT_LANES == 4
  return Pack(_mm256_fmadd_pd(a.vector(), b.vector(), c.vector()));
#elif defined(__wasm__)
  return a * b + c;
#else
  Pack::Vector sum = c.vector();
  for (std::size_t i = 0; i < Pack::lanes; ++i) sum[i] = fused(a.vector()[i], b.vector()[i], sum[i]);
  return Pack(sum);
#endif
}
inline Pack sqrt(Pack a) {
#ifdef __wasm__
  return Pack(reinterpret_cast<Pack::Vector>(wasm_f64x2_sqrt(reinterpret_cast<v128_t>(a.vector()))));
#else
  Pack::Vector root = a.vector();
  for (std::size_t i = 0; i < Pack::lanes; ++i) root[i] = __builtin_sqrt(root[i]);
  return Pack(root);
#endif
}
/// Two of registers of draws, side by side: what one waits for, the other does. The same operations as on one of them,
/// each on both.
template <class Half>
class Pair {
 public:
  static constexpr std::size_t lanes = 2 * Half::lanes;

  Pair() = default;
  Pair(double value) : first_(value), second_(value) {}  // NOLINT(google-explicit-constructor): as a Pack
  Pair(Half first, Half second) : first_(first), second_(second) {}

  static Pair load(const double* from) { return {Half::load(from), Half::load(from + Half::lanes)}; }
  void store(double* to) const {
    first_.store(to);
    second_.store(to + Half::lanes);
  }
  [[nodiscard]] Half first() const { return first_; }
  [[nodiscard]] Half second() const { return second_; }

  struct Mask {
    typename Half::Mask first;
    typename Half::Mask second;
    friend Mask operator&(Mask a, Mask b) { return {a.first & b.first, a.second & b.second}; }
    friend Mask operator|(Mask a, Mask b) { return {a.first | b.first, a.second | b.second}; }
    friend Mask operator!(Mask a) { return {!a.first, !a.second}; }
    friend bool all(Mask mask) { return all(mask.first & mask.second); }
    friend bool any(Mask mask) { return any(mask.first | mask.second); }
  };

  friend Pair operator+(Pair a, Pair b) { return {a.first_ + b.first_, a.second_ + b.second_}; }
  friend Pair operator-(Pair a, Pair b) { return {a.first_ - b.first_, a.second_ - b.second_}; }
  friend Pair operator*(Pair a, Pair b) { return {a.first_ * b.first_, a.second_ * b.second_}; }
  friend Pair operator/(Pair a, Pair b) { return {a.first_ / b.first_, a.second_ / b.second_}; }
  friend Pair operator-(Pair a) { return {-a.first_, -a.second_}; }
  Pair& operator+=(Pair b) { return *this = *this + b; }
  Pair& operator-=(Pair b) { return *this = *this - b; }
  Pair& operator*=(Pair b) { return *this = *this * b; }
  Pair& operator/=(Pair b) { return *this = *this / b; }
  friend Mask operator<(Pair a, Pair b) { return {a.first_ < b.first_, a.second_ < b.second_}; }
  friend Mask operator>(Pair a, Pair b) { return {a.first_ > b.first_, a.second_ > b.second_}; }
  friend Mask operator<=(Pair a, Pair b) { return {a.first_ <= b.first_, a.second_ <= b.second_}; }
  friend Mask operator>=(Pair a, Pair b) { return {a.first_ >= b.first_, a.second_ >= b.second_}; }

 private:
  Half first_;
  Half second_;
};
using Twin = Pair<Pack>;
using Quad = Pair<Twin>;

template <class Half>
[[gnu::always_inline]] inline Pair<Half> select(typename Pair<Half>::Mask mask, Pair<Half> yes, Pair<Half> no) {
  return {select(mask.first, yes.first(), no.first()), select(mask.second, yes.second(), no.second())};
}
template <class Half>
[[gnu::always_inline]] inline Pair<Half> min(Pair<Half> a, Pair<Half> b) {
  return {min(a.first(), b.first()), min(a.second(), b.second())};
}
template <class Half>
[[gnu::always_inline]] inline Pair<Half> max(Pair<Half> a, Pair<Half> b) {
  return {max(a.first(), b.first()), max(a.second(), b.second())};
}
template <class Half>
[[gnu::always_inline]] inline Pair<Half> multiply_add(Pair<Half> a, Pair<Half> b, Pair<Half> c) {
  return {multiply_add(a.first(), b.first(), c.first()), multiply_add(a.second(), b.second(), c.second())};
}
template <class Half>
[[gnu::always_inline]] inline Pair<Half> sqrt(Pair<Half> a) {
  return {sqrt(a.first()), sqrt(a.second())};
}
// NOLINTEND(cppcoreguidelines-*)

// The same words for the reference; in the same namespace, so that no code built for wider registers is lent to the
// rest of the program, and each finds the other.
inline double select(bool mask, double yes, double no) {
  return mask ? yes : no;
}
inline bool all(bool mask) {
  return mask;
}
inline bool any(bool mask) {
  return mask;
}
inline double min(double a, double b) {
  return b < a ? b : a;
}
inline double max(double a, double b) {
  return a < b ? b : a;
}
inline double multiply_add(double a, double b, double c) {
  return fused(a, b, c);
}
inline double sqrt(double a) {
  return std::sqrt(a);
}

/// How many draws a Real holds, and how it is read from and written to a column.
template <class Real>
inline constexpr std::size_t lanes_of = 1;
template <>
inline constexpr std::size_t lanes_of<Pack> = Pack::lanes;
template <class Half>
inline constexpr std::size_t lanes_of<Pair<Half>> = Pair<Half>::lanes;

template <class Real>
Real load(const double* from) {
  if constexpr (lanes_of<Real> == 1) {
    return *from;
  } else {
    return Real::load(from);
  }
}
inline void store(double value, double* to) {
  *to = value;
}
inline void store(Pack value, double* to) {
  value.store(to);
}
template <class Half>
void store(Pair<Half> value, double* to) {
  value.store(to);
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
