// SPDX-License-Identifier: Apache-2.0
// The tabs: each asks the engine its own question of what is shown, when it is looked at, and shows the answer.
import { h, percent, save, short } from "./dom.js";
import { later } from "./asking.js";
import { Chart, diagnostics_of, elements_of, folded_section_of, legend_of, section_of, table_of, takes } from "./render.js";

const busy = (text) => h("p", { class: "quiet busy", role: "status" }, text);

const wider = (a, b) => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
const domain_of = (figure) => figure.panels.map(({ chart }) => chart.domain).reduce(wider);
/// Powers of ten, about six of them.
function ticks_of(domain) {
  const [first, last] = [Math.ceil(Math.log10(domain[0]) - 1e-9), Math.floor(Math.log10(domain[1]) + 1e-9)];
  const step = Math.max(1, Math.floor((last - first + 5) / 6));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => 10 ** (first + i * step));
}

const section_in = (run, id) => run.sections.find((section) => section.id === id);
const figures_in = (section) => section?.elements.filter(({ is }) => is === "figure") ?? [];
/// All ceilings in one chart, or one by one.
const ceilings_in = (run, apart) => figures_in(section_in(run, apart ? "picture" : "together"))[0] ?? null;
export const stopped_in = (run) => figures_in(section_in(run, "answer"))[0] ?? null;

// --- what binds ------------------------------------------------------------------------------------------------------

