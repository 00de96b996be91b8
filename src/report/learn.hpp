// SPDX-License-Identifier: Apache-2.0
// What was learnt in words, for every report that says it.
#pragma once

#include <string>

#include "chokepoint/evidence.hpp"

namespace chokepoint::report {

/// The verdict before or after: "Power stops it first …".
[[nodiscard]] std::string sentences_of(const binding::Verdict& verdict, const evidence::Learned& learned);
/// "1.85e6 (1e6 to 4.63e6) H100e/yr": median, P10 and P90, with the unit of the median where all have it.
[[nodiscard]] std::string middle_of(const evidence::LearnedSpread& spread, const units::Kind& kind);
/// "alone: 0.93 chips/stock, 0.10 power/us_datacenter_power": what each series alone gives a parameter, most first.
[[nodiscard]] std::string givers_of(const evidence::LearnedParameter& parameter, const evidence::Learned& learned);
/// "131,072 draws, weighted, are worth 3,210 of one weight".
[[nodiscard]] std::string worth_of(const evidence::Learned& learned);

}  // namespace chokepoint::report
