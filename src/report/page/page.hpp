// SPDX-License-Identifier: Apache-2.0
// What every report's page holds, and the hashes by which its policy lets it run.
#pragma once

#include <string_view>

namespace chokepoint::report {

extern const std::string_view page_script;
extern const std::string_view page_script_sha256;  // in hexadecimal
extern const std::string_view page_style;
extern const std::string_view page_style_sha256;

}  // namespace chokepoint::report
