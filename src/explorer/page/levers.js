// SPDX-License-Identifier: Apache-2.0
// Levers: a parameter with handles for its P10, P50 and P90, a text as a file has it, and what is known of it. The handles
// are native ranges over one track: they take a mouse, a finger and the arrow keys by themselves. Where a handle stands
// is all that is worked out here; what stands there is text of the engine.
import { h, spoken, svg } from "./dom.js";
import { diagnostics_of } from "./render.js";

const steps = 400; // of a handle over its range
const least_gap = 4 / steps; // of P90 from P10
const least_off_end = 0.2; // of P50 from P10 and P90, as a part of what lies between them

/// From a value to a place on the track and back.
class Track {
  constructor([low, high], scale) {
    this.log = scale === "log" && low > 0;
    [this.low, this.high] = this.log ? [Math.log(low), Math.log(high)] : [low, high];
  }
  place(value) {
    const at = this.log ? (value > 0 ? Math.log(value) : this.low) : value;
    return this.high > this.low ? Math.min(1, Math.max(0, (at - this.low) / (this.high - this.low))) : 0.5;
  }
  value(place) {
    const at = this.low + place * (this.high - this.low);
    return this.log ? Math.exp(at) : at;
  }
}

const ends = ["p10", "p50", "p90"];

/// A text that is one value of `--set`, checked as it is typed.
export class Field {
  /// asked: { check(path, text), set(path, text) }, both of which resolve to diagnostics or null.
  constructor(path, label, asked) {
    this.path = path;
    this.asked = asked;
    this.id = `field-${++Field.count}`;
    this.input = h("input", { type: "text", id: this.id, autocomplete: "off", spellcheck: "false", autocapitalize: "off", "aria-describedby": `${this.id}-wrong` });
    this.wrong = h("div", { id: `${this.id}-wrong`, role: "status" });
    this.element = h("div", { class: "field" }, h("label", { for: this.id }, label), this.input, this.wrong);
    this.input.addEventListener("input", () => this.#check());
    this.input.addEventListener("change", () => this.#set());
    this.input.addEventListener("blur", () => this.#set_taken_over());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#put(this.text);
      if (event.key === "Enter") this.#set_taken_over();
    });
  }
  get is_typed_in() {
    return document.activeElement === this.input && this.input.value !== this.text;
  }
  /// Stands in for one that was made anew while a person typed into it: with the words, and the cursor in them.
  take_over({ value, selectionStart, selectionEnd }) {
    this.input.value = value;
    this.input.focus({ preventScroll: true });
    this.input.setSelectionRange(selectionStart, selectionEnd);
    this.taken_over = true;
    this.#check();
  }
  /// A browser tells no change of words that were not typed here.
  #set_taken_over() {
    if (this.taken_over) this.#set();
  }
  /// What it is now. Words that a person is typing stay.
  show(text) {
    const typing = this.is_typed_in && this.input.value !== text;
    this.text = text;
    if (!typing) this.#put(text);
  }
  #put(text) {
    this.input.value = text;
    this.say(null);
  }
  say(diagnostics) {
    this.wrong.replaceChildren(...(diagnostics?.length ? [diagnostics_of(diagnostics)] : []));
    this.input.setAttribute("aria-invalid", String(Boolean(diagnostics?.length)));
  }
  async #check() {
    const text = this.input.value;
    const diagnostics = await this.asked.check(this.path, text);
    if (diagnostics !== undefined && this.input.value === text) this.say(diagnostics);
  }
  async #set() {
    this.taken_over = false;
    if (this.input.value === this.text) return this.say(null);
    return this.say(await this.asked.set(this.path, this.input.value));
  }
}
Field.count = 0;