export class Binds {
  constructor(page) {
    this.page = page;
    this.apart = false;
    this.domain = null;
    this.ceilings = null;
    this.together = new Chart(null);
    this.panels = new Map();
    this.stopped = new Chart(null);
    this.stopped_a = new Chart(null);
    const choice = (name, apart) =>
      h("label", {}, h("input", { type: "radio", name: "ceilings", checked: apart === this.apart, onchange: () => this.#arrange(apart) }), ` ${name}`);
    this.choice = h("fieldset", { class: "choice" }, h("legend", { class: "visually-hidden" }, "How ceilings are shown"), choice("All in one", false), choice("One by one", true));
    this.legend = h("div");
    this.behind_note = h("p", { class: "quiet", hidden: true }, "Dotted: A, its median and the ends of its 80% band.");
    this.several = h("div", { class: "panels", hidden: true });
    this.numbers = h("div");
    this.stopped_legend = h("div");
    this.stopped_title = h("h3", {}, "A");
    this.stopped_caption = h("figcaption", { id: "live-stopped-caption" }, "What has stopped the trajectory by each year");
    this.stopped_a_box = h("div", { class: "panel", hidden: true }, h("p", { class: "title" }, h("strong", {}, "A")), this.stopped_a.place);
    this.stopped_now_title = h("p", { class: "title", hidden: true }, h("strong", {}, "Now"));
    this.stopped_panels = h("div", { class: "panels wide" }, h("div", { class: "panel" }, this.stopped_now_title, this.stopped.place), this.stopped_a_box);
    this.stopped_take = h("div");
    this.words = h("div");
    this.rest = h("div");
    this.element = h(
      "div",
      {},
      h(
        "figure",
        { id: "live-ceilings", "aria-labelledby": "live-ceilings-caption" },
        h("figcaption", { id: "live-ceilings-caption" }, "The largest run that each constraint allows, against the trajectory: medians, bands of 50% and 80% of the draws"),
        h("div", { class: "row" }, this.legend, this.choice),
        this.together.place,
        this.several,
        this.behind_note,
        this.numbers,
      ),
      h("figure", { id: "live-stopped", "aria-labelledby": "live-stopped-caption" }, this.stopped_caption, this.stopped_legend, this.stopped_panels, this.stopped_take),
      this.words,
      this.rest,
    );
  }

  #arrange(apart) {
    this.apart = apart;
    this.together.place.hidden = apart;
    this.several.hidden = !apart;
    if (this.run) this.show(this.run);
  }

  /// While a handle moves, the pictures alone.
  move(run) {
    this.run = run;
    this.#charts(true);
    this.rest.classList.add("rough");
  }

  show(run) {
    this.run = run;
    this.#charts(false);
    this.rest.classList.remove("rough");
    const ceilings = ceilings_in(run, this.apart);
    const stopped = stopped_in(run);
    if (ceilings) {
      this.legend.replaceChildren(legend_of(ceilings.legend) ?? "");
      const shown = this.apart ? [...this.panels].map(([id, chart]) => ({ id, chart })) : [{ id: "ceilings", chart: this.together }];
      this.numbers.replaceChildren(numbers_of(ceilings), takes("ceilings", shown, ceilings.csv));
    }
    if (stopped) {
      this.stopped_legend.replaceChildren(legend_of(stopped.legend) ?? "");
      this.stopped_take.replaceChildren(numbers_of(stopped), takes("stopped", [{ id: "stopped", chart: this.stopped }], stopped.csv));
    }
    const answer = section_in(run, "answer");
    this.words.replaceChildren(...elements_of(answer.elements.filter(({ is }) => is === "paragraph" || is === "heading")));
    this.rest.replaceChildren(...run.sections.filter(({ id }) => !["answer", "together", "picture", "ways"].includes(id)).map(folded_section_of));
  }

  #charts(moving) {
    const ceilings = ceilings_in(this.run, this.apart);
    const pinned = this.page.pinned_run();
    const behind = pinned ? ceilings_in(pinned, this.apart) : null;
    if (ceilings) {
      let domain = domain_of(ceilings);
      if (behind) domain = wider(domain, domain_of(behind));
      // The axis stays where it is while a handle moves, unless a band would leave it.
      if (moving && this.domain) domain = wider(domain, this.domain);
      this.domain = domain;
      if (this.apart) this.#panels(ceilings, behind, domain, moving);
      else {
        const height = window.innerWidth < 600 ? 300 : 400;
        const before = behind?.panels[0].chart.lines ?? [];
        this.together.show({ ...ceilings.panels[0].chart, domain, ticks: ticks_of(domain), height, inner: true, named: true, behind: before, moving });
      }
    }
    this.behind_note.hidden = !behind;
    const stopped = stopped_in(this.run);
    const stopped_a = pinned ? stopped_in(pinned) : null;
    if (stopped) this.stopped.show(stopped.panels[0].chart);
    this.stopped_a_box.hidden = !stopped_a;
    this.stopped_now_title.hidden = !stopped_a;
    this.stopped_panels.className = stopped_a ? "panels" : "panels wide";
    if (stopped_a) this.stopped_a.show(stopped_a.panels[0].chart);
  }

  #panels(ceilings, behind, domain, moving) {
    const ids = ceilings.panels.map(({ id }) => id);
    if (ids.join() !== [...this.panels.keys()].join()) {
      this.panels = new Map(ceilings.panels.map(({ id, chart }) => [id, new Chart(chart)]));
      this.several.replaceChildren(
        ...ceilings.panels.map(({ id, title }) => h("div", { class: "panel" }, h("p", { class: "title" }, h("strong", {}, title)), this.panels.get(id).place)),
      );
    }
    for (const { id, title, chart } of ceilings.panels) {
      const before = behind?.panels.find((panel) => panel.title === title)?.chart.lines ?? [];
      this.panels.get(id).show({ ...chart, domain, ticks: ticks_of(domain), behind: before, moving });
    }
  }
}

const opened = new Set();
const numbers_of = (figure) =>
  h(
    "details",
    { open: opened.has(figure.id), ontoggle: (event) => (event.target.open ? opened.add(figure.id) : opened.delete(figure.id)) },
    h("summary", {}, "The numbers in this picture"),
    table_of(figure.table),
  );

// --- tabs that ask ---------------------------------------------------------------------------------------------------

