// SPDX-License-Identifier: Apache-2.0
// Constraints of one's own: from `constraints:` to models of the catalogue that the scenario holds, and to a block for
// each of them. What is behind this takes them for any other constraint. docs/own-constraints.md.
#include "scenario/own.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "chokepoint/equations.hpp"
#include "scenario/blocks.hpp"
#include "scenario/draft/draft.hpp"
#include "scenario/keys.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

using equations::Part;

constexpr std::size_t part_limit = 16;  // as in chokepoint/binding.hpp
constexpr double unlimited = std::numeric_limits<double>::infinity();
constexpr models::Bounds above_zero{.lower = 0.0, .upper = unlimited, .lower_allowed = false, .upper_allowed = false};
constexpr models::Bounds from_zero{.lower = 0.0, .upper = unlimited, .lower_allowed = true, .upper_allowed = false};

/// Everything of one constraint that has to last as long as its description.
struct Own {
  std::deque<std::string> words;
  models::Description description;
  std::shared_ptr<const equations::Program> program;
  models::Constraint constraint;

  std::string_view kept(std::string text) { return words.emplace_back(std::move(text)); }
};

/// A formula where it is written.
struct Formula {
  equations::Definition definition;
  std::string path;            // "where.price_now"
  const Node* node = nullptr;  // its text
  std::string meaning;         // or empty
};

/// What a formula names of another constraint.
struct OtherSeries {
  std::string name;    // "chips.stock"
  std::string block;   // "chips"; empty: the trajectory
  std::string output;  // "stock"
  units::Kind kind;
  Spot spot;
};

std::string with_blanks(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

/// One formula in one line.
std::string on_a_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank || (!line.empty() && line.back() != ' ')) line += blank ? ' ' : c;
  }
  return line;
}

/// The unit in which a value is written: the first that is no plain number, or else none.
std::optional<units::Kind> kind_of_value(const Node& node) {
  std::optional<units::Kind> found;
  const auto take = [&found](const std::optional<units::Kind>& kind) {
    if (kind && (!found || *found == units::ratio_kind)) found = kind;
  };
  if (node.is_scalar()) {
    const auto read = units::parse(node.text);
    if (const auto* const amount = std::get_if<units::Amount>(&read)) return amount->kind;
    if (const auto* const interval = std::get_if<units::Interval>(&read)) return interval->low.kind;
    return std::nullopt;
  }
  for (const NodePointer& item : node.items) take(kind_of_value(*item));
  for (const Entry& entry : node.entries) {
    const bool remark = has_key(remark_keys, entry.key) || entry.key == as_of_key.name || entry.key == "interval" ||
                        entry.key == "weight" || declares_parameter(entry.key);
    if (!remark) take(kind_of_value(*entry.value));
  }
  return found;
}

NodePointer text_node(const Spot& spot, std::string text) {
  auto made = std::make_shared<Node>();
  made->kind = Node::Kind::scalar;
  made->spot = spot;
  made->text = std::move(text);
  return made;
}

/// Reads one constraint; tells what is wrong in it.
class Reading {
 public:
  Reading(Draft& draft, const Entry& entry)
      : draft_(draft), entry_(entry), node_(*entry.value), name_(entry.key), own_(std::make_shared<Own>()) {}

