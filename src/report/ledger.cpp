// SPDX-License-Identifier: Apache-2.0
// Lines of a ledger: forecasts as JSON, each sealed with its hash and that of the line before it.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "chokepoint/report.hpp"

namespace chokepoint::report {

namespace {

using evidence::Forecast;
using Line = nlohmann::json;  // keys in the order of the alphabet: one text for one forecast

constexpr const char* ledger_format = "chokepoint-ledger";
constexpr std::size_t hash_length = 64;

/// All of a line but its own hash.
Line json_of_forecast(const Forecast& forecast, const std::string& previous) {
  Line line = {{"format", ledger_format},
               {"format_version", ledger_version},
               {"recorded", forecast.recorded},
               {"dated_by_hand", forecast.dated_by_hand},
               {"chokepoint", forecast.chokepoint},
               {"commit", forecast.commit},
               {"scenario", forecast.scenario},
               {"overrides", forecast.overrides},
               {"files", Line::array()},
               {"draws", forecast.draws},
               {"seed", forecast.seed},
               {"sampler", forecast.sampler},
               {"first_year", forecast.first_year},
               {"levels", forecast.levels},
               {"series", Line::array()},
               {"binds_first", Line::array()},
               {"previous", previous}};
  for (const auto& file : forecast.files) line["files"].push_back({{"path", file.path}, {"sha256", file.sha256}});
  for (const auto& one : forecast.series)
    line["series"].push_back({{"name", one.name}, {"unit", one.unit}, {"quantiles", one.years}});
  for (const auto& one : forecast.chances) {
    line["binds_first"].push_back(
        {{"constraint", one.constraint}, {"probability", one.binds_first}, {"stopped", one.stopped}});
  }
  return line;
}

std::string text_of(const Line& line) {
  return line.dump(-1, ' ', false, Line::error_handler_t::replace);
}

/// Throws nlohmann's exceptions where the shape is another one.
Forecast forecast_of(const Line& line) {
  Forecast forecast;
  line.at("recorded").get_to(forecast.recorded);
  line.at("dated_by_hand").get_to(forecast.dated_by_hand);
  line.at("chokepoint").get_to(forecast.chokepoint);
  line.at("commit").get_to(forecast.commit);
  line.at("scenario").get_to(forecast.scenario);
  line.at("overrides").get_to(forecast.overrides);
  line.at("draws").get_to(forecast.draws);
  line.at("seed").get_to(forecast.seed);
  line.at("sampler").get_to(forecast.sampler);
  line.at("first_year").get_to(forecast.first_year);
  line.at("levels").get_to(forecast.levels);
  for (const Line& file : line.at("files"))
    forecast.files.push_back({file.at("path").get<std::string>(), file.at("sha256").get<std::string>()});
  for (const Line& one : line.at("series")) {
    forecast.series.push_back({one.at("name").get<std::string>(), one.at("unit").get<std::string>(),
                               one.at("quantiles").get<std::vector<std::vector<double>>>()});
  }
  for (const Line& one : line.at("binds_first")) {
    forecast.chances.push_back({one.at("constraint").get<std::string>(), one.at("probability").get<double>(),
                                one.at("stopped").get<std::vector<double>>()});
  }
  return forecast;
}

/// Reads one line after the other.
class LedgerReader {
 public:
  explicit LedgerReader(const Digest& sha256) : sha256_(sha256) {}

  /// `whole`: its end has been written.
  void read(std::string_view text, bool whole) {
    ++number_;
    if (text.size() > ledger_line_limit) {
      wrong(fmt::format("is longer than {} MiB", ledger_line_limit >> 20U),
            "lines of a ledger are written by 'chokepoint record'");
      return;
    }
    Line line;
    try {
      line = Line::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
      // What ends before it should was being written when its process ended. The line after it tells that it was so: it
      // follows the one before.
      if (text.starts_with("{\"") && error.byte > text.size()) {
        ledger.torn.push_back(number_);
      } else {
        wrong("is no line of a ledger: not JSON", spoiled);
      }
      return;
    } catch (const nlohmann::json::exception&) {
      wrong("is no line of a ledger: a number that is none", spoiled);
      return;
    }
    take(line, text, whole);
  }

  Ledger ledger;

 private:
  static constexpr const char* spoiled =
      "a ledger is only ever appended to, by 'chokepoint record': take the file as it was";

  void wrong(const std::string& message, const std::string& hint) { ledger.wrong.push_back({number_, message, hint}); }

  /// Whether it is of the format and version that are read here.
  bool is_of_this_version(const Line& line) {
    const auto format = line.is_object() ? line.find("format") : line.end();
    if (!line.is_object() || format == line.end() || *format != ledger_format) {
      wrong("is no line of a ledger", spoiled);
      return false;
    }
    const auto version = line.find("format_version");
    if (version != line.end() && *version == ledger_version) return true;
    const bool number = version != line.end() && version->is_number_integer();
    wrong(fmt::format("is of version {} of the ledger; this chokepoint reads version {}",
                      number ? fmt::format("{}", version->get<long>()) : std::string("?"), ledger_version),
          "score it with the chokepoint that wrote it, and record into another file");
    return false;
  }

  void take(const Line& line, std::string_view text, bool whole) {
    if (!is_of_this_version(line)) return;
    std::string previous;
    std::string hash;
    Forecast forecast;
    try {
      line.at("previous").get_to(previous);
      line.at("sha256").get_to(hash);
      forecast = forecast_of(line);
    } catch (const nlohmann::json::exception&) {
      wrong("is not as it was written: a value is missing, or is of another kind", spoiled);
      return;
    }
    // Written anew from what was read it must be the same, to the byte.
    if (text != ledger_line(forecast, previous, sha256_)) {
      wrong("was altered: its hash is not that of what it says", spoiled);
      return;
    }
    if (const auto fault = evidence::fault_of(forecast)) {
      wrong(fmt::format("cannot be a forecast: {}", *fault), spoiled);
      return;
    }
    if (previous != ledger.last) {
      wrong("does not follow the line before it: a line was removed, added or moved, or altered", spoiled);
    }
    ledger.last = hash;
    ledger.lines.push_back(number_);
    ledger.forecasts.push_back(std::move(forecast));
    ledger.ends_open = !whole;
  }

  const Digest& sha256_;
  std::size_t number_ = 0;
};

}  // namespace

std::string ledger_line(const Forecast& forecast, const std::string& previous, const Digest& sha256) {
  Line line = json_of_forecast(forecast, previous);
  line["sha256"] = sha256(text_of(line));
  return text_of(line);
}

std::string hash_of_line(const std::string& line) {
  return Line::parse(line).at("sha256").get<std::string>();
}

Ledger read_ledger(std::string_view text, const Digest& sha256) {
  LedgerReader reader(sha256);
  reader.ledger.last = std::string(hash_length, '0');
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const bool whole = end != std::string_view::npos;
    reader.ledger.ends_open = !whole;
    reader.read(text.substr(0, end), whole);
    text.remove_prefix(whole ? end + 1 : text.size());
  }
  return std::move(reader.ledger);
}

}  // namespace chokepoint::report
