// SPDX-License-Identifier: Apache-2.0
// Events: when they come, how long they last, and which capacities they lower.
#include "scenario/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "scenario/blocks.hpp"
#include "scenario/dates.hpp"
#include "scenario/draft/draft.hpp"
#include "scenario/keys.hpp"
#include "scenario/values.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

using models::Description;
using models::Parameter;

constexpr std::size_t event_limit = 64;
constexpr double most_that_is_left = 2.0;  // an event may raise a capacity, but no more than that
constexpr std::string_view events_page = "docs/events.md";

/// The description of an event, and the words in it that nothing else holds.
struct Described {
  Description description;
  std::deque<std::string> words;
};

/// A factor as it is written, and what it acts on.
struct Acting {
  std::vector<Event::Factor> on;
  const Entry* entry = nullptr;
  bool may_be_none = true;  // these capacities can be zero
};

class ReadingEvent {
 public:
  ReadingEvent(Draft& draft, const Entry& entry)
      : draft_(draft), node_(*entry.value), path_(fmt::format("{}.{}", events_key, entry.key)) {
    event_.name = entry.key;
    event_.place = scenario::place_of(entry.spot);
  }

  /// Adds the event to the scenario, where nothing is wrong with it.
  void read() {
    const std::size_t errors = draft_.diagnostics.errors();
    read_keys();
    read_when();
    const bool lasts = wanted(duration_key, "how long it lasts: duration: 0.5 yr");
    read_acting();
    describe();
    if (event_.dated) {
      assume_at(start_key, with_dates(child(start_key)));
    } else if (node_.find(hazard_key) != nullptr) {
      assume_at(hazard_key, with_yearly_chances(child(hazard_key)));
      assume_chance();
    }
    if (lasts) assume_at(duration_key, child(duration_key));
    assume_factors();
    if (draft_.diagnostics.errors() == errors) draft_.scenario.events.push_back(std::move(event_));
  }

 private:
  void error(const Spot& spot, const std::string& what, const std::string& hint = {}) {
    draft_.diagnostics.error(spot, fmt::format("{}: {}", path_, what), hint);
  }

  [[nodiscard]] NodePointer child(std::string_view key) const {
    const Entry* const entry = node_.find(key);
    return entry == nullptr ? nullptr : entry->value;
  }

  [[nodiscard]] const Description& description() const { return *event_.description; }

  // --- the keys ------------------------------------------------------------------------------------------------------

  void read_keys() {
    static const std::vector<std::string> keys = names_of_keys(event_keys);
    for (const Entry& entry : node_.entries) {
      if (read_remark(entry, path_, remarks_, draft_.diagnostics)) continue;
      if (has_key(event_keys, entry.key)) continue;
      const std::string near = did_you_mean(entry.key, keys);
      error(entry.spot, fmt::format("unknown key '{}'", units::excerpt(entry.key)),
            near.empty() ? fmt::format("an event has {}", fmt::join(keys, ", ")) : near);
    }
    if (!remarks_.source.empty()) check_source(draft_, remarks_.source, remarks_.source_spot);
    const Entry* const title = node_.find("title");
    if (title == nullptr) return;
    const std::string& text = title->value->text;
    const bool good = title->value->is_scalar() && !text.empty() && text.find('\n') == std::string::npos;
    if (!good) error(title->spot, "'title' is a text of one line");
    title_ = text;
  }

  bool wanted(std::string_view key, const std::string& hint) {
    if (node_.find(key) != nullptr) return true;
    if (draft_.layers.complete) error(node_.spot, fmt::format("'{}' is missing", key), hint);
    return false;
  }

  /// A hazard and its years, or a start.
  void read_when() {
    const Entry* const hazard = node_.find(hazard_key);
    const Entry* const start = node_.find(start_key);
    event_.dated = start != nullptr;
    if (hazard != nullptr && start != nullptr) {
      error(later_of(*hazard, *start), "it has a hazard or a start, not both",
            "hazard: it may begin in any year; start: it begins once, at that date");
    } else if (hazard == nullptr && start == nullptr && draft_.layers.complete) {
      error(node_.spot, "it has no hazard and no start, so nothing says when it comes",
            "hazard: 3 %/yr, or start: 2028");
    }
    read_years();
  }

