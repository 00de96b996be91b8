// SPDX-License-Identifier: Apache-2.0
#include "scenario/by_year.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scenario/dates.hpp"
#include "scenario/keys.hpp"
#include "scenario/values.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

constexpr std::string_view plus = plus_key.name;

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

/// Keys that begin with a digit: no form of a value does.
bool has_years(const Node& node) {
  return std::any_of(node.entries.begin(), node.entries.end(),
                     [](const Entry& entry) { return !entry.key.empty() && is_digit(entry.key[0]); });
}

class WrittenByYear {
 public:
  WrittenByYear(const std::string& path, Diagnostics& diagnostics) : path_(path), diagnostics_(diagnostics) {}

  std::optional<ByYear> read(const Node& node) {
    const std::size_t errors = diagnostics_.errors();
    const Node* values = &node;
    if (const Entry* const entry = node.find(plus)) {
      additions(*entry);
      out_.kept = without_additions(node);
      values = out_.kept.get();
    }
    if (has_years(*values)) {
      points(*values);
    } else {
      out_.always = values;
    }
    if (out_.points.size() + out_.additions.size() > points_limit) {
      error(node.spot, fmt::format("{} values by year; there can be {}", out_.points.size() + out_.additions.size(),
                                   points_limit));
    }
    if (diagnostics_.errors() > errors) return std::nullopt;
    return std::move(out_);
  }

 private:
  void error(const Spot& spot, const std::string& what, const std::string& hint = {}) {
    diagnostics_.error(spot, fmt::format("{}: {}", path_, what), hint);
  }

  static NodePointer without_additions(const Node& node) {
    auto left = std::make_shared<Node>(node);
    std::erase_if(left->entries, [](const Entry& entry) { return entry.key == plus; });
    // {value: 40 GW} without more is 40 GW.
    return left->entries.size() == 1 && left->entries.front().key == "value" ? left->entries.front().value
                                                                             : NodePointer(left);
  }

  static void sort(std::vector<Piece>& pieces) {
    std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.year < b.year; });
  }

  void additions(const Entry& entry) {
    if (!entry.value->is_mapping() || entry.value->entries.empty()) {
      error(entry.spot, "'plus' has additions by the year from which they are there", "plus: {2032: 20 GW}");
      return;
    }
    for (const Entry& one : entry.value->entries) {
      if (const auto year = year_of(one.key)) {
        out_.additions.push_back({*year, one.value.get()});
      } else {
        error(one.spot, fmt::format("not a year: '{}'", units::excerpt(one.key)), "plus: {2032: 20 GW}");
      }
    }
    sort(out_.additions);
  }

  void points(const Node& node) {
    for (const Entry& entry : node.entries) {
      if (is_remark(entry)) continue;
      if (const auto year = year_of(entry.key)) {
        out_.points.push_back({*year, entry.value.get()});
      } else if (!entry.key.empty() && is_digit(entry.key[0])) {
        error(
            entry.spot, fmt::format("not a year: '{}'", units::excerpt(entry.key)),
            fmt::format("years are written in four digits, from {} to {}", models::earliest_year, models::latest_year));
      } else {
        error(entry.spot, fmt::format("'{}' does not go with values by year", units::excerpt(entry.key)),
              "beside years there can be step, correlation, plus, source and note; each year has a whole value: "
              "{2028: {p10: …, p50: …, p90: …}}");
      }
    }
    sort(out_.points);
  }

  /// What is said of all values.
  bool is_remark(const Entry& entry) {
    if (entry.key == "step") {
      const std::string& text = entry.value->text;
      out_.steps = text == "true";
      if (text != "true" && text != "false") error(entry.value->spot, "'step' is true or false");
      return true;
    }
    if (entry.key == "correlation") {
      const auto number = read_number(*entry.value, path_ + ": correlation", units::ratio_kind, diagnostics_);
      if (number && !(*number >= 0.0 && *number <= 1.0)) {
        error(entry.value->spot, "the rank correlation of values by year lies between 0 and 1",
              "1: they move together, from low to high as one; 0: each for itself");
      }
      out_.correlation = number.value_or(1.0);
      return true;
    }
    return read_remark(entry, path_, out_.remarks, diagnostics_);
  }

  const std::string& path_;
  Diagnostics& diagnostics_;
  ByYear out_;
};

std::string_view blanks_cut(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::optional<ByYear> take_apart(const Node& node, const std::string& path, Diagnostics& diagnostics) {
  return WrittenByYear(path, diagnostics).read(node);
}

bool is_addition(const Node& node) {
  return node.is_scalar() && node.text.size() > 1 && node.text[0] == '+' &&
         node.text.find(" from ") != std::string::npos;
}

NodePointer with_addition(const NodePointer& base, const NodePointer& over) {
  const std::string& text = over->text;
  const std::size_t from = text.rfind(" from ");
  if (!is_addition(*over)) return nullptr;
  const std::string year(blanks_cut(std::string_view(text).substr(from + 6)));
  auto amount = std::make_shared<Node>(*over);
  amount->text = blanks_cut(std::string_view(text).substr(1, from - 1));
  amount->exact = false;
  auto additions = std::make_shared<Node>(*over);
  additions->kind = Node::Kind::mapping;
  additions->text.clear();
  additions->entries = {{year, over->spot, amount}};
  auto whole = std::make_shared<Node>(*base);
  if (!base->is_mapping()) {
    whole->kind = Node::Kind::mapping;
    whole->text.clear();
    whole->entries = {{"value", base->spot, base}};
  }
  for (Entry& entry : whole->entries) {
    if (entry.key != plus || !entry.value->is_mapping()) continue;
    // A second one of the same year is another addition: no key can tell the two, so the later stands.
    auto more = std::make_shared<Node>(*entry.value);
    std::erase_if(more->entries, [&year](const Entry& one) { return one.key == year; });
    more->entries.push_back(additions->entries.front());
    entry.value = more;
    return whole;
  }
  whole->entries.push_back({std::string(plus), over->spot, additions});
  return whole;
}

}  // namespace chokepoint::scenario
