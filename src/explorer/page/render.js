// SPDX-License-Identifier: Apache-2.0
// Sections as the engine gives them (they are those of a planning report: document.hpp) to elements, and charts into them.
import { picture_of } from "../../report/page/charts.js";
import { h, save } from "./dom.js";

const colour_class = (colour) => (colour === null || colour < 0 ? "rest" : `k${colour % 7}`);

// --- charts ----------------------------------------------------------------------------------------------------------

/// A place that draws its chart at the width there is, again when that changes.
export class Chart {
  /// `chart`: or null, as long as there is none.
  constructor(chart) {
    this.place = h("div", { class: "chart" });
    this.chart = chart;
    this.width = 0;
    watched.set(this.place, this);
    watcher.observe(this.place);
  }
  show(chart) {
    this.chart = chart;
    if (this.width > 0) this.draw();
  }
  draw() {
    if (this.chart === null) return;
    const picture = picture_of(this.chart, this.width);
    this.place.replaceChildren(picture);
  }
}
const watched = new WeakMap();
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const chart = watched.get(target);
    const width = Math.max(240, Math.floor(target.clientWidth));
    if (target.clientWidth === 0 || chart.width === width) continue;
    chart.width = width;
    chart.draw();
  }
});

const copied_styles = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "font-family", "font-size", "font-weight"];

/// What stands in a place as an SVG file: with its colours and letters, which a page gives by its style sheet.
export function svg_text(place) {
  const shown = place.querySelector("svg.plot");
  const copy = shown.cloneNode(true);
  const originals = [shown, ...shown.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((element, i) => {
    const style = getComputedStyle(originals[i]);
    for (const name of copied_styles) element.setAttribute(name, style.getPropertyValue(name));
    const colour = style.getPropertyValue("color");
    for (const name of ["fill", "stroke"]) if (element.getAttribute(name) === "currentcolor") element.setAttribute(name, colour);
    element.removeAttribute("class");
  });
  const paper = getComputedStyle(document.body).backgroundColor;
  const { width, height } = shown.viewBox.baseVal;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const sheet = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of [["width", width], ["height", height], ["fill", paper]]) sheet.setAttribute(name, value);
  copy.prepend(sheet);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

/// Buttons under a picture: each of its panels as SVG, its numbers as CSV.
export function takes(id, panels, csv) {
  const names = panels.length > 1 ? panels.map(({ id: one }) => ` ${one.split("-").at(-1)}`) : [""];
  const pictures = panels.map(({ id: one, chart }, i) =>
    h("button", { type: "button", class: "link", onclick: () => save(`${one}.svg`, svg_text(chart.place), "image/svg+xml") }, `SVG${names[i]}`),
  );
  const numbers = csv ? h("button", { type: "button", class: "link", onclick: () => save(`${id}.csv`, csv, "text/csv") }, "CSV") : null;
  return h("p", { class: "takes" }, h("span", { class: "quiet" }, "Take this picture: "), ...pictures, numbers);
}

export const legend_of = (legend) =>
  legend.length === 0
    ? null
    : h(
        "ul",
        { class: "legend" },
        ...legend.map((one) => h("li", {}, h("span", { class: `swatch ${one.point ? "point" : one.dashed ? "dashed" : colour_class(one.colour)}` }), one.name)),
      );

// --- elements --------------------------------------------------------------------------------------------------------

const long_text = 24;

export function table_of({ caption, columns, rows }) {
  const cell = (name, attributes, { text, link }) => h(name, attributes, link ? h("a", { href: link }, text) : text);
  return h(
    "div",
    { class: "scroll", role: "region", tabindex: "0", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ...columns.map(({ name, number }) => h("th", { scope: "col", class: number ? "n" : null }, name)))),
      h(
        "tbody",
        {},
        ...rows.map((row) =>
          h(
            "tr",
            {},
            ...row.map((one, i) => {
              const kind = columns[i]?.number ? "n" : one.text.length > long_text ? "t" : null;
              return i === 0 ? cell("th", { scope: "row", class: kind }, one) : cell("td", { class: kind, "data-name": columns[i]?.name ?? "" }, one);
            }),
          ),
        ),
      ),
    ),
  );
}

/// Which details a person has opened, by the id of their figure: they stay open when numbers change.
const opened = new Set();

export function figure_of(figure) {
  const panels = figure.panels.map((panel) => ({ ...panel, chart: new Chart(panel.chart) }));
  const caption = `${figure.id}-caption`;
  return h(
    "figure",
    { id: figure.id, "aria-labelledby": caption },
    h("figcaption", { id: caption }, figure.caption),
    legend_of(figure.legend),
    h(
      "div",
      { class: panels.length === 1 ? "panels wide" : "panels" },
      ...panels.map(({ title, chart }) => h("div", { class: "panel" }, title ? h("p", { class: "title" }, h("strong", {}, title)) : null, chart.place)),
    ),
    h(
      "details",
      { open: opened.has(figure.id), ontoggle: (event) => (event.target.open ? opened.add(figure.id) : opened.delete(figure.id)) },
      h("summary", {}, "The numbers in this picture"),
      table_of(figure.table),
    ),
    takes(figure.id, panels, figure.csv),
  );
}

const makers = {
  paragraph: ({ text, lead }) => h("p", { class: lead ? "lead" : null }, text),
  heading: ({ text }) => h("h3", {}, text),
  headline: ({ text }) => h("p", { class: "headline" }, text),
  facts: ({ items }) => h("ul", { class: "facts" }, ...items.map(({ value, label }) => h("li", {}, h("strong", {}, value), ` ${label}`))),
  bullets: ({ items }) => h("ul", {}, ...items.map((one) => h("li", {}, one))),
  code: ({ text }) => h("pre", {}, h("code", {}, text)),
  references: ({ items }) =>
    h(
      "ol",
      {},
      ...items.map(({ id, text, address }) =>
        h("li", { id }, text, address && /^https?:\/\//.test(address) ? h("a", { href: address, rel: "noreferrer" }, ` ${address}`) : null),
      ),
    ),
  table: table_of,
  figure: figure_of,
};

export const elements_of = (elements) => elements.map((one) => makers[one.is](one));

export const section_of = ({ id, title, elements }) =>
  h("section", { "aria-labelledby": `${id}-heading` }, h("h2", { id: `${id}-heading` }, title), ...elements_of(elements));

/// The same to be folded: closed on a narrow screen, unless a person has opened it.
const folded = new Map();
export function folded_section_of({ id, title, elements }) {
  const open = folded.get(id) ?? window.innerWidth > 600;
  return h(
    "details",
    { class: "section", open, ontoggle: (event) => folded.set(id, event.target.open) },
    h("summary", {}, h("h2", { id: `${id}-heading` }, title)),
    h("section", { "aria-labelledby": `${id}-heading` }, ...elements_of(elements)),
  );
}

/// What is wrong, with the caret under it.
export const diagnostics_of = (diagnostics) =>
  h(
    "div",
    { class: "wrong" },
    ...diagnostics.map(({ message, excerpt, hint }) =>
      h("div", {}, h("p", {}, message), excerpt ? h("pre", {}, `\n${excerpt.trimEnd()}\n`) : null, hint ? h("p", {}, `hint: ${hint}`) : null),
    ),
  );