/// Asks when it is looked at and the state is another than the one it shows.
class Asking {
  constructor(page) {
    this.page = page;
    this.key = null;
    this.place = h("div");
    this.element = h("div", {}, this.place);
  }
  async update() {
    const key = this.page.key();
    if (key === this.key) return;
    this.place.classList.add("rough");
    if (this.key === null) this.place.replaceChildren(busy(this.waits));
    const answer = await this.page.ask(this.request(), { channel: this.constructor.name, when: later });
    if (answer === null) return;
    this.key = key;
    this.place.classList.remove("rough");
    if (answer.ok) this.show(answer.ok);
    else this.place.replaceChildren(diagnostics_of(answer.diagnostics));
  }
}

export class Matters extends Asking {
  waits = "Each parameter is put to its P10 and its P90, the others drawn …";
  constructor(page) {
    super(page);
    this.indices = h("button", { type: "button", onclick: () => this.#indices() }, "Also Sobol' indices and information");
    this.more = h("div");
    this.element.append(h("p", {}, this.indices), this.more);
  }
  request() {
    return { do: "matters" };
  }
  show(answer) {
    this.more.replaceChildren();
    this.place.replaceChildren(...answer.sections.map(section_of));
    if (answer.sections.length === 0) this.place.replaceChildren(h("p", {}, "Nothing is uncertain here: no parameter moves the answer."));
  }
  async #indices() {
    this.more.replaceChildren(busy("Thousands of runs: this takes a while …"));
    const answer = await this.page.ask({ do: "matters", indices: true, draws: 2048 }, { channel: "indices", when: later });
    if (answer === null) return;
    if (!answer.ok) return this.more.replaceChildren(diagnostics_of(answer.diagnostics));
    const { sensitivity } = answer.ok;
    const of = (index) => `${short(index.value)} (${short(index.p5)} to ${short(index.p95)})`;
    this.more.replaceChildren(
      table_of({
        caption: `What of the spread of ${sensitivity.output} comes from each parameter: first-order and total index (90% interval), and bits that knowing it gives of what binds first`,
        columns: [{ name: "Parameter" }, { name: "First order", number: true }, { name: "Total", number: true }, { name: "Information", number: true }, { name: "Confidence" }],
        rows: sensitivity.parameters.map((one) =>
          [one.name, of(one.first_order), of(one.total), short(one.information), one.confidence ?? ""].map((text) => ({ text, link: "" })),
        ),
      }),
    );
  }
}

export class Ways extends Asking {
  waits = "What makes up for a shortfall …";
  request() {
    return { do: "ways" };
  }
  show(answer) {
    if (answer.sections.length === 0) this.place.replaceChildren(h("p", {}, "This scenario says nothing of ways around a shortfall."));
    else this.place.replaceChildren(...answer.sections.map(section_of));
  }
}

export class Assumptions extends Asking {
  waits = "The assumptions and their sources …";
  constructor(page) {
    super(page);
    this.find = h("input", { type: "search", id: "find-assumption", autocomplete: "off", spellcheck: "false", oninput: () => this.#filter() });
    this.element.prepend(h("p", { class: "find" }, h("label", { for: "find-assumption" }, "Find an assumption"), " ", this.find));
  }
  request() {
    return { do: "assumptions" };
  }
  show(answer) {
    this.place.replaceChildren(...answer.sections.map(section_of));
    this.#filter();
  }
  #filter() {
    const words = this.find.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of this.place.querySelectorAll("tbody tr")) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  }
}

// --- map -------------------------------------------------------------------------------------------------------------

const columns_of_map = 13;
const rows_of_map = 9;

export class Map_ {
  constructor(page) {
    this.page = page;
    const select = (id) => h("select", { id, onchange: () => this.#suggest(id.at(-1)) });
    const range = (id) => h("input", { id, type: "text", autocomplete: "off", spellcheck: "false" });
    this.x = select("map-x");
    this.y = select("map-y");
    this.x_range = range("map-x-range");
    this.y_range = range("map-y-range");
    this.log = h("input", { type: "checkbox", id: "map-log", checked: true });
    const field = (label, input) => h("div", { class: "field" }, h("label", { for: input.id }, label), input);
    this.form = h(
      "form",
      { class: "ask", onsubmit: (event) => { event.preventDefault(); this.ask(); } },
      field("Across", this.x),
      field("from and to", this.x_range),
      field("Up", this.y),
      field("from and to", this.y_range),
      h("label", {}, this.log, " even in the logarithm"),
      h("button", { type: "submit" }, "Draw the map"),
    );
    this.place = h("div");
    this.element = h(
      "div",
      {},
      h("h2", {}, "What stops most draws, over two levers"),
      h("p", { class: "quiet" }, "Each cell is a run with both levers fixed. Pick a cell to set them there."),
      this.form,
      this.place,
    );
  }

  /// What it is asked, for a link.
  get asked() {
    return { x: this.x.value, y: this.y.value, x_range: this.x_range.value, y_range: this.y_range.value, log: this.log.checked ? "yes" : "no" };
  }
  async restore(asked) {
    this.#options();
    for (const axis of ["x", "y"]) {
      if ([...this[axis].options].some(({ value }) => value === asked[axis])) this[axis].value = asked[axis];
      if (asked[`${axis}_range`]) this[`${axis}_range`].value = asked[`${axis}_range`];
    }
    this.log.checked = asked.log !== "no";
    this.restored = true;
  }

  #options() {
    const paths = this.page.movable();
    if (this.offered === paths.join()) return;
    this.offered = paths.join();
    for (const select of [this.x, this.y]) {
      const before = select.value;
      select.replaceChildren(...paths.map((path) => h("option", { value: path }, path)));
      if (paths.includes(before)) select.value = before;
    }
    const [first, second] = this.page.important();
    if (first && !this.restored) this.x.value = first;
    if (second && !this.restored) this.y.value = second;
  }

  async #suggest(axis) {
    const path = this[axis].value;
    const parameter = this.page.levers.parameter(path);
    if (!parameter) return;
    const count = axis === "x" ? columns_of_map : rows_of_map;
    const [low, high] = parameter.range;
    const texts = await this.page.texts(path, [Math.max(low, parameter.bounds[0] ?? low), Math.min(high, parameter.bounds[1] ?? high)]);
    if (texts.some((text) => text === null)) return;
    this[`${axis}_range`].value = `${texts[0]}..${texts[1]}:${count}`;
  }

