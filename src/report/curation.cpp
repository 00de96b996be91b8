// SPDX-License-Identifier: Apache-2.0
// A funnel and the best share to keep, for terminal, programs and as a picture.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "report/escape.hpp"
#include "report/palette.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using analysis::Curated;
using analysis::FunnelFlow;
using analysis::FunnelStage;
using analysis::ShareAt;
using Percentiles = scaling::Spread;
using Json = nlohmann::ordered_json;

/// Three digits, "1.1e9" where that is shorter.
std::string three_digits(double value) {
  std::string text = fmt::format("{:.3g}", value);
  const std::size_t exponent = text.find('e');
  if (exponent == std::string::npos) return text;
  const int power = std::stoi(text.substr(exponent + 1));
  return fmt::format("{}e{}", text.substr(0, exponent), power);
}

std::string in_percent(double share) {
  return three_digits(100.0 * share) + " %";
}

bool is_sure(const Percentiles& spread) {
  return spread.p10 == spread.p90;
}

std::string spread_text(std::string_view name, const Percentiles& spread, bool of_share) {
  const auto text = [of_share](double value) { return of_share ? in_percent(value) : three_digits(value); };
  return fmt::format("{} {} to {}", name, text(spread.p10), text(spread.p90));
}

/// What is uncertain of a row, on lines of its own.
std::string spreads_below(const std::vector<std::pair<std::string_view, Percentiles>>& spreads, std::size_t width) {
  std::vector<std::string> uncertain;
  for (const auto& [name, spread] : spreads) {
    if (!is_sure(spread)) uncertain.push_back(spread_text(name, spread, name == "keeps"));
  }
  if (uncertain.empty()) return {};
  return wrapped(fmt::format("P10 to P90: {}", fmt::join(uncertain, "; ")), width, 2);
}

std::string funnel_row(std::string_view name, double entering, double keeps, double leaving, double quality,
                       double cost) {
  return left(name, 24) + right(three_digits(entering), 10) + right(in_percent(keeps), 13) +
         right(three_digits(leaving), 11) + right(three_digits(quality), 9) +
         right(cost > 0.0 ? three_digits(cost) : "-", 11) + "\n";
}

std::string funnel_text(const scenario::Funnel& funnel, const FunnelFlow& flow, std::size_t width) {
  const std::string title = funnel.title.empty() ? "The funnel" : funnel.title;
  const std::string where = funnel.feeds_pre_training
                                ? "it feeds pre-training"
                                : "it feeds post-training, and adds nothing to the tokens of pre-training";
  std::string out =
      wrapped(fmt::format("{}: {}. Medians; an item is of '{}', quality what a kept one is worth, cost in "
                          "USD, where it is given.",
                          title, where, funnel.of),
              width);
  out += "\n" + left("stage", 24) + right("entering", 10) + right("keeps", 13) + right("leaving", 11) +
         right("quality", 9) + right("cost", 11) + "\n";
  for (const FunnelStage& stage : flow.stages) {
    out += funnel_row(stage.name, stage.entering.p50, stage.keep.p50, stage.leaving.p50, stage.quality.p50,
                      stage.cost.p50);
    out += spreads_below(
        {{"keeps", stage.keep}, {"leaving", stage.leaving}, {"quality", stage.quality}, {"cost", stage.cost}}, width);
  }
  out += funnel_row("all", flow.items.p50, flow.share.p50, flow.kept.p50, flow.quality.p50, flow.cost.p50);
  out += spreads_below({{"keeps", flow.share}, {"leaving", flow.kept}, {"quality", flow.quality}, {"cost", flow.cost}},
                       width);
  if (funnel.feeds_pre_training) {
    out += wrapped(fmt::format("What is left is worth {} unfiltered tokens.", three_digits(flow.effective.p50)), width);
  }
  return out;
}

std::string share_row(const ShareAt& row) {
  const auto gain = [](double orders) { return fmt::format("{:.3f}", std::abs(orders) < 5e-4 ? 0.0 : orders); };
  return left("1e" + fmt::format("{:.0f}", std::log10(row.compute)), 6) + right(in_percent(row.best.share), 8) +
         right(is_sure(row.share)
                   ? ""
                   : fmt::format("{}-{}", three_digits(100.0 * row.share.p10), in_percent(row.share.p90)),
               13) +
         right(three_digits(row.best.passes), 8) + right(three_digits(row.best.model.tokens), 9) +
         right(gain(row.over_none), 8) + right(gain(row.over_tenth), 7) + right(gain(row.over_three_percent), 7) +
         right(gain(row.over_betr), 7) + right(three_digits(100.0 * row.betr), 7) + "\n";
}

