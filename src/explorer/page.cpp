// SPDX-License-Identifier: Apache-2.0
#include "explorer/page.hpp"

#include <fmt/format.h>

#include "report/escape.hpp"

namespace chokepoint::explorer {

namespace {

std::string policy_of(const Frame& frame) {
  return fmt::format(
      "default-src 'none'; script-src {} 'wasm-unsafe-eval'; worker-src blob:; style-src {}; base-uri 'none'; "
      "form-action 'none'",
      report::policy_hash(frame.script_sha256), report::policy_hash(frame.style_sha256));
}

}  // namespace

std::string page(const Frame& frame, std::string_view title, std::string_view bundle, std::string_view first) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  out += fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy_of(frame));
  out +=
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n";
  out += fmt::format("<title>{}</title>\n<style>", report::escaped(title));
  out += frame.style;
  out += "</style>\n</head>\n<body>\n";
  out += frame.body;
  const auto data = [&out](const char* id, std::string_view json) {
    out += fmt::format("<script type=\"application/json\" id=\"{}\">{}</script>\n", id, report::json_text(json));
  };
  data("bundle", bundle);
  if (!first.empty()) data("first-answers", first);
  out += "<script>";
  out += frame.script;
  // Most of the file, and last: what the page shows first does not wait until it is read.
  out += "</script>\n<script type=\"text/plain\" id=\"module\">";
  out += report::base64(frame.module);
  out += "</script>\n</body>\n</html>\n";
  return out;
}

}  // namespace chokepoint::explorer
