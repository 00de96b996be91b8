// SPDX-License-Identifier: Apache-2.0
// Hashes that turn a seed and the path of a parameter into what makes its draws its own. They are part of what a seed
// means: a change here changes every result.
#pragma once

#include <cstdint>
#include <string_view>

namespace chokepoint::uncertainty {

/// FNV-1a, 64 bits (Fowler, Noll and Vo; RFC 9923).
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char character : text) {
    hash ^= static_cast<unsigned char>(character);
    hash *= 0x100000001b3;
  }
  return hash;
}

/// Every bit of the result depends on every bit of x; one to one. The finalizer of SplitMix64 (Steele, Lea and Flood
/// 2014, "Fast splittable pseudorandom number generators", with the constants of Stafford's variant 13).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

[[nodiscard]] constexpr std::uint64_t hash_of(std::string_view path) {
  return mixed(fnv1a(path));
}

/// For what depends on seed and path alike. The increment of SplitMix64 keeps seed 0 from leaving the path as it is.
[[nodiscard]] constexpr std::uint64_t hash_of(std::uint64_t seed, std::string_view path) {
  return mixed(mixed(seed + 0x9e3779b97f4a7c15) ^ fnv1a(path));
}

}  // namespace chokepoint::uncertainty