  /// Everything but the formulas, which may name what is not read yet.
  bool read() {
    const std::size_t errors = draft_.diagnostics.errors();
    check_keys();
    read_about();
    read_parameters();
    read_states();
    read_formulas("where", Part::step);
    read_formulas("parts", Part::part);
    read_ceiling();
    read_need();
    read_internals();
    check_names();
    return draft_.diagnostics.errors() == errors;
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Entry& entry() const { return entry_; }
  [[nodiscard]] const std::shared_ptr<Own>& own() const { return own_; }

  /// Names with a dot, each with where it is first written.
  [[nodiscard]] std::vector<std::pair<std::string, Spot>> names_of_others() const {
    std::vector<std::pair<std::string, Spot>> found;
    for (const Formula& formula : formulas_) {
      for (const equations::Named& one : equations::dotted_names(formula.definition.text)) {
        const bool known =
            std::any_of(found.begin(), found.end(), [&one](const auto& before) { return before.first == one.name; });
        if (!known && !one.name.starts_with("shared.")) {
          found.emplace_back(one.name, spot_in(*formula.node, one.offset, one.name.size()));
        }
      }
    }
    return found;
  }

  /// With what other constraints give; nothing where something is wrong, which has been told.
  bool compile(std::vector<OtherSeries> others, std::vector<std::string> elsewhere) {
    others_ = std::move(others);
    equations::Source source = source_of(std::move(elsewhere));
    equations::Checked checked = equations::compile(source);
    for (const equations::Remark& one : checked.remarks) tell(one);
    if (checked.program == nullptr) return false;
    warn_of_unused(checked);
    own_->program = checked.program;
    describe(checked);
    own_->constraint = models::constraint_of(own_->description, *own_->program);
    return true;
  }

  /// The block that stands in the scenario: `written`, which may be null, over the values that are declared here.
  [[nodiscard]] NodePointer block(const Node* written) const {
    std::vector<Entry> entries;
    if (written != nullptr) entries = written->entries;
    for (const Entry& one : parameter_entries_) {
      if (written == nullptr || written->find(one.key) == nullptr)
        entries.push_back({one.key, one.spot, without_declaration(one.value)});
    }
    std::map<std::string, std::vector<Entry>> groups;
    for (const OtherSeries& one : others_) {
      const std::string output = one.block.empty()    ? "trajectory"
                                 : one.output.empty() ? one.block
                                                      : one.block + "/" + one.output;
      NodePointer coupling = mapping_at(one.spot, {{"output", one.spot, text_node(one.spot, output)}});
      if (one.block.empty()) {
        entries.push_back({one.name, one.spot, coupling});
      } else {
        groups[one.block].push_back({one.name.substr(one.block.size() + 1), one.spot, coupling});
      }
    }
    for (auto& [block, series] : groups) {
      const Spot spot = series.front().spot;
      entries.push_back({block, spot, mapping_at(spot, std::move(series))});
    }
    return mapping_at(written != nullptr ? written->spot : entry_.spot, std::move(entries));
  }

 private:
  // --- what is told --------------------------------------------------------------------------------------------------

  [[nodiscard]] std::string path(const std::string& rest) const {
    return rest.empty() ? fmt::format("{}.{}", own_key, name_) : fmt::format("{}.{}.{}", own_key, name_, rest);
  }
  void error(const Spot& spot, const std::string& rest, const std::string& message, const std::string& hint = {}) {
    draft_.diagnostics.error(spot, fmt::format("{}: {}", path(rest), message), hint);
  }
  static Spot spot_in(const Node& node, std::size_t offset, std::size_t length) {
    return node.exact ? node.spot.part(offset, std::max<std::size_t>(1, length)) : node.spot;
  }
  void tell(const equations::Remark& remark) {
    const Formula& formula = formulas_[remark.definition];
    const Spot spot = spot_in(*formula.node, remark.offset, remark.length);
    const std::string message = fmt::format("{}: {}", path(formula.path), remark.message);
    if (remark.warning) {
      draft_.diagnostics.warning(spot, message, remark.hint);
    } else {
      draft_.diagnostics.error(spot, message, remark.hint);
    }
  }

  // --- the parts of a constraint -------------------------------------------------------------------------------------

  void check_keys() {
    const std::vector<std::string> known = names_of_keys(own_keys);
    for (const Entry& entry : node_.entries) {
      if (has_key(own_keys, entry.key)) continue;
      const std::string near = did_you_mean(entry.key, known);
      error(entry.spot, "", fmt::format("unknown key '{}'", units::excerpt(entry.key)),
            near.empty() ? fmt::format("known are {}", fmt::join(known, ", ")) : near);
    }
  }

  std::string line_at(const char* key, const std::string& otherwise) {
    const Entry* const entry = node_.find(key);
    if (entry == nullptr) return otherwise;
    if (entry->value->is_scalar() && is_short_line(entry->value->text)) return entry->value->text;
    error(entry->value->spot, key, fmt::format("it is a text of one line, of 1 to {} characters", short_line_limit));
    return otherwise;
  }

  void read_about() {
    models::Description& description = own_->description;
    description.name = name_;
    description.constraint = name_;
    description.model = "own";
    std::string title = with_blanks(name_);
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
    description.title = line_at("title", title);
    description.region = line_at("region", "World");
    description.source = own_->kept(line_at("source", "the scenario"));
    description.optional = true;
    description.sees = models::Sees::whole_run;
    const Entry* const sees = node_.find("sees");
    if (sees == nullptr) return;
    constexpr std::array meant{models::Sees::whole_run, models::Sees::pre_training, models::Sees::accelerator_time};
    static_assert(meant.size() == own_sees.size());
    const auto* const found = std::find(own_sees.data(), own_sees.data() + own_sees.size(), sees->value->text);
    if (found != own_sees.data() + own_sees.size()) {
      description.sees = meant[static_cast<std::size_t>(found - own_sees.data())];
    } else {
      error(sees->value->spot, "sees", "it is one of whole_run, pre_training and accelerator_time");
    }
  }

  /// The entries of a section, which is a mapping or not there.
  [[nodiscard]] std::vector<Entry> section(const char* key) {
    const Entry* const entry = node_.find(key);
    if (entry == nullptr || entry->value->kind == Node::Kind::null) return {};
    if (entry->value->is_mapping()) return entry->value->entries;
    error(entry->value->spot, key, "it is a mapping of names");
    return {};
  }

  void read_parameters() {
    parameter_entries_ = section("parameters");
    if (parameter_entries_.size() > equations::parameter_limit) {
      error(node_.find("parameters")->spot, "parameters",
            fmt::format("{} of them; a constraint can have {}", parameter_entries_.size(), equations::parameter_limit));
      parameter_entries_.resize(equations::parameter_limit);
    }
    for (const Entry& entry : parameter_entries_) read_parameter(entry);
    for (const Entry& entry : parameter_entries_) check_growth(entry);
  }

  void read_parameter(const Entry& entry) {
    const std::string rest = "parameters." + entry.key;
    models::Parameter made{.name = entry.key,
                           .kind = units::ratio_kind,
                           .bounds = above_zero,
                           .effect = models::Effect::either,
                           .meaning = own_->kept(with_blanks(entry.key)),
                           .source = own_->description.source};
    const Entry* const unit = entry.value->find("unit");
    std::optional<units::Kind> kind = kind_of_value(*entry.value);
    if (unit != nullptr) kind = kind_of_unit(*unit->value, rest);
    if (kind) {
      made.kind = *kind;
    } else if (unit == nullptr) {
      error(entry.value->kind == Node::Kind::null ? entry.spot : entry.value->spot, rest,
            "no value of it tells its unit",
            "give a value with a unit, such as 30e3 USD/H100e, or say unit: USD/H100e");
    }
    if (entry.value->is_mapping()) read_declaration(*entry.value, rest, made);
    own_->description.parameters.push_back(std::move(made));
  }

  std::optional<units::Kind> kind_of_unit(const Node& node, const std::string& rest) {
    const std::string text = node.text == "x/yr" ? "1x/yr" : "1 " + node.text;
    const auto read = units::parse_amount(node.text == "1" || node.text == "ratio" ? "1" : text);
    if (const auto* const amount = std::get_if<units::Amount>(&read)) return amount->kind;
    error(node.spot, rest, fmt::format("no unit is called '{}'", units::excerpt(node.text)),
          "'chokepoint units' lists them; of a plain number: unit: 1");
    return std::nullopt;
  }

  void read_declaration(const Node& node, const std::string& rest, models::Parameter& made) {
    if (const Entry* const meaning = node.find("meaning")) {
      if (meaning->value->is_scalar() && !meaning->value->text.empty()) {
        made.meaning = own_->kept(on_a_line(meaning->value->text));
      } else {
        error(meaning->value->spot, rest, "'meaning' is a text");
      }
    }
    if (const Entry* const capacity = node.find("capacity")) {
      made.capacity = capacity->value->text == "true";
      if (!made.capacity && capacity->value->text != "false") {
        error(capacity->value->spot, rest, "'capacity' is true or false: whether events can lower it");
      }
    }
    if (const Entry* const growth = node.find("growth")) {
      made.growth = growth->value->text;
      made.dated = true;
    }
    if (const Entry* const bounds = node.find("bounds")) read_bounds(*bounds->value, rest, made);
  }

  void read_bounds(const Node& node, const std::string& rest, models::Parameter& made) {
    if (node.kind != Node::Kind::sequence || node.items.empty() || node.items.size() > 2) {
      error(node.spot, rest, "'bounds' are a list of one or two: [0 USD/yr, ], [above 0, 1]");
      return;
    }
    made.bounds = {.lower = -unlimited, .upper = unlimited, .lower_allowed = false, .upper_allowed = false};
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const Node& item = *node.items[i];
      if (item.kind == Node::Kind::null || item.text.empty()) continue;
      const std::string word = i == 0 ? "above " : "below ";
      const bool beyond = item.text.starts_with(word);
      const std::string text = beyond ? item.text.substr(word.size()) : item.text;
      const auto read = units::parse_amount(text);
      const auto* const amount = std::get_if<units::Amount>(&read);
      if (amount == nullptr ||
          (!(amount->kind == made.kind) && !(amount->value == 0.0 && amount->kind == units::ratio_kind))) {
        error(item.spot, rest,
              fmt::format("a bound is {}, got '{}'", units::name_of(made.kind), units::excerpt(item.text)),
              "[0 USD/yr, ] holds 0; [above 0, ] does not");
        continue;
      }
      (i == 0 ? made.bounds.lower : made.bounds.upper) = amount->value;
      (i == 0 ? made.bounds.lower_allowed : made.bounds.upper_allowed) = !beyond;
    }
    if (made.bounds.lower >= made.bounds.upper) error(node.spot, rest, "the bounds hold no value between them");
  }

