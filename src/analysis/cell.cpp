// SPDX-License-Identifier: Apache-2.0
// A point of a sweep as text and back, and what stops it.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <string_view>

#include "chokepoint/analysis.hpp"

namespace chokepoint::analysis {

namespace {

/// The numbers of a cell, in the order of text_of().
class CellReader {
 public:
  explicit CellReader(const std::string& text) {
    std::istringstream all(text);
    for (std::string word; all >> word;) words_.push_back(word);
  }
  [[nodiscard]] std::size_t count() const { return words_.size(); }

  double number() {
    const std::string& word = words_[at_++];
    char* end = nullptr;
    const double value = std::strtod(word.c_str(), &end);
    if (*end != '\0' || !std::isfinite(value)) throw Wrong{fmt::format("'{}' is no number", word)};
    return value;
  }
  double positive() { return within(0.0, std::numeric_limits<double>::max(), "ratio"); }
  double probability() { return within(0.0, 1.0, "probability"); }
  std::uint64_t draws(std::uint64_t most, std::uint64_t least = 0) {
    const double count = within(static_cast<double>(least), static_cast<double>(most), "count of draws");
    if (count != std::floor(count)) throw Wrong{fmt::format("{} is no count of draws", count)};
    return static_cast<std::uint64_t>(count);
  }

  struct Wrong {
    std::string why;
  };

 private:
  double within(double least, double most, std::string_view what) {
    const double value = number();
    if (!(value >= least && value <= most)) throw Wrong{fmt::format("{} is no {}", value, what)};
    return value;
  }

  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

}  // namespace

std::string text_of(const Cell& cell) {
  std::string text = fmt::format("{}", cell.stops.draws);
  for (const auto& counts : cell.stops.in) text += fmt::format(" {}", fmt::join(counts, " "));
  return text + fmt::format(" {} {} {}", cell.feasible, fmt::join(cell.lowest, " "), fmt::join(cell.headroom, " "));
}

std::variant<Cell, std::string> read_cell(const std::string& text, std::size_t constraints, std::size_t years) {
  CellReader read(text);
  const std::size_t wanted = 2 + constraints * (years + 2);
  if (read.count() != wanted) return fmt::format("{} numbers, {} wanted", read.count(), wanted);
  const auto of_constraints = [constraints](const auto& one) {
    std::vector<double> numbers;
    for (std::size_t k = 0; k < constraints; ++k) numbers.push_back(one());
    return numbers;
  };
  try {
    Cell cell;
    cell.stops.draws = read.draws(uncertainty::draw_limit, 1);
    std::uint64_t left = cell.stops.draws;  // a draw is stopped once
    for (std::size_t k = 0; k < constraints; ++k) {
      cell.stops.in.emplace_back();
      for (std::size_t year = 0; year < years; ++year) {
        cell.stops.in.back().push_back(read.draws(left));
        left -= cell.stops.in.back().back();
      }
    }
    cell.verdict = binding::verdict_of(cell.stops);
    cell.feasible = read.probability();
    cell.lowest = of_constraints([&read] { return read.probability(); });
    cell.headroom = of_constraints([&read] { return read.positive(); });
    return cell;
  } catch (const CellReader::Wrong& wrong) {
    return wrong.why;
  }
}

Phase phase_of(const Cell& cell) {
  Phase phase;
  if (cell.verdict.stopped == 0.0) return phase;
  phase.constraint = cell.verdict.ranking.front();
  phase.probability = cell.verdict.stopped_by[*phase.constraint];
  phase.stopped = cell.verdict.half.has_value();
  return phase;
}

}  // namespace chokepoint::analysis
