// SPDX-License-Identifier: Apache-2.0
// Debian has no archive of fmt, whose headers hold its source: what the shared library would give, for the executable
// that is linked without any (CHOKEPOINT_STATIC). A name that is missing here does not link.
#include <fmt/format-inl.h>

namespace fmt {
inline namespace v9 {
namespace detail {
template locale_ref::locale_ref(const std::locale& locale);
template std::locale locale_ref::get<std::locale>() const;
template dragonbox::decimal_fp<float> dragonbox::to_decimal(float value) noexcept;
template dragonbox::decimal_fp<double> dragonbox::to_decimal(double value) noexcept;
template thousands_sep_result<char> thousands_sep_impl(locale_ref locale);
template char decimal_point_impl(locale_ref locale);
template void buffer<char>::append(const char* begin, const char* end);
template void vformat_to(buffer<char>& out, string_view text, basic_format_args<FMT_BUFFER_CONTEXT(char)> args,
                         locale_ref locale);
}  // namespace detail
}  // namespace v9
}  // namespace fmt