  void check_growth(const Entry& entry) {
    const Entry* const growth = entry.value->find("growth");
    if (growth == nullptr) return;
    const auto& all = own_->description.parameters;
    const auto found = std::find_if(all.begin(), all.end(), [growth](const models::Parameter& one) {
      return one.name == growth->value->text && one.kind.growth;
    });
    if (found != all.end()) {
      grows_.insert(found->name);
      return;
    }
    error(
        growth->value->spot, "parameters." + entry.key,
        fmt::format("'growth' names no yearly growth among its parameters: '{}'", units::excerpt(growth->value->text)),
        "growth: spend_growth, where spend_growth is a parameter such as 1.3x/yr");
  }

  /// A formula, which is a text, or a mapping of `equation` and `meaning`.
  void add_formula(const Entry& entry, const std::string& rest, Part part, const std::string& name) {
    const Node* text = entry.value.get();
    std::string meaning;
    if (text->is_mapping()) {
      for (const Entry& one : text->entries) {
        if (one.key == "meaning" && one.value->is_scalar()) {
          meaning = on_a_line(one.value->text);
        } else if (one.key != "equation") {
          error(one.spot, rest, fmt::format("unknown key '{}'", units::excerpt(one.key)), "{equation: …, meaning: …}");
        }
      }
      const Entry* const equation = text->find("equation");
      if (equation != nullptr) text = equation->value.get();
    }
    if (!text->is_scalar()) {
      error(text->kind == Node::Kind::null ? entry.spot : text->spot, rest, "a formula is wanted here",
            "for example spend / price * 1 yr");
      return;
    }
    formulas_.push_back({{part, name, text->text}, rest, text, std::move(meaning)});
    if (formulas_.size() == equations::definition_limit + 1) {
      error(entry.spot, rest, fmt::format("more than {} formulas in one constraint", equations::definition_limit));
    }
  }

