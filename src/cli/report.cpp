// SPDX-License-Identifier: Apache-2.0
// chokepoint report
#include "chokepoint/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "chokepoint/explorer.hpp"
#include "cli/browser.hpp"
#include "cli/charts.hpp"
#include "cli/console.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/observed.hpp"
#include "cli/provenance.hpp"
#include "cli/ranks.hpp"
#include "cli/verbs.hpp"
#include "cli/workbook.hpp"
#include "units/utf8.hpp"

namespace chokepoint::cli {

namespace {

namespace fs = std::filesystem;
using scenario::ScenarioPointer;

constexpr std::size_t results_size_limit = std::size_t{64} << 20;  // bytes of an earlier results.json
constexpr std::uint64_t learned_draws = std::uint64_t{1} << 20U;   // at most, of what is learnt
constexpr std::size_t title_limit = 10'000;                        // characters

/// Where the report goes.
struct Destination {
  std::string format;  // html, md, pdf, xlsx
  std::string folder;  // of all files
  std::string file;    // the report in it
  bool with_data = false;

  [[nodiscard]] std::string path_of(const std::string& name) const {
    return folder.empty() ? name : (fs::path(folder) / name).string();
  }
  [[nodiscard]] std::string stem() const { return fs::path(file).stem().string(); }
};

std::string suffix_of(const std::string& path) {
  for (const char* const format : {"html", "md", "pdf", "xlsx"}) {
    if (path.ends_with(fmt::format(".{}", format))) return format;
  }
  return "";
}

/// "report.docx", but not "results-1.2", nor what is a folder.
bool looks_like_a_file(const std::string& path) {
  const std::string extension = fs::path(path).extension().string();
  const bool letters = extension.size() > 1 && std::all_of(extension.begin() + 1, extension.end(), [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                       });
  std::error_code ignored;
  return letters && !fs::is_directory(path, ignored);
}

std::optional<Destination> destination_of(const ReportOptions& options) {
  const std::string format = options.format.empty() ? "html" : options.format;
  const std::string suffix = suffix_of(options.out);
  if (!suffix.empty() && !options.format.empty() && suffix != options.format) {
    print_error(fmt::format("--format {} and --out {} do not agree", options.format, options.out),
                "leave one of them out");
    return std::nullopt;
  }
  if (options.out.empty()) return Destination{format, "", "report." + format, false};
  if (options.out == "-") {
    print_error("--out: '-' is not a file", "a file ends in .html, .md, .pdf or .xlsx; /dev/stdout is none");
    return std::nullopt;
  }
  if (suffix.empty()) {
    if (options.format.empty() && looks_like_a_file(options.out)) {
      print_error(fmt::format("--out: no report is of that kind: {}", options.out),
                  "a file ends in .html, .md, .pdf or .xlsx; a folder with such a name must be there already");
      return std::nullopt;
    }
    return Destination{format, options.out, "report." + format, true};
  }
  const fs::path path(options.out);
  return Destination{suffix, path.parent_path().string(), path.filename().string(), false};
}

std::vector<std::string> data_files() {
  return {"results.json", "results.csv", "iamc.csv", "iamc_quantiles.csv", "iamc_variables.yaml", "datapackage.json"};
}

/// Nothing is simulated for a report that could not be written. Throws BadOutput.
void refuse(const Destination& destination, bool force) {
  std::vector<std::string> names{destination.file};
  if (destination.with_data) {
    const auto more = data_files();
    names.insert(names.end(), more.begin(), more.end());
  }
  if (!force) refuse_to_replace(destination.folder, names);
  try {
    if (destination.with_data) prepare_folder(destination.folder);
    prepare_file(destination.path_of(destination.file));
  } catch (const Unwritable& error) {
    throw BadOutput(fmt::format("cannot write there: {}", error.what()));
  }
}

std::optional<report::Earlier> earlier_of(const std::string& path) {
  const auto content = disk()(path, results_size_limit + 1);
  const auto complain = [&path](const std::string& why) {
    print_error(fmt::format("--against: {}{}", path, why), "a results.json, as 'chokepoint run --out DIR' writes it");
    return std::nullopt;
  };
  if (const auto* const unreadable = std::get_if<scenario::Unreadable>(&content))
    return complain(": " + unreadable->why);
  const auto& text = std::get<std::string>(content);
  if (text.size() > results_size_limit) return complain(" is larger than 64 MiB");
  auto read = report::read_results(text);
  if (const auto* const why = std::get_if<std::string>(&read)) return complain(" " + *why);
  return std::move(std::get<report::Earlier>(read));
}

std::string command_of(const ReportOptions& options, const simulation::Ensemble& ensemble) {
  std::vector<std::string> words{"chokepoint", "report"};
  for (const std::string& scenario : options.scenarios) words.push_back(shown_path(scenario));
  add_words(options.changes, options.ensemble, ensemble, words);
  if (options.compare) words.emplace_back("--compare");
  if (options.brief) words.emplace_back("--brief");
  if (!options.title.empty()) words.insert(words.end(), {"--title", options.title});
  if (!options.against.empty()) words.insert(words.end(), {"--against", shown_path(options.against)});
  for (const std::string& file : options.data) words.insert(words.end(), {"--data", shown_path(file)});
  return command_line(words);
}

template <class Value>
Value whole(std::optional<Value> value) {
  if (!value) throw Interrupted{};
  return std::move(*value);
}

/// Progress over the parts of the work, each of one weight.
class Parts {
 public:
  Parts(const EnsembleOptions& options, std::size_t count) : options_(options), count_(count), bar_(progress_steps) {}
  analysis::Effort next(const simulation::Ensemble& ensemble) {
    analysis::Effort effort = effort_of(options_, ensemble, bar_);
    const double start = static_cast<double>(done_++) / static_cast<double>(count_);
    effort.progress = [inner = effort.progress, start, this](double share) {
      return inner(start + share / static_cast<double>(count_));
    };
    return effort;
  }