  async update() {
    this.#options();
    if (!this.x_range.value) await this.#suggest("x");
    if (!this.y_range.value) await this.#suggest("y");
    if (this.page.key() === this.key) return;
    await this.ask();
  }

  async ask() {
    const key = this.page.key();
    this.place.classList.add("rough");
    if (!this.key) this.place.replaceChildren(busy("A run for every cell …"));
    const axis = (name) => `${this[name].value}=${this[`${name}_range`].value}`;
    const answer = await this.page.ask(
      { do: "map", x: axis("x"), y: axis("y"), logarithmic: this.log.checked, draws: 512 },
      { channel: "map", when: later },
    );
    if (answer === null) return;
    this.place.classList.remove("rough");
    this.key = key;
    if (answer.ok) await this.show(answer.ok);
    else this.place.replaceChildren(diagnostics_of(answer.diagnostics));
  }

  async show({ map, colours }) {
    const [x, y] = map.axes;
    const x_texts = await this.page.texts(x.name, x.values);
    const y_texts = await this.page.texts(y.name, y.values);
    const cells = [];
    // The last axis runs fastest.
    const point = (i, j) => map.points[i * y.values.length + j];
    const rows = y.values.map((_, k) => {
      const j = y.values.length - 1 - k;
      return h(
        "tr",
        {},
        h("th", { scope: "row" }, y_texts[j] ?? short(y.values[j])),
        ...x.values.map((__, i) => {
          const { phase } = point(i, j);
          const by = phase.constraint ? `stopped most often by ${phase.constraint}, in ${percent(phase.probability)} of the draws` : "stopped in no draw";
          const half = phase.stopped ? "" : "; fewer than half of all draws are stopped";
          const button = h(
            "button",
            {
              type: "button",
              tabindex: cells.length === 0 ? "0" : "-1",
              class: phase.constraint ? `cell k${colours[phase.constraint] % 7}` : "cell rest",
              "data-share": String(Math.min(4, Math.floor(5 * phase.probability))),
              "data-stopped": phase.stopped ? "yes" : "no",
              "aria-label": `${x.name} ${x_texts[i]}, ${y.name} ${y_texts[j]}: ${by}${half}`,
              title: `${x_texts[i]}, ${y_texts[j]}: ${by}${half}`,
              onclick: () => this.page.set_several([[x.name, x_texts[i]], [y.name, y_texts[j]]]),
            },
            phase.constraint ? phase.constraint[0].toUpperCase() : ".",
          );
          cells.push(button);
          return h("td", {}, button);
        }),
      );
    });
    const width = x.values.length;
    const table = h(
      "table",
      { class: "map", onkeydown: (event) => move_among(event, cells, width) },
      h("caption", {}, `By ${map.year}: the constraint that stops most draws; pale where fewer than half of all are stopped. ${map.ensemble.draws} draws in each cell.`),
      h("tbody", {}, ...rows),
      h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, ""), ...x_texts.map((text, i) => h("th", { scope: "col" }, text ?? short(x.values[i]))))),
    );
    const present = Object.entries(colours).filter(([name]) => map.points.some(({ phase }) => phase.constraint === name));
    this.place.replaceChildren(
      legend_of(present.map(([name, colour]) => ({ name, colour }))),
      h("p", { class: "axis quiet" }, `Up: ${y.name}`),
      h("div", { class: "scroll", role: "region", "aria-label": "Map", tabindex: "0" }, table),
      h("p", { class: "axis quiet" }, `Across: ${x.name}`),
      h(
        "p",
        { class: "takes" },
        h("span", { class: "quiet" }, "Take this map: "),
        h("button", { type: "button", class: "link", onclick: () => save("map.csv", csv_of_map(map), "text/csv") }, "CSV"),
        h("button", { type: "button", class: "link", onclick: () => save("map.svg", svg_of_map(table, x, y), "image/svg+xml") }, "SVG"),
      ),
    );
  }
}

