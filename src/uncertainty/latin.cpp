// SPDX-License-Identifier: Apache-2.0
#include "uncertainty/latin.hpp"

#include <stdexcept>

#include "chokepoint/uncertainty.hpp"
#include "uncertainty/hash.hpp"

namespace chokepoint::uncertainty {

namespace {

std::uint32_t ones_that_cover(std::uint32_t value) {
  std::uint32_t mask = 0;
  while (mask < value) mask = mask << 1 | 1;
  return mask;
}

}  // namespace

Latin::Latin(std::uint64_t draws, std::uint64_t hash) {
  if (draws == 0 || draws > draw_limit) throw std::invalid_argument("a Latin hypercube of no or too many draws");
  last = static_cast<std::uint32_t>(draws - 1);
  mask = ones_that_cover(last);
  pattern = static_cast<std::uint32_t>(hash);
  jitter = static_cast<std::uint32_t>(hash >> 32);
  // The listing adds the pattern and takes the remainder; where the sum passes 2^32 two draws would share a stratum.
  rotation = static_cast<std::uint32_t>(mixed(hash) % draws);
  wrapping = static_cast<std::uint32_t>(draws - rotation);
  strata = static_cast<double>(draws);
}

}  // namespace chokepoint::uncertainty
