// SPDX-License-Identifier: Apache-2.0
// How each kind of chart is drawn, in reports and in the explorer: one drawing of a chart. What a chart holds: charts.hpp.
import { areaY, barX, barY, dot, lineY, plot, pointer, pointerX, ruleX, stackY, text, tip } from "@observablehq/plot";

const colour = (index) => (index < 0 ? "var(--rest)" : `var(--c${index % 7})`);
const power = (value) => `1e${Math.round(Math.log10(value))}`;
// As tick_text() of charts.cpp.
const exponential = (value, digits) => value.toExponential(digits).replace("e+", "e");
const ratioText = (value) => (value >= 9990 || value < 0.000999 ? exponential(value, 0) : String(Number(value.toPrecision(4))));
const short = (value) => (value >= 1e4 || value < 0.01 ? exponential(value, 1) : value.toPrecision(2));
const wholeYears = (years, width) => {
  const step = Math.max(1, Math.ceil(years.length / (width / 55)));
  return years.filter((_, i) => i % step === 0);
};

const quantiles = ([year, p10, p25, p50, p75, p90]) => ({ year, p10, p25, p50, p75, p90 });

const margin_above = 20;
const margin_below = 30;

/// The name of each line at its end, in its colour, none on another (explorer).
function names_beside(lines, domain, year, height) {
  const room = height - margin_above - margin_below;
  const span = Math.log(domain[1] / domain[0]);
  const place = (value) => room * (1 - Math.min(1, Math.max(0, Math.log(value / domain[0]) / span)));
  const ends = lines.filter((line) => line.rows.at(-1)?.[0] === year).map((line) => ({ line, value: line.rows.at(-1)[3], at: place(line.rows.at(-1)[3]) }));
  ends.sort((a, b) => a.at - b.at);
  ends.forEach((end, i) => (end.shown = i === 0 ? end.at : Math.max(end.at, ends[i - 1].shown + 14)));
  for (let i = ends.length - 1, most = room; i >= 0; --i, most = ends[i + 1].shown - 14) ends[i].shown = Math.min(ends[i].shown, most);
  return ends.map(({ line, value, at, shown }) =>
    text([line.name], { x: [year], y: [value], text: [line.name], dx: 7, dy: shown - at, textAnchor: "start", fill: colour(line.colour), fontWeight: 600 }),
  );
}

function bands(chart, width) {
  const { domain, unit, ratio, lines, trajectory } = chart;
  const years = Array.from({ length: chart.years[1] - chart.years[0] + 1 }, (_, i) => chart.years[0] + i);
  const alone = lines.length === 1;
  const trend = trajectory.rows.map(([year, p10, p50, p90]) => ({ year, p10, p50, p90 }));
  const marks = [];
  // What these lines were before, as outlines (explorer).
  for (const line of chart.behind ?? []) {
    const rows = line.rows.map(quantiles);
    const stroke = colour(line.colour);
    const edge = (y, strokeDasharray) => lineY(rows, { x: "year", y, stroke, strokeOpacity: 0.75, strokeWidth: 1, strokeDasharray });
    marks.push(edge("p10", "1 3"), edge("p90", "1 3"), edge("p50", "4 2"));
  }
  for (const line of lines) {
    const rows = line.rows.map(quantiles);
    const fill = colour(line.colour);
    const band = (low, high, fillOpacity) => areaY(rows, { x: "year", y1: low, y2: high, fill, fillOpacity });
    marks.push(band("p10", "p90", alone ? 0.18 : chart.inner ? 0.07 : 0.1));
    if (alone || chart.inner) marks.push(band("p25", "p75", alone ? 0.3 : 0.16));
  }
  if (trajectory.uncertain) marks.push(areaY(trend, { x: "year", y1: "p10", y2: "p90", fill: "currentColor", fillOpacity: 0.1 }));
  for (const line of lines) {
    const rows = line.rows.map(quantiles);
    const stroke = colour(line.colour);
    marks.push(lineY(rows, { x: "year", y: "p50", stroke, strokeWidth: 2.5, strokeDasharray: line.pattern || null }));
    if (years.length === 1) marks.push(dot(rows, { x: "year", y: "p50", fill: stroke }));
  }
  marks.push(lineY(trend, { x: "year", y: "p50", stroke: "currentColor", strokeWidth: 1.5, strokeDasharray: "5 4" }));
  const height = chart.height ?? 260;
  if (chart.named) marks.push(...names_beside(lines, domain, years.at(-1), height));
  const at = new Map(trend.map((row) => [row.year, row.p50]));
  const said = (line, row) =>
    `${row.year}${alone ? "" : ` ${line.name}`}\nmedian ${short(row.p50)}${ratio ? "" : ` ${unit}`}\n50%: ${short(row.p25)} to ${short(row.p75)}\n` +
    `80%: ${short(row.p10)} to ${short(row.p90)}` + (ratio || !at.has(row.year) ? "" : `\ntrajectory ${short(at.get(row.year))}`);
  const observed = chart.observed.map(([year, p50, low, high, title]) => ({ year, p50, low, high, title }));
  marks.push(ruleX(observed, { x: "year", y1: "low", y2: "high", strokeOpacity: 0.6 }));
  marks.push(dot(observed, { x: "year", y: "p50", r: 3.5, stroke: "currentColor", strokeWidth: 1.5 }));
  const points = [...lines.flatMap((line) => line.rows.map(quantiles).map((row) => ({ ...row, title: said(line, row) }))), ...observed];
  // While a handle moves nobody points at a chart.
  if (!chart.moving) marks.push(tip(points, (alone ? pointerX : pointer)({ x: "year", y: "p50", title: "title" })));
  return {
    width,
    height,
    marginLeft: 48,
    ...(chart.named ? { marginRight: 9 + 7.2 * Math.max(...lines.map(({ name }) => name.length)), marginTop: margin_above, marginBottom: margin_below } : {}),
    x: { ticks: wholeYears(years, width), tickFormat: String, label: null },
    y: { type: "log", domain, ticks: chart.ticks, clamp: Boolean(chart.height), tickFormat: ratio ? ratioText : power, label: unit, grid: true },
    marks,
  };
}

