// SPDX-License-Identifier: Apache-2.0
// A merged tree to a Scenario: the names of the models, values, correlations, years. Holds no parameter name itself.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>
#include <optional>

#include "scenario/blocks.hpp"
#include "scenario/by_year.hpp"
#include "scenario/couplings.hpp"
#include "scenario/dates.hpp"
#include "scenario/layers.hpp"
#include "scenario/reach.hpp"
#include "scenario/values.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

using models::Description;
using models::Parameter;

constexpr std::size_t name_limit = 64;
constexpr std::size_t constraint_limit = 12;     // as in chokepoint/binding.hpp, which packs their order into a number
constexpr std::size_t correlation_limit = 1000;  // pairs
constexpr const char* top_keys[] = {"name",      "title",      "description", "extends",     "years",
                                    "base_year", "trajectory", "shared",      "correlations"};

class Resolver {
 public:
  Resolver(const Layers& layers, Diagnostics& diagnostics) : layers_(layers), diagnostics_(diagnostics) {
    scenario_.catalogue = layers_.catalogue;
    scenario_.overrides = layers_.overrides;
    scenario_.files = layers_.files;
    scenario_.sources = layers_.sources;
  }

  std::optional<Scenario> scenario() {
    top();
    years();
    blocks();
    trajectory();
    shared();
    correlations();
    if (diagnostics_.any_errors()) return std::nullopt;
    if (const auto wrong = out_of_reach(scenario_)) {
      tell(*wrong);
      return std::nullopt;
    }
    warn_of_missing_sources();
    warn_of_moved_base_year();
    return std::move(scenario_);
  }

 private:
  const Node& tree() const { return *layers_.tree; }
  const models::Catalogue& catalogue() const { return *scenario_.catalogue; }

  // --- keys at the top ---------------------------------------------------------------------------------------------

