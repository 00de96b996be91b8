// SPDX-License-Identifier: Apache-2.0
#include "units/targets.hpp"

#include "units/narrow.hpp"

namespace chokepoint {

bool available(Target target) {
  if (target == Target::baseline) return true;
#ifdef CHOKEPOINT_X86_TARGETS
  const bool wide = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
#ifdef CHOKEPOINT_WITHOUT_AVX2
  if (target == Target::avx2) return false;
#endif
  if (target == Target::avx2) return wide;
  return wide && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512bw") != 0;
#else
  return false;
#endif
}

namespace {

Target widest_allowed = Target::avx512;

}  // namespace

void leave_out_wider_than(Target target) {
  widest_allowed = target;
}

Target widest_target() {
  const auto usable = [](Target target) { return target <= widest_allowed && available(target); };
  if (usable(Target::avx512)) return Target::avx512;
  if (usable(Target::avx2)) return Target::avx2;
  return Target::baseline;
}

std::string_view name_of(Target target) {
  constexpr std::array<std::string_view, target_count> names{"baseline", "avx2", "avx512"};
  return names[static_cast<std::size_t>(target)];
}

}  // namespace chokepoint
