// SPDX-License-Identifier: Apache-2.0
// Text from anywhere into markup, where it stays text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chokepoint::report {

/// For HTML, SVG and XML, between tags and within quoted attributes. What is not UTF-8, no character of XML, a control
/// character or a mark that turns the direction of text becomes U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);

/// For Markdown (CommonMark with tables), on one line: nothing in it is markup, a link or HTML.
[[nodiscard]] std::string escaped_markdown(std::string_view text);

/// JSON that may stand within <script>: no `<` is left in it.
[[nodiscard]] std::string json_text(std::string_view json);

/// For a part of an address: letters, digits, `-._~` and, as they mean nothing in data, commas and slashes stay.
[[nodiscard]] std::string percent_encoded(std::string_view bytes);

[[nodiscard]] std::string base64(std::string_view bytes);

/// 'sha256-…' of a content security policy, of a hash in hexadecimal.
[[nodiscard]] std::string policy_hash(std::string_view hexadecimal);

/// For a shell that would run it again.
[[nodiscard]] std::string command_line(const std::vector<std::string>& words);

/// "P" of "power": upper case where it is ASCII.
[[nodiscard]] std::string capital(std::string_view word);

}  // namespace chokepoint::report