  void read_formulas(const char* key, Part part) {
    std::size_t count = 0;
    for (const Entry& entry : section(key)) {
      add_formula(entry, fmt::format("{}.{}", key, entry.key), part, entry.key);
      name_places_.emplace_back(entry.key, entry.spot);
      if (part == Part::part && ++count == part_limit + 1) {
        error(entry.spot, key, fmt::format("more than {} parts", part_limit));
      }
    }
  }

  void read_states() {
    for (const Entry& entry : section("state")) {
      const std::string rest = "state." + entry.key;
      name_places_.emplace_back(entry.key, entry.spot);
      if (!entry.value->is_mapping()) {
        error(entry.value->spot, rest, "a state has a start and a next",
              "{start: 0 H100e, next: owned + bought * 1 yr}");
        continue;
      }
      read_state(entry, rest);
    }
  }

  void read_state(const Entry& entry, const std::string& rest) {
    for (const Entry& one : entry.value->entries) {
      if (one.key == "start" || one.key == "next") {
        add_formula(one, fmt::format("{}.{}", rest, one.key), one.key == "start" ? Part::start : Part::next, entry.key);
      } else if (one.key == "meaning" && one.value->is_scalar()) {
        meanings_of_states_[entry.key] = on_a_line(one.value->text);
      } else {
        error(one.spot, rest, fmt::format("unknown key '{}'", units::excerpt(one.key)),
              "{start: …, next: …, meaning: …}");
      }
    }
    for (const char* const key : {"start", "next"}) {
      if (entry.value->find(key) != nullptr) continue;
      error(entry.spot, rest, fmt::format("the state has no {}", key),
            std::string_view(key) == "start" ? "its value at the start of the base year: start: 0 H100e"
                                             : "its value a year later: next: owned + bought * 1 yr");
    }
  }

  void read_ceiling() {
    const Entry* const entry = node_.find("ceiling");
    if (entry != nullptr) {
      add_formula(*entry, "ceiling", Part::ceiling, "");
      return;
    }
    error(entry_.spot, "", "it has no ceiling", "ceiling: the largest run that it allows, in FLOP");
  }

