// SPDX-License-Identifier: Apache-2.0
#include "scenario/written.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scenario/blocks.hpp"
#include "scenario/document.hpp"
#include "scenario/layers.hpp"
#include "scenario/own.hpp"

namespace chokepoint::scenario {

namespace {

/// Without a sign that means something to YAML, whatever stands around it.
bool is_plain(std::string_view text) {
  if (text.empty() || text == "~" || text.back() == ' ') return false;
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower == "null") return false;
  const auto is_alnum = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  const bool sign = text.size() > 1 && (text[0] == '+' || text[0] == '-') && is_alnum(text[1]);
  if (!is_alnum(text[0]) && !sign) return false;
  return std::all_of(text.begin(), text.end(), [&is_alnum](char c) {
    return is_alnum(c) || std::string_view(" ._%/*^+-()").find(c) != std::string_view::npos;
  });
}

bool gives_years(const Node& node) {
  return std::any_of(node.entries.begin(), node.entries.end(), [](const Entry& one) {
    return !one.key.empty() && std::isdigit(static_cast<unsigned char>(one.key[0])) != 0;
  });
}

/// A value by year gets a line for each year.
std::vector<std::string> lines_written(const Node& node) {
  if (!node.is_mapping() || !gives_years(node)) return {yaml_text(node)};
  std::vector<std::string> lines{""};
  lines.reserve(node.entries.size() + 1);
  for (const Entry& entry : node.entries) {
    lines.push_back(fmt::format("{}: {}", yaml_text(entry.key), yaml_text(*entry.value)));
  }
  return lines;
}

NodePointer node_at(const NodePointer& tree, const std::vector<std::string>& keys) {
  NodePointer at = tree;
  for (const std::string& key : keys) {
    const Entry* const entry = at != nullptr && at->is_mapping() ? at->find(key) : nullptr;
    if (entry == nullptr) return nullptr;
    at = entry->value;
  }
  return at;
}

void state(const models::Description& description, const std::vector<Assumption>& assumptions,
           const std::vector<Coupling>& couplings, std::vector<Stated>& all) {
  for (const models::Parameter& parameter : description.parameters) {
    Stated one{description.name + "." + parameter.name, &description, &parameter, {}, nullptr, false};
    for (const Assumption& assumption : assumptions) {
      if (assumption.parameter->name != parameter.name || !assumption.is_given()) continue;
      one.assumptions.push_back(&assumption);
      one.is_default = assumption.is_default;
    }
    for (const Coupling& coupling : couplings) {
      if (&description.parameters[coupling.parameter] == &parameter) one.coupling = &coupling;
    }
    if (!one.assumptions.empty() || one.coupling != nullptr) all.push_back(std::move(one));
  }
}

}  // namespace

std::string yaml_text(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    const std::string_view rest = text.substr(i);
    if (c == '"' || c == '\\') {
      out += fmt::format("\\{}", c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20U || byte == 0x7FU) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(byte));
    } else if (rest.starts_with("\xC2\x85")) {  // what YAML 1.1 takes for the end of a line
      out += "\\N";
      i += 1;
    } else if (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9")) {
      out += rest[2] == '\xA8' ? "\\L" : "\\P";
      i += 2;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string yaml_text(const Node& node) {
  std::string out;
  switch (node.kind) {
    case Node::Kind::null:
      return "~";
    case Node::Kind::scalar:
      return yaml_text(node.text);
    case Node::Kind::sequence:
      for (const NodePointer& item : node.items) out += (out.empty() ? "" : ", ") + yaml_text(*item);
      return "[" + out + "]";
    case Node::Kind::mapping:
      for (const Entry& entry : node.entries) {
        out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", yaml_text(entry.key), yaml_text(*entry.value));
      }
      return "{" + out + "}";
  }
  return out;
}

std::vector<Stated> stated_in(const Scenario& scenario) {
  std::vector<Stated> all;
  state(models::trajectory(), scenario.trajectory, {}, all);
  state(models::shared(), scenario.shared, {}, all);
  for (const Block& block : scenario.blocks) {
    state(*block.constraint->description, block.assumptions, block.couplings, all);
  }
  for (const Event& event : scenario.events) state(*event.description, event.assumptions, {}, all);
  if (scenario.relief) state(models::relief(), scenario.relief->assumptions, scenario.relief->couplings, all);
  return all;
}

std::optional<Written> written(const Scenario& scenario, const std::string& path) {
  if (scenario.layers == nullptr || scenario.layers->tree == nullptr) return std::nullopt;
  const NodePointer& tree = scenario.layers->tree;
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) return std::nullopt;
  // The name alone; as a group; of an event.
  const std::string block = path.substr(0, dot);
  const std::string name = path.substr(dot + 1);
  for (const std::vector<std::string>& keys :
       {std::vector<std::string>{block, name}, keys_named(path, tree, *scenario.catalogue)}) {
    if (const NodePointer node = node_at(tree, keys)) return Written{keys, lines_written(*node)};
  }
  // Of a constraint of one's own, where it is declared: a value of the block goes before it.
  const NodePointer declared = node_at(tree, {std::string(own_key), block, "parameters", name});
  if (declared == nullptr) return std::nullopt;
  return Written{{block, name}, lines_written(*without_declaration(declared))};
}

}  // namespace chokepoint::scenario
