// SPDX-License-Identifier: Apache-2.0
// A target with a property that does not hold of every input: tests/guards/fuzz_test sees that a replay finds it.
#include "property.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chokepoint::fuzz::hold(chokepoint::fuzz::is_utf8(chokepoint::fuzz::text_of(data, size)), "planted");
  return 0;
}