  void read_need() {
    const Entry* const need = node_.find("need");
    if (need == nullptr) return;
    if (!need->value->is_mapping()) {
      error(need->value->spot, "need", "it is {name: …, needed: …, supply: …}");
      return;
    }
    for (const Entry& one : need->value->entries) {
      if (one.key == "needed" || one.key == "supply") {
        add_formula(one, "need." + one.key, one.key == "needed" ? Part::needed : Part::supply, one.key);
      } else if (one.key == "name" && one.value->is_scalar() && is_short_line(one.value->text)) {
        need_name_ = one.value->text;
      } else {
        error(one.spot, "need", fmt::format("unknown key '{}'", units::excerpt(one.key)),
              "{name: money, needed: what a run takes, supply: what there is for it}");
      }
    }
    if (need->value->find("needed") == nullptr || need->value->find("supply") == nullptr) {
      error(need->spot, "need", "'needed' and 'supply' go together",
            "what a run takes, of `run`, and what there is for it; at the ceiling both are the same");
    }
  }

  void read_internals() {
    const Entry* const entry = node_.find("internals");
    if (entry == nullptr) return;
    if (entry->value->kind != Node::Kind::sequence) {
      error(entry->value->spot, "internals", "they are a list of steps: [spend_now, price_now]");
      return;
    }
    for (const NodePointer& item : entry->value->items) {
      const auto is_it = [&item](const Formula& one) {
        return one.definition.part == Part::step && one.definition.name == item->text;
      };
      if (std::none_of(formulas_.begin(), formulas_.end(), is_it)) {
        error(item->spot, "internals", fmt::format("no step is named '{}'", units::excerpt(item->text)),
              did_you_mean(item->text, names_of(Part::step)));
      } else if (std::find(internals_.begin(), internals_.end(), item->text) == internals_.end()) {
        internals_.push_back(item->text);
      }
    }
  }
  [[nodiscard]] std::vector<std::string> names_of(Part part) const {
    std::vector<std::string> names;
    for (const Formula& one : formulas_) {
      if (one.definition.part == part) names.push_back(one.definition.name);
    }
    return names;
  }

  /// Each name is of one thing, and can be told from words of the language.
  void check_names() {
    std::vector<std::pair<std::string, Spot>> names;
    for (const Entry& one : parameter_entries_) names.emplace_back(one.key, one.spot);
    names.insert(names.end(), name_places_.begin(), name_places_.end());
    std::set<std::string> before;
    for (const auto& [name, spot] : names) {
      const bool is_key = has_key(own_keys, name);
      if (!is_good_name(name) || equations::is_reserved(name) || has_key(block_keys, name) || is_key) {
        error(spot, "", fmt::format("'{}' cannot be a name in it", units::excerpt(name)),
              fmt::format("a name has up to {} of the characters a-z, 0-9 and '_', a letter first, and is no word of "
                          "formulas or blocks, such as t, year, max or title",
                          block_name_limit));
      } else if (!before.insert(name).second) {
        error(spot, "", fmt::format("'{}' is named twice", name),
              "parameters, states, steps and parts share their names");
      } else {
        warn_of_shadow(name, spot);
      }
    }
  }
  void warn_of_shadow(const std::string& name, const Spot& spot) {
    for (const models::Parameter& one : models::shared().parameters) {
      if (one.name != name) continue;
      draft_.diagnostics.warning(spot, fmt::format("{}: '{}' has the name of a shared parameter", path(""), name),
                                 fmt::format("in formulas {} is this one, and shared.{} the other", name, name));
    }
  }

  // --- what is made of it --------------------------------------------------------------------------------------------

  equations::Source source_of(std::vector<std::string> elsewhere) const {
    equations::Source source;
    source.base_year = draft_.scenario.base_year;
    for (const models::Parameter& one : own_->description.parameters) {
      const bool zero =
          (one.bounds.lower < 0.0 || (one.bounds.lower == 0.0 && one.bounds.lower_allowed)) && one.bounds.upper >= 0.0;
      source.parameters.push_back({one.name, one.kind, zero});
    }
    for (const OtherSeries& one : others_) source.others.push_back({one.name, one.kind});
    for (const models::Parameter& one : models::shared().parameters) source.shared.push_back({one.name, one.kind});
    for (const Formula& one : formulas_) source.definitions.push_back(one.definition);
    source.internals = internals_;
    source.elsewhere = std::move(elsewhere);
    return source;
  }

  void warn_of_unused(const equations::Checked& checked) {
    for (std::size_t i = 0; i < parameter_entries_.size(); ++i) {
      if (checked.reads_parameter[i] || grows_.count(parameter_entries_[i].key) > 0) continue;
      draft_.diagnostics.warning(parameter_entries_[i].spot,
                                 fmt::format("{}: nothing reads it", path("parameters." + parameter_entries_[i].key)),
                                 "");
    }
  }

