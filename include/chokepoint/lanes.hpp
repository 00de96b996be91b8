// SPDX-License-Identifier: Apache-2.0
// Columns of draws in memory.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace chokepoint {

/// Where columns begin: a register that reads or writes across two lines of the cache takes twice as long.
inline constexpr std::size_t cache_line = 64;

template <class T>
struct OnCacheLine {
  using value_type = T;
  OnCacheLine() = default;
  template <class U>
  OnCacheLine(const OnCacheLine<U>& /*other*/) {}  // NOLINT(google-explicit-constructor): as allocators are
  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t(cache_line)));
  }
  void deallocate(T* memory, std::size_t /*count*/) { ::operator delete(memory, std::align_val_t(cache_line)); }
  friend bool operator==(OnCacheLine, OnCacheLine) { return true; }
};

/// Numbers of draws, a lane being a draw. Columns in it begin on lines of the cache where they are a multiple of
/// eight lanes long.
using Lanes = std::vector<double, OnCacheLine<double>>;

}  // namespace chokepoint
