// SPDX-License-Identifier: Apache-2.0
#include "evidence/downloads.hpp"

#include <array>

namespace chokepoint::evidence {

namespace {

// Columns are those of downloads that were looked at in 2026, each with the names that it has had. A column that is
// listed and has no role is one of which nothing becomes an observation.

constexpr std::array model_columns{
    DownloadColumn{"Publication date", Role::date},
    DownloadColumn{"Training compute (FLOP)", Role::value},
    DownloadColumn{"Model", Role::thing},
    DownloadColumn{"Organization", Role::maker},
    DownloadColumn{"Confidence", Role::sureness},
    // A cut of the table.
    DownloadColumn{"date", Role::date},
    DownloadColumn{"training_flop", Role::value},
    DownloadColumn{"model", Role::thing},
    DownloadColumn{"organization", Role::maker},
    DownloadColumn{"confidence", Role::sureness},
    DownloadColumn{"rank_by_flop_at_release"},
    DownloadColumn{"record_at_release"},
    DownloadColumn{"hardware"},
    DownloadColumn{"hardware_quantity"},
    DownloadColumn{"training_time_h"},
    DownloadColumn{"mfu"},
    DownloadColumn{"training_power_mw"},
    // The rest of the table, in its forms of 2024 to 2026.
    DownloadColumn{"Abstract"},
    DownloadColumn{"Accessibility notes"},
    DownloadColumn{"API prices"},
    DownloadColumn{"Approach"},
    DownloadColumn{"Archived links"},
    DownloadColumn{"Authors"},
    DownloadColumn{"Base model"},
    DownloadColumn{"Base model compute"},
    DownloadColumn{"Batch size"},
    DownloadColumn{"Batch size notes"},
    DownloadColumn{"Benchmark data"},
    DownloadColumn{"Citations"},
    DownloadColumn{"Compute cost notes"},
    DownloadColumn{"Country (of organization)"},
    DownloadColumn{"Dataset size notes"},
    DownloadColumn{"Domain"},
    DownloadColumn{"Epochs"},
    DownloadColumn{"Estimated over 1e25 FLOP"},
    DownloadColumn{"Finetune compute (FLOP)"},
    DownloadColumn{"Finetune compute notes"},
    DownloadColumn{"FLOP/$"},
    DownloadColumn{"Foundation model"},
    DownloadColumn{"Frontier model"},
    DownloadColumn{"Hardware quantity"},
    DownloadColumn{"Hardware release date"},
    DownloadColumn{"Hardware utilization"},
    DownloadColumn{"Hardware utilization (HFU)"},
    DownloadColumn{"Hardware utilization (MFU)"},
    DownloadColumn{"Hugging Face developer id"},
    DownloadColumn{"Inference code accessibility"},
    DownloadColumn{"Last modified"},
    DownloadColumn{"Link"},
    DownloadColumn{"Maybe over 1e25 FLOP"},
    DownloadColumn{"Model accessibility"},
    DownloadColumn{"Model versions (benchmarks)"},
    DownloadColumn{"Notability criteria"},
    DownloadColumn{"Notability criteria notes"},
    DownloadColumn{"Numerical format"},
    DownloadColumn{"Open model weights?"},
    DownloadColumn{"Organization categorization"},
    DownloadColumn{"Organization categorization (from Organization)"},
    DownloadColumn{"Parameters"},
    DownloadColumn{"Parameters notes"},
    DownloadColumn{"Possibly over 1e23 FLOP"},
    DownloadColumn{"Post-training compute (FLOP)"},
    DownloadColumn{"Post-training compute notes"},
    DownloadColumn{"Power per GPU"},
    DownloadColumn{"Reference"},
    DownloadColumn{"Task"},
    DownloadColumn{"Training chip-hours"},
    DownloadColumn{"Training cloud compute vendor"},
    DownloadColumn{"Training code accessibility"},
    DownloadColumn{"Training compute cost (2023 USD)"},
    DownloadColumn{"Training compute cost (cloud)"},
    DownloadColumn{"Training compute cost (upfront)"},
    DownloadColumn{"Training compute estimation method"},
    DownloadColumn{"Training compute lower bound"},
    DownloadColumn{"Training compute notes"},
    DownloadColumn{"Training compute upper bound"},
    DownloadColumn{"Training data center"},
    DownloadColumn{"Training dataset"},
    DownloadColumn{"Training dataset notes"},
    DownloadColumn{"Training dataset size"},
    DownloadColumn{"Training dataset size (datapoints)"},
    DownloadColumn{"Training dataset size (total)"},
    DownloadColumn{"Training hardware"},
    DownloadColumn{"Training power draw (W)"},
    DownloadColumn{"Training time (hours)"},
    DownloadColumn{"Training time notes"},
    DownloadColumn{"Utilization notes"},
    DownloadColumn{"WikiText and Penn Treebank data"},
};

constexpr std::array chip_columns{
    DownloadColumn{"End date", Role::date},
    DownloadColumn{"Chip manufacturer", Role::thing},
    DownloadColumn{"Chip type", Role::maker},
    DownloadColumn{"Compute estimate in H100e (median)", Role::value},
    DownloadColumn{"Compute estimate in H100e (5th percentile)", Role::low},
    DownloadColumn{"Compute estimate in H100e (95th percentile)", Role::high},
    DownloadColumn{"H100e compute power (median)", Role::value},
    DownloadColumn{"H100e compute power (5th percentile)", Role::low},
    DownloadColumn{"H100e compute power (95th percentile)", Role::high},
    DownloadColumn{"H100e (5th percentile)", Role::low},
    DownloadColumn{"H100e (95th percentile)", Role::high},
    DownloadColumn{"Incomplete", Role::incomplete},
    // The exports of the repository ai-chip-counts.
    DownloadColumn{"end_date", Role::date},
    DownloadColumn{"designer", Role::thing},
    DownloadColumn{"chip_type", Role::maker},
    DownloadColumn{"h100e_med", Role::value},
    DownloadColumn{"h100e_p5", Role::low},
    DownloadColumn{"h100e_p95", Role::high},
    DownloadColumn{"incomplete", Role::incomplete},
    // A cut of the table.
    DownloadColumn{"quarter_end", Role::date},
    DownloadColumn{"vendor", Role::thing},
    DownloadColumn{"cum_h100e_p50", Role::value},
    DownloadColumn{"cum_h100e_p05", Role::low},
    DownloadColumn{"cum_h100e_p95", Role::high},
    DownloadColumn{"cum_units"},
    DownloadColumn{"cum_chip_tdp_mw_p50"},
    DownloadColumn{"note"},
    // The rest of the tables.
    DownloadColumn{"Name"},
    DownloadColumn{"Start date"},
    DownloadColumn{"Number of Units"},
    DownloadColumn{"Number of units (median)"},
    DownloadColumn{"Number of units (5th percentile)"},
    DownloadColumn{"Number of units (95th percentile)"},
    DownloadColumn{"Number of Units (median)"},
    DownloadColumn{"Number of Units (5th percentile)"},
    DownloadColumn{"Number of Units (95th percentile)"},
    DownloadColumn{"Power in MW (median)"},
    DownloadColumn{"Power in MW (5th percentile)"},
    DownloadColumn{"Power in MW (95th percentile)"},
    DownloadColumn{"Total TDP (W)"},
    DownloadColumn{"Total TDP (W) (median)"},
    DownloadColumn{"Total TDP (W) (5th percentile)"},
    DownloadColumn{"Total TDP (W) (95th percentile)"},
    DownloadColumn{"Chip Cost (Linked)"},
    DownloadColumn{"Chip Cost (USD)"},
    DownloadColumn{"Chip H100e"},
    DownloadColumn{"Chip TDP (W)"},
    DownloadColumn{"Chip type (linked)"},
    DownloadColumn{"Cost Estimate (USD)"},
    DownloadColumn{"Unofficial estimated TDP (W)"},
    DownloadColumn{"Notes"},
    DownloadColumn{"Source / Link"},
    DownloadColumn{"Last Modified"},
    DownloadColumn{"Last Modified 2"},
    DownloadColumn{"Last Modified By"},
    DownloadColumn{"Created"},
    DownloadColumn{"name"},
    DownloadColumn{"series_start"},
    DownloadColumn{"units_p5"},
    DownloadColumn{"units_med"},
    DownloadColumn{"units_p95"},
    DownloadColumn{"power_mw_p5"},
    DownloadColumn{"power_mw_med"},
    DownloadColumn{"power_mw_p95"},
    DownloadColumn{"cost_usd_p5"},
    DownloadColumn{"cost_usd_med"},
    DownloadColumn{"cost_usd_p95"},
    DownloadColumn{"source"},
    DownloadColumn{"notes"},
};

constexpr std::array campus_columns{
    DownloadColumn{"Date", Role::date},
    DownloadColumn{"Power (MW)", Role::value},
    DownloadColumn{"Data center", Role::thing},
    // A cut of the table.
    DownloadColumn{"date", Role::date},
    DownloadColumn{"power_mw", Role::value},
    DownloadColumn{"data_center", Role::thing},
    DownloadColumn{"status", Role::projected, "projection"},
    DownloadColumn{"record_type"},
    DownloadColumn{"h100e"},
    // The rest of the table.
    DownloadColumn{"Annual operating cost (2025 USD billions)"},
    DownloadColumn{"Buildings operational"},
    DownloadColumn{"Capital cost ($)"},
    DownloadColumn{"Compute cost (2025 USD billions)"},
    DownloadColumn{"Construction cost (2025 USD billions)"},
    DownloadColumn{"Construction status"},
    DownloadColumn{"Current H100 equivalents (from Data center)"},
    DownloadColumn{"H100 equivalents"},
    DownloadColumn{"IT power (MW)"},
    DownloadColumn{"Performance (8-bit OP/s)"},
    DownloadColumn{"Source"},
    DownloadColumn{"Total capital cost (2025 USD billions)"},
    DownloadColumn{"Water use (MGD)"},
};

constexpr std::array dataset_columns{
    DownloadColumn{"date", Role::date},
    DownloadColumn{"dataset", Role::value},
    DownloadColumn{"system", Role::thing},
    DownloadColumn{"category", Role::only, "Language"},
    DownloadColumn{"comp"},
};

// EIA's API, route electricity/state-electricity-profiles/capability, as CSV. Names differ in case between its
// releases.
constexpr std::array eia_columns{
    DownloadColumn{"period", Role::date},
    DownloadColumn{"capability", Role::value},
    DownloadColumn{"capability-units", Role::unit, "megawatts|MW"},
    DownloadColumn{"stateid", Role::only, "US"},
    DownloadColumn{"stateId", Role::only, "US"},
    DownloadColumn{"energysourceid", Role::only, "ALL"},
    DownloadColumn{"producertypeid", Role::only, "TOT|ALL"},
    DownloadColumn{"stateDescription"},
    DownloadColumn{"energySourceDescription"},
    DownloadColumn{"producerTypeDescription"},
};

constexpr std::array lbnl_columns{
    DownloadColumn{"year", Role::date},
    DownloadColumn{"value", Role::value},
    DownloadColumn{"quantity", Role::only, "dc_twh"},
    DownloadColumn{"region", Role::only, "US"},
    DownloadColumn{"source", Role::only, "LBNL"},
    DownloadColumn{"kind", Role::only, "estimate"},
    DownloadColumn{"unit", Role::unit, "TWh/yr"},
    DownloadColumn{"low"},
    DownloadColumn{"high"},
    DownloadColumn{"published", Role::thing},
    DownloadColumn{"url"},
    DownloadColumn{"status"},
};

constexpr double hours_of_a_year = 8766.0;  // 365.25 days

constexpr std::array all_downloads{
    Download{.importer = {"epoch-models", "Epoch AI, Data on AI Models: training compute of models", "runs",
                          "epoch-models", "https://epoch.ai/data/ai-models", "CC-BY 4.0, credit Epoch AI"},
             .shape = Shape::each,
             .unit = "FLOP",
             .confidence = "published",
             .remarks =
                 "low and high: the value over and times 3 (Confident), 10 (Likely) or 30 (Speculative), taken for "
                 "90%. That is the convention of\nEpoch's documentation as it is known here; its text was not at "
                 "hand.",
             .columns = model_columns},
    Download{.importer = {"epoch-chip-sales", "Epoch AI, AI Chip Sales: accelerators sold so far, of all designers",
                          "chips/stock", "epoch-chip-sales", "https://epoch.ai/data/ai-chip-sales",
                          "CC-BY 4.0, credit Epoch AI"},
             .shape = Shape::total,
             .unit = "H100e",
             .spread = {.interval = 0.9},
             .confidence = "published",
             .remarks = "Sums over designers (and chips, where the table has them), each by its last row until the "
                        "date; no date after one of them ends.\nNothing is retired. low and high: sums of 5th and 95th "
                        "percentiles, as if all were off together; narrower if they are not.",
             .columns = chip_columns},
    Download{.importer = {"epoch-data-centers", "Epoch AI, Frontier Data Centers: the largest campus so far",
                          "power/campus_power", "epoch-data-centers", "https://epoch.ai/data/ai-data-centers",
                          "CC-BY 4.0, credit Epoch AI"},
             .shape = Shape::largest,
             .unit = "MW",
             .confidence = "derived",
             .remarks = "The running maximum over campuses of the power of the facility. Rows of dates after the "
                        "download are plans, and left out.\nThe table states no error.",
             .columns = campus_columns},
    Download{
        .importer = {"epoch-datasets",
                     "Epoch AI, sizes of the training data of language models (Villalobos et al. 2024)", "datasets",
                     "villalobos-2024", "https://github.com/epoch-research/data-stock", "CC-BY 4.0, credit Epoch AI"},
        .shape = Shape::each,
        .unit = "token",
        .factor = 0.8,
        .confidence = "published",
        .remarks = "The download counts words. Tokens here are words times 4/5, as the authors' program has it; "
                   "4/3 tokens to a word of English is more usual.\nNo growth depends on it, every level does. "
                   "The table states no error.",
        .columns = dataset_columns},
    Download{.importer = {"eia", "US Energy Information Administration, state electricity profiles: capability",
                          "power/us_generating_capacity", "eia-profiles",
                          "https://www.eia.gov/opendata/browser/electricity/state-electricity-profiles/capability",
                          "public domain"},
             .shape = Shape::each,
             .dating = Dating::year_end,
             .unit = "MW",
             .confidence = "published",
             .remarks = "Net summer capacity of all sources and producers of the United States, at the end of the "
                        "year.",
             .columns = eia_columns},
    Download{.importer = {"lbnl", "Lawrence Berkeley National Laboratory, electricity use of US data centers",
                          "power/us_datacenter_power", "lbnl-2024",
                          "https://eta-publications.lbl.gov/sites/default/files/2024-12/"
                          "lbnl-2024-united-states-data-center-energy-usage-report_1.pdf",
                          "cited as fact"},
             .shape = Shape::each,
             .dating = Dating::year_mean,
             .unit = "GW",
             .factor = 1e3 / hours_of_a_year / 0.5,
             .spread = {.low = 0.5 / 0.6, .high = 0.5 / 0.4, .interval = 0.8},
             .confidence = "derived",
             .remarks = "Capacity from energy: TWh a year over 8,766 hours, over a utilization of 50%, which the "
                        "report takes itself for 2028;\nlow and high: of 60% and 40% (Sevilla et al. 2024). In the "
                        "middle of the year. The note is the edition.",
             .columns = lbnl_columns},
};

constexpr auto all_importers = [] {
  std::array<Importer, all_downloads.size()> faces{};
  for (std::size_t i = 0; i < faces.size(); ++i) faces[i] = all_downloads[i].importer;
  return faces;
}();

}  // namespace

std::span<const Download> downloads() {
  return all_downloads;
}

std::span<const Importer> importers() {
  return all_importers;
}

std::optional<double> factor_of_sureness(std::string_view word) {
  if (word == "Confident") return 3.0;
  if (word == "Likely") return 10.0;
  if (word == "Speculative") return 30.0;
  return std::nullopt;
}

}  // namespace chokepoint::evidence