function shares(chart, width) {
  const years = [...new Set(chart.rows.map((row) => row.year))];
  const rows = chart.rows.map((row) => ({ ...row, percent: 100 * row.share }));
  return {
    width,
    height: 280,
    marginLeft: 48,
    x: { type: "band", ticks: wholeYears(years, width), tickFormat: String, label: null },
    y: { domain: [0, 100], label: "% of draws", grid: true },
    marks: [
      barY(rows, { x: "year", y: "percent", fill: (row) => colour(row.colour), inset: 0.5 }),
      text(
        rows,
        stackY({
          x: "year",
          y: "percent",
          text: (row) => (row.share >= 0.1 && width / years.length > 14 ? row.letter : ""),
          fill: "var(--on-bar)",
          fontWeight: "bold",
        }),
      ),
      tip(
        rows,
        pointer(
          stackY({ x: "year", y: "percent", title: (row) => `${row.year}\n${row.name}: ${Math.round(row.percent)}%` }),
        ),
      ),
    ],
  };
}

function swings(chart, width) {
  const narrow = width < 520;
  const rows = chart.rows.flatMap((row) => [
    { name: row.name, end: row.low, at: row.low_text, colour: chart.colours[0], tag: "P10" },
    { name: row.name, end: row.high, at: row.high_text, colour: chart.colours[1], tag: "P90" },
  ]);
  const names = chart.rows.map((row) => row.name);
  // On a narrow screen every other tick is enough; the one at 1 stays.
  const one = Math.max(0, chart.ticks.indexOf(1));
  const ticks = narrow && chart.ticks.length > 5 ? chart.ticks.filter((_, i) => (i - one) % 2 === 0) : chart.ticks;
  return {
    width,
    height: 58 + (narrow ? 38 : 24) * names.length,
    marginBottom: 44,
    marginLeft: narrow ? 8 : 210,
    marginTop: 8,
    x: { type: "log", domain: chart.domain, label: chart.label, grid: true, tickFormat: ratioText, ticks },
    y: { type: "band", domain: names, label: null, axis: narrow ? null : "left", tickSize: 0 },
    marks: [
      barX(rows, { y: "name", x1: chart.base, x2: "end", fill: (row) => colour(row.colour), insetTop: narrow ? 17 : 3, insetBottom: 3 }),
      ruleX([chart.base]),
      chart.mark === null ? null : ruleX([chart.mark], { strokeWidth: 1.5, strokeDasharray: "5 4" }),
      // Over the lines, with a margin that keeps them off.
      narrow
        ? text(chart.rows, {
            y: "name",
            text: "name",
            frameAnchor: "left",
            textAnchor: "start",
            dy: -9,
            fill: "currentColor",
            stroke: "var(--plot-background)",
            strokeWidth: 5,
          })
        : null,
      tip(rows, pointer({ y: "name", x: "end", title: (row) => `${row.name}\n${row.tag} ${row.at}\n${short(row.end)}` })),
    ],
  };
}

function reliability(chart, width) {
  const rows = chart.rows.map(([level, share, low, high, title]) => ({ level, share, low, high, title }));
  return {
    width,
    height: 260,
    marginLeft: 48,
    marginBottom: 44,
    x: { domain: [0, 100], ticks: [0, 25, 50, 75, 100], label: "% of the forecast", labelOffset: 38 },
    y: { domain: [0, 100], ticks: [0, 25, 50, 75, 100], label: "% of what came lies below", grid: true },
    marks: [
      lineY([0, 100], { x: [0, 100], y: [0, 100], stroke: "currentColor", strokeWidth: 1.5, strokeDasharray: "5 4" }),
      ruleX(rows, { x: "level", y1: "low", y2: "high", strokeOpacity: 0.6 }),
      dot(rows, { x: "level", y: "share", r: 3.5, stroke: "currentColor", strokeWidth: 1.5 }),
      tip(rows, pointer({ x: "level", y: "share", title: "title" })),
    ],
  };
}

const kinds = { bands, reliability, shares, swings };

/// A picture as an <svg> element.
export function picture_of(chart, width) {
  const picture = plot({ ...kinds[chart.kind](chart, width), className: "plot", ariaLabel: chart.alt });
  // The page's policy allows only its own style sheet, which has these rules.
  picture.querySelectorAll("style").forEach((style) => style.remove());
  // One picture with one description; what the library says of its groups belongs to no role.
  picture.querySelectorAll("[aria-label]").forEach((part) => part.removeAttribute("aria-label"));
  picture.setAttribute("role", "img");
  return picture;
}
