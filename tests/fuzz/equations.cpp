// SPDX-License-Identifier: Apache-2.0
// Any text as the formulas of a constraint, a line for each: the ceiling, the start and the next of a state, a part,
// then steps a, b, c and so on. What is read runs to the same bits in lanes and over plain doubles.
#include "chokepoint/equations.hpp"

#include <cstring>
#include <string>
#include <vector>

#include "chokepoint/models.hpp"
#include "property.hpp"

namespace chokepoint::equations {
namespace {

using fuzz::hold;

constexpr std::size_t lanes = 16;
constexpr int years = 3;

units::Kind kind_of(const char* amount) {
  return std::get<units::Amount>(units::parse_amount(amount)).kind;
}

Source source_of(const std::string& text) {
  static const std::vector<Given> parameters{{"spend", kind_of("1 USD/yr"), true},
                                             {"price", kind_of("1 USD/H100e"), false},
                                             {"share", units::ratio_kind, true},
                                             {"growth", units::growth_kind, false}};
  static const std::vector<Given> shared{{"run", kind_of("1 FLOP/H100e"), false}};
  Source source{.base_year = 2026,
                .parameters = parameters,
                .others = {{"chips.stock", kind_of("1 H100e"), true}},
                .shared = shared,
                .definitions = {},
                .internals = {},
                .elsewhere = {"chips.production"}};
  constexpr Part first[] = {Part::ceiling, Part::start, Part::next, Part::part, Part::needed, Part::supply};
  std::size_t at = 0;
  while (at <= text.size() && source.definitions.size() < definition_limit) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t count = source.definitions.size();
    const Part part = count < std::size(first) ? first[count] : Part::step;
    std::string name;
    if (part == Part::start || part == Part::next) name = "stock";
    if (part == Part::part) name = "one";
    if (part == Part::step) name = "s" + std::to_string(count - std::size(first));
    source.definitions.push_back({part, name, text.substr(at, end - at)});
    at = end + 1;
  }
  // A state, and a need, is whole: the caller of compile() sees to it.
  if (source.definitions.size() == 2) source.definitions.push_back({Part::next, "stock", "stock"});
  if (source.definitions.size() == 5) source.definitions.push_back({Part::supply, "", "ceiling"});
  return source;
}

void check(const Source& source, const Checked& checked) {
  bool wrong = false;
  for (const Remark& one : checked.remarks) {
    hold(one.definition < source.definitions.size(), "a remark is of a formula");
    const std::size_t size = source.definitions[one.definition].text.size();
    hold(one.offset <= size && one.length <= size + 1, "a remark is of a piece of its formula");
    hold(!one.message.empty(), "a remark says something");
    wrong = wrong || !one.warning;
  }
  hold(wrong == (checked.program == nullptr), "there is a program, or something is wrong");
}

void check(const std::string& text) {
  const Source source = source_of(text);
  const Checked checked = compile(source);
  check(source, checked);
  if (checked.program == nullptr) return;
  hold(operations(*checked.program) <= 2 * operation_limit, "a program is short");
  models::Description description;
  const models::Constraint constraint = models::constraint_of(description, *checked.program);
  std::vector<double> columns(5 * lanes);
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = 0.25 * static_cast<double>(i % 7);
  std::vector<models::Input> own;
  for (std::size_t i = 0; i < 5; ++i) own.push_back({columns.data() + i * lanes});
  const std::vector<models::Input> shared{{columns.data() + lanes}};
  const std::size_t cells = lanes * years;
  const std::vector<double> run(cells, 1e26);
  std::vector<double> results[2];
  for (const bool reference : {false, true}) {
    std::vector<double>& out = results[reference ? 1 : 0];
    out.resize((3 + 4) * cells);  // ceiling, part, state; needs and what governs
    models::Job job{.shared = shared, .own = own, .lanes = lanes, .skipped = 1, .years = years, .out = out.data()};
    job.run = run.data();
    job.needs = out.data() + 3 * cells;
    job.governing = out.data() + 6 * cells;
    job.program = checked.program.get();
    (reference ? constraint.reference : constraint.step)(job);
  }
  for (std::size_t i = 0; i < results[0].size(); ++i) {
    const bool none = results[0][i] != results[0][i] && results[1][i] != results[1][i];
    hold(none || std::memcmp(&results[0][i], &results[1][i], sizeof(double)) == 0,
         "lanes give the bits of the reference");
  }
}

}  // namespace
}  // namespace chokepoint::equations

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chokepoint::equations::check(chokepoint::fuzz::text_of(data, size));
  return 0;
}
