// SPDX-License-Identifier: Apache-2.0
#include "explorer/yaml.hpp"

#include "explorer/request.hpp"

namespace chokepoint::explorer {

namespace {

/// Words that YAML takes for something else than themselves.
bool is_special(const std::string& text) {
  return text.empty() || text == "null" || text == "Null" || text == "NULL";
}

}  // namespace

std::string yaml_of(const std::string& text) {
  const char* const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const std::string plain = std::string(letters) + "._/%+- ";
  const bool simple = text.find_first_not_of(plain) == std::string::npos && !is_special(text) &&
                      (std::string(letters).find(text.front()) != std::string::npos ||
                       (text.size() > 1 && text.front() == '-' && text[1] != ' ' && text[1] != '-')) &&
                      text.back() != ' ';
  // A JSON string is one of YAML.
  return simple ? text : Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string yaml_of(const scenario::Node& node) {
  std::string out;
  switch (node.kind) {
    case scenario::Node::Kind::null:
      return "~";
    case scenario::Node::Kind::scalar:
      return yaml_of(node.text);
    case scenario::Node::Kind::sequence:
      for (const scenario::NodePointer& item : node.items) out += (out.empty() ? "" : ", ") + yaml_of(*item);
      return "[" + out + "]";
    case scenario::Node::Kind::mapping:
      for (const scenario::Entry& entry : node.entries) {
        out += (out.empty() ? "" : ", ") + yaml_of(entry.key) + ": " + yaml_of(*entry.value);
      }
      return "{" + out + "}";
  }
  return out;
}

}  // namespace chokepoint::explorer