/// One parameter. `asked`: as of a Field, and move(path, triple), release(path, triple), reset(path).
export class Lever {
  constructor(parameter, group, asked, with_group) {
    this.path = parameter.path;
    this.asked = asked;
    this.moving = false;
    const name = spoken(parameter.path);
    const id = `lever-${++Lever.count}`;
    this.print = h("output", { class: "print" });
    this.back = h("button", { type: "button", class: "link reset", hidden: true, onclick: () => asked.reset(this.path), "aria-label": `Reset ${name}` }, "reset");
    this.density = svg("path", { class: group.colour === null ? "density" : `density k${group.colour % 7}` });
    const picture = svg("svg", { viewBox: "0 0 1000 100", preserveAspectRatio: "none", "aria-hidden": "true" });
    picture.append(this.density);
    this.handles = Object.fromEntries(
      ends.map((end) => {
        const handle = h("input", { type: "range", min: "0", max: String(steps), step: "1", class: end, "aria-label": `${name}, ${end.toUpperCase()}` });
        handle.addEventListener("input", () => this.#move(end));
        handle.addEventListener("change", () => this.#release());
        return [end, handle];
      }),
    );
    this.track = h("div", { class: "track" }, picture, ...ends.map((end) => this.handles[end]));
    this.field = new Field(parameter.path, "As written", asked);
    this.field.input.setAttribute("aria-label", `${name}, as written`);
    this.element = h(
      "li",
      { class: "lever", id, "data-path": parameter.path },
      h("div", { class: "head" }, h("span", { class: "name" }, with_group ? h("span", { class: "of" }, `${group.title || group.name}: `) : null, name), this.back),
      this.print,
      this.track,
      this.field.element,
      this.#about(parameter),
    );
    this.show(parameter);
  }

  #about(parameter) {
    const source = parameter.source;
    const link = source?.address && /^https?:\/\//.test(source.address) ? h("a", { href: source.address, rel: "noreferrer" }, source.title) : source?.title;
    const bounds = parameter.bounds.some((one) => one !== null) ? `${parameter.bounds[0] ?? "−∞"} to ${parameter.bounds[1] ?? "∞"}` : null;
    const facts = [
      ["Is", parameter.meaning],
      ["Name", h("code", {}, parameter.path)],
      ["Unit", parameter.unit || "a ratio"],
      ["Source", source ? h("span", {}, link, source.authors ? `, ${source.authors}` : null, source.date ? `, ${source.date}` : null) : parameter.default ? "default of the model" : "none given"],
      ["Confidence", parameter.confidence || null],
      ["Note", parameter.note || null],
      ["As of", parameter.as_of || null],
      ["More of it", parameter.effect || null],
      ["Bounds", bounds],
    ].filter(([, value]) => value !== null);
    return h("details", {}, h("summary", {}, "Meaning and source"), h("dl", {}, ...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])));
  }

  /// What the engine says of it now.
  show(parameter) {
    this.parameter = parameter;
    const numbers = parameter.p50 !== null;
    this.constant = parameter.p10 === parameter.p90;
    this.track.hidden = !numbers || !parameter.settable;
    this.element.classList.toggle("is-changed", parameter.changed);
    this.back.hidden = !parameter.changed;
    this.range = new Track(parameter.range ?? [0, 1], parameter.scale);
    if (numbers) this.#stand([parameter.p10, parameter.p50, parameter.p90], ends.map((end) => parameter.print[end]));
    else this.print.textContent = parameter.word ?? parameter.text;
    this.#draw(parameter.density);
    this.field.show(parameter.text);
  }

  #stand(values, texts) {
    ends.forEach((end, i) => {
      const handle = this.handles[end];
      handle.hidden = this.constant && end !== "p50";
      handle.value = String(Math.round(steps * this.range.place(values[i])));
      handle.setAttribute("aria-valuetext", texts[i]);
      handle.setAttribute("aria-label", `${spoken(this.path)}, ${this.constant ? "value" : end.toUpperCase()}`);
    });
    this.values = values;
    this.print.replaceChildren(
      ...(this.constant ? [h("strong", {}, texts[1])] : [`${texts[0]} · `, h("strong", {}, texts[1]), ` · ${texts[2]}`]),
    );
  }

  #draw(density) {
    if (!density || density.length < 2) {
      const at = this.values ? 1000 * this.range.place(this.values[1]) : 500;
      this.density.setAttribute("d", `M${at - 4} 100V10H${at + 4}V100Z`);
      return;
    }
    const points = density.map(([x, y]) => `${(1000 * this.range.place(x)).toFixed(1)} ${(96 - 90 * y).toFixed(1)}`);
    const first = points[0].split(" ")[0];
    const last = points.at(-1).split(" ")[0];
    this.density.setAttribute("d", `M${first} 100L${points.join("L")}L${last} 100Z`);
  }

  /// The values with one handle where it is now. P50 takes the others along, as they lie about it; P10 and P90 push what
  /// they meet, and keep P50 off their ends, where no distribution would have it.
  #moved(end) {
    const at = Number(this.handles[end].value) / steps;
    const value = (place) => this.range.value(place);
    if (this.constant) return [value(at), value(at), value(at)];
    const places = this.values.map((one) => this.range.place(one));
    let [low, middle, high] = places;
    if (end === "p50") {
      const by = Math.min(1 - high, Math.max(-low, at - middle));
      [low, middle, high] = [low + by, middle + by, high + by];
    } else if (end === "p10") {
      low = Math.min(at, 1 - least_gap);
      high = Math.max(high, low + least_gap);
    } else {
      high = Math.max(at, least_gap);
      low = Math.min(low, high - least_gap);
    }
    const off = least_off_end * (high - low);
    middle = Math.min(high - off, Math.max(low + off, middle));
    return [low, middle, high].map((place, i) => (place === places[i] ? this.values[i] : value(place)));
  }

  #move(end) {
    this.moving = true;
    const values = this.#moved(end);
    const constant = this.constant;
    this.values = values;
    ends.forEach((one, i) => (this.handles[one].value = String(Math.round(steps * this.range.place(values[i])))));
    this.asked.move(this.path, { p10: values[0], p50: values[1], p90: values[2] });
    this.constant = constant;
  }

  /// What the engine makes of the values while the handle moves.
  while_moving(checked) {
    if (!this.moving) return;
    const texts = ends.map((end) => checked.print[end]);
    ends.forEach((end, i) => this.handles[end].setAttribute("aria-valuetext", texts[i]));
    this.print.replaceChildren(...(this.constant ? [h("strong", {}, texts[1])] : [`${texts[0]} · `, h("strong", {}, texts[1]), ` · ${texts[2]}`]));
    this.#draw(checked.density);
    this.field.input.value = checked.text;
  }

  #release() {
    this.moving = false;
    const [p10, p50, p90] = this.values;
    this.asked.release(this.path, { p10, p50, p90 });
  }
}
Lever.count = 0;

