// SPDX-License-Identifier: Apache-2.0
#include "scenario/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <variant>

#include "scenario/blocks.hpp"
#include "scenario/by_year.hpp"
#include "scenario/keys.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

constexpr const char* series_key = "series";

// --- the tree --------------------------------------------------------------------------------------------------------

bool is_series(const Node& node) {
  return node.is_mapping() && node.find(series_key) != nullptr;
}

/// Whether parameters of this name have numbers with a unit; what no model knows has none.
bool has_unit(std::string_view name, const models::Catalogue& catalogue) {
  bool found = false;
  bool ratio = false;
  const auto look = [&](const models::Description& description) {
    for (const models::Parameter& one : description.parameters) {
      if (one.name != name && (one.formerly.empty() || one.formerly != name)) continue;
      found = true;
      ratio = ratio || one.kind == units::ratio_kind;
    }
  };
  look(models::trajectory());
  look(models::shared());
  look(models::relief());
  for (const models::Constraint& one : catalogue.models()) look(*one.description);
  return found && !ratio;
}

class Placing {
 public:
  Placing(const models::Catalogue& catalogue, const std::function<NodePointer(const SeriesPlace&)>& values)
      : catalogue_(catalogue), values_(values) {}

  /// `group`: of the keys of the node, with its dot.
  [[nodiscard]] NodePointer placed(const NodePointer& node, const std::string& block, const std::string& group) const {
    std::vector<Entry> entries;
    bool changed = false;
    for (const Entry& entry : node->entries) {
      const std::string name = group + entry.key;
      NodePointer value = entry.value;
      if (is_series(*value)) {
        value = values_({*value, block + '.' + name, has_unit(name, catalogue_)});
      } else if (value->is_mapping() && is_group(name, catalogue_)) {
        value = placed(value, block, name + '.');
      }
      changed = changed || value != entry.value;
      if (value != nullptr) entries.push_back({entry.key, entry.spot, value});
    }
    if (!changed) return node;
    auto whole = std::make_shared<Node>(*node);
    whole->entries = std::move(entries);
    return whole;
  }

 private:
  const models::Catalogue& catalogue_;
  const std::function<NodePointer(const SeriesPlace&)>& values_;
};

}  // namespace

NodePointer with_series(const NodePointer& tree, const models::Catalogue& catalogue,
                        const std::function<NodePointer(const SeriesPlace&)>& values) {
  const Placing placing(catalogue, values);
  NodePointer changed = tree;
  for (std::size_t i = 0; i < tree->entries.size(); ++i) {
    const Entry& entry = tree->entries[i];
    if (!entry.value->is_mapping() || entry.key == "correlations" || entry.key == "events" || entry.key == "funnel") {
      continue;
    }
    const NodePointer block = placing.placed(entry.value, entry.key, "");
    if (block == entry.value) continue;
    auto whole = std::make_shared<Node>(*changed);
    whole->entries[i].value = block;
    changed = whole;
  }
  return changed;
}

const Node* file_of(const Node& series, const std::string& path, Diagnostics& diagnostics) {
  const Node& name = *series.find(series_key)->value;
  if (name.is_scalar() && name.text.ends_with(".csv")) return &name;
  diagnostics.error(name.spot, fmt::format("{}: 'series' names a file of values by year, ending in .csv", path),
                    "{series: data/file.csv, column: capacity, unit: GW}");
  return nullptr;
}

// --- the values ------------------------------------------------------------------------------------------------------

namespace {

/// `capacity (GW)`: a name, and in brackets a unit where it is one.
struct Heading {
  std::string_view name;
  std::string_view unit;
};

std::optional<units::Amount> one_of(std::string_view unit) {
  // A number before it would be another number: 1 0 GW.
  if (unit.empty() || std::string_view("0123456789.+- ").find(unit.front()) != std::string_view::npos) {
    return std::nullopt;
  }
  const auto read = units::parse_amount(fmt::format("1 {}", unit));
  const auto* const amount = std::get_if<units::Amount>(&read);
  return amount == nullptr ? std::nullopt : std::optional(*amount);
}

Heading heading_of(std::string_view text) {
  const std::size_t open = text.rfind('(');
  if (open == std::string_view::npos || !text.ends_with(')')) return {text, {}};
  const std::string_view unit = text.substr(open + 1, text.size() - open - 2);
  std::string_view name = text.substr(0, open);
  while (name.ends_with(' ')) name.remove_suffix(1);
  return {name, one_of(unit) ? unit : std::string_view()};
}

bool are_one(std::string_view a, std::string_view b) {
  const auto first = one_of(a);
  const auto second = one_of(b);
  return first && second && first->kind == second->kind && first->value == second->value;
}

/// A number as units are read behind it: no sign of a unit in it.
bool is_number(const std::string& text) {
  return text.find_first_not_of("0123456789.+-eE") == std::string::npos &&
         std::holds_alternative<units::Amount>(units::parse_amount(text));
}

class Expansion {
 public:
  Expansion(const Node& series, const Table& table, const std::string& path, bool has_unit, Diagnostics& diagnostics)
      : series_(series), table_(table), path_(path), has_unit_(has_unit), diagnostics_(diagnostics) {}