  void describe(const equations::Checked& checked) {
    models::Description& description = own_->description;
    description.equations = own_->kept(equations_of(checked));
    for (std::size_t i = 0; i < checked.reads_shared.size(); ++i) {
      if (checked.reads_shared[i]) description.reads.push_back(own_->kept(models::shared().parameters[i].name));
    }
    for (const OtherSeries& one : others_) {
      description.parameters.push_back(
          {.name = one.name,
           .kind = one.kind,
           .bounds = from_zero,
           .effect = models::Effect::either,
           .meaning = own_->kept(one.block.empty() ? "the trajectory" : fmt::format("what {} gives", one.block)),
           .source = description.source});
    }
    describe_outputs(checked);
    describe_need(checked);
  }

  void describe_outputs(const equations::Checked& checked) {
    const auto add = [this, &checked](Part part, models::Role role) {
      for (std::size_t i = 0; i < formulas_.size(); ++i) {
        const Formula& one = formulas_[i];
        if (one.definition.part != part) continue;
        own_->description.outputs.push_back(
            {own_->kept(one.definition.name), kind_of(checked, i), role, own_->kept(meaning_of(one))});
      }
    };
    add(Part::ceiling, models::Role::ceiling);
    add(Part::part, models::Role::part);
    add(Part::start, models::Role::internal);
    for (const std::string& name : internals_) {
      for (std::size_t i = 0; i < formulas_.size(); ++i) {
        const Formula& one = formulas_[i];
        if (one.definition.part != Part::step || one.definition.name != name) continue;
        own_->description.outputs.push_back(
            {own_->kept(name), kind_of(checked, i), models::Role::internal, own_->kept(meaning_of(one))});
      }
    }
  }
  static units::Kind kind_of(const equations::Checked& checked, std::size_t i) {
    return checked.kinds[i].value_or(units::ratio_kind);
  }
  [[nodiscard]] std::string meaning_of(const Formula& formula) const {
    if (!formula.meaning.empty()) return formula.meaning;
    const auto state = meanings_of_states_.find(formula.definition.name);
    if (state != meanings_of_states_.end()) return state->second;
    return formula.definition.name.empty() ? "largest run that it allows" : with_blanks(formula.definition.name);
  }

  void describe_need(const equations::Checked& checked) {
    models::Need& need = own_->description.need;
    need.name = own_->kept(need_name_);
    need.kind = units::Kind{units::base(units::Base::compute)};
    need.needed = "compute of the run";
    need.supply = "largest run that it allows";
    for (std::size_t i = 0; i < formulas_.size(); ++i) {
      if (formulas_[i].definition.part != Part::needed) continue;
      need.kind = kind_of(checked, i);
      need.needed = own_->kept(fmt::format("{} that the run takes", need_name_));
      need.supply = own_->kept(fmt::format("{} that there is for it", need_name_));
    }
  }

  /// As written, one below the other, with the unit of each.
  [[nodiscard]] std::string equations_of(const equations::Checked& checked) const {
    std::vector<std::array<std::string, 3>> rows;
    for (std::size_t i = 0; i < formulas_.size(); ++i) {
      const equations::Definition& one = formulas_[i].definition;
      const std::string name = one.part == Part::start     ? fmt::format("{}, at first", one.name)
                               : one.part == Part::next    ? fmt::format("{}, a year later", one.name)
                               : one.part == Part::ceiling ? std::string("ceiling")
                                                           : one.name;
      const std::string unit = checked.kinds[i] ? units::symbol_of(*checked.kinds[i]) : std::string();
      rows.push_back({name, on_a_line(one.text), unit.empty() ? "ratio" : unit});
    }
    std::size_t names = 0;
    for (const auto& row : rows) names = std::max(names, row[0].size());
    std::string text;
    for (const auto& [name, formula, unit] : rows) {
      text += fmt::format("{}{:<{}} = {}", text.empty() ? "" : "\n", name, names,
                          in_lines(fmt::format("{} [{}]", formula, unit), names + 3));
    }
    return text;
  }

  /// Broken at blanks, so that a line ends within 76 characters where its words allow; each further one begins at
  /// `from`.
  static std::string in_lines(const std::string& words, std::size_t from) {
    constexpr std::size_t width = 76;
    std::string text;
    std::size_t at = from;
    for (std::size_t start = 0; start < words.size();) {
      const std::size_t end = std::min(words.find(' ', start), words.size());
      const std::string word = words.substr(start, end - start);
      if (at > from && at + 1 + word.size() > width) {
        text += "\n" + std::string(from, ' ');
        at = from;
      } else if (at > from) {
        text += ' ';
        ++at;
      }
      text += word;
      at += word.size();
      start = end + 1;
    }
    return text;
  }