function move_among(event, cells, width) {
  const at = cells.indexOf(document.activeElement);
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -width, ArrowDown: width }[event.key];
  const target = event.key === "Home" ? cells[0] : event.key === "End" ? cells.at(-1) : cells[at + step];
  if (at < 0 || !target) return;
  event.preventDefault();
  cells[at].tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
}

function csv_of_map(map) {
  const [x, y] = map.axes;
  const names = Object.keys(map.points[0].verdict.stopped_by);
  const rows = map.points.map(({ values, verdict, phase }) => [...values, phase.constraint ?? "", verdict.stopped, ...names.map((name) => verdict.stopped_by[name])].join(","));
  return `${[`${x.name} (${x.unit})`, `${y.name} (${y.unit})`, "most", "stopped", ...names].join(",")}\n${rows.join("\n")}\n`;
}

/// The table as it stands on the page.
function svg_of_map(table, x, y) {
  const box = table.getBoundingClientRect();
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  const parts = [...table.querySelectorAll("button, th")].map((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    const back = one.localName === "button" ? `<rect x="${left - box.left}" y="${top - box.top}" width="${width}" height="${height}" fill="${style.backgroundColor}"/>` : "";
    return `${back}<text x="${left - box.left + width / 2}" y="${top - box.top + height / 2 + 4}" text-anchor="middle" fill="${style.color}">${escaped(one.textContent)}</text>`;
  });
  const paper = getComputedStyle(document.body).backgroundColor;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${box.width} ${box.height}" font-family="system-ui, sans-serif" font-size="12">` +
    `<title>${escaped(`${y.name} over ${x.name}`)}</title><rect width="100%" height="100%" fill="${paper}"/>${parts.join("")}</svg>\n`
  );
}

