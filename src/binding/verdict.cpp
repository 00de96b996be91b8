// SPDX-License-Identifier: Apache-2.0
// Counts of stopped draws to a verdict.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "chokepoint/binding.hpp"

namespace chokepoint::binding {

namespace {

std::uint64_t sum_of_first(const std::vector<std::uint64_t>& counts, std::size_t years) {
  return std::accumulate(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(years), std::uint64_t{0});
}

double share_of(std::uint64_t count, std::uint64_t draws) {
  return static_cast<double>(count) / static_cast<double>(draws);
}

/// Of so many draws of one weight: what is_more() can compare.
std::uint64_t independent(std::uint64_t count, const Stops& stops) {
  if (stops.effective == 0) return count;
  return static_cast<std::uint64_t>(std::llround(share_of(count, stops.draws) * static_cast<double>(stops.effective)));
}

}  // namespace

/// The interval of Agresti and Min (2005,
/// Statistics in Medicine 24, page 729) for shares of the same draws: half a draw more in each of four cells, so that
/// few draws, or none of them, are no certainty.
bool is_more(std::uint64_t a, std::uint64_t b, std::uint64_t draws) {
  if (draws == 1) return a > b;
  const double more = static_cast<double>(a) + 0.5;
  const double less = static_cast<double>(b) + 0.5;
  const double all = static_cast<double>(draws) + 2.0;
  const double difference = (more - less) / all;
  const double error = std::sqrt(more + less - (more - less) * (more - less) / all) / all;
  return difference > 2.0 * error;
}

std::uint64_t Stops::by(std::size_t constraint, std::size_t years) const {
  return sum_of_first(in[constraint], years);
}

std::uint64_t Stops::any_by(std::size_t years) const {
  std::uint64_t all = 0;
  for (const auto& counts : in) all += sum_of_first(counts, years);
  return all;
}

Dates Stops::dates() const {
  Dates dates{draws, std::vector<std::uint64_t>(in.empty() ? 0 : in.front().size())};
  for (const auto& counts : in) {
    for (std::size_t year = 0; year < counts.size(); ++year) dates.in[year] += counts[year];
  }
  return dates;
}

std::uint64_t Dates::by(std::size_t years) const {
  return sum_of_first(in, years);
}

std::optional<std::size_t> Dates::quantile(unsigned percent) const {
  std::uint64_t so_far = 0;
  for (std::size_t year = 0; year < in.size(); ++year) {
    so_far += in[year];
    if (100 * so_far >= percent * draws) return year;
  }
  return std::nullopt;
}

std::optional<std::size_t> Verdict::first() const {
  if (leading.size() != 1 || leader_against_never != Likelihood::likelier) return std::nullopt;
  return leading.front();
}

Verdict verdict_of(const Stops& stops) {
  const std::size_t years = stops.in.empty() ? 0 : stops.in.front().size();
  std::vector<std::uint64_t> counts;
  for (std::size_t k = 0; k < stops.in.size(); ++k) counts.push_back(stops.by(k, years));
  const std::uint64_t stopped = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  const std::uint64_t never = stops.draws - stopped;

  Verdict verdict;
  verdict.draws = stops.effective == 0 ? stops.draws : stops.effective;
  verdict.stopped = share_of(stopped, stops.draws);
  verdict.never = share_of(never, stops.draws);
  for (const std::uint64_t count : counts) verdict.stopped_by.push_back(share_of(count, stops.draws));
  verdict.ranking.resize(counts.size());
  std::iota(verdict.ranking.begin(), verdict.ranking.end(), std::size_t{0});
  std::stable_sort(verdict.ranking.begin(), verdict.ranking.end(),
                   [&counts](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  const Dates dates = stops.dates();
  verdict.tenth = dates.quantile(10);
  verdict.half = dates.quantile(50);
  verdict.nine_tenths = dates.quantile(90);
  if (stopped == 0 || verdict.draws < fewest_ranked) return verdict;

  const auto more = [&stops, &verdict](std::uint64_t a, std::uint64_t b) {
    return is_more(independent(a, stops), independent(b, stops), verdict.draws);
  };
  const std::uint64_t most = counts[verdict.ranking.front()];
  for (const std::size_t k : verdict.ranking) {
    if (counts[k] > 0 && !more(most, counts[k])) verdict.leading.push_back(k);
  }
  if (more(most, never)) verdict.leader_against_never = Verdict::Likelihood::likelier;
  if (more(never, most)) verdict.leader_against_never = Verdict::Likelihood::unlikelier;
  return verdict;
}

}  // namespace chokepoint::binding