 private:
  const EnsembleOptions& options_;
  std::size_t count_;
  std::size_t done_ = 0;
  ProgressBar bar_;
};

/// What was observed of each scenario, in their order; nothing where a file of it has an error, which has been told.
std::optional<std::vector<evidence::Match>> observed_of(const std::vector<ScenarioPointer>& scenarios,
                                                        const std::vector<std::string>& data,
                                                        const scenario::Reader& read) {
  std::map<std::vector<std::string>, evidence::Observations> known;
  std::vector<evidence::Match> matches;
  for (const ScenarioPointer& scenario : scenarios) {
    const auto& files = files_of(*scenario, data);
    if (!files.empty() && known.find(files) == known.end()) {
      auto observations = observed_in(files, read);
      if (!observations) return std::nullopt;
      known.emplace(files, std::move(*observations));
    }
    matches.push_back(files.empty() ? evidence::Match{} : evidence::match(known.at(files), *scenario));
  }
  return matches;
}

std::optional<std::variant<evidence::Learned, std::vector<evidence::Refused>>> learn(const ScenarioPointer& scenario,
                                                                                     const evidence::Match& observed,
                                                                                     const analysis::Effort& effort) {
  evidence::Learning how;
  how.draws_at_most = learned_draws;
  return evidence::learn(scenario, observed, how, effort);
}

report::Planning planning_of(const ReportOptions& options, const std::vector<ScenarioPointer>& scenarios,
                             const std::vector<Views>& views, const std::vector<evidence::Match>& observed,
                             const simulation::Ensemble& ensemble) {
  const Interruptible interruptible;
  const std::size_t pairs = options.compare ? scenarios.size() - 1 : 0;
  std::size_t count = 6 * scenarios.size() + pairs;
  for (const Views& some : views) count += some.size();
  Parts parts(options.ensemble, count);
  report::Planning planning;
  planning.title = options.title;
  planning.brief = options.brief;
  planning.provenance = {command_of(options, ensemble), commit(), {}};
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    const explorer::Making making{.version = CHOKEPOINT_VERSION,
                                  .views = views[i],
                                  .observed = observed[i],
                                  .score = evidence::backtest,
                                  .learn = learn};
    planning.chapters.push_back(whole(explorer::chapter(
        scenarios[i], making, ensemble, [&parts](const simulation::Ensemble& one) { return parts.next(one); })));
  }
  for (std::size_t i = 1; i <= pairs; ++i) {
    planning.pairs.push_back(whole(analysis::compare(scenarios.front(), scenarios[i], parts.next(ensemble))));
  }
  return planning;
}

/// What prints, and on which paper.
struct Print {
  std::string program;
  report::Paper paper = report::Paper::a4;
};

std::vector<report::Named> files_of(const report::Planning& planning, const Destination& destination,
                                    const Print& print) {
  if (destination.format == "md") return report::markdown(planning, destination.stem());
  if (destination.format == "xlsx") return {{destination.file, xlsx_of(report::workbook(planning))}};
  if (destination.format == "html") return {{destination.file, report::html(planning)}};
  return {{destination.file, pdf_of(print.program, report::print_page(planning, print.paper, date_of_today()))}};
}

void add_data(const report::Planning& planning, std::vector<report::Named>& files) {
  std::vector<report::Run> runs;
  runs.reserve(planning.chapters.size());
  for (const auto& chapter : planning.chapters) runs.push_back(chapter.run);
  files.push_back({"results.json", report::json(planning)});
  files.push_back({"results.csv", report::csv(runs)});
  files.push_back({"iamc.csv", report::iamc(runs)});
  files.push_back({"iamc_quantiles.csv", report::iamc_quantiles(runs)});
  files.push_back({"iamc_variables.yaml", report::iamc_codelist(runs)});
  std::vector<report::Resource> resources;
  resources.reserve(files.size());
  for (const auto& file : files) resources.push_back({file.name, sha256(file.content), file.content.size()});
  files.push_back({"datapackage.json", report::data_package(planning, resources)});
}

/// What is written besides: charts, into a folder of their own.
Exit write(const report::Planning& planning, const Destination& destination, const Print& printer, const Charts& charts,
           bool force) {
  std::vector<report::Named> pictures;
  try {
    pictures = drawn(planning, charts);
  } catch (const NoPicture& error) {
    print_error(fmt::format("no PNG: {}", error.what()), "SVG needs no other program: --chart-format svg");
    return Exit::no_access;
  }
  std::vector<report::Named> files = files_of(planning, destination, printer);
  if (destination.with_data) add_data(planning, files);
  if (charts.wanted()) write_files(charts.folder, pictures, force);
  // The report is the first, and gets its place last: where it is, all of it is.
  write_files(destination.folder, files, force);
  print(fmt::format("{}\n", destination.path_of(destination.file)));
  return Exit::done;
}

bool good_title(const std::string& title) {
  if (title.size() <= title_limit) return true;
  print_error(fmt::format("--title: longer than {} bytes", title_limit));
  return false;
}

bool nothing_to_compare(const ReportOptions& options) {
  if (!options.compare || options.scenarios.size() > 1) return false;
  print_error("--compare: there is only one scenario", "name those that are to be held against it");
  return true;
}

/// What cannot be said with what.
bool at_odds(const ReportOptions& options, const Destination& destination) {
  const bool workbook = destination.format == "xlsx";
  const std::pair<bool, std::string_view> of_pages[] = {{options.brief, "--brief"},
                                                        {!options.against.empty(), "--against"}};
  for (const auto& [given, name] : of_pages) {
    if (!workbook || !given) continue;
    print_error(fmt::format("{} says nothing of a workbook", name), "it is for html, md and pdf");
    return true;
  }
  if (options.charts.empty() && !options.chart_format.empty()) {
    print_error("--chart-format: no charts are asked for", "--charts DIR writes them");
    return true;
  }
  return false;
}

/// The programs and libraries that are needed.
struct Means {
  std::string printer;  // of a PDF
  Charts charts;
};
/// Nothing where one is missing, which has been told.
std::optional<Means> means_of(const ReportOptions& options, const Destination& destination) {
  Means means;
  means.charts = {options.charts, options.chart_format != "png", options.chart_format != "svg", ""};
  if (destination.format == "pdf") {
    means.printer = find_printer().value_or("");
    if (means.printer.empty()) {
      print_error("a PDF needs Chromium or WeasyPrint, and there is neither on the PATH",
                  "install one (Debian: chromium-headless-shell, chromium, weasyprint), or write HTML and print it "
                  "from a browser");
      return std::nullopt;
    }
  }
  if (destination.format == "xlsx" && !writes_workbooks()) {
    print_error("this chokepoint writes no workbooks: it was built without libxlsxwriter",
                "results.csv, in a folder of --out, opens in spreadsheets too");
    return std::nullopt;
  }
  if (means.charts.wanted() && means.charts.png) {
    means.charts.drawer = find_drawer().value_or("");
    if (means.charts.drawer.empty()) {
      print_error("a PNG needs rsvg-convert, and it is not on the PATH",
                  "install it (Debian: librsvg2-bin), or take SVG alone: --chart-format svg");
      return std::nullopt;
    }
  }
  return means;
}

}  // namespace

