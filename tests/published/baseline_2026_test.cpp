// SPDX-License-Identifier: Apache-2.0
// What docs/baseline-2026.md says: its table of scenarios against what they give, and the baseline under the settings
// of a simpler model against the medians of that.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <sstream>

#include "chokepoint/statistics.hpp"
#include "scenarios.hpp"

namespace chokepoint {
namespace {

statistics::Summary run_of(const std::string& name, const std::vector<std::string>& overrides) {
  const simulation::Engine engine(load_scenario("scenarios/" + name + ".yaml", overrides), {});
  return *statistics::summarize(engine, {.count = 0, .block_size = 0});
}

const statistics::Constraint& constraint_of(const statistics::Summary& summary, const std::string& name) {
  for (const auto& one : summary.constraints) {
    if (one.name == name) return one;
  }
  throw std::invalid_argument("no constraint " + name);
}

double ceiling_in(const statistics::Summary& summary, const std::string& name, int year) {
  return constraint_of(summary, name).ceiling.years.at(static_cast<std::size_t>(year - summary.first_year)).median();
}

// --- the table -----------------------------------------------------------------------------------------------------

/// The row of the document that a scenario makes.
std::string row_of(const std::string& name) {
  const statistics::Summary summary = run_of(name, {"years=2026..2036"});
  const binding::Verdict& verdict = summary.verdict;
  const auto year = [&](const std::optional<std::size_t>& at) {
    return at ? fmt::format("{}", summary.first_year + static_cast<int>(*at)) : std::string("not");
  };
  const auto by = [&](const char* constraint) {
    const auto at = static_cast<std::size_t>(&constraint_of(summary, constraint) - summary.constraints.data());
    return fmt::format("{:.0f}%", 100.0 * verdict.stopped_by[at]);
  };
  std::string row = fmt::format("| `{}` | {}, {}, {} | {:.0f}% | {} / {} / {} / {} | {:.1e} | {:.1e} |", name,
                                year(verdict.tenth), year(verdict.half), year(verdict.nine_tenths),
                                100.0 * (1.0 - summary.not_stopped.at(5)), by("power"), by("data"), by("chips"),
                                by("latency"), ceiling_in(summary, "power", 2031), ceiling_in(summary, "chips", 2031));
  for (std::size_t at = row.find("e+"); at != std::string::npos; at = row.find("e+")) row.erase(at + 1, 1);
  return row;
}

TEST(Baseline2026, TheDocumentSaysWhatTheScenariosGive) {
  std::istringstream document(read_file(CHOKEPOINT_SOURCE_DIR "/docs/baseline-2026.md"));
  std::size_t rows = 0;
  for (std::string line; std::getline(document, line);) {
    if (!line.starts_with("| `")) continue;
    ++rows;
    EXPECT_EQ(row_of(line.substr(3, line.find('`', 3) - 3)), line);
  }
  EXPECT_GE(rows, 9U);
}

// Every scenario that comes with chokepoint, also the ones that no table names.
TEST(Scenarios, GiveCeilingsInEveryYear) {
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(CHOKEPOINT_SOURCE_DIR "/scenarios")) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() != ".yaml" || name == "sources") continue;
    ++seen;
    const simulation::Engine engine(load_scenario("scenarios/" + name + ".yaml"), {.draws = 256});
    const statistics::Summary summary = *statistics::summarize(engine, {.count = 1, .block_size = 0});
    ASSERT_FALSE(summary.constraints.empty()) << name;
    for (const auto& constraint : summary.constraints) {
      for (const auto& year : constraint.ceiling.years) {
        EXPECT_TRUE(std::isfinite(year.median()) && year.median() > 0.0) << name << ' ' << constraint.name;
      }
    }
  }
  EXPECT_GE(seen, 13U);
}

// --- under other settings ------------------------------------------------------------------------------------------

// The same inputs in a simpler model: data centers that grow as demand does, at most 20 GW (11.7 to 34.3) in 2026 and
// 10% more each year; one run over all of them, bandwidth left out. Medians of 200,000 draws of another program, at the
// ends of 2026 to 2030, as printed to two digits. What is not built in one year can be built in the next here, so that
// ours are higher in the end.
TEST(Baseline2026, UnderTheSettingsOfASimplerModelItGivesItsMedians) {
  std::vector<std::string> overrides = {"years=2026..2031",
                                        "power.grid.headroom=5000 GW",
                                        "power.grid.connections={p10: 11.7 GW/yr, p50: 20 GW/yr, p90: 34.3 GW/yr}",
                                        "power.grid.connection_growth=1.1x/yr",
                                        "power.campus_power=0.001 GW",
                                        "power.interconnect_bandwidth=1e9 Tbit/s"};
  for (const char* source :
       {"gas_committed", "gas_turbines", "gas_fast", "fuel_cells", "nuclear_restarts", "nuclear_uprates",
        "nuclear_large", "nuclear_small", "solar_storage", "wind", "geothermal"}) {
    overrides.push_back(fmt::format("power.{}.orders=0 GW/yr", source));
  }
  const statistics::Summary summary = run_of("baseline-2026-power", overrides);
  constexpr double power[] = {25e9, 37e9, 54e9, 74e9, 99e9};
  constexpr double ceiling[] = {3.4e28, 6.9e28, 1.4e29, 2.6e29, 4.6e29};
  constexpr double trend[] = {1.6e27, 7.4e27, 3.3e28, 1.5e29, 6.5e29};
  for (std::size_t year = 0; year < 5; ++year) {
    const int start = 2027 + static_cast<int>(year);
    const statistics::Series* built = nullptr;
    for (const auto& internal : constraint_of(summary, "power").internals) {
      if (internal.name == "power/ai_datacenter_power") built = &internal;
    }
    ASSERT_NE(built, nullptr);
    EXPECT_NEAR(built->years[year + 1].median() / power[year], 1.0, 0.1) << start;
    EXPECT_NEAR(ceiling_in(summary, "power", start) / ceiling[year], 1.0, 0.1) << start;
    EXPECT_NEAR(summary.trajectory.years[year + 1].median() / trend[year], 1.0, 0.03) << start;
  }
}

}  // namespace
}  // namespace chokepoint