  /// Of two keys, the one that was written later: it is the one that is too much.
  static const Spot& later_of(const Entry& a, const Entry& b) {
    const auto order = [](const Spot& spot) {
      return std::tuple(spot.text->file == "--set", spot.text->order, spot.line, spot.column);
    };
    return order(a.spot) < order(b.spot) ? b.spot : a.spot;
  }

  void read_years() {
    const Scenario& scenario = draft_.scenario;
    event_.from = scenario.base_year;
    event_.until = scenario.last_year;
    bool good = true;
    for (const auto& [key, to] : {std::pair{"from", &event_.from}, std::pair{"until", &event_.until}}) {
      const Entry* const entry = node_.find(key);
      if (entry == nullptr) continue;
      const bool told = event_.dated && node_.find(hazard_key) == nullptr;
      if (told) {
        error(entry->spot, fmt::format("'{}' is of a hazard; it begins at its start", key));
      } else {
        good = read_year(*entry, *to) && good;
      }
    }
    if (!good || event_.until >= event_.from || !draft_.have_years) return;
    error(node_.find(node_.find("until") != nullptr ? "until" : "from")->value->spot,
          fmt::format("its hazard ends in {}, before it begins in {}", event_.until, event_.from),
          "both years are counted: of one year alone, from and until are the same");
  }

  bool read_year(const Entry& entry, int& to) {
    const auto year = entry.value->is_scalar() ? year_of(entry.value->text) : std::nullopt;
    if (!year) {
      error(entry.value->spot, fmt::format("{}: not a year: '{}'", entry.key, units::excerpt(one_line(*entry.value))));
      return false;
    }
    to = *year;
    const Scenario& scenario = draft_.scenario;
    if (!draft_.have_years || (*year >= scenario.base_year && *year <= scenario.last_year)) return true;
    error(entry.value->spot, fmt::format("{}: {} is outside of the years of the scenario, {} to {}", entry.key, *year,
                                         scenario.base_year, scenario.last_year));
    return false;
  }

  // --- what it acts on -----------------------------------------------------------------------------------------------

  void read_acting() {
    if (!wanted(factors_key, "what is left of which capacity: factors: {chips.packaging.capacity: 0.15}")) return;
    const Entry& factors = *node_.find(factors_key);
    if (!factors.value->is_mapping()) {
      error(factors.value->kind == Node::Kind::null ? factors.spot : factors.value->spot,
            "'factors' maps capacities to what is left of them", "factors: {chips.packaging.capacity: 0.15}");
      return;
    }
    const std::size_t errors = draft_.diagnostics.errors();
    for (const Entry& entry : factors.value->entries) {
      if (is_off(*entry.value)) continue;
      if (auto one = acting(entry)) acting_.push_back(std::move(*one));
    }
    if (!acting_.empty() || told_elsewhere_ || draft_.diagnostics.errors() > errors) return;
    error(factors.spot, "it acts on no capacity", fmt::format("to leave it out, write {}: off", event_.name));
  }

  std::optional<Acting> acting(const Entry& entry) {
    const std::string& path = entry.key;
    const std::string name = path.substr(0, path.find('.'));
    const auto& blocks = draft_.scenario.blocks;
    for (std::size_t k = 0; k < blocks.size(); ++k) {
      const Description& block = *blocks[k].constraint->description;
      if (block.name != name) continue;
      Acting made = capacities_at(path, k);
      if (!made.on.empty()) {
        made.entry = &entry;
        return is_twice(made) ? std::nullopt : std::optional(std::move(made));
      }
      const bool known = std::any_of(block.parameters.begin(), block.parameters.end(), [&](const Parameter& one) {
        return path_of(block, one) == path || path_of(block, one).starts_with(path + '.');
      });
      const std::string near = known ? std::string() : did_you_mean(path, capacities_of(block));
      error(entry.spot,
            known ? fmt::format("{} is no capacity", path)
                  : fmt::format("no parameter is named '{}'", units::excerpt(path)),
            near.empty() ? hint_of(block) : near);
      return std::nullopt;
    }
    tell_no_block(entry, name);
    return std::nullopt;
  }