Exit report(const ReportOptions& options) {
  const auto ensemble = ensemble_of(options.ensemble, simulation::default_draws);
  const auto destination = destination_of(options);
  std::vector<report::File> read;
  const auto scenarios = load(options.scenarios, options.changes, Warnings::hidden, recording(read));
  if (!ensemble || !destination || !scenarios || nothing_to_compare(options) || !good_title(options.title) ||
      at_odds(options, *destination))
    return Exit::bad_input;
  const auto views = views_of(*scenarios);
  if (!views) return Exit::bad_input;
  const auto observed = observed_of(*scenarios, options.data, recording(read));
  if (!observed) return Exit::bad_input;
  std::optional<report::Earlier> earlier;
  if (!options.against.empty()) {
    earlier = earlier_of(options.against);
    if (!earlier) return Exit::bad_input;
  }
  const auto means = means_of(options, *destination);
  if (!means) return Exit::no_access;
  if (writes_files()) {
    refuse(*destination, options.force);
    prepare_charts(means->charts, options.force);
  }
  try {
    report::Planning planning = planning_of(options, *scenarios, *views, *observed, *ensemble);
    planning.earlier = std::move(earlier);
    planning.provenance.files = std::move(read);
    if (!writes_files()) return Exit::done;
    const auto paper = options.paper == "letter" ? report::Paper::letter : report::Paper::a4;
    return write(planning, *destination, {means->printer, paper}, means->charts, options.force);
  } catch (const simulation::ImpossibleValue& error) {
    print_error(error.what(), "take fewer years, or narrow the distribution: with 'lower' and 'upper', or 'truncate'");
    return Exit::bad_input;
  } catch (const NoPicture& error) {
    print_error(fmt::format("no PDF: {}", error.what()), "HTML needs no other program: --format html");
    return Exit::no_access;
  }
}

}  // namespace chokepoint::cli