  Draft& draft_;
  const Entry& entry_;
  const Node& node_;
  std::string name_;
  std::shared_ptr<Own> own_;
  std::vector<Entry> parameter_entries_;
  std::vector<Formula> formulas_;
  std::vector<std::string> internals_;
  std::vector<OtherSeries> others_;
  std::vector<std::pair<std::string, Spot>> name_places_;  // of states, steps and parts
  std::map<std::string, std::string> meanings_of_states_;
  std::set<std::string> grows_;  // growths that carry another parameter
  std::string need_name_ = "training compute";
};

/// All constraints of one's own, each after those that it reads.
class AllOwn {
 public:
  explicit AllOwn(Draft& draft) : draft_(draft) {}

  void read(const Node& constraints) {
    for (const Entry& entry : constraints.entries) {
      if (is_off(*entry.value) || !has_good_name(entry)) continue;
      if (!entry.value->is_mapping()) {
        draft_.diagnostics.error(entry.value->kind == Node::Kind::null ? entry.spot : entry.value->spot,
                                 fmt::format("{}.{}: it is a mapping of parameters and formulas", own_key, entry.key),
                                 "see docs/own-constraints.md");
        continue;
      }
      Reading reading(draft_, entry);
      if (reading.read()) readings_.push_back(std::move(reading));
    }
    marks_.resize(readings_.size());
    for (std::size_t i = 0; i < readings_.size(); ++i) compile(i);
    join_catalogue();
  }

 private:
  enum class Mark { untouched, under_way, done, wrong };

  bool has_good_name(const Entry& entry) {
    const std::string path = fmt::format("{}.{}", own_key, entry.key);
    if (draft_.layers.catalogue->find(entry.key) != nullptr) {
      draft_.diagnostics.error(entry.spot, fmt::format("{}: chokepoint has a constraint of this name", path),
                               fmt::format("give yours another name, such as {}_too; to leave the other out: {}: off",
                                           entry.key, entry.key));
      return false;
    }
    const Node* const top =
        draft_.tree().find(entry.key) == nullptr ? nullptr : draft_.tree().find(entry.key)->value.get();
    const bool instance = top != nullptr && top->find("of") != nullptr;
    if (is_good_name(entry.key) && !is_taken(entry.key) && !equations::is_reserved(entry.key) && !instance) return true;
    draft_.diagnostics.error(
        entry.spot, fmt::format("{}: '{}' cannot be the name of a constraint", own_key, units::excerpt(entry.key)),
        fmt::format("a name has up to {} of the characters a-z, 0-9 and '_', a letter first, and is no "
                    "word of results, such as trajectory, and no other constraint's",
                    block_name_limit));
    return false;
  }

  bool compile(std::size_t i) {
    if (marks_[i] != Mark::untouched) return marks_[i] == Mark::done;
    marks_[i] = Mark::under_way;
    under_way_.push_back(i);
    std::vector<OtherSeries> others;
    bool good = true;
    for (const auto& [name, spot] : readings_[i].names_of_others()) {
      good = find_other(name, spot, others) && good;
    }
    under_way_.pop_back();
    good = good && readings_[i].compile(std::move(others), all_series());
    marks_[i] = good ? Mark::done : Mark::wrong;
    return good;
  }

  /// False where it waits for this one, or is wrong itself, which has been told. What is nowhere the formula tells.
  bool find_other(const std::string& name, const Spot& spot, std::vector<OtherSeries>& others) {
    if (name == "trajectory") {
      others.push_back({name, "", "", units::Kind{units::base(units::Base::compute)}, spot});
      return true;
    }
    const std::string block = name.substr(0, name.find('.'));
    std::string output = name.substr(block.size() + 1);
    if (output == "ceiling") output.clear();
    const auto own =
        std::find_if(readings_.begin(), readings_.end(), [&block](const Reading& one) { return one.name() == block; });
    if (own != readings_.end()) {
      const auto at = static_cast<std::size_t>(own - readings_.begin());
      if (marks_[at] == Mark::under_way) return tell_circle(at, spot);
      if (!compile(at)) return false;
    }
    const models::Description* const description =
        own != readings_.end() ? &own->own()->description : description_of(block);
    if (description == nullptr) return true;
    for (const models::Output& one : description->outputs) {
      if (one.name == output) others.push_back({name, block, output, one.kind, spot});
    }
    return true;
  }