  /// The capacity of this path, or those of a group of parameters: chips.logic.
  [[nodiscard]] Acting capacities_at(const std::string& path, std::size_t k) const {
    const Description& block = *draft_.scenario.blocks[k].constraint->description;
    Acting made;
    for (std::size_t i = 0; i < block.parameters.size(); ++i) {
      const Parameter& one = block.parameters[i];
      const std::string here = path_of(block, one);
      const bool in_group = path != block.name && here.starts_with(path + '.');
      if (!one.capacity || (here != path && !in_group)) continue;
      made.on.push_back({0, k, i});
      made.may_be_none = made.may_be_none && one.bounds.lower_allowed;
    }
    return made;
  }

  /// Whether another factor of the event acts on one of these already, which is told.
  bool is_twice(const Acting& made) {
    for (const Acting& other : acting_) {
      for (const Event::Factor& one : made.on) {
        const bool same = std::any_of(other.on.begin(), other.on.end(), [&one](const Event::Factor& theirs) {
          return theirs.block == one.block && theirs.capacity == one.capacity;
        });
        if (!same) continue;
        const Description& block = *draft_.scenario.blocks[one.block].constraint->description;
        error(made.entry->spot,
              fmt::format("{} and {} both act on {}", other.entry->key, made.entry->key,
                          path_of(block, block.parameters[one.capacity])),
              "keep one of the two");
        return true;
      }
    }
    return false;
  }

  void tell_no_block(const Entry& entry, const std::string& name) {
    const Entry* const written = draft_.tree().find(name);
    if (written != nullptr && written->value->is_mapping() && is_constraint(*written, draft_.catalogue())) {
      told_elsewhere_ = true;  // what is wrong with it
      return;
    }
    if (draft_.catalogue().find(name) != nullptr || written != nullptr) {
      error(entry.spot, fmt::format("{} is not modelled in this scenario", units::excerpt(name)),
            fmt::format("to leave the factor out, write {}: off", entry.key));
      return;
    }
    std::vector<std::string> names;
    for (const Block& block : draft_.scenario.blocks) names.push_back(block.constraint->description->name);
    const std::string near = did_you_mean(name, names);
    error(entry.spot, fmt::format("no constraint is named '{}'", units::excerpt(name)),
          near.empty() ? fmt::format("there are {}", fmt::join(names, ", ")) : near);
  }

  static std::vector<std::string> capacities_of(const Description& block) {
    std::vector<std::string> paths;
    for (const Parameter& one : block.parameters) {
      if (one.capacity) paths.push_back(path_of(block, one));
    }
    return paths;
  }

  static std::string hint_of(const Description& block) {
    constexpr std::size_t shown = 12;
    std::vector<std::string> paths = capacities_of(block);
    if (paths.empty()) {
      return fmt::format("model '{}' of {} has no capacities that an event could lower", block.model, block.constraint);
    }
    const bool more = paths.size() > shown;
    if (more) paths.resize(shown);
    return fmt::format("capacities of {}: {}{}", block.name, fmt::join(paths, ", "),
                       more ? "; 'chokepoint explain' marks all" : "");
  }

  // --- its parameters ------------------------------------------------------------------------------------------------

