// SPDX-License-Identifier: Apache-2.0
#include "statistics/kernels.hpp"

#include "units/real.hpp"

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {

double sum_of(const double* values, std::size_t count) {
  constexpr std::size_t columns = 32;
  constexpr std::size_t packs = columns / Pack::lanes;
  Pack sums[packs];
  for (Pack& sum : sums) sum = 0.0;
  std::size_t i = 0;
  for (; i + columns <= count; i += columns) {
    for (std::size_t j = 0; j < packs; ++j) sums[j] += Pack::load(values + i + j * Pack::lanes);
  }
  double all[columns];
  for (std::size_t j = 0; j < packs; ++j) sums[j].store(all + j * Pack::lanes);
  for (std::size_t j = 0; i + j < count; ++j) all[j] += values[i + j];
  for (std::size_t width = columns / 2; width > 0; width /= 2) {
    for (std::size_t j = 0; j < width; ++j) all[j] += all[j + width];
  }
  return all[0];
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