  void top() {
    std::vector<std::string> known(std::begin(top_keys), std::end(top_keys));
    for (const std::string& name : constraint_names()) known.push_back(name);
    for (const Entry& entry : tree().entries) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      if (is_constraint(entry, catalogue()) || leaves_out(entry)) continue;
      const std::string near = did_you_mean(entry.key, known);
      const std::string block = near.empty() ? block_of(entry.key) : std::string();
      diagnostics_.error(entry.spot, fmt::format("unknown key '{}'", units::excerpt(entry.key)),
                         !near.empty()    ? near
                         : !block.empty() ? fmt::format("it is a parameter of {}", block)
                                          : fmt::format("known are {}", fmt::join(known, ", ")));
    }
    scenario_.title = text_at("title");
    scenario_.description = text_at("description");
    name();
  }

  /// `power_world: off`, of a constraint under a name of its own that another file has.
  bool leaves_out(const Entry& entry) const {
    if (!entry.value->is_scalar() || (entry.value->text != "off" && entry.value->text != "false")) return false;
    return std::any_of(layers_.inherited.begin(), layers_.inherited.end(), [this, &entry](const NodePointer& tree) {
      const Entry* const theirs = tree->find(entry.key);
      return theirs != nullptr && is_constraint(*theirs, catalogue());
    });
  }

  std::string text_at(const char* key) {
    const Entry* const entry = tree().find(key);
    if (entry == nullptr) return {};
    if (entry->value->is_scalar()) return trimmed(entry->value->text);
    diagnostics_.error(entry->value->spot, fmt::format("'{}' is a text", key));
    return {};
  }

  void name() {
    const Entry* const entry = tree().find("name");
    if (entry == nullptr) {
      scenario_.name = name_of_file(scenario_.files.back());
      return;
    }
    scenario_.name = entry->value->text;
    const std::string& name = scenario_.name;
    const bool good = entry->value->is_scalar() && !name.empty() && name.size() <= name_limit &&
                      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string::npos &&
                      std::isalnum(static_cast<unsigned char>(name[0])) != 0;
    if (good) return;
    diagnostics_.error(
        entry->value->spot,
        fmt::format("a name has up to {} of the characters a-z, 0-9, '.', '_' and '-', a letter or digit first",
                    name_limit),
        "'title' takes any text");
  }

  /// `scenarios/my plan.yaml` is `my-plan`.
  static std::string name_of_file(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    std::string name = path.substr(slash == std::string::npos ? 0 : slash + 1);
    name = name.substr(0, std::min(name.rfind('.'), name_limit));
    for (char& character : name) {
      const auto byte = static_cast<unsigned char>(character);
      const bool kept = byte < 0x80 && (std::isalnum(byte) != 0 || character == '.' || character == '_');
      character = kept ? static_cast<char>(std::tolower(byte)) : '-';
    }
    return name.empty() ? "scenario" : name;
  }

  // --- years -------------------------------------------------------------------------------------------------------

  void years() {
    const Entry* const entry = tree().find("years");
    if (entry == nullptr) {
      missing("years", "such as years: 2024..2030");
      return;
    }
    const Node& node = *entry->value;
    if (node.kind == Node::Kind::null) {
      diagnostics_.error(entry->spot, "no years stand here", "such as years: 2024..2030");
      return;
    }
    const std::size_t dots = node.text.find("..");
    const auto first = year_of(trimmed(node.text.substr(0, dots)));
    const std::string rest = dots == std::string::npos ? std::string() : node.text.substr(dots + 2);
    const auto last =
        dots == std::string::npos ? first : year_of(rest.substr(std::min(rest.find_first_not_of(' '), rest.size())));
    if (!node.is_scalar() || !first || !last) {
      diagnostics_.error(
          node.spot, fmt::format("not years: '{}'", units::excerpt(one_line(node))),
          fmt::format("write 2024..2030, or one year, from {} to {}", models::earliest_year, models::latest_year));
      return;
    }
    if (*last < *first) {
      diagnostics_.error(node.spot, fmt::format("the years end before they start: '{}'", node.text),
                         fmt::format("did you mean {}..{}?", *last, *first));
      return;
    }
    if (*last - *first + 1 > year_limit) {
      diagnostics_.error(node.spot,
                         fmt::format("{} years; at most {} can be simulated", *last - *first + 1, year_limit));
      return;
    }
    scenario_.first_year = *first;
    scenario_.last_year = *last;
    scenario_.base_year = *first;
    have_years_ = true;
    base_year();
  }

  void base_year() {
    const Entry* const entry = tree().find("base_year");
    if (entry == nullptr) return;
    const auto year = year_of(entry->value->text);
    if (!year) {
      diagnostics_.error(entry->value->spot, fmt::format("not a year: '{}'", units::excerpt(one_line(*entry->value))));
    } else if (*year > scenario_.first_year) {
      diagnostics_.error(entry->value->spot,
                         fmt::format("the base year {} lies after the first year, {}", *year, scenario_.first_year),
                         "parameters hold at the start of the base year; nothing is known before it");
    } else {
      scenario_.base_year = *year;
    }
  }

  void missing(const std::string& key, const std::string& hint) {
    if (layers_.complete) diagnostics_.error(scenario_.files.back(), fmt::format("'{}' is missing", key), hint);
  }

  // --- parameters --------------------------------------------------------------------------------------------------

  /// One value: of a parameter, or of it in one year.
  std::optional<Assumption> assumption(const Node& node, std::string path, const Parameter& parameter) {
    auto value = read_value(node, path, parameter, diagnostics_);
    if (!value) return std::nullopt;
    if (!value->source.empty()) check_source(value->source, value->source_spot);
    Assumption made(std::move(path), parameter, std::move(value->distribution));
    made.text = std::move(value->text);
    made.source = std::move(value->source);
    made.note = std::move(value->note);
    made.place = place_of(node.spot);
    made.as_of = std::move(value->as_of);
    spots_.emplace_back(made.path, node.spot);
    as_of_spot_ = value->as_of_spot;
    return made;
  }

  /// All that stands for a parameter: a value, or values by year, and additions. Returns the years of the values.
  std::vector<int> assume(const Node& node, const Description& description, const Parameter& parameter,
                          std::vector<Assumption>& to) {
    const std::string path = path_of(description, parameter);
    if (is_addition(node)) {
      diagnostics_.error(node.spot, fmt::format("{}: there is nothing to add to", path),
                         "in a file: {value: 40 GW, plus: {2032: 20 GW}}");
      return {};
    }
    const auto written = take_apart(node, path, diagnostics_);
    if (!written) return {};
    if (!written->source.empty()) check_source(written->source, written->source_spot);
    if (parameter.only_before && (!written->points.empty() || !written->additions.empty())) {
      diagnostics_.error(node.spot, fmt::format("{}: it has no values by year", path),
                         "it is about the years before the base year: give one value");
      return {};
    }
    const auto position = static_cast<std::size_t>(&parameter - description.parameters.data());
    const auto dimension = models::dimension_of(description, position);
    if (written->always != nullptr) {
      if (auto one = assumption(*written->always, path, parameter)) {
        one->dimension = dimension;
        if (!one->as_of.empty()) hold_as_of(as_of_spot_, *one);
        to.push_back(std::move(*one));
      }
    }
    std::vector<int> years;
    for (const Piece& piece : written->points) {
      auto one = assumption(*piece.value, fmt::format("{}.{}", path, piece.year), parameter);
      if (!one || !stands_at_its_year(*one, *written)) continue;
      const bool together = written->correlation == 1.0;
      if (together) one->draws_as = path;
      if (together || years.empty()) one->dimension = dimension;
      one->year = piece.year;
      one->steps = written->steps || parameter.kind.growth;
      years.push_back(piece.year);
      to.push_back(std::move(*one));
    }
    if (written->correlation > 0.0 && written->correlation < 1.0) correlate_years(path, years, *written, node.spot);
    additions(*written, path, parameter, to);
    return years;
  }

  /// What is said of all values goes for this one; false when it claims another date.
  bool stands_at_its_year(Assumption& one, const ByYear& written) {
    if (one.source.empty()) one.source = written.source;
    if (one.note.empty()) one.note = written.note;
    if (one.as_of.empty()) return true;
    diagnostics_.error(as_of_spot_, fmt::format("{}: a value by year holds at the start of its year", one.path),
                       "leave out 'as_of'");
    return false;
  }

  /// The ranks of neighbours are correlated as given, those of others the less the more stand between them.
  void correlate_years(const std::string& path, const std::vector<int>& years, const ByYear& written,
                       const Spot& spot) {
    for (std::size_t i = 0; i < years.size(); ++i) {
      for (std::size_t j = i + 1; j < years.size(); ++j) {
        scenario_.correlations.push_back({fmt::format("{}.{}", path, years[i]), fmt::format("{}.{}", path, years[j]),
                                          std::pow(written.correlation, static_cast<double>(j - i)), written.source,
                                          written.note, place_of(spot)});
        correlation_spots_.push_back(spot);
      }
    }
  }

  void additions(const ByYear& written, const std::string& path, const Parameter& parameter,
                 std::vector<Assumption>& to) {
    if (written.additions.empty()) return;
    const Spot& spot = written.additions.front().value->spot;
    if (parameter.kind.growth || std::isfinite(parameter.bounds.upper)) {
      diagnostics_.error(spot, fmt::format("{}: nothing can be added to it", path),
                         fmt::format("{}: give it by year: {{2026: …, 2032: …}}",
                                     parameter.kind.growth ? "it is a growth" : "it has an upper bound"));
      return;
    }
    if (parameter.dated && parameter.growth.empty()) {
      diagnostics_.error(
          spot, fmt::format("{}: nothing can be added to it", path),
          "it is where the model starts from, and goes on by itself: give it by year: {2026: …, 2032: …}");
      return;
    }
    for (const Piece& piece : written.additions) {
      auto one = assumption(*piece.value, fmt::format("{}.plus.{}", path, piece.year), parameter);
      if (!one || !stands_at_its_year(*one, written)) continue;
      one->year = piece.year;
      one->added = true;
      to.push_back(std::move(*one));
    }
  }

  /// A value that holds at another date than the start of the base year, and what carries it there.
  void hold_as_of(const Spot& spot, Assumption& made) {
    const std::string& date = made.as_of;
    const auto when = date_of(date);
    if (!when) {
      diagnostics_.error(spot, fmt::format("{}: not a date: '{}'", made.path, date.substr(0, 80)),
                         "write 2026, 2026-07 or 2026-07-01");
      return;
    }
    made.years_to_base = scenario_.base_year - *when;
    if (!have_years_ || made.years_to_base == 0.0 || !made.parameter->growth.empty()) return;
    diagnostics_.error(
        spot, fmt::format("{}: nothing carries it from {} to the base year, {}", made.path, date, scenario_.base_year),
        made.parameter->dated
            ? fmt::format("no growth of the model is this value's own: give it as of {}", scenario_.base_year)
            : std::string("it is taken to be the same in every year: leave out 'as_of'"));
  }

  void check_source(const std::string& key, const Spot& spot) {
    if (!layers_.sources_known || layers_.sources.count(key) > 0) return;
    std::vector<std::string> keys;
    for (const auto& [name, source] : layers_.sources) keys.push_back(name);
    const std::string near = did_you_mean(key, keys);
    diagnostics_.error(spot, fmt::format("no source has the key '{}'", units::excerpt(key)),
                       !near.empty()          ? near
                       : layers_.bibliography ? "sources.yaml, beside the scenario, lists them"
                                              : "there is no sources.yaml beside the scenario");
  }

  /// `group`: of the keys, with its dot.
  void unknown_keys(const Node& node, const Description& description, const std::string& group = {}) {
    std::vector<std::string> known;
    for (const Parameter& parameter : description.parameters) known.push_back(parameter.name);
    const bool is_of_constraint = !description.constraint.empty();
    for (const Entry& entry : node.entries) {
      const std::string name = group + entry.key;
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      if (is_of_constraint && group.empty() && is_block_key(entry.key)) continue;
      const bool groups = std::any_of(known.begin(), known.end(),
                                      [&name](const std::string& one) { return one.starts_with(name + '.'); });
      if (groups && entry.value->is_mapping()) {
        unknown_keys(*entry.value, description, name + '.');
      } else if (groups) {
        diagnostics_.error(entry.spot,
                           fmt::format("'{}.{}' is a mapping of parameters to values", description.name, name));
      } else {
        const std::string near = did_you_mean(name, known);
        diagnostics_.error(entry.spot, fmt::format("{} has no parameter '{}'", description.name, units::excerpt(name)),
                           near.empty() ? elsewhere(name, description) : near);
      }
    }
  }

  /// The block that has a parameter of this name, or nothing.
  std::string block_of(const std::string& key) const {
    std::vector<const Description*> blocks{&models::trajectory(), &models::shared()};
    for (const auto& constraint : catalogue().models()) blocks.push_back(constraint.description);
    for (const Description* block : blocks) {
      for (const Parameter& parameter : block->parameters) {
        if (parameter.name == key) return std::string(block->name);
      }
    }
    return {};
  }

  std::string elsewhere(const std::string& key, const Description& here) const {
    for (const models::Constraint* model : catalogue().models_of(here.constraint)) {
      const auto& theirs = model->description->parameters;
      const bool has = std::any_of(theirs.begin(), theirs.end(), [&key](const auto& one) { return one.name == key; });
      if (has)
        return fmt::format("its model '{}' has: model: {}", model->description->model, model->description->model);
    }
    const std::string block = block_of(key);
    return block.empty() ? fmt::format("'chokepoint explain {}' lists them",
                                       here.constraint.empty() ? here.name : here.constraint)
                         : fmt::format("it is a parameter of {}", block);
  }

  /// The mapping of a block, or nothing, which has been told.
  const Node* block(std::string_view name) {
    const Entry* const entry = tree().find(name);
    if (entry == nullptr) return nullptr;
    if (entry->value->is_mapping()) return entry->value.get();
    const bool constraint = is_constraint(*entry, catalogue());
    const std::string& text = entry->value->text;
    if (constraint && entry->value->is_scalar() && (text == "off" || text == "false")) return nullptr;
    const bool nothing = entry->value->kind == Node::Kind::null;
    diagnostics_.error(nothing ? entry->spot : entry->value->spot,
                       nothing ? fmt::format("nothing stands under '{}'", name)
                               : fmt::format("'{}' is a mapping of parameters to values", name),
                       constraint ? fmt::format("to leave it out, write {}: off", name) : std::string());
    return nullptr;
  }

  void blocks() {
    bool told = false;
    for (const Entry& entry : tree().entries) {
      if (!is_constraint(entry, catalogue())) continue;
      told = told || entry.value->kind == Node::Kind::null;
      const Node* const node = block(entry.key);
      if (node == nullptr) continue;
      const std::size_t errors = diagnostics_.errors();
      auto constraint = constraint_of(entry, scenario_.catalogue, diagnostics_);
      told = told || diagnostics_.errors() > errors;
      if (constraint != nullptr) parameters(*node, std::move(constraint));
    }
    if (scenario_.blocks.size() > constraint_limit) {
      diagnostics_.error(scenario_.files.back(), fmt::format("{} constraints; a scenario can have {}",
                                                             scenario_.blocks.size(), constraint_limit));
    }
    if (scenario_.blocks.empty() && layers_.complete && !told) {
      diagnostics_.error(scenario_.files.back(), "no constraint is modelled",
                         fmt::format("give at least one of {}", fmt::join(constraint_names(), ", ")));
    }
    couple(couplings_, scenario_, diagnostics_);
  }

  void parameters(const Node& node, std::shared_ptr<const models::Constraint> constraint) {
    const Description& description = *constraint->description;
    unknown_keys(node, description);
    Block made{std::move(constraint), {}, {}};
    std::vector<std::string_view> absent;
    for (const Parameter& parameter : description.parameters) {
      const Node* const value = find_parameter(node, parameter.name);
      if (value != nullptr && is_coupling(*value)) {
        const auto position = static_cast<std::size_t>(&parameter - description.parameters.data());
        couplings_.push_back({scenario_.blocks.size(), position, value});
      } else if (value != nullptr) {
        assume(*value, description, parameter, made.assumptions);
      } else if (parameter.unless_given.is_there()) {
        assume_default(description, parameter, made.assumptions);
      } else {
        absent.push_back(parameter.name);
      }
    }
    tell_absent(node, description, absent);
    tell_empty_groups(node, description);
    tell_too_many_years(description);
    scenario_.blocks.push_back(std::move(made));
  }

  /// Groups of which the scenario says something, but nothing that would give the rest an effect.
  void tell_empty_groups(const Node& node, const Description& description) {
    for (const Entry& entry : node.entries) {
      if (!entry.value->is_mapping()) continue;
      std::vector<std::string> making;
      for (const Parameter& parameter : description.parameters) {
        const bool in_group = parameter.name.starts_with(entry.key + '.');
        if (in_group && parameter.makes_its_group) making.push_back(parameter.name);
      }
      const bool made = std::any_of(making.begin(), making.end(),
                                    [&node](const std::string& name) { return find_parameter(node, name) != nullptr; });
      if (making.empty() || made) continue;
      diagnostics_.error(
          entry.spot,
          fmt::format("{}.{} has no effect without {}", description.name, entry.key, fmt::join(making, " or ")),
          fmt::format("say how much: {}.{}: …", description.name, making.front()));
    }
  }

  void tell_too_many_years(const Description& description) {
    const int years = scenario_.last_year - scenario_.base_year + 1;
    if (!have_years_ || description.years_at_most == 0 || years <= description.years_at_most) return;
    const Entry* const entry = tree().find("years");
    diagnostics_.error(entry->value->spot,
                       fmt::format("{} years from the base year, {}, to {}; model '{}' of {} goes through at most {}",
                                   years, scenario_.base_year, scenario_.last_year, description.model,
                                   description.constraint, description.years_at_most),
                       fmt::format("end in {}", scenario_.base_year + description.years_at_most - 1));
  }

  /// A parameter of which the scenario says nothing.
  void assume_default(const Description& description, const Parameter& parameter, std::vector<Assumption>& to) {
    const std::string written(parameter.unless_given.text);
    const auto text = std::make_shared<const Text>(
        Text{fmt::format("default of {}", path_of(description, parameter)), 0, lines_of(written)});
    const NodePointer node = parse(text, written, diagnostics_);
    defaults_.push_back(node);
    const std::size_t before = to.size();
    if (node != nullptr) assume(*node, description, parameter, to);
    for (std::size_t i = before; i < to.size(); ++i) {
      to[i].is_default = true;
      to[i].note = fmt::format("default: {}", parameter.unless_given.source);
    }
  }

  std::vector<std::string> constraint_names() const {
    std::vector<std::string> names;
    for (const auto* constraint : catalogue().constraints()) names.push_back(constraint->description->constraint);
    return names;
  }

  static std::string path_of(const Description& description, const Parameter& parameter) {
    return fmt::format("{}.{}", description.name, parameter.name);
  }

  void tell_absent(const Node& node, const Description& description, const std::vector<std::string_view>& absent) {
    if (absent.empty() || !layers_.complete) return;
    diagnostics_.error(node.spot, fmt::format("{} lacks {}", description.name, fmt::join(absent, ", ")),
                       "another scenario that has them can be extended: extends: FILE");
  }

  bool is_read(std::string_view parameter) const {
    return std::any_of(scenario_.blocks.begin(), scenario_.blocks.end(), [parameter](const Block& one) {
      const auto& reads = one.constraint->description->reads;
      return std::find(reads.begin(), reads.end(), parameter) != reads.end();
    });
  }

  void shared() {
    const Description& description = models::shared();
    const Node* const node = block(description.name);
    if (node != nullptr) unknown_keys(*node, description);
    std::vector<std::string_view> absent;
    for (const Parameter& parameter : description.parameters) {
      const Entry* const entry = node == nullptr ? nullptr : node->find(parameter.name);
      if (entry != nullptr && is_coupling(*entry->value)) {
        diagnostics_.error(entry->value->spot,
                           fmt::format("{}: several constraints read it, before and after any that could give it",
                                       path_of(description, parameter)),
                           "parameters of a constraint can be an output of another");
      } else if (entry != nullptr) {
        assume(*entry->value, description, parameter, scenario_.shared);
      } else if (is_read(parameter.name)) {
        absent.push_back(parameter.name);
      } else {
        scenario_.shared.push_back(not_needed(description, parameter));
      }
    }
    if (node != nullptr) {
      tell_absent(*node, description, absent);
    } else if (!absent.empty() && tree().find(description.name) == nullptr) {
      missing(std::string(description.name), fmt::format("the constraints read {}", fmt::join(absent, ", ")));
    }
  }

  /// A column that nothing reads: no assumption is made.
  static Assumption not_needed(const Description& description, const Parameter& parameter) {
    return {path_of(description, parameter), parameter, uncertainty::Distribution::constant(1.0)};
  }

  // --- trajectory --------------------------------------------------------------------------------------------------

  void trajectory() {
    const Description& description = models::trajectory();
    const Entry* const entry = tree().find(description.name);
    if (entry == nullptr) {
      missing(std::string(description.name), "{anchor: 2.1e25 FLOP, anchor_date: 2023-03-15, growth: 4x/yr}");
      return;
    }
    const Node* const node = block(description.name);
    if (node == nullptr) return;
    static const std::vector<std::string> keys{"anchor", "anchor_date", "growth", "table"};
    for (const Entry& one : node->entries) {
      if (std::find(keys.begin(), keys.end(), one.key) != keys.end()) continue;
      diagnostics_.error(one.spot, fmt::format("trajectory has no key '{}'", units::excerpt(one.key)),
                         did_you_mean(one.key, keys));
    }
    const bool has_table = node->find("table") != nullptr;
    const bool has_growth =
        node->find("anchor") != nullptr || node->find("growth") != nullptr || node->find("anchor_date") != nullptr;
    if (has_table && has_growth) {
      diagnostics_.error(node->find("table")->spot, "a trajectory is a table, or an anchor with a growth; not both");
    } else if (has_table) {
      table(*node->find("table")->value);
    } else {
      growth(*node);
    }
  }

  static const Parameter& parameter_named(const Description& description, std::string_view name) {
    return *std::find_if(description.parameters.begin(), description.parameters.end(),
                         [name](const Parameter& one) { return one.name == name; });
  }
  void growth(const Node& node) {
    const Description& description = models::trajectory();
    scenario_.trajectory_plan.form = models::TrajectoryPlan::Form::growth;
    std::vector<std::string_view> absent;
    for (const char* const key : {"anchor", "anchor_date", "growth"}) {
      if (node.find(key) == nullptr) absent.emplace_back(key);
    }
    tell_absent(node, description, absent);
    if (!absent.empty()) return;
    const Node& date = *node.find("anchor_date")->value;
    const auto when = date_of(date.text);
    if (!date.is_scalar() || !when) {
      diagnostics_.error(date.spot, fmt::format("not a date: '{}'", units::excerpt(one_line(date))),
                         "write 2023-03-15, 2023-03 or 2023");
      return;
    }
    scenario_.trajectory_plan.anchor_date = *when;
    scenario_.trajectory_plan.anchor_text = date.text;
    assume(*node.find("anchor")->value, description, parameter_named(description, "anchor"), scenario_.trajectory);
    if (scenario_.trajectory.size() > 1 || (!scenario_.trajectory.empty() && scenario_.trajectory.front().year)) {
      diagnostics_.error(node.find("anchor")->spot, "trajectory.anchor holds at anchor_date: it has no values by year",
                         "growth has; or give a table: {2024: 5e25 FLOP, 2030: 2e29 FLOP}");
    }
    std::vector<int> years =
        assume(*node.find("growth")->value, description, parameter_named(description, "growth"), scenario_.trajectory);
    if (years.empty()) years = {static_cast<int>(*when)};
    scenario_.trajectory_plan.years = std::move(years);
  }

  void table(const Node& node) {
    scenario_.trajectory_plan.form = models::TrajectoryPlan::Form::table;
    const Description& description = models::trajectory();
    const std::size_t errors = diagnostics_.errors();
    scenario_.trajectory_plan.years =
        assume(node, description, parameter_named(description, "table"), scenario_.trajectory);
    if (diagnostics_.errors() > errors) return;
    const bool plain = std::none_of(scenario_.trajectory.begin(), scenario_.trajectory.end(),
                                    [](const Assumption& one) { return !one.year || one.added || one.steps; });
    if (!plain) {
      diagnostics_.error(node.spot, "a table gives a training run by year: {2024: 5e25 FLOP, 2030: 2e29 FLOP}");
      return;
    }
    const std::vector<int>& years = scenario_.trajectory_plan.years;
    if (!have_years_ || years.empty()) return;
    if (years.front() > scenario_.first_year || years.back() < scenario_.last_year) {
      diagnostics_.error(node.spot,
                         fmt::format("the table covers {} to {}, the scenario {} to {}", years.front(), years.back(),
                                     scenario_.first_year, scenario_.last_year),
                         "a table is not continued beyond its ends; an anchor and a growth are");
    }
  }

  // --- correlations ------------------------------------------------------------------------------------------------

  /// What can be correlated: random numbers, by their names.
  std::vector<std::string> assumed_paths() const {
    std::vector<std::string> paths;
    const auto append = [&paths](const std::vector<Assumption>& assumptions) {
      for (const Assumption& one : assumptions) {
        if (paths.empty() || paths.back() != one.draws_as) paths.push_back(one.draws_as);
      }
    };
    append(scenario_.trajectory);
    append(scenario_.shared);
    for (const Block& one : scenario_.blocks) append(one.assumptions);
    return paths;
  }

  void correlations() {
    const Entry* const entry = tree().find("correlations");
    if (entry == nullptr) {
      if (!scenario_.correlations.empty()) check_together(assumed_paths());
      return;
    }
    if (!entry->value->is_mapping()) {
      diagnostics_.error(entry->spot, "'correlations' maps a parameter to parameters: power.a: {power.b: 0.5}");
      return;
    }
    std::size_t pairs = 0;
    for (const Entry& first : entry->value->entries) pairs += first.value->entries.size();
    if (pairs > correlation_limit) {
      diagnostics_.error(entry->spot, fmt::format("{} correlations; there can be {}", pairs, correlation_limit));
      return;
    }
    const std::size_t errors = diagnostics_.errors();
    const std::vector<std::string> paths = assumed_paths();
    for (const Entry& first : entry->value->entries) {
      const bool good = is_named(first, paths);
      if (!first.value->is_mapping()) {
        diagnostics_.error(first.value->spot, "a parameter is correlated with parameters: {power.b: 0.5}");
        continue;
      }
      for (const Entry& second : first.value->entries) {
        if (is_named(second, paths) && good) correlation(first, second, paths);
      }
    }
    if (diagnostics_.errors() == errors) check_together(paths);
  }

  /// A name that is misspelt is an error; one of a constraint that is not modelled here, or could not be read, is not.
  bool is_named(const Entry& entry, const std::vector<std::string>& paths) {
    if (std::find(paths.begin(), paths.end(), entry.key) != paths.end()) return true;
    std::vector<std::string> known = scenario::parameter_paths(catalogue());
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) return false;
    diagnostics_.error(entry.spot, fmt::format("no parameter is named '{}'", units::excerpt(entry.key)),
                       did_you_mean(entry.key, known));
    return false;
  }

  void correlation(const Entry& first, const Entry& second, const std::vector<std::string>& paths) {
    if (std::find(paths.begin(), paths.end(), first.key) == paths.end()) return;
    const std::string path = fmt::format("{} with {}", first.key, second.key);
    if (first.key == second.key) {
      diagnostics_.error(second.spot, fmt::format("{} is correlated with itself", first.key));
      return;
    }
    Correlation made{first.key, second.key, 0.0, {}, {}, place_of(second.spot)};
    const Node* number = second.value.get();
    if (number->is_mapping()) number = spearman_of(*number, path, made);
    if (number == nullptr) return;
    const auto spearman = read_number(*number, path, units::ratio_kind, diagnostics_);
    if (!spearman) return;
    if (!(std::abs(*spearman) < 1.0)) {
      const bool exactly = std::abs(*spearman) == 1.0;
      diagnostics_.error(
          number->spot,
          exactly ? fmt::format("{}: a rank correlation of {} cannot be drawn", path, number->text)
                  : fmt::format("{}: a rank correlation lies between -1 and 1, got '{}'", path,
                                units::excerpt(number->text)),
          exactly ? "the one parameter would be the other; write a value between -1 and 1, such as 0.99" : "");
      return;
    }
    made.spearman = *spearman;
    for (std::size_t i = 0; i < scenario_.correlations.size(); ++i) {
      const Correlation& other = scenario_.correlations[i];
      if (other.a != made.b || other.b != made.a) continue;
      diagnostics_.error(second.spot, fmt::format("{} is given twice", path),
                         "the order of the two does not count; keep one");
      return;
    }
    correlation_spots_.push_back(second.spot);
    scenario_.correlations.push_back(std::move(made));
  }

  const Node* spearman_of(const Node& node, const std::string& path, Correlation& correlation) {
    for (const Entry& entry : node.entries) {
      Spot spot;
      if (read_remark(entry, path, correlation.source, spot, correlation.note, diagnostics_)) {
        if (entry.key == "source" && entry.value->is_scalar()) check_source(correlation.source, spot);
        continue;
      }
      if (entry.key == "spearman") continue;
      diagnostics_.error(entry.spot, fmt::format("{}: unknown key '{}'", path, units::excerpt(entry.key)),
                         "{spearman: 0.5, source: …, note: …}");
    }
    const Entry* const spearman = node.find("spearman");
    if (spearman == nullptr) {
      diagnostics_.error(node.spot, fmt::format("{}: 'spearman' is missing", path));
      return nullptr;
    }
    return spearman->value.get();
  }

  void check_together(const std::vector<std::string>& paths) {
    std::vector<uncertainty::Correlation> pairs;
    const auto index_of = [&paths](const std::string& path) {
      return static_cast<std::size_t>(std::find(paths.begin(), paths.end(), path) - paths.begin());
    };
    for (const Correlation& one : scenario_.correlations) {
      pairs.push_back({index_of(one.a), index_of(one.b), one.spearman});
    }
    const auto wrong = uncertainty::inconsistent(paths.size(), pairs);
    if (!wrong) return;
    std::vector<std::string> names;
    for (const std::size_t i : *wrong) {
      const Correlation& one = scenario_.correlations[i];
      names.push_back(fmt::format("{} with {} ({:g})", one.a, one.b, one.spearman));
    }
    // Of all that could be changed, what lies on top: an override, or else what stands in the file read first.
    const auto depth = [this](std::size_t i) {
      const Text& text = *correlation_spots_[i].text;
      return text.file == "--set" ? 0 : text.order;
    };
    const std::size_t top = *std::min_element(wrong->begin(), wrong->end(),
                                              [&](std::size_t a, std::size_t b) { return depth(a) < depth(b); });
    diagnostics_.error(
        correlation_spots_[top], fmt::format("these correlations cannot hold together: {}", fmt::join(names, "; ")),
        "their matrix is not positive definite (a pair that is not given is 0); bring one of them nearer to 0");
  }

  void tell(const OutOfReach& wrong) {
    const auto at =
        std::find_if(spots_.begin(), spots_.end(), [&wrong](const auto& spot) { return spot.first == wrong.path; });
    if (at == spots_.end()) {
      diagnostics_.error(scenario_.files.back(), wrong.message, wrong.hint);
    } else {
      diagnostics_.error(at->second, fmt::format("{}: {}", wrong.path, wrong.message), wrong.hint);
    }
  }

  // --- warnings ----------------------------------------------------------------------------------------------------

  void warn_of_missing_sources() {
    const auto warn = [this](const std::vector<Assumption>& assumptions) {
      for (const Assumption& one : assumptions) {
        if (!one.source.empty() || !one.is_given() || one.is_default) continue;
        const auto at =
            std::find_if(spots_.begin(), spots_.end(), [&one](const auto& spot) { return spot.first == one.path; });
        // An override is a question, not a claim.
        if (at == spots_.end() || at->second.text->file == "--set") continue;
        diagnostics_.warning(at->second, fmt::format("{}: no source", one.path),
                             "say where it is from: {value: …, source: KEY}, KEY being one of sources.yaml");
      }
    };
    warn(scenario_.trajectory);
    warn(scenario_.shared);
    for (const Block& one : scenario_.blocks) warn(one.assumptions);
  }

  /// The base year that a tree states by itself.
  static std::optional<int> stated_base_year(const Node& tree) {
    if (const Entry* const base = tree.find("base_year")) return year_of(base->value->text);
    const Entry* const years = tree.find("years");
    if (years == nullptr) return std::nullopt;
    return year_of(trimmed(years->value->text.substr(0, years->value->text.find(".."))));
  }

  /// The very value that `inherited` has, not one that was given anew.
  bool is_inherited(const Assumption& one, const Node& inherited) const {
    const std::size_t dot = one.path.find('.');
    const std::string block = one.path.substr(0, dot);
    const Entry* const theirs = inherited.find(block);
    const Entry* const ours = tree().find(block);
    if (theirs == nullptr || ours == nullptr) return false;
    const Node* const before = find_parameter(*theirs->value, one.path.substr(dot + 1));
    const Node* const now = find_parameter(*ours->value, one.path.substr(dot + 1));
    return before != nullptr && before == now;
  }

  /// Values that hold at the start of the base year mean something else when it is moved under them.
  void warn_of_moved_base_year() {
    constexpr std::size_t shown = 4;
    std::vector<std::string> moved;
    int from = 0;
    for (const NodePointer& inherited : layers_.inherited) {
      const auto stated = stated_base_year(*inherited);
      if (!stated || *stated == scenario_.base_year) continue;
      for (const Assumption* const one : scenario_.assumptions()) {
        const bool listed = std::find(moved.begin(), moved.end(), one->path) != moved.end();
        if (listed || !one->parameter->dated || !one->as_of.empty() || !is_inherited(*one, *inherited)) continue;
        moved.push_back(one->path);
        from = *stated;
      }
    }
    if (moved.empty()) return;
    const std::size_t more = moved.size() > shown ? moved.size() - shown : 0;
    moved.resize(moved.size() - more);
    const Entry* const base = tree().find("base_year");
    diagnostics_.pressing(
        (base != nullptr ? base : tree().find("years"))->value->spot,
        fmt::format("values that were given for the start of {} now count as of {}: {}{}", from, scenario_.base_year,
                    fmt::join(moved, ", "), more > 0 ? fmt::format(" and {} more", more) : std::string()),
        fmt::format("keep base_year: {}, which can lie before the first year; or give them anew, or add as_of: {} "
                    "to a value that has a growth",
                    from, from));
  }

  const Layers& layers_;
  Diagnostics& diagnostics_;
  Scenario scenario_;
  bool have_years_ = false;
  std::vector<std::pair<std::string, Spot>> spots_;  // of assumptions, by path
  Spot as_of_spot_;                                  // of the value that was read last
  std::vector<Spot> correlation_spots_;
  std::vector<WrittenCoupling> couplings_;
  std::vector<NodePointer> defaults_;  // what spots of assumptions are in
};

}  // namespace

