// SPDX-License-Identifier: Apache-2.0
// What a run cannot do without: logarithms, exponentials and stores, with nothing else around them.
#pragma once

#include <cstddef>

#include "units/targets.hpp"

// out[i] = ln u[i] and out[i] = e^(u[i]): columns, in lanes.
CHOKEPOINT_LANE_FUNCTION(void log_column(const double* u, double* out, std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void exp_column(const double* u, double* out, std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void normal_quantile_column(const double* u, double* out, std::size_t count))
CHOKEPOINT_LANE_FUNCTION(void normal_cdf_column(const double* u, double* out, std::size_t count))
// `logs` logarithms and `exps` exponentials of every value, each of the one before or after it: out[i] = the last.
CHOKEPOINT_LANE_FUNCTION(void elementary_columns(const double* u, double* out, std::size_t count, int logs, int exps))
