// SPDX-License-Identifier: Apache-2.0
// A request to its verb, and everything that goes wrong on the way to diagnostics.
#include "explorer/session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "units/utf8.hpp"

namespace chokepoint::explorer {

namespace {

constexpr std::size_t states_kept = 4;

std::string name_of(const ScenarioPointer& scenario) {
  return scenario->name;
}

/// "did you mean …?", or what there is.
std::string which(const std::string& wrong, const std::vector<std::string>& names) {
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string_view near = units::nearest(wrong, candidates);
  return near.empty() ? fmt::format("one of: {}", fmt::join(names, ", ")) : fmt::format("did you mean {}?", near);
}

/// What a text is called where it is not understood: not all of it.
std::string quoted(const std::string& text) {
  constexpr std::size_t most = 60;
  const std::string line = utf8::printable_line(text);
  const std::string_view start = utf8::first(line, most);
  return fmt::format("'{}{}'", start, start.size() < line.size() ? "…" : "");
}

std::vector<std::string> names_of_verbs() {
  std::vector<std::string> names;
  for (const Verb& verb : verbs()) names.emplace_back(verb.name);
  return names;
}

const Verb& verb_named(const std::string& name) {
  for (const Verb& verb : verbs()) {
    if (name == verb.name) return verb;
  }
  refuse(fmt::format("unknown verb {}", quoted(name)), which(name, names_of_verbs()));
}

std::string key_of(const State& state, const std::vector<std::string>& overrides) {
  std::string key = state.scenario;
  for (const std::string& one : overrides) {
    key += '\0';
    key += one;
  }
  return key;
}

Json of_diagnostic(const scenario::Diagnostic& one) {
  const bool of_change = one.place.file == "--set";
  const std::size_t equals = one.line.find('=');
  const bool has_value = of_change && equals != std::string::npos;
  const std::size_t start = has_value ? utf8::count(std::string_view(one.line).substr(0, equals)) + 1 : 0;
  const bool in_value = has_value && one.place.line == 1 && one.place.column > start;
  std::string text = scenario::render(one);
  std::string excerpt;
  if (one.place.line != 0) {
    const std::size_t from = text.find('\n') + 1;
    const std::size_t caret = text.find('\n', from);
    excerpt = text.substr(from, text.find('\n', caret + 1) - from);
  }
  return {{"severity", one.severity == scenario::Diagnostic::Severity::error ? "error" : "warning"},
          {"file", one.place.file},
          {"line", one.place.line},
          {"column", one.place.column},
          {"length", one.length},
          {"path", has_value ? Json(one.line.substr(0, equals)) : Json(nullptr)},
          {"in_value", in_value ? Json(one.place.column - 1 - start) : Json(nullptr)},
          {"message", one.message},
          {"hint", one.hint},
          {"excerpt", std::move(excerpt)},
          {"text", std::move(text)}};
}

scenario::Diagnostic defect(const std::string& what, const std::string& hint) {
  return complaint("request", what, hint);
}

Json wrong(const std::vector<scenario::Diagnostic>& diagnostics) {
  return {{"diagnostics", json_of(diagnostics)}};
}

Json answer_of(Session::Parts& parts, std::string_view text) {
  try {
    const Request request(text);
    const Verb& verb = verb_named(request.verb());
    Work work(parts, request);
    Json answer = {{"ok", verb.answer(work)}};
    if (!work.warnings().empty()) answer["warnings"] = json_of(work.warnings());
    return answer;
  } catch (const Refused& refused) {
    return wrong(refused.diagnostics);
  } catch (const Ended&) {
    return wrong({defect("was ended before it was done", "")});
  } catch (const simulation::ImpossibleValue& error) {
    return wrong({defect(error.what(),
                         "take fewer years, or narrow the range or the distribution: with 'lower' and 'upper', or "
                         "'truncate'")});
  } catch (const analysis::Unsettled& error) {
    return wrong({defect(error.what(), "a quantile, such as p50 or p90; or more draws")});
  } catch (const std::invalid_argument& error) {
    return wrong({defect(error.what(), "")});
  } catch (const std::bad_alloc&) {
    return wrong({defect("needs more memory than there is", "take fewer draws or years")});
  } catch (const std::exception& error) {
    return wrong({defect(fmt::format("met a defect of chokepoint: {}", error.what()), "please report it")});
  }
}

}  // namespace

scenario::Reader reader_of(const std::map<std::string, std::string>& files) {
  return [&files](const std::string& path, std::size_t limit) -> std::variant<std::string, scenario::Unreadable> {
    const auto found = files.find(path);
    if (found == files.end()) return scenario::Unreadable{"no such file"};
    return found->second.substr(0, limit);
  };
}

Json json_of(const std::vector<scenario::Diagnostic>& diagnostics) {
  Json all = Json::array();
  for (const scenario::Diagnostic& one : diagnostics) all.push_back(of_diagnostic(one));
  return all;
}

const Opened& Work::opened(const std::string& name) const {
  std::vector<std::string> names;
  for (const Opened& one : parts_.opened) {
    if (one.scenario->name == name) return one;
    names.push_back(name_of(one.scenario));
  }
  if (names.empty()) refuse("no scenario is open", R"({"do": "open", "scenarios": [{"path": …}], "files": {…}})");
  refuse(fmt::format("there is no scenario {}", quoted(name)), which(name, names));
}

ScenarioPointer Work::scenario(const char* field) {
  const State state = request_.state(field);
  const Opened& base = opened(state.scenario);
  const std::vector<std::string> texts = overrides(state);
  if (texts.empty()) return base.scenario;
  const std::string key = key_of(state, texts);
  auto& recent = parts_.recent;
  const auto found = std::find_if(recent.begin(), recent.end(), [&key](const auto& one) { return one.first == key; });
  if (found != recent.end()) {
    std::rotate(found, found + 1, recent.end());
    return recent.back().second;
  }
  scenario::Loaded loaded = scenario::with(*base.scenario, texts);
  if (!loaded.scenario) throw Refused{std::move(loaded.diagnostics)};
  for (scenario::Diagnostic& one : loaded.diagnostics) {
    if (one.pressing) warnings_.push_back(std::move(one));
  }
  // A warning is told once for each request: what brings one is not kept.
  if (!warnings_.empty()) return loaded.scenario;
  if (recent.size() == states_kept) recent.erase(recent.begin());
  recent.emplace_back(key, loaded.scenario);
  return loaded.scenario;
}

simulation::Ensemble Work::ensemble(std::uint64_t otherwise) const {
  constexpr std::uint64_t largest_seed = std::uint64_t{1} << 53U;  // of those that a JSON number holds
  simulation::Ensemble ensemble;
  ensemble.draws = request_.whole("draws", 1, draw_limit).value_or(otherwise);
  ensemble.seed = request_.whole("seed", 0, largest_seed).value_or(ensemble.seed);
  ensemble.point = request_.flag("point");
  return ensemble;
}

analysis::Effort Work::effort(const simulation::Ensemble& ensemble, std::size_t pieces) {
  analysis::Effort effort{.ensemble = ensemble, .threads = {}, .progress = {}};
  const auto count = static_cast<double>(pieces);
  const auto start = static_cast<double>(done_++) / count;
  effort.progress = [this, start, count](double share) {
    return !parts_.progress || parts_.progress(std::min(1.0, start + share / count));
  };
  return effort;
}

report::Context Work::context(const ScenarioPointer& scenario, const simulation::Ensemble& ensemble) const {
  return {.scenario = scenario, .ensemble = ensemble, .version = parts_.version};
}

Json about(Work& work) {
  Json words = Json::array();
  for (const units::Word& word : units::words()) words.push_back(word.symbol);
  return {{"version", work.parts().version},
          {"registers", models::instruction_set()},
          {"verbs", names_of_verbs()},
          {"words", std::move(words)}};
}

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> all{{"open", open},
                                     {"about", about},
                                     {"levers", levers},
                                     {"value", value},
                                     {"check", check},
                                     {"run", run},
                                     {"matters", matters},
                                     {"map", map},
                                     {"solve", solve},
                                     {"ways", ways},
                                     {"assumptions", assumptions},
                                     {"compare", compare},
                                     {"yaml", yaml},
                                     {"command", command},
                                     {"csv", csv},
                                     {"report", report}};
  return all;
}

Session::Session(Progress progress) : parts_(new Parts{std::move(progress), {}, {}, {}, {}, {}}) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

std::string Session::answer(std::string_view request) {
  return answer_of(*parts_, request).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace chokepoint::explorer
