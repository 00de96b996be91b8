// SPDX-License-Identifier: Apache-2.0
// The explorer's page: one HTML file that holds the engine, scenarios, and all that shows them.
#pragma once

#include <string>
#include <string_view>

namespace chokepoint::explorer {

/// What every page holds. Only the executable has it: the engine within a page needs no page.
struct Frame {
  std::string_view body;           // what stands before the data
  std::string_view script;         // explorer.min.js
  std::string_view script_sha256;  // in hexadecimal
  std::string_view style;
  std::string_view style_sha256;
  std::string_view module;  // the engine: WebAssembly, gzip
};

/// The page. `bundle`: the request `open`, as bundle() gives it; `first`: what first_answers() gives. The policy of the
/// page lets its own script and style run, and the engine in a worker; nothing else, and it asks nobody for anything.
/// All that comes from a scenario is data.
[[nodiscard]] std::string page(const Frame& frame, std::string_view title, std::string_view bundle,
                               std::string_view first);

}  // namespace chokepoint::explorer
