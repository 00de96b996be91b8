// SPDX-License-Identifier: Apache-2.0
// A request, read field by field: everything wrong with it is gathered, and thrown at once.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chokepoint/scenario.hpp"

namespace chokepoint::explorer {

using Json = nlohmann::ordered_json;

/// What is wrong, in place of an answer.
struct Refused {
  std::vector<scenario::Diagnostic> diagnostics;
};

/// Of a file, or of the request, as a whole.
[[nodiscard]] scenario::Diagnostic complaint(std::string file, std::string message, std::string hint = {});

/// Throws Refused, with one diagnostic on the request itself.
[[noreturn]] void refuse(std::string message, std::string hint = {});

/// A change as `--set` takes it: "power.campus_power" and "2 to 6 GW".
using Change = std::pair<std::string, std::string>;

/// A scenario that was opened, and what is changed in it. Objects of numbers are not yet texts.
struct State {
  std::string scenario;
  std::vector<std::pair<std::string, Json>> set;  // a text, or {"p10", "p50", "p90"}
};

/// The three percentiles that a handle has.
struct Percentiles {
  double p10 = 0.0;
  double p50 = 0.0;
  double p90 = 0.0;
};
/// Throws Refused where the three are no numbers, or not in their order.
[[nodiscard]] Percentiles percentiles_in(const Json& object);

class Request {
 public:
  /// Throws Refused for a text that is no request: too long, too deep, no JSON, no object, without a verb.
  explicit Request(std::string_view text);
  [[nodiscard]] const std::string& verb() const { return verb_; }

  // Each throws Refused where the field is of another kind.
  [[nodiscard]] std::string text(const char* name, const std::string& otherwise) const;
  [[nodiscard]] std::string text(const char* name) const;  // or is not there
  [[nodiscard]] bool flag(const char* name) const;
  [[nodiscard]] std::vector<std::string> texts(const char* name) const;
  [[nodiscard]] std::optional<std::uint64_t> whole(const char* name, std::uint64_t lowest, std::uint64_t highest) const;
  [[nodiscard]] State state(const char* name) const;
  [[nodiscard]] Percentiles percentiles() const { return percentiles_in(fields_); }
  [[nodiscard]] bool has(const char* name) const { return fields_.contains(name); }
  [[nodiscard]] const Json& fields() const { return fields_; }

 private:
  [[nodiscard]] const Json* find(const char* name) const;

  Json fields_;
  std::string verb_;
};

}  // namespace chokepoint::explorer
