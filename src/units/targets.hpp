// SPDX-License-Identifier: Apache-2.0
// One program for every machine: sources built with CHOKEPOINT_LANE_BUILD (see CMakeLists.txt) are compiled once for
// each instruction set, each in a namespace of its own, and the widest that the machine has is chosen at run time.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "units/real.hpp"

namespace chokepoint {

enum class Target { baseline, avx2, avx512 };
inline constexpr std::size_t target_count = 3;

/// Whether this build holds the target and this machine can run it.
[[nodiscard]] bool available(Target target);
/// The widest available().
[[nodiscard]] Target widest_target();
[[nodiscard]] std::string_view name_of(Target target);

/// One function in each of its builds; null where this build has none.
template <class Function>
using ByTarget = std::array<Function*, target_count>;

template <class Function>
Function* widest(const ByTarget<Function>& builds) {
  return builds[static_cast<std::size_t>(widest_target())];
}

}  // namespace chokepoint

// Declares a lane function in each namespace: CHOKEPOINT_LANE_FUNCTION(void fill(double* out, std::size_t count));
// It is defined in a lane build as `namespace chokepoint { inline namespace CHOKEPOINT_TARGET { void fill(…) {…} } }`
// and taken together, outside, as CHOKEPOINT_BY_TARGET(fill). A build for a wider register declares its own and no
// other.
#define CHOKEPOINT_LANE_FUNCTION(...)    \
  namespace chokepoint {                 \
  inline namespace CHOKEPOINT_TARGET {   \
  __VA_ARGS__;                           \
  }                                      \
  CHOKEPOINT_WIDER_TARGETS(__VA_ARGS__;) \
  }
#if defined(CHOKEPOINT_X86_TARGETS) && CHOKEPOINT_LANES == 2
#define CHOKEPOINT_WIDER_TARGETS(...) \
  namespace avx2 {                    \
  __VA_ARGS__                         \
  }                                   \
  namespace avx512 {                  \
  __VA_ARGS__                         \
  }
#else
#define CHOKEPOINT_WIDER_TARGETS(...)
#endif

#if defined(CHOKEPOINT_X86_TARGETS) && defined(CHOKEPOINT_WITHOUT_AVX2)
#define CHOKEPOINT_BY_TARGET(name) \
  { &chokepoint::baseline::name, nullptr, &chokepoint::avx512::name }
#elif defined(CHOKEPOINT_X86_TARGETS)
#define CHOKEPOINT_BY_TARGET(name) \
  { &chokepoint::baseline::name, &chokepoint::avx2::name, &chokepoint::avx512::name }
#else
#define CHOKEPOINT_BY_TARGET(name) \
  { &chokepoint::baseline::name, nullptr, nullptr }
#endif