/// All of them: those that matter first, and those of each group, which are made when it is opened.
export class Levers {
  constructor(asked, places) {
    this.asked = asked;
    this.places = places;
    this.shown = new Map(); // path: levers, up to two
    this.fields = new Map();
    this.open = new Set();
    this.important = [];
    places.find.addEventListener("input", () => this.#find());
  }

  at(path) {
    return this.shown.get(path) ?? [];
  }
  parameter(path) {
    return this.parameters?.get(path)?.parameter;
  }

  /// What the engine answers to `levers`.
  show(answer) {
    const structure = JSON.stringify([answer.scenario.name, answer.groups.map(({ name, off, models, parameters }) => [name, off, models.find((one) => one.current)?.name, parameters.map(({ path }) => path)])]);
    this.answer = answer;
    this.parameters = new Map(answer.groups.flatMap((group) => group.parameters.map((parameter) => [parameter.path, { parameter, group }])));
    if (structure === this.structure) {
      for (const [path, levers] of this.shown) for (const lever of levers) lever.show(this.parameters.get(path).parameter);
      this.#show_fields();
      this.#count_changes();
      return;
    }
    this.structure = structure;
    this.#keeping_words(() => {
      this.shown.clear();
      this.fields.clear();
      this.#make_years();
      this.#make_groups();
      this.#make_first();
      this.#show_fields();
      this.#count_changes();
      this.#find();
    });
  }

  /// Paths of the parameters that matter most, the first the most.
  matter(paths) {
    this.important = paths;
    if (this.answer) this.#keeping_words(() => this.#make_first());
  }

  /// Makes levers anew. Words that a person is typing into one stay, where there is such a lever in the same place again.
  #keeping_words(make) {
    const places = [this.places.first, this.places.groups];
    const old = [...this.shown.values()].flat().find((lever) => lever.field.is_typed_in);
    const place = old && places.find((one) => one.contains(old.element));
    const { value, selectionStart, selectionEnd } = old?.field.input ?? {};
    make();
    if (!place || place.contains(old.element)) return;
    this.at(old.path).find((lever) => place.contains(lever.element))?.field.take_over({ value, selectionStart, selectionEnd });
  }

  #forget(place) {
    for (const [path, levers] of this.shown) {
      const rest = levers.filter((lever) => !place.contains(lever.element));
      if (rest.length === 0) this.shown.delete(path);
      else this.shown.set(path, rest);
    }
  }

  #lever(path, with_group) {
    const { parameter, group } = this.parameters.get(path);
    const lever = new Lever(parameter, group, this.asked, with_group);
    this.shown.set(path, [...this.at(path), lever]);
    return lever.element;
  }

  #field(path, label, place) {
    const field = new Field(path, label, this.asked);
    this.fields.set(path, field);
    place.append(field.element);
  }

  #make_years() {
    this.places.years.replaceChildren();
    this.#field(this.answer.years.path, "Years", this.places.years);
  }

  #show_fields() {
    const texts = new Map([[this.answer.years.path, this.answer.years.text]]);
    for (const group of this.answer.groups) for (const date of group.dates) texts.set(date.path, date.text);
    for (const [path, field] of this.fields) if (texts.has(path)) field.show(texts.get(path));
  }

  #make_first() {
    const list = this.places.first.querySelector("ul");
    this.#forget(list);
    const paths = this.important.filter((path) => this.parameters.has(path)).slice(0, first_levers);
    list.replaceChildren(...paths.map((path) => this.#lever(path, true)));
    this.places.first.hidden = false;
  }

  #make_groups() {
    const opened = new Set([...this.places.groups.querySelectorAll("details.group[open]")].map((one) => one.dataset.name));
    this.places.groups.replaceChildren(...this.answer.groups.map((group) => this.#group(group, opened.has(group.name))));
  }

  #group(group, open) {
    const list = h("ul", { class: "lever-list" });
    const extras = h("div", { class: "extras" });
    const details = h(
      "details",
      { class: "group", "data-name": group.name },
      h("summary", {}, h("span", { class: group.colour === null ? "swatch rest" : `swatch k${group.colour % 7}` }), group.title || group.name, " ", h("span", { class: "count quiet" })),
      extras,
      list,
    );
    const fill = () => {
      if (details.dataset.filled) return;
      details.dataset.filled = "yes";
      this.#fill_extras(group, extras);
      this.#show_fields();
      list.append(...group.parameters.map(({ path }) => this.#lever(path, false)));
      this.#filter_group(details);
    };
    details.addEventListener("toggle", () => details.open && fill());
    details.fill = fill;
    if (open) {
      details.open = true;
      fill();  // a browser tells of it later
    }
    return details;
  }

  #fill_extras(group, place) {
    if (group.models.length > 1) {
      const id = `model-${group.name}`;
      const select = h(
        "select",
        { id, onchange: (event) => this.asked.set(group.models[0].path, event.target.value).then((wrong) => this.#say(place, wrong)) },
        ...group.models.map((model) =>
          h("option", { value: model.name, selected: model.current }, model.title + (model.missing.length ? ` (needs ${model.missing.length} values that the scenario lacks)` : "")),
        ),
      );
      place.append(h("p", { class: "field" }, h("label", { for: id }, "Model"), select));
    }
    if (group.off) {
      const box = h("input", { type: "checkbox", checked: true, onchange: () => this.asked.set(group.name, "off").then((wrong) => {
        if (wrong?.length) box.checked = true;
        this.#say(place, wrong);
      }) });
      place.append(h("p", {}, h("label", {}, box, ` ${group.title || group.name} is in the scenario`)));
    }
    for (const date of group.dates) this.#field(date.path, spoken(date.path), place);
    for (const coupling of group.couplings) {
      place.append(h("p", { class: "quiet" }, h("code", {}, coupling.path), ` takes its value from ${coupling.output}.`));
    }
    place.append(h("div", { class: "said" }));
  }
  #say(place, diagnostics) {
    place.querySelector(".said").replaceChildren(...(diagnostics?.length ? [diagnostics_of(diagnostics)] : []));
  }

  #count_changes() {
    for (const details of this.places.groups.children) {
      const group = this.answer.groups.find(({ name }) => name === details.dataset.name);
      const changed = group.parameters.filter((parameter) => parameter.changed).length;
      details.querySelector(".count").textContent = `${group.parameters.length}${changed ? `, ${changed} changed` : ""}`;
    }
  }

  #filter_group(details) {
    const words = this.words ?? [];
    for (const item of details.querySelectorAll("li.lever")) {
      item.hidden = !words.every((word) => this.#text_of(item.dataset.path).includes(word));
    }
  }
  #text_of(path) {
    const { parameter, group } = this.parameters.get(path);
    return `${path} ${spoken(path)} ${parameter.meaning} ${group.title} ${parameter.note}`.toLowerCase();
  }

  #find() {
    this.words = this.places.find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const details of this.places.groups.children) {
      const group = this.answer?.groups.find(({ name }) => name === details.dataset.name);
      if (!group) continue;
      const hits = group.parameters.filter(({ path }) => this.words.every((word) => this.#text_of(path).includes(word))).length;
      count += hits;
      details.hidden = this.words.length > 0 && hits === 0;
      if (this.words.length > 0) {
        if (details.dataset.by_person === undefined) details.dataset.by_person = String(details.open);
        details.open = hits > 0;
        if (hits > 0) details.fill();
      } else if (details.dataset.by_person !== undefined) {
        details.open = details.dataset.by_person === "true";
        delete details.dataset.by_person;
      }
      this.#filter_group(details);
    }
    this.places.found.textContent = this.words.length > 0 ? `${count} found` : "";
  }
}
const first_levers = 6;