  void describe() {
    auto made = std::make_shared<Described>();
    Description& description = made->description;
    description.name = path_;
    description.title = title_.empty() ? fmt::format("Event {}", event_.name) : title_;
    description.equations = R"(begins in a year with the chance hazard, at any time of it,
  unless it still lasts; or once, at start
inside(t) = part of year t within [beginning, beginning + duration]
capacity(t) * product over events of 1 - (1 - factor) * inside(t))";
    description.source = events_page;
    const auto add = [&description](std::string_view name, units::Kind kind, models::Bounds bounds,
                                    std::string_view meaning) -> Parameter& {
      description.parameters.push_back({.name = std::string(name),
                                        .kind = kind,
                                        .bounds = bounds,
                                        .effect = models::Effect::either,
                                        .meaning = meaning,
                                        .source = events_page});
      return description.parameters.back();
    };
    constexpr models::Bounds probability{.lower = 0.0, .upper = 1.0, .lower_allowed = true, .upper_allowed = true};
    if (event_.dated) {
      const models::Bounds years{.lower = static_cast<double>(draft_.scenario.base_year),
                                 .upper = static_cast<double>(draft_.scenario.last_year + 1),
                                 .lower_allowed = true,
                                 .upper_allowed = false};
      add(start_key, units::ratio_kind, draft_.have_years ? years : models::Bounds{0.0, 1e4}, "date at which it begins")
          .only_before = true;
    } else {
      add(hazard_key, units::ratio_kind, probability, "probability that it begins in a year, while it does not last");
      add(chance_key, units::ratio_kind, probability,
          "share of the draws in which it begins no later: low numbers begin first");
    }
    add(duration_key, units::Kind{units::base(units::Base::time)},
        {.lower = 0.0, .upper = uncertainty::Distribution::infinity, .lower_allowed = false, .upper_allowed = false},
        "time from its beginning to its end")
        .only_before = true;
    for (Acting& one : acting_) {
      for (Event::Factor& factor : one.on) factor.parameter = description.parameters.size();
      made->words.push_back(fmt::format("what is left of {} while it lasts", one.entry->key));
      add(fmt::format("{}.{}", factors_key, one.entry->key), units::ratio_kind,
          {.lower = 0.0, .upper = most_that_is_left, .lower_allowed = one.may_be_none, .upper_allowed = true},
          made->words.back());
      event_.factors.insert(event_.factors.end(), one.on.begin(), one.on.end());
    }
    event_.description = {made, &made->description};
  }

  void assume_at(std::string_view name, const NodePointer& node) {
    const auto& parameters = description().parameters;
    const auto parameter =
        std::find_if(parameters.begin(), parameters.end(), [name](const Parameter& one) { return one.name == name; });
    if (node == nullptr || parameter == parameters.end()) return;
    const std::size_t before = event_.assumptions.size();
    assume(draft_, *node, description(), *parameter, event_.assumptions);
    for (std::size_t i = before; i < event_.assumptions.size(); ++i) {
      Assumption& one = event_.assumptions[i];
      if (one.source.empty()) one.source = remarks_.source;
      if (one.confidence.empty()) one.confidence = remarks_.confidence;
      if (one.note.empty()) one.note = remarks_.note;
    }
  }

  /// The factors of an event are drawn with the same numbers: it is grave for all of them, or for none.
  void assume_factors() {
    const std::size_t first = event_.assumptions.size();
    for (const Acting& one : acting_) assume_at(fmt::format("{}.{}", factors_key, one.entry->key), one.entry->value);
    for (std::size_t i = first; i < event_.assumptions.size(); ++i) {
      Assumption& one = event_.assumptions[i];
      // Years that are correlated in another way, or apart, have numbers of their own.
      if (one.draws_as == path_of(description(), *one.parameter)) {
        one.draws_as = fmt::format("{}.{}", path_, factors_key);
      }
    }
  }

  /// Whether and when it begins, drawn as everything else.
  void assume_chance() {
    const Parameter& parameter = description().parameters[1];
    Assumption made(path_of(description(), parameter), parameter,
                    std::get<uncertainty::Distribution>(uncertainty::Distribution::uniform(0.0, 1.0)));
    made.text = "{distribution: uniform, low: 0, high: 1}";
    made.note = "default: evenly, so that the hazard is what it says";
    made.is_default = true;
    // As sure as the hazard by which it is read.
    if (!event_.assumptions.empty()) made.confidence = event_.assumptions.front().confidence;
    made.place = event_.place;
    event_.assumptions.push_back(std::move(made));
  }

  /// A value with every number in it as `change` has it.
  template <class Change>
  static NodePointer changed(const NodePointer& node, const Change& change) {
    if (node == nullptr) return nullptr;
    auto made = std::make_shared<Node>(*node);
    if (node->is_scalar()) change(*made);
    for (Entry& entry : made->entries) {
      if (!has_key(remark_keys, entry.key)) entry.value = changed(entry.value, change);
    }
    for (NodePointer& item : made->items) item = changed(item, change);
    return made;
  }

  /// 2028-07-01 is a number of years.
  static NodePointer with_dates(const NodePointer& node) {
    return changed(node, [](Node& scalar) {
      const auto date = date_of(scalar.text);
      if (!date || scalar.text.size() <= 4) return;
      scalar.text = fmt::format("{}", *date);
      scalar.exact = false;
    });
  }

  /// 3 %/yr is a chance of 3 % in each year.
  static NodePointer with_yearly_chances(const NodePointer& node) {
    return changed(node, [](Node& scalar) {
      for (const std::string_view end : {"/yr", "/year"}) {
        if (scalar.text.ends_with(end)) scalar.text.resize(scalar.text.size() - end.size());
      }
      scalar.text = trimmed(std::move(scalar.text));
    });
  }

  Draft& draft_;
  const Node& node_;
  std::string path_;
  Event event_;
  std::string title_;
  Remarks remarks_;  // of each of its values that has none of its own
  std::vector<Acting> acting_;
  bool told_elsewhere_ = false;
};

