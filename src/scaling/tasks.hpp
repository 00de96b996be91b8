// SPDX-License-Identifier: Apache-2.0
// Tasks that trade training for inference alike, and what is assumed of them: docs/inference-time-compute.md.
#pragma once

#include <array>
#include <limits>
#include <string_view>

#include "chokepoint/inference.hpp"

namespace chokepoint::scaling {

inline constexpr std::string_view set_to_ranges = "set by hand to the ranges of villalobos-2023";
inline constexpr std::string_view set_to_rates = "set by hand to villalobos-2023, beside the 1.176 of jones-2021";

/// "general", "reasoning" and "verified" first: those that the ways around know.
inline constexpr std::array task_class_table{
    TaskClass{"general",
              "Most language tasks",
              {1.5, 1.3},
              {"{p10: 0.8, p50: 1.5, p90: 2.5}", set_to_ranges, "assumed"},
              {"{p10: 1, p50: 1.3, p90: 2}", set_to_rates, "assumed"}},
    TaskClass{"reasoning",
              "Tasks that go step by step or fall into parts",
              {3.0, 1.1},
              {"{p10: 2, p50: 3, p90: 4}", set_to_ranges, "assumed"},
              {"{p10: 0.9, p50: 1.1, p90: 1.6}", set_to_rates, "assumed"}},
    TaskClass{"verified",
              "Tasks whose answer is cheap to check",
              {4.0, 1.4},
              {"{p10: 3, p50: 4, p90: 5}", set_to_ranges, "assumed"},
              {"{p10: 1.1, p50: 1.4, p90: 2}", set_to_rates, "assumed"}},
    TaskClass{
        "games",
        "Board games, up to perfect play",
        {std::numeric_limits<double>::infinity(), 1.176},
        {"", "jones-2021, section IV-C: no end is seen but perfect play", "second-hand"},
        {"1.176", "jones-2021, section IV-C: ten times the training for fifteen times less search", "second-hand"}},
    TaskClass{"costly_check",
              "Tasks whose answer is costly to check",
              {1.3, 0.95},
              {"1.3", "set by hand to villalobos-2023, 10@k: 1 order for 1.45", "assumed"},
              {"0.95", "set by hand to villalobos-2023, 10@k: 1 order for 1.45", "assumed"}},
};

}  // namespace chokepoint::scaling