std::vector<std::string> parameter_paths() {
  return parameter_paths(*models::built_in());
}

std::vector<const Assumption*> Scenario::assumptions() const {
  std::vector<const Assumption*> all;
  const auto append = [&all](const std::vector<Assumption>& some) {
    for (const Assumption& assumption : some) all.push_back(&assumption);
  };
  append(trajectory);
  append(shared);
  for (const Block& block : blocks) append(block.assumptions);
  return all;
}

std::vector<std::string> Scenario::not_modelled() const {
  std::vector<std::string> names;
  for (const auto* constraint : catalogue->constraints()) {
    const std::string& wanted = constraint->description->constraint;
    const bool there = std::any_of(blocks.begin(), blocks.end(), [&wanted](const Block& block) {
      return block.constraint->description->constraint == wanted;
    });
    if (!there) names.push_back(wanted);
  }
  return names;
}

Bibliography load_bibliography(const std::string& path, const Reader& read) {
  Diagnostics diagnostics;
  const std::size_t sources = read_bibliography(path, read, diagnostics).size();
  return {sources, diagnostics.sorted()};
}

Loaded resolved(Layers layers, Diagnostics& diagnostics) {
  Loaded loaded;
  if (layers.tree != nullptr) {
    const auto kept = std::make_shared<const Layers>(std::move(layers));
    if (auto scenario = Resolver(*kept, diagnostics).scenario()) {
      scenario->layers = kept;
      loaded.scenario = std::make_shared<const Scenario>(std::move(*scenario));
    }
  }
  loaded.diagnostics = diagnostics.sorted();
  return loaded;
}

Loaded load(const std::string& path, const std::vector<std::string>& overrides, const Reader& read,
            std::shared_ptr<const models::Catalogue> catalogue) {
  Diagnostics diagnostics;
  Layers layers = read_layers(path, overrides, read, std::move(catalogue), diagnostics);
  return resolved(std::move(layers), diagnostics);
}

}  // namespace chokepoint::scenario
