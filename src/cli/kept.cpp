// SPDX-License-Identifier: Apache-2.0
#include "cli/kept.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string_view>

#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/ranks.hpp"

namespace chokepoint::cli {

namespace {

/// What the kept points of a sweep belong to: a folder holds those of one sweep, and says of which.
std::string identity_of(const scenario::Scenario& scenario, const simulation::Ensemble& ensemble,
                        const std::vector<question::Axis>& axes, int year) {
  std::string text =
      fmt::format("chokepoint {}\nscenario {} {}..{} from {}\nyear {}\ndraws {} seed {} method {} point {}\n",
                  CHOKEPOINT_VERSION, scenario.name, scenario.first_year, scenario.last_year, scenario.base_year, year,
                  ensemble.draws, ensemble.seed, static_cast<int>(ensemble.method), ensemble.point);
  text += fmt::format("anchor {}\n", scenario.trajectory_plan.anchor_date);
  for (const auto* assumption : scenario.assumptions())
    text += fmt::format("{} = {}{}\n", assumption->path, assumption->text, assumption->steps ? ", in steps" : "");
  for (const auto& block : scenario.blocks) {
    const models::Description& description = *block.constraint->description;
    for (const auto& one : scenario::said_of(block, *scenario.catalogue))
      text += fmt::format("{} {} {}\n", description.name, one.key, one.text);
    if (block.constraint->program != nullptr) text += fmt::format("{}\n", description.equations);
    for (const auto& one : block.couplings)
      text += fmt::format("{}.{} reads {}\n", description.name, description.parameters[one.parameter].name, one.text);
  }
  for (const auto& one : scenario.relief ? scenario.relief->couplings : std::vector<scenario::Coupling>{})
    text += fmt::format("relief.{} reads {}\n", models::relief().parameters[one.parameter].name, one.text);
  for (const auto& one : scenario.events)
    text += fmt::format("{} from {} until {}\n", one.description->name, one.from, one.until);
  for (const auto& one : scenario.correlations) text += fmt::format("{} ~ {} {}\n", one.a, one.b, one.spearman);
  for (const auto& axis : axes) text += fmt::format("{} in {}\n", axis.path, fmt::join(axis.values, " "));
  return text;
}

std::optional<std::string> content_of(const std::string& path) {
  auto read = disk()(path, scenario::file_size_limit);
  if (auto* const text = std::get_if<std::string>(&read)) return std::move(*text);
  return std::nullopt;
}

/// The points of one sweep, each in a file of its own that says whose it is and ends with its own checksum.
class Folder {
 public:
  Folder(std::string path, const std::string& identity, std::size_t constraints, std::size_t years)
      : path_(std::move(path)), sweep_(sha256(identity)), constraints_(constraints), years_(years) {}

  [[nodiscard]] std::optional<analysis::Cell> load(std::size_t point) const {
    const std::string file = file_of(point);
    const auto text = content_of(file);
    if (!text) return std::nullopt;
    const auto refuse = [&file](std::string_view why) -> SpoiledPoint {
      return SpoiledPoint(fmt::format("{}: {}; delete it to have it made again", file, why));
    };
    const std::string head = head_of(point);
    if (!text->starts_with(head)) throw refuse("is not this point of this sweep");
    const std::size_t end = std::min(text->find('\n', head.size()), text->size());
    const std::string numbers = text->substr(head.size(), end - head.size());
    auto cell = analysis::read_cell(numbers, constraints_, years_);
    if (const auto* const why = std::get_if<std::string>(&cell)) throw refuse(*why);
    if (*text != sealed(head + numbers + "\n")) throw refuse("its checksum is not that of its numbers");
    return std::get<analysis::Cell>(std::move(cell));
  }

  void store(std::size_t point, const analysis::Cell& cell) const {
    replace_file(file_of(point), sealed(head_of(point) + analysis::text_of(cell) + "\n"));
  }

 private:
  [[nodiscard]] std::string file_of(std::size_t point) const {
    return (std::filesystem::path(path_) / fmt::format("point-{}.txt", point)).string();
  }
  [[nodiscard]] std::string head_of(std::size_t point) const {
    return fmt::format("chokepoint kept point, format 1\nsweep {}\npoint {}\n", sweep_, point);
  }
  static std::string sealed(const std::string& text) { return text + "sha256 " + sha256(text) + "\n"; }

  std::string path_;
  std::string sweep_;
  std::size_t constraints_;
  std::size_t years_;
};

/// Whether the folder holds points of this sweep or none. Throws Unwritable.
bool claim(const std::string& folder, const std::string& identity) {
  // Not a name of --out, which may be the same folder.
  const std::string name = (std::filesystem::path(folder) / "points.txt").string();
  prepare_folder(folder);
  const auto found = content_of(name);
  if (found && *found != identity) {
    print_error(fmt::format("--resume: {} holds the points of another sweep", folder),
                "another folder, or the same scenario, values, draws and seed");
    return false;
  }
  if (!found && writes_files()) replace_file(name, identity);
  return true;
}

}  // namespace

std::optional<analysis::Kept> kept_in(const std::string& folder, const scenario::Scenario& scenario,
                                      const simulation::Ensemble& ensemble, const std::vector<question::Axis>& axes,
                                      int year) {
  if (folder.empty()) return analysis::Kept{};
  const std::string identity = identity_of(scenario, ensemble, axes, year);
  try {
    if (!claim(folder, identity)) return std::nullopt;
  } catch (const Unwritable& error) {
    print_error(fmt::format("--resume: cannot write there: {}", error.what()));
    return std::nullopt;
  }
  const Folder points(folder, identity, scenario.blocks.size(),
                      static_cast<std::size_t>(year - scenario.first_year + 1));
  return analysis::Kept{
      .load = [points](std::size_t point) { return points.load(point); },
      .store = [points](std::size_t point, const analysis::Cell& cell) { points.store(point, cell); }};
}

}  // namespace chokepoint::cli