/// Whether any file has an event of this name, which the scenario may then leave out.
bool is_inherited(const Draft& draft, const std::string& name) {
  return std::any_of(draft.layers.inherited.begin(), draft.layers.inherited.end(), [&name](const NodePointer& tree) {
    const Entry* const events = tree->find(events_key);
    return events != nullptr && events->value->find(name) != nullptr && !is_off(*events->value->find(name)->value);
  });
}

std::vector<std::string> names_of(const Node& events) {
  std::vector<std::string> names;
  for (const Entry& entry : events.entries) {
    if (entry.value->is_mapping()) names.push_back(entry.key);
  }
  return names;
}

void read_event(Draft& draft, const Node& events, const Entry& entry) {
  const std::string path = fmt::format("{}.{}", events_key, units::excerpt(entry.key));
  if (!is_good_name(entry.key)) {
    draft.diagnostics.error(
        entry.spot, fmt::format("'{}' cannot be the name of an event", units::excerpt(entry.key)),
        fmt::format("a name has up to {} of the characters a-z, 0-9 and '_', a letter first", block_name_limit));
  } else if (is_off(*entry.value)) {
    if (is_inherited(draft, entry.key) || !draft.layers.complete) return;
    draft.diagnostics.error(entry.spot, fmt::format("{}: there is no such event to leave out", path),
                            did_you_mean(entry.key, names_of(events)));
  } else if (!entry.value->is_mapping()) {
    const bool nothing = entry.value->kind == Node::Kind::null;
    draft.diagnostics.error(
        nothing ? entry.spot : entry.value->spot,
        nothing ? fmt::format("nothing stands under '{}'", path) : fmt::format("{}: an event is a mapping", path),
        fmt::format("{}: {{hazard: 3 %/yr, duration: 1 yr, factors: {{chips.packaging.capacity: "
                    "0.5}}}}; to leave it out, write {}: off",
                    entry.key, entry.key));
  } else {
    ReadingEvent(draft, entry).read();
  }
}

}  // namespace

bool is_off(const Node& node) {
  return node.is_scalar() && (node.text == "off" || node.text == "false");
}

void read_events(Draft& draft) {
  const Entry* const entry = draft.tree().find(events_key);
  if (entry == nullptr || is_off(*entry->value)) return;
  if (!entry->value->is_mapping()) {
    draft.diagnostics.error(entry->spot, "'events' maps names to events",
                            "events: {blockade: {hazard: 2 %/yr, duration: 0.5 yr, factors: {…}}}; to leave all out, "
                            "write events: off");
    return;
  }
  if (entry->value->entries.size() > event_limit) {
    draft.diagnostics.error(entry->spot,
                            fmt::format("{} events; there can be {}", entry->value->entries.size(), event_limit));
    return;
  }
  for (const Entry& one : entry->value->entries) read_event(draft, *entry->value, one);
}

}  // namespace chokepoint::scenario
