// SPDX-License-Identifier: Apache-2.0
// What wide registers leave behind.
#pragma once

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace chokepoint {

/// Whether the upper halves of registers hold something: each instruction for narrow ones, which is all outside the
/// lanes, then takes many times as long. False where the processor does not tell.
inline bool upper_halves_are_in_use() {
#if defined(__x86_64__)
  unsigned int eax = 0;
  unsigned int ebx = 0;
  unsigned int ecx = 0;
  unsigned int edx = 0;
  constexpr unsigned int saved_by_the_system = 1U << 27;  // OSXSAVE: xgetbv may be asked
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0 || (ecx & saved_by_the_system) == 0) return false;
  constexpr unsigned int tells = 1U << 2;
  if (__get_cpuid_count(0xd, 1, &eax, &ebx, &ecx, &edx) == 0 || (eax & tells) == 0) return false;
  unsigned int in_use = 0;
  __asm__ volatile("xgetbv" : "=a"(in_use), "=d"(edx) : "c"(1));
  constexpr unsigned int upper_halves = 1U << 2;
  return (in_use & upper_halves) != 0;
#else
  return false;
#endif
}

}  // namespace chokepoint