// --- what would have to be true --------------------------------------------------------------------------------------

export class Solve {
  constructor(page) {
    this.page = page;
    this.lever = h("select", { id: "solve-lever" });
    this.second = h("select", { id: "solve-second" });
    this.until = h("input", { id: "solve-until", type: "text", autocomplete: "off", spellcheck: "false" });
    const field = (label, input) => h("div", { class: "field" }, h("label", { for: input.id }, label), input);
    this.place = h("div");
    this.element = h(
      "div",
      {},
      h("h2", {}, "What would have to be true"),
      h("p", { class: "quiet" }, "The smallest change of a lever that makes a condition true, such as headroom(power, 2030) >= 1 or P(stopped by 2030) < 20 %."),
      h(
        "form",
        { class: "ask", onsubmit: (event) => { event.preventDefault(); this.ask(); } },
        field("So that", this.until),
        field("change", this.lever),
        field("for each of", this.second),
        h("button", { type: "submit" }, "Find it"),
      ),
      this.place,
    );
  }
  get asked() {
    return { lever: this.lever.value, second: this.second.value, until: this.until.value };
  }
  async restore(asked) {
    this.#options();
    for (const name of ["lever", "second"]) {
      if ([...this[name].options].some(({ value }) => value === asked[name])) this[name].value = asked[name];
    }
    if (asked.until) this.until.value = asked.until;
    this.restored = true;
  }
  #options() {
    const paths = this.page.movable();
    if (this.offered === paths.join()) return;
    this.offered = paths.join();
    const before = this.lever.value;
    this.lever.replaceChildren(...paths.map((path) => h("option", { value: path }, path)));
    this.second.replaceChildren(h("option", { value: "" }, "(nothing else)"), ...paths.map((path) => h("option", { value: path }, path)));
    if (paths.includes(before)) this.lever.value = before;
    else if (this.page.important()[0]) [this.lever.value] = this.page.important();
  }
  async update() {
    this.#options();
    if (!this.until.value) this.until.value = this.page.condition() ?? "";
    if (this.page.key() === this.key || !this.until.value) return;
    await this.ask();
  }
  async ask() {
    const key = this.page.key();
    this.place.classList.add("rough");
    if (!this.key) this.place.replaceChildren(busy("Runs at one value after the other …"));
    const levers = [this.lever.value, this.second.value].filter(Boolean);
    const answer = await this.page.ask({ do: "solve", until: this.until.value, levers, draws: 8192 }, { channel: "solve", when: later });
    if (answer === null) return;
    this.key = key;
    this.place.classList.remove("rough");
    if (!answer.ok) return this.place.replaceChildren(diagnostics_of(answer.diagnostics));
    await this.show(answer.ok);
  }
  async show({ solution, text }) {
    const parts = [h("pre", { class: "answer-text" }, text.trimEnd())];
    if (solution.format === "chokepoint-solution" && solution.result === "found") {
      const [value] = await this.page.texts(solution.name, [solution.lever]);
      if (value) parts.push(h("p", {}, h("button", { type: "button", onclick: () => this.page.set_several([[solution.name, value]]) }, `Set ${solution.name} to ${value}`)));
    }
    this.place.replaceChildren(...parts);
  }
}

// --- compare ---------------------------------------------------------------------------------------------------------

const few_differences = 30;