  NodePointer values() {
    const std::size_t errors = diagnostics_.errors();
    keys();
    if (diagnostics_.errors() > errors) return nullptr;
    const auto value = column("column");
    const auto low = column("low");
    const auto high = column("high");
    if (diagnostics_.errors() > errors) return nullptr;
    auto whole = std::make_shared<Node>(series_);
    std::erase_if(whole->entries, [](const Entry& one) { return has_key(series_keys, one.key); });
    for (const Table::Row& row : table_.rows) {
      NodePointer node = low ? spread(row, *low, *value, *high) : number(row, *value);
      if (node == nullptr) continue;
      whole->size += node->size;
      whole->entries.push_back({fmt::format("{}", row.year), node->spot, node});
    }
    return diagnostics_.errors() > errors ? nullptr : whole;
  }

 private:
  struct Column {
    std::size_t place = 0;
    std::string_view unit;
  };

  void error(const Spot& spot, const std::string& message, const std::string& hint = {}) {
    diagnostics_.error(spot, path_ + ": " + message, hint);
  }

  /// Keys that are none of a series are told of where values by year are taken apart.
  void keys() {
    std::vector<std::string> known = names_of_keys(series_keys);
    for (const Keys beside : {Keys(by_year_keys), Keys(remark_keys)}) {
      for (const Key& key : beside) known.emplace_back(key.name);
    }
    for (const Entry& entry : series_.entries) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) {
        if (has_key(series_keys, entry.key) && !entry.value->is_scalar()) {
          error(entry.value->spot, fmt::format("'{}' is a text", entry.key));
        }
      } else if (!entry.key.empty() && std::isdigit(static_cast<unsigned char>(entry.key[0])) != 0) {
        error(entry.spot, "a year does not go with 'series', which has them", "give it in the file, or all years here");
      } else if (const std::string near = did_you_mean(entry.key, known); !near.empty()) {
        error(entry.spot, fmt::format("unknown key '{}'", units::excerpt(entry.key)), near);
      }
    }
    if (series_.find("column") == nullptr) {
      error(series_.spot, "'column' is missing: which one has the values", names());
    }
    const Entry* const low = series_.find("low");
    const Entry* const high = series_.find("high");
    if ((low == nullptr) == (high == nullptr)) return;
    error((low != nullptr ? low : high)->spot,
          fmt::format("'low' and 'high' go together; '{}' is missing", low != nullptr ? "high" : "low"),
          "they name columns of the 10th and the 90th percentile");
  }

  std::string names() const {
    constexpr std::size_t shown = 12;
    std::vector<std::string> all;
    for (const Cell& one : table_.columns) all.push_back(units::excerpt(one.text));
    const std::size_t more = all.size() > shown ? all.size() - shown : 0;
    all.resize(all.size() - more);
    return fmt::format("there are {}{}", fmt::join(all, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
  }

  /// The column that a key names, or nothing: the key is not there, or wrong, which has been told.
  std::optional<Column> column(const char* key) {
    const Entry* const entry = series_.find(key);
    if (entry == nullptr) return std::nullopt;
    const std::string& wanted = entry->value->text;
    std::vector<std::string> known;
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const std::string& text = table_.columns[i].text;
      known.emplace_back(heading_of(text).name);
      if (text == wanted || known.back() == wanted) found.push_back(i);
    }
    if (found.empty()) {
      const std::string near = did_you_mean(wanted, known);
      error(entry->value->spot,
            fmt::format("{} has no column '{}'", table_.columns.front().spot.text->file, units::excerpt(wanted)),
            near.empty() ? names() : near);
      return std::nullopt;
    }
    if (found.size() > 1) {
      error(table_.columns[found[1]].spot, fmt::format("a second column that '{}' can mean", units::excerpt(wanted)),
            "give it a name of its own");
      return std::nullopt;
    }
    return with_unit(found.front(), *entry);
  }

  std::optional<Column> with_unit(std::size_t place, const Entry& key) {
    const std::string_view heading = heading_of(table_.columns[place].text).unit;
    const Entry* const said = series_.find("unit");
    if (said == nullptr) {
      if (heading.empty() && has_unit_) {
        error(key.value->spot, "its numbers have a unit, and none is said",
              fmt::format("unit: GW beside 'column', or '{} (GW)' as the name of the column",
                          units::excerpt(table_.columns[place].text)));
      }
      return Column{place, heading};
    }
    const std::string& unit = said->value->text;
    if (!one_of(unit)) {
      const auto read = units::parse_amount("1 " + unit);
      const auto* const wrong = std::get_if<units::TextError>(&read);
      error(said->value->spot, fmt::format("not a unit: '{}'", units::excerpt(unit)),
            wrong != nullptr && !wrong->hint.empty() ? wrong->hint : "'chokepoint units' lists them");
    } else if (!heading.empty() && !are_one(heading, unit)) {
      error(said->value->spot,
            fmt::format("the unit is said to be '{}'; the column is named '{}'", units::excerpt(unit),
                        units::excerpt(table_.columns[place].text)),
            "leave 'unit' out where the names of the columns have it");
    }
    return Column{place, unit};
  }

  static std::shared_ptr<Node> scalar(const Cell& cell, std::string text) {
    auto node = std::make_shared<Node>();
    node->kind = Node::Kind::scalar;
    node->text = std::move(text);
    node->spot = cell.spot;
    return node;
  }

  static constexpr const char* leave_out = "leave the row out: what lies between two years is worked out";
  static constexpr const char* ends = "low and high are both given in a year, or both left empty";

  NodePointer number(const Table::Row& row, const Column& column, const char* hint_for_none = leave_out) {
    const Cell& cell = row.cells[column.place];
    const std::string path = fmt::format("{}.{}", path_, row.year);
    if (cell.text.empty()) {
      diagnostics_.error(cell.spot, fmt::format("{}: no value stands here", path), hint_for_none);
      return nullptr;
    }
    if (!is_number(cell.text)) {
      diagnostics_.error(cell.spot, fmt::format("{}: not a number: '{}'", path, units::excerpt(cell.text)),
                         "write 1234.5 or 1.2e3, with a decimal point and without a unit");
      return nullptr;
    }
    return scalar(cell, column.unit.empty() ? cell.text : fmt::format("{} {}", cell.text, column.unit));
  }

  /// {p10, p50, p90}; one number where low and high are empty, or are that number.
  NodePointer spread(const Table::Row& row, const Column& low, const Column& middle, const Column& high) {
    NodePointer value = number(row, middle);
    if (row.cells[low.place].text.empty() && row.cells[high.place].text.empty()) return value;
    const NodePointer from = number(row, low, ends);
    const NodePointer to = number(row, high, ends);
    if (value == nullptr || from == nullptr || to == nullptr) return nullptr;
    const double least = amount(*from);
    const double most = amount(*to);
    if (!(least <= amount(*value) && amount(*value) <= most)) {
      const bool below = least > amount(*value);
      const Node& wrong = below ? *from : *to;
      diagnostics_.error(wrong.spot,
                         fmt::format("{}.{}: {} {} is {} the value, {}", path_, row.year, below ? "low" : "high",
                                     wrong.text, below ? "above" : "below", value->text));
      return nullptr;
    }
    if (least == most) return value;
    auto node = std::make_shared<Node>();
    node->kind = Node::Kind::mapping;
    node->spot = value->spot;
    node->entries = {{"p10", from->spot, from}, {"p50", value->spot, value}, {"p90", to->spot, to}};
    node->size = 4;
    return node;
  }

  static double amount(const Node& node) {
    const auto read = units::parse_amount(node.text);
    const auto* const amount = std::get_if<units::Amount>(&read);
    return amount == nullptr ? 0.0 : amount->value;
  }

  const Node& series_;
  const Table& table_;
  const std::string& path_;
  bool has_unit_;
  Diagnostics& diagnostics_;
};

}  // namespace

NodePointer values_of(const Node& series, const Table& table, const std::string& path, bool has_unit,
                      Diagnostics& diagnostics) {
  return Expansion(series, table, path, has_unit, diagnostics).values();
}

}  // namespace chokepoint::scenario
