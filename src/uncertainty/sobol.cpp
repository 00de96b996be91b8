// SPDX-License-Identifier: Apache-2.0
#include "uncertainty/sobol.hpp"

#include <array>
#include <boost/random/sobol.hpp>
#include <stdexcept>

#include "chokepoint/uncertainty.hpp"

namespace chokepoint::uncertainty {

namespace {

using Table = boost::random::default_sobol_table;
static_assert(Table::max_dimension == dimension_limit);

std::uint32_t reversed(std::uint32_t x) {
  std::uint32_t result = 0;
  for (std::size_t bit = 0; bit < Sobol::bits; ++bit) result |= (x >> bit & 1) << (Sobol::bits - 1 - bit);
  return result;
}

/// The odd numbers m of one dimension: direction number j is m[j] / 2^(j + 1). The recurrence is that of Bratley and
/// Fox (1988), section 2, over the primitive polynomial and the first m of the table.
std::array<std::uint32_t, Sobol::bits> odd_numbers(std::size_t dimension) {
  std::array<std::uint32_t, Sobol::bits> m{};
  if (dimension == 0) {
    m.fill(1);  // the sequence of van der Corput
    return m;
  }
  const std::uint32_t polynomial = Table::polynomial(dimension - 1);
  std::size_t degree = 0;
  while (polynomial >> (degree + 1) != 0) ++degree;
  for (std::size_t j = 0; j < degree; ++j) m[j] = Table::minit(dimension - 1, j);
  for (std::size_t j = degree; j < m.size(); ++j) {
    m[j] = m[j - degree];
    for (std::size_t back = 1; back <= degree; ++back) {
      if ((polynomial >> (degree - back) & 1) != 0) m[j] ^= m[j - back] << back;
    }
  }
  return m;
}

}  // namespace

Sobol::Sobol(std::size_t dimension, std::uint32_t scramble_seed)
    : directions{}, steps{}, first_run{}, scramble(scramble_seed) {
  if (dimension >= dimension_limit) throw std::invalid_argument("Sobol' dimension out of range");
  const auto m = odd_numbers(dimension);
  std::uint32_t all = 0;
  for (std::size_t j = 0; j < bits; ++j) {
    directions[j] = reversed(m[j] << (bits - 1 - j));
    all ^= directions[j];
    steps[j] = all;
  }
  steps[bits] = all;
  for (std::uint32_t n = 0; n < run; ++n) first_run[n] = reversed_point(n);
}

std::uint32_t Sobol::reversed_point(std::uint32_t n) const {
  std::uint32_t point = 0;
  for (std::size_t j = 0; n != 0; ++j, n >>= 1) point ^= (n & 1) != 0 ? directions[j] : 0;
  return point;
}

}  // namespace chokepoint::uncertainty