export class Compare {
  constructor(page) {
    this.page = page;
    this.pick = h("select", { id: "pick-a", onchange: () => this.pick.value && page.pin({ scenario: this.pick.value, set: [] }) });
    this.place = h("div");
    this.element = h(
      "div",
      {},
      h("h2", {}, "A against what is shown now"),
      h("p", { class: "field row" }, h("label", { for: "pick-a" }, "Hold against"), " ", this.pick),
      this.place,
    );
  }
  async update() {
    const pinned = this.page.pinned;
    this.pick.replaceChildren(h("option", { value: "" }, pinned ? "A, as pinned" : "choose a scenario …"), ...this.page.names().map((name) => h("option", { value: name }, name)));
    if (!pinned) {
      this.key = null;
      return this.place.replaceChildren(h("p", {}, "Nothing is pinned. Pin what is shown as A, then move a lever: the bands of A stay behind those of now, and the differences stand here."));
    }
    const key = JSON.stringify([pinned, this.page.key()]);
    if (key === this.key) return undefined;
    this.place.classList.add("rough");
    if (!this.key) this.place.replaceChildren(busy("Both over the same draws …"));
    const answer = await this.page.ask_plain({ do: "compare", a: pinned, b: this.page.state() }, { channel: "compare", when: later });
    if (answer === null) return undefined;
    this.key = key;
    this.place.classList.remove("rough");
    return answer.ok ? this.#show(answer.ok) : this.place.replaceChildren(diagnostics_of(answer.diagnostics));
  }
  #show({ comparison, text }) {
    const [pair] = comparison.pairs;
    const plain = (one) => ({ text: one, link: "" });
    const [a, b] = comparison.scenarios;
    const shares = [...new Set([...Object.keys(a.verdict.stopped_by), ...Object.keys(b.verdict.stopped_by)])];
    const differences = pair.differences.map(({ name, first, second }) => [plain(name), plain(first?.text ?? "–"), plain(second?.text ?? "–")]);
    const plans = pair.plan_differences.map(({ name, first, second }) => [plain(name), plain(first), plain(second)]);
    this.place.replaceChildren(
      table_of({
        caption: `Share of the draws that each has stopped by ${b.verdict.by_year}`,
        columns: [{ name: "" }, { name: "A", number: true }, { name: "Now", number: true }],
        rows: [
          [plain("stopped"), plain(percent(a.verdict.stopped)), plain(percent(b.verdict.stopped))],
          ...shares.map((name) => [plain(`by ${name}`), plain(percent(a.verdict.stopped_by[name] ?? 0)), plain(percent(b.verdict.stopped_by[name] ?? 0))]),
        ],
      }),
      h("p", {}, `Draw by draw: now is stopped later in ${percent(pair.first_binding_year.later)}, in the same year or not at all in ${percent(pair.first_binding_year.same)}, earlier in ${percent(pair.first_binding_year.earlier)}.`),
      table_of({
        caption: "Ceiling of now / ceiling of A, draw by draw: median (P10 to P90)",
        columns: [{ name: "Year" }, ...pair.ceiling_ratio.map(({ constraint }) => ({ name: constraint, number: true }))],
        rows: (pair.ceiling_ratio[0]?.years ?? []).map(({ year }, i) => [
          plain(String(year)),
          ...pair.ceiling_ratio.map(({ years }) => plain(`${short(years[i].p50)} (${short(years[i].p10)} to ${short(years[i].p90)})`)),
        ]),
      }),
      h(
        "details",
        { open: plans.length + differences.length <= few_differences },
        h("summary", {}, `What is assumed otherwise: ${plans.length + differences.length}`),
      table_of({
          caption: "What is assumed otherwise",
          columns: [{ name: "Assumption" }, { name: "A" }, { name: "Now" }],
          rows: plans.length + differences.length > 0 ? [...plans, ...differences] : [[plain("nothing"), plain(""), plain("")]],
        }),
      ),
      h("details", {}, h("summary", {}, "As a terminal has it"), h("pre", {}, text)),
    );
    return undefined;
  }
}