  bool tell_circle(std::size_t at, const Spot& spot) {
    std::string text;
    for (auto one = std::find(under_way_.begin(), under_way_.end(), at); one != under_way_.end(); ++one) {
      text += fmt::format("{} reads ", readings_[*one].name());
    }
    draft_.diagnostics.error(spot, fmt::format("constraints wait for each other: {}{}", text, readings_[at].name()),
                             "take one of these names out of its formula");
    return false;
  }

  /// Of a constraint of the catalogue that the scenario has, by whichever model; or null.
  const models::Description* description_of(const std::string& block) {
    const auto known = described_.find(block);
    if (known != described_.end()) return known->second->description;
    const Entry* const entry = draft_.tree().find(block);
    if (entry == nullptr || !entry->value->is_mapping() || !is_constraint(*entry, *draft_.layers.catalogue))
      return nullptr;
    Diagnostics told_elsewhere;
    const auto found = constraint_of(*entry, draft_.layers.catalogue, told_elsewhere);
    if (found == nullptr) return nullptr;
    described_[block] = found;
    return found->description;
  }

  /// What formulas could have named.
  std::vector<std::string> all_series() {
    std::vector<std::string> names;
    for (const Entry& entry : draft_.tree().entries) {
      const models::Description* const one = description_of(entry.key);
      if (one == nullptr) continue;
      for (const models::Output& output : one->outputs) {
        names.push_back(fmt::format("{}.{}", entry.key, output.name.empty() ? "ceiling" : output.name));
      }
    }
    return names;
  }

  void join_catalogue() {
    const auto base = draft_.scenario.catalogue;
    std::vector<models::Constraint> models(base->models().begin(), base->models().end());
    auto owner =
        std::make_shared<std::pair<std::shared_ptr<const models::Catalogue>, std::vector<std::shared_ptr<Own>>>>(
            base, std::vector<std::shared_ptr<Own>>{});
    auto whole = std::make_shared<Node>(*draft_.layers.tree);
    for (std::size_t i = 0; i < readings_.size(); ++i) {
      if (marks_[i] != Mark::done) continue;
      models.push_back(readings_[i].own()->constraint);
      owner->second.push_back(readings_[i].own());
      put_block(readings_[i], *whole);
    }
    draft_.scenario.catalogue = std::make_shared<const models::Catalogue>(std::move(models), owner);
    draft_.whole = whole;
  }

  static void put_block(const Reading& reading, Node& tree) {
    for (Entry& entry : tree.entries) {
      if (entry.key != reading.name()) continue;
      if (entry.value->is_mapping()) entry.value = reading.block(entry.value.get());
      return;
    }
    tree.entries.push_back({reading.name(), reading.entry().spot, reading.block(nullptr)});
  }

  Draft& draft_;
  std::vector<Reading> readings_;
  std::vector<Mark> marks_;
  std::vector<std::size_t> under_way_;
  std::map<std::string, std::shared_ptr<const models::Constraint>> described_;
};

}  // namespace

void read_own_constraints(Draft& draft) {
  const Entry* const entry = draft.tree().find(own_key);
  if (entry == nullptr || is_off(*entry->value)) return;
  if (!entry->value->is_mapping()) {
    draft.diagnostics.error(entry->value->kind == Node::Kind::null ? entry->spot : entry->value->spot,
                            fmt::format("'{}' is a mapping of names to constraints of one's own", own_key),
                            "see docs/own-constraints.md");
    return;
  }
  AllOwn(draft).read(*entry->value);
}

void check_own_needs(Draft& draft) {
  const Entry* const constraints = draft.tree().find(own_key);
  if (constraints == nullptr) return;
  for (std::size_t k = 0; k < draft.scenario.blocks.size(); ++k) {
    const models::Description& description = *draft.scenario.blocks[k].constraint->description;
    const Entry* const own = constraints->value->find(description.constraint);
    const Entry* const need = own == nullptr ? nullptr : own->value->find("need");
    if (need == nullptr) continue;
    const auto wrong = need_beside_supply(draft.scenario, k);
    if (!wrong) continue;
    draft.diagnostics.error(
        need->spot,
        fmt::format("{}.{}.need: in {} a run that is the ceiling takes {}, and there is {}", own_key,
                    description.constraint, wrong->year, units::print(wrong->needed, description.need.kind),
                    units::print(wrong->supply, description.need.kind)),
        "at the ceiling both are the same: solve the ceiling for what is limited, with every parameter at its median");
  }
}

}  // namespace chokepoint::scenario