/// Of a row of shares by a law, between the powers of ten: even in logarithms.
template <class ShareOf>
double share_between(const std::vector<ShareAt>& rows, double place, const ShareOf& share_of) {
  const auto below = std::min(static_cast<std::size_t>(place), rows.size() - 2);
  const double part = place - static_cast<double>(below);
  return std::exp((1.0 - part) * std::log(share_of(rows[below])) + part * std::log(share_of(rows[below + 1])));
}

double best_of(const ShareAt& row) {
  return row.best.share;
}
double betr_of(const ShareAt& row) {
  return row.betr;
}

/// The power of ten below all shares.
double lowest_share(const std::vector<ShareAt>& rows) {
  double lowest = 0.1;
  for (const ShareAt& row : rows) lowest = std::min({lowest, row.best.share, row.betr});
  return std::pow(10.0, std::floor(std::log10(lowest)));
}

std::string plot(const std::vector<ShareAt>& rows, std::size_t width) {
  constexpr std::size_t margin = 8;
  constexpr std::size_t per_power = 5;  // rows of the plot
  const std::size_t columns = std::min<std::size_t>(width - margin - 3, 72);
  const double lowest = lowest_share(rows);
  const auto height = static_cast<std::size_t>(std::lround(-std::log10(lowest))) * per_power + 1;
  std::vector<std::string> lines(height, std::string(columns, ' '));
  const auto mark = [&](double share, std::size_t column, char letter) {
    const auto row = static_cast<std::size_t>(std::lround(std::log10(share / lowest) * per_power));
    char& at = lines[std::min(row, height - 1)][column];
    at = at == ' ' ? letter : '*';
  };
  for (std::size_t column = 0; column < columns; ++column) {
    const double place =
        static_cast<double>(column) * static_cast<double>(rows.size() - 1) / static_cast<double>(columns - 1);
    mark(share_between(rows, place, best_of), column, 'o');
    mark(share_between(rows, place, betr_of), column, 'B');
  }
  std::string out = "share kept\n";
  for (std::size_t row = height; row-- > 0;) {
    const bool labelled = row % per_power == 0;
    const double share = lowest * std::pow(10.0, static_cast<double>(row) / per_power);
    std::string line = right(labelled ? in_percent(share) : "", margin) + (labelled ? " +" : " |") + lines[row];
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  out += std::string(margin + 1, ' ') + "+" + std::string(columns, '-') + "\n";
  const std::string from = three_digits(rows.front().compute) + " FLOP";
  const std::string to = three_digits(rows.back().compute) + " FLOP";
  out += std::string(margin + 2, ' ') + from + std::string(columns - from.size() - to.size(), ' ') + to + "\n";
  return out + "o best share, B the law of BETR, * both\n";
}

/// Where the two laws differ most, and by how much they do on when to stop filtering.
std::string disagreement(const Curated& curated) {
  const double orders = std::log10(curated.ends / scaling::betr_ends());
  const auto ratio_of = [](const ShareAt& row) { return row.betr / row.best.share; };
  const auto widest =
      std::max_element(curated.shares.begin(), curated.shares.end(), [&ratio_of](const ShareAt& a, const ShareAt& b) {
        return std::abs(std::log(ratio_of(a))) < std::abs(std::log(ratio_of(b)));
      });
  const double ratio = ratio_of(*widest);
  return fmt::format(
      "The two disagree by {:.1f} orders of magnitude of compute on when filtering ends: all is kept from {} FLOP on "
      "by "
      "the best share, from {} by the law of BETR, which was fitted from 1e19 to 1e22 and to runs that see each token "
      "once. Where they are furthest apart, at {} FLOP, BETR keeps {} times as much.",
      std::abs(orders), three_digits(curated.ends), three_digits(scaling::betr_ends()), three_digits(widest->compute),
      factor(ratio));
}

std::string shares_text(const Curated& curated, std::size_t width) {
  const scaling::Pool& pool = *curated.pool;
  std::string out = wrapped(
      fmt::format(
          "The share of {} ({} token) that has the lowest loss, by besiroglu and medians. A kept token is worth "
          "share^-{}, at most {}; between its ends the best share is seen {} times.",
          curated.pool_is, three_digits(pool.tokens), three_digits(pool.filter.quality_exponent),
          three_digits(pool.filter.quality_at_most), three_digits(scaling::best_passes(pool))),
      width);
  out += "\n" + left("", 44) + right("gain, orders of magnitude over", 31) + "\n";
  out += left("FLOP", 6) + right("keep", 8) + right("P10-P90", 13) + right("passes", 8) + right("tokens", 9) +
         right("all", 8) + right("10 %", 7) + right("3 %", 7) + right("BETR", 7) + right("BETR %", 7) + "\n";
  for (const ShareAt& row : curated.shares) out += share_row(row);
  return out + "\n" + plot(curated.shares, width) + "\n" + wrapped(disagreement(curated), width);
}

std::string as_text(const Context& context, const Curated& curated, std::size_t width) {
  const std::size_t columns = std::clamp<std::size_t>(width, 80, 200);
  std::string out;
  if (curated.flow) out += funnel_text(*context.scenario->funnel, *curated.flow, columns) + "\n";
  if (curated.pool) {
    out += shares_text(curated, columns) + "\n";
  } else {
    out += wrapped("Which share is best by compute is asked of tokens of pre-training: here are none.", columns) + "\n";
  }
  return out + what_was_run({context.scenario,
                             {.draws = curated.draws, .seed = curated.seed, .method = uncertainty::Method::random},
                             context.version},
                            columns);
}

// --- for programs ----------------------------------------------------------------------------------------------------

std::string unit_of_items(const scenario::Funnel& funnel) {
  return funnel.of;
}

std::string as_csv(const Context& context, const Curated& curated) {
  std::string out = "scenario,part,name,quantity,unit,statistic,value\n";
  const auto add = [&](std::string_view part, const std::string& name, std::string_view quantity, std::string_view unit,
                       const Percentiles& spread) {
    const std::string head = fmt::format("{},{},{},{},{}", context.scenario->name, part, name, quantity, unit);
    out += fmt::format("{},p10,{}\n{},p50,{}\n{},p90,{}\n", head, spread.p10, head, spread.p50, head, spread.p90);
  };
  if (curated.flow) {
    const std::string items = unit_of_items(*context.scenario->funnel);
    for (const FunnelStage& stage : curated.flow->stages) {
      add("funnel", stage.name, "entering", items, stage.entering);
      add("funnel", stage.name, "keep", "1", stage.keep);
      add("funnel", stage.name, "leaving", items, stage.leaving);
      add("funnel", stage.name, "quality", "1", stage.quality);
      add("funnel", stage.name, "cost", "USD", stage.cost);
    }
    add("funnel", "all", "entering", items, curated.flow->items);
    add("funnel", "all", "keep", "1", curated.flow->share);
    add("funnel", "all", "leaving", items, curated.flow->kept);
    add("funnel", "all", "quality", "1", curated.flow->quality);
    add("funnel", "all", "effective", items, curated.flow->effective);
    add("funnel", "all", "cost", "USD", curated.flow->cost);
  }
  for (const ShareAt& row : curated.shares) {
    const auto value = [&](std::string_view quantity, std::string_view unit, double number) {
      out += fmt::format("{},best share,{},{},{},value,{}\n", context.scenario->name, three_digits(row.compute),
                         quantity, unit, number);
    };
    value("share", "1", row.best.share);
    add("best share", three_digits(row.compute), "share", "1", row.share);
    value("passes", "1", row.best.passes);
    value("tokens", "token", row.best.model.tokens);
    value("quality", "1", row.best.quality);
    value("gain over all", "OOM", row.over_none);
    value("gain over 10 %", "OOM", row.over_tenth);
    value("gain over 3 %", "OOM", row.over_three_percent);
    value("gain over BETR", "OOM", row.over_betr);
    value("share of BETR", "1", row.betr);
  }
  return out;
}

Json of_spread(const Percentiles& spread) {
  return {{"p10", spread.p10}, {"p50", spread.p50}, {"p90", spread.p90}};
}

Json of_funnel(const scenario::Funnel& funnel, const FunnelFlow& flow) {
  Json stages = Json::array();
  for (const FunnelStage& stage : flow.stages) {
    stages.push_back({{"name", stage.name},
                      {"entering", of_spread(stage.entering)},
                      {"keep", of_spread(stage.keep)},
                      {"leaving", of_spread(stage.leaving)},
                      {"quality", of_spread(stage.quality)},
                      {"cost", of_spread(stage.cost)}});
  }
  return {{"title", funnel.title},
          {"of", funnel.of},
          {"feeds", funnel.feeds_pre_training ? "pre-training" : "post-training"},
          {"stages", std::move(stages)},
          {"items", of_spread(flow.items)},
          {"kept", of_spread(flow.kept)},
          {"share", of_spread(flow.share)},
          {"quality", of_spread(flow.quality)},
          {"effective", of_spread(flow.effective)},
          {"cost", of_spread(flow.cost)}};
}

Json of_shares(const Curated& curated) {
  Json rows = Json::array();
  for (const ShareAt& row : curated.shares) {
    rows.push_back({{"compute", row.compute},
                    {"share", row.best.share},
                    {"share_drawn", of_spread(row.share)},
                    {"passes", row.best.passes},
                    {"tokens", row.best.model.tokens},
                    {"quality", row.best.quality},
                    {"gain_over_all", row.over_none},
                    {"gain_over_tenth", row.over_tenth},
                    {"gain_over_three_percent", row.over_three_percent},
                    {"gain_over_betr", row.over_betr},
                    {"betr_share", row.betr}});
  }
  const scaling::Pool& pool = *curated.pool;
  return {{"pool", pool.tokens},
          {"pool_is", curated.pool_is},
          {"quality_exponent", pool.filter.quality_exponent},
          {"smallest_share", pool.filter.smallest_share},
          {"quality_at_most", pool.filter.quality_at_most},
          {"token_decay", pool.token_decay},
          {"fit", "besiroglu"},
          {"best_passes", scaling::best_passes(pool)},
          {"filtering_ends", curated.ends},
          {"betr_ends", scaling::betr_ends()},
          {"by_compute", std::move(rows)}};
}

std::string as_json(const Context& context, const Curated& curated) {
  Json document = {{"format", "chokepoint-curation"},
                   {"format_version", json_version},
                   {"chokepoint", context.version},
                   {"scenario", context.scenario->name},
                   {"overrides", context.scenario->overrides},
                   {"draws", curated.draws},
                   {"seed", curated.seed}};
  if (curated.flow) document["funnel"] = of_funnel(*context.scenario->funnel, *curated.flow);
  if (curated.pool) document["best_share"] = of_shares(curated);
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string curation(const Context& context, const Curated& curated, Format format, std::size_t width) {
  if (format == Format::json) return as_json(context, curated);
  if (format == Format::csv) return as_csv(context, curated);
  return as_text(context, curated, width);
}

std::string curation_svg(const Context& context, const Curated& curated) {
  if (!curated.pool) return {};
  constexpr double left_edge = 56.0;
  constexpr double right_edge = 700.0;
  constexpr double top = 24.0;
  constexpr double bottom = 300.0;
  const std::vector<ShareAt>& rows = curated.shares;
  const double lowest = lowest_share(rows);
  const auto x = [&](std::size_t i) {
    return left_edge + (right_edge - left_edge) * static_cast<double>(i) / static_cast<double>(rows.size() - 1);
  };
  const auto y = [&](double share) {
    return bottom + (bottom - top) * std::log10(share / lowest) / std::log10(lowest);
  };
  const std::string alt =
      fmt::format("Share of the pool that is kept, by training compute, in {}", context.scenario->name);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 340\" role=\"img\" aria-label=\"{}\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"720\" height=\"340\" fill=\"white\"/>\n",
      escaped(alt));
  for (double share = lowest; share <= 1.0001; share *= 10.0) {
    out += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke=\"#dfe4ea\"/>\n", left_edge, y(share), right_edge);
    out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", left_edge - 6.0,
                       y(share) + 4.0, in_percent(share));
  }
  for (std::size_t i = 0; i < rows.size(); i += 2) {
    out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x(i), bottom + 18.0,
                       three_digits(rows[i].compute));
  }
  out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">FLOP</text>\n",
                     0.5 * (left_edge + right_edge), bottom + 36.0);
  const auto curve = [&](const auto& share_of, int colour, const char* dashes, double label_y, const char* label) {
    std::string path;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? 'M' : 'L', x(i), y(share_of(rows[i])));
    }
    out += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2.5\"{}/>\n", path,
                       css_colour(colour), dashes);
    out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" fill=\"{}\">{}</text>\n", left_edge + 8.0, label_y,
                       css_colour(colour), label);
  };
  std::string band;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    band += fmt::format("{}{:.1f} {:.1f}", i == 0 ? 'M' : 'L', x(i), y(std::max(lowest, rows[i].share.p90)));
  }
  for (std::size_t i = rows.size(); i-- > 0;)
    band += fmt::format("L{:.1f} {:.1f}", x(i), y(std::max(lowest, rows[i].share.p10)));
  out += fmt::format("<path d=\"{}Z\" fill=\"{}\" fill-opacity=\"0.15\"/>\n", band, css_colour(0));
  curve(best_of, 0, "", 14.0, "best share, with P10 to P90");
  curve(betr_of, 1, " stroke-dasharray=\"6 4\"", 42.0, "law of BETR");
  return out + "</svg>\n";
}

}  // namespace chokepoint::report
