// SPDX-License-Identifier: Apache-2.0
#include "limit.hpp"

#include "units/elementary.hpp"

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {

namespace {

template <class Function>
void apply(const double* u, double* out, std::size_t count, const Function& function) {
  for (std::size_t i = 0; i < count; i += Pack::lanes) function(Pack::load(u + i)).store(out + i);
}

}  // namespace

void log_column(const double* u, double* out, std::size_t count) {
  apply(u, out, count, [](Pack x) { return log(x); });
}
void exp_column(const double* u, double* out, std::size_t count) {
  apply(u, out, count, [](Pack x) { return exp(x); });
}
void normal_quantile_column(const double* u, double* out, std::size_t count) {
  apply(u, out, count, [](Pack x) { return normal_quantile(x); });
}
void normal_cdf_column(const double* u, double* out, std::size_t count) {
  apply(u, out, count, [](Pack x) { return normal_cdf(x); });
}

void elementary_columns(const double* u, double* out, std::size_t count, int logs, int exps) {
  // One function after the other over the whole column: none waits for another.
  for (int i = 0; i < logs; ++i) log_column(u, out, count);
  for (int i = 0; i < exps; ++i) exp_column(u, out, count);
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
