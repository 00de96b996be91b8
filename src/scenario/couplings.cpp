// SPDX-License-Identifier: Apache-2.0
#include "scenario/couplings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "scenario/keys.hpp"
#include "scenario/values.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

constexpr std::string_view key = coupling_keys.front().name;
constexpr units::Kind flop{units::base(units::Base::compute)};

const std::string& name_of(const Scenario& scenario, std::size_t block) {
  return scenario.blocks[block].constraint->description->name;
}

/// Every series there is, or of one kind: "trajectory", "chips", "chips/stock".
std::vector<std::string> series_of(const Scenario& scenario, const std::optional<units::Kind>& kind = std::nullopt) {
  std::vector<std::string> names;
  if (!kind || *kind == flop) names.emplace_back("trajectory");
  for (const Block& block : scenario.blocks) {
    for (const models::Output& output : block.constraint->description->outputs) {
      if (kind && !(*kind == output.kind)) continue;
      const std::string& name = block.constraint->description->name;
      names.push_back(output.name.empty() ? name : fmt::format("{}/{}", name, output.name));
    }
  }
  return names;
}

/// Of a hint: "of this unit is power/network_power".
std::string fitting(const Scenario& scenario, const units::Kind& kind) {
  const std::vector<std::string> names = series_of(scenario, kind);
  if (names.empty()) return fmt::format("no output is {}", units::name_of(kind));
  return fmt::format("of this unit {} {}", names.size() == 1 ? "is" : "are", fmt::join(names, ", "));
}

/// Block and output of a name; the trajectory has no block.
struct Found {
  std::optional<std::size_t> block;
  std::size_t output = 0;
  units::Kind kind = flop;
};

std::optional<Found> find(const std::string& name, const Scenario& scenario) {
  if (name == "trajectory") return Found{};
  const std::size_t slash = std::min(name.find('/'), name.size());
  const std::string_view output = std::string_view(name).substr(std::min(slash + 1, name.size()));
  for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
    if (name_of(scenario, k) != std::string_view(name).substr(0, slash)) continue;
    const auto& outputs = scenario.blocks[k].constraint->description->outputs;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (outputs[i].name == output) return Found{k, i, outputs[i].kind};
    }
  }
  return std::nullopt;
}

/// The text under `output`, with nothing beside it but remarks; null when it is wrong, which has been told.
const Node* text_of(const Node& node, const std::string& path, Coupling& coupling, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  Remarks remarks;
  for (const Entry& entry : node.entries) {
    if (entry.key == key || read_remark(entry, path, remarks, diagnostics)) continue;
    diagnostics.error(
        entry.spot,
        fmt::format("{}: '{}' does not go with an output of another constraint", path, units::excerpt(entry.key)),
        "{output: chips/stock, note: …}");
  }
  coupling.source = remarks.source;
  coupling.confidence = remarks.confidence;
  coupling.note = remarks.note;
  const Node& text = *node.find(key)->value;
  if (!text.is_scalar()) {
    diagnostics.error(text.spot, fmt::format("{}: 'output' names one", path), "{output: chips/stock}");
  }
  return diagnostics.errors() > errors ? nullptr : &text;
}

/// Appends to `couplings`, those of a block with this description.
void couple_one(const WrittenCoupling& written, const Scenario& scenario, const models::Description& description,
                std::vector<Coupling>& couplings, Diagnostics& diagnostics) {
  const models::Parameter& parameter = description.parameters[written.parameter];
  const std::string path = fmt::format("{}.{}", description.name, parameter.name);
  Coupling made;
  const Node* const text = text_of(*written.node, path, made, diagnostics);
  if (text == nullptr) return;
  const auto found = find(text->text, scenario);
  if (!found) {
    const std::string near = did_you_mean(text->text, series_of(scenario));
    diagnostics.error(text->spot, fmt::format("{}: no output is named '{}'", path, units::excerpt(text->text)),
                      near.empty() ? fitting(scenario, parameter.kind) : near);
    return;
  }
  if (!(parameter.kind == found->kind)) {
    diagnostics.error(text->spot,
                      fmt::format("{}: expected {}, got {}, which is {}", path, units::name_of(parameter.kind),
                                  text->text, units::name_of(found->kind)),
                      fitting(scenario, parameter.kind));
    return;
  }
  made.parameter = written.parameter;
  made.block = found->block;
  made.output = found->output;
  made.text = text->text;
  made.place = place_of(text->spot);
  couplings.push_back(std::move(made));
}

bool is_ready(const Block& block, const std::vector<bool>& placed) {
  return std::all_of(block.couplings.begin(), block.couplings.end(),
                     [&placed](const Coupling& one) { return !one.block || placed[*one.block]; });
}

/// Of blocks that cannot be placed, those that wait for each other: from each to the one that it reads.
std::string circle_of(const Scenario& scenario, const std::vector<bool>& placed, std::size_t from) {
  std::vector<std::size_t> way;
  std::size_t at = from;
  while (std::find(way.begin(), way.end(), at) == way.end()) {
    way.push_back(at);
    const auto& couplings = scenario.blocks[at].couplings;
    at = *std::find_if(couplings.begin(), couplings.end(), [&placed](const Coupling& one) {
            return one.block && !placed[*one.block];
          })->block;
  }
  std::string text;
  for (auto one = std::find(way.begin(), way.end(), at); one != way.end(); ++one) {
    text += fmt::format("{} reads ", name_of(scenario, *one));
  }
  return text + name_of(scenario, at);
}

}  // namespace

bool is_coupling(const Node& node) {
  return node.is_mapping() && node.find(key) != nullptr;
}

void couple(const std::vector<WrittenCoupling>& written, Scenario& scenario, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  for (const WrittenCoupling& one : written) {
    Block& block = scenario.blocks[one.block];
    couple_one(one, scenario, *block.constraint->description, block.couplings, diagnostics);
  }
  if (diagnostics.errors() > errors) return;
  std::vector<bool> placed(scenario.blocks.size());
  while (scenario.running.size() < scenario.blocks.size()) {
    std::size_t next = 0;
    while (next < placed.size() && (placed[next] || !is_ready(scenario.blocks[next], placed))) ++next;
    if (next == placed.size()) {
      const auto waiting = static_cast<std::size_t>(std::find(placed.begin(), placed.end(), false) - placed.begin());
      const auto first = std::find_if(written.begin(), written.end(),
                                      [waiting](const WrittenCoupling& one) { return one.block == waiting; });
      diagnostics.error(first->node->spot,
                        fmt::format("constraints wait for each other: {}", circle_of(scenario, placed, waiting)),
                        "give one of these parameters a value");
      return;
    }
    placed[next] = true;
    scenario.running.push_back(next);
  }
}

void couple_relief(const std::vector<WrittenCoupling>& written, Scenario& scenario, Diagnostics& diagnostics) {
  for (const WrittenCoupling& one : written) {
    couple_one(one, scenario, models::relief(), scenario.relief->couplings, diagnostics);
  }
}

}  // namespace chokepoint::scenario
