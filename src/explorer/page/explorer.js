// SPDX-License-Identifier: Apache-2.0
// The explorer: a state that controls change, an engine in a worker that is asked about it, and what shows the answers.
// Every number and word of an answer is the engine's; here is only where they stand.
import { by_id, h, percent, save } from "./dom.js";
import { Engine, later, soon, whole } from "./asking.js";
import { Levers } from "./levers.js";
import { Assumptions, Binds, Compare, Map_, Matters, Solve, Ways } from "./questions.js";
import { diagnostics_of } from "./render.js";
import { BadLink, History, key_of, link_of, view_in, with_set } from "./state.js";

const few_draws = 2048; // while a handle moves
const all_draws = 65536;
const report_draws = 16384; // its levers are tried hundreds of times
const kept_runs = 40;
const frames_of_replay = 12;

performance.mark("began");
const bundle = JSON.parse(by_id("bundle").textContent);
// Answers that the page came with, made by the same engine: shown while it starts.
const came_with = by_id("first-answers") ? JSON.parse(by_id("first-answers").textContent) : null;
// The module stands last in the page.
const module_text = new Promise((resolve) => {
  const there = () => resolve(by_id("module").textContent);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", there, { once: true });
  else there();
});
const engine = new Engine(module_text, bundle, failed);

let scenarios = [];
let history = null;
let shown = null; // the run on the page
let pinned = null; // a state
let pinned_run = null;
let moving = null; // {path, triple}
let replaying = false;
let important = { scenario: null, paths: [] };
const runs = new Map(); // key: run of all draws

const state = () => history.present;
const base = () => ({ scenario: scenarios[0].name, set: [] });
const title_of = (scenario) => scenarios.find(({ name }) => name === scenario)?.title || scenario;
const key = () => key_of(state());

// --- asking ----------------------------------------------------------------------------------------------------------

const ask_plain = (request, how) => engine.ask(request, how);
const ask = (request, how) => engine.ask({ ...request, state: state() }, how);

const live = ["answer", "together", "picture"];
const all_sections = [...live, "lowest", "order", "needs", "data-wall", "events"];
const members = ["ensemble", "verdict"];
async function run_of(of, draws, how, sections = all_sections) {
  const answer = await engine.ask({ do: "run", state: of, draws, sections, members }, { channel: "run", ...how });
  return answer?.ok ? { ...answer, ok: { ...answer.ok, scenario: of.scenario } } : answer;
}

function keep(of, run) {
  runs.set(key_of(of), run);
  if (runs.size > kept_runs) runs.delete(runs.keys().next().value);
}

/// Texts of values of a parameter, as a file would have them; null where there is none.
const texts = (path, values) =>
  Promise.all(
    values.map(async (value) => {
      const answer = await ask({ do: "value", path, p10: value, p50: value, p90: value });
      return answer?.ok?.text ?? null;
    }),
  );

const page = {
  ask,
  ask_plain,
  texts,
  key,
  state,
  names: () => scenarios.map(({ name }) => name),
  pinned_run: () => pinned_run,
  condition: () => shown?.condition ?? null,
  important: () => (important.scenario === state().scenario ? important.paths : []),
  movable: () => [...(levers.parameters?.values() ?? [])].filter(({ parameter }) => parameter.settable && parameter.p50 !== null).map(({ parameter }) => parameter.path),
  set_several: (pairs) => in_turn(() => commit(pairs.reduce((set, [path, text]) => (text === null ? set : with_set(set, path, text)), state().set))),
  pin,
  get levers() {
    return levers;
  },
  get pinned() {
    return pinned;
  },
};

// --- changes ---------------------------------------------------------------------------------------------------------
// One after the other: each starts from what the one before has left.

let turn = Promise.resolve();
function in_turn(work) {
  const result = turn.then(work);
  turn = result.catch(failed);
  return result;
}

/// Takes a state with these changes, if the engine takes it. Null, or what is wrong.
async function commit(set, scenario = state().scenario) {
  const next_state = { scenario, set };
  const answer = await engine.ask({ do: "levers", state: next_state });
  if (answer === null) return null;
  if (answer.diagnostics) return answer.diagnostics;
  if (history.change(next_state)) refresh(answer.ok);
  return null;
}

/// Back, or forth again.
async function travel(where) {
  const to = (where === "undo" ? history.past : history.future).at(-1);
  if (!to) return;
  const answer = await engine.ask({ do: "levers", state: to });
  history[where]();
  refresh(answer?.ok);
}

const asked_by_levers = {
  async check(path, text) {
    const answer = await ask({ do: "check", path, text }, { channel: "check" });
    return answer === null ? undefined : (answer.diagnostics ?? null);
  },
  set: (path, text) => in_turn(() => commit(with_set(state().set, path, text))),
  reset: (path) => in_turn(() => commit(with_set(state().set, path, null))),
  move(path, triple) {
    moving = { path, triple };
    replaying = false;
    tell_lever(path, triple);
    show_moving({ scenario: state().scenario, set: with_set(state().set, path, triple) });
  },
  release: (path, triple) =>
    in_turn(async () => {
      const answer = await ask({ do: "value", path, ...triple });
      // Before the change: a run that is known is shown at once, and not while something moves.
      if (moving?.path === path && moving.triple.p50 === triple.p50) moving = null;
      const wrong = answer?.diagnostics ?? (await commit(with_set(state().set, path, answer.ok.text)));
      if (!wrong) return;
      // Back to where it was, and why.
      engine.forget("run");
      if (levers.answer) levers.show(levers.answer);
      for (const lever of levers.at(path)) lever.field.say(wrong);
      show_run(shown);
    }),
};

async function show_moving(of) {
  const began = performance.now();
  // Where the engine is slower than the hand, each answer is shown though the handle is further by then.
  const answer = await run_of(of, few_draws, { when: soon, any: true }, live);
  if (!answer?.ok || !moving) return;
  binds.move(answer.ok);
  show_answer(answer.ok);
  performance.measure("moved", { start: began, end: performance.now() });
}

async function tell_lever(path, triple) {
  const value = await ask({ do: "value", path, ...triple }, { channel: "moving", when: soon });
  if (!value?.ok) return;
  const checked = await ask({ do: "check", path, text: value.ok.text }, { channel: "moving", when: soon });
  if (checked?.ok) for (const lever of levers.at(path)) lever.while_moving({ ...checked.ok, text: value.ok.text });
}

/// After every change of the state. `answer`: of `levers`, where it is known.
function refresh(answer) {
  notice(null);
  buttons();
  ask_all().catch(failed); // before levers: the answer is what one waits for
  if (answer) levers.show(answer);
  else {
    engine.ask({ do: "levers", state: state() }, { channel: "levers" }).then((one) => {
      if (one?.ok) levers.show(one.ok);
      else if (one) notice(h("div", {}, diagnostics_of(one.diagnostics)));
    });
  }
}

async function ask_all() {
  const of = state();
  const known = runs.get(key_of(of));
  if (known) {
    engine.forget("run");
    show_whole(known);
    return;
  }
  if (!(shown?.came_with && key_of(of) === key_of(base())) && !(await show_quick(of))) return;
  const full = await run_of(of, all_draws, { when: whole });
  if (full?.ok && key_of(of) === key()) {
    keep(of, full.ok);
    show_whole(full.ok);
  } else if (full?.diagnostics) notice(diagnostics_of(full.diagnostics));
}

/// With few draws. False where nothing more is to be shown of this state.
async function show_quick(of) {
  const quick = await run_of(of, few_draws, { when: soon });
  if (quick === null || key_of(of) !== key()) return false;
  if (quick.diagnostics) {
    notice(h("div", {}, h("p", {}, "The engine cannot run this. Undo takes the last change back."), diagnostics_of(quick.diagnostics)));
    return false;
  }
  if (!moving) show_run(quick.ok, true);
  performance.mark("answered");
  return true;
}

/// The run of all draws of the present state.
function show_whole(run) {
  if (moving) return;
  show_run(run);
  by_id("said").textContent = by_id("short").textContent;
  if (important.scenario !== state().scenario) find_important().catch(failed);
  active_tab().update?.()?.catch?.(failed);
  document.body.dataset.shown = key();
}

/// The parameters that move the answer most, as the scenario's file has it.
async function find_important() {
  const { scenario } = state();
  const answer = await engine.ask({ do: "matters", state: { scenario, set: [] }, draws: 4096 }, { channel: "important", when: later });
  if (!answer || scenario !== state().scenario) return;
  const paths = answer.ok?.sensitivity.parameters.map(({ name }) => name) ?? [];
  important = { scenario, paths };
  by_id("first-note").hidden = paths.length > 0;
  by_id("first-note").textContent = "Nothing is uncertain here.";
  levers.matter(paths);
}

// --- the answer ------------------------------------------------------------------------------------------------------

function show_run(run, rough = false) {
  if (!run) return;
  shown = run;
  show_answer(run);
  binds.show(run);
  document.body.classList.toggle("rough-run", rough);
}

function show_answer(run) {
  const answer = run.sections.find(({ id }) => id === "answer");
  const headlines = [];
  let heading = null;
  for (const element of answer.elements) {
    if (element.is === "heading") heading = element.text;
    if (element.is !== "headline") continue;
    headlines.push(heading ? h("span", { class: "line" }, h("span", { class: "of" }, heading), element.text) : h("span", { class: "line" }, element.text));
    heading = null;
  }
  by_id("headline").replaceChildren(...headlines);
  by_id("headline").classList.toggle("several", headlines.length > 1);
  by_id("title").textContent = title_of(run.scenario);
  const facts = answer.elements.find(({ is }) => is === "facts");
  by_id("facts").replaceChildren(...(facts?.items ?? []).map(({ value, label }) => h("li", {}, h("strong", {}, value), ` ${label}`)));
  const { verdict, ensemble } = run.run;
  const by = verdict.binds_first ?? verdict.leading?.[0];
  by_id("short").textContent = `By ${verdict.by_year}: stopped in ${percent(verdict.stopped)} of draws${by ? `, most by ${by}` : ""}`;
  const error = verdict.standard_error;
  const draws = ensemble.draws.toLocaleString("en");
  by_id("honest").textContent =
    "Conditional on the assumptions of this page, and no forecast. " +
    `${draws} draws (${ensemble.sampler}, seed ${ensemble.seed})` +
    (error ? `; sampling error of the share that is stopped: ${Number((100 * error).toPrecision(1))} points.` : ".");
}

function show_changes() {
  const { set } = state();
  const place = by_id("changed");
  place.hidden = set.length === 0;
  place.replaceChildren(
    "Changed: ",
    ...set.map(([path, text]) =>
      h(
        "span",
        { class: "chip" },
        h("code", {}, `${path} = ${text}`),
        h("button", { type: "button", class: "link", "aria-label": `Take back ${path}`, onclick: () => asked_by_levers.reset(path) }, "×"),
      ),
    ),
  );
}

function show_cite() {
  const changed = state().set.length > 0 ? ", changed" : "";
  by_id("cite").textContent = `How to cite: “${title_of(state().scenario)}” (scenario ${state().scenario}${changed}), explored with chokepoint ${bundle.version}. Name the scenario and its sources as well: the numbers are theirs.`;
}

function buttons() {
  by_id("undo").disabled = history.past.length === 0;
  by_id("redo").disabled = history.future.length === 0;
  by_id("replay").disabled = history.before === null;
  by_id("reset").disabled = state().set.length === 0;
  by_id("scenario").value = state().scenario;
  by_id("pin").setAttribute("aria-pressed", String(pinned !== null));
  by_id("pin").textContent = pinned === null ? "Pin as A" : "Unpin A";
  document.body.dataset.state = key();
  show_changes();
  show_cite();
}

function notice(content) {
  const place = by_id("notice");
  place.hidden = content === null;
  place.replaceChildren(...(content === null ? [] : [typeof content === "string" ? h("p", {}, content) : content]));
  if (content !== null) place.scrollIntoView({ block: "nearest" });
}

function failed(error) {
  notice(h("div", {}, h("p", {}, h("strong", {}, "This page cannot go on.")), h("p", {}, String(error?.message ?? error)), h("p", {}, "A browser of 2023 or later has what it needs: WebAssembly and DecompressionStream.")));
}

// --- compare ---------------------------------------------------------------------------------------------------------

async function pin(of) {
  pinned = of;
  pinned_run = of === null ? null : (runs.get(key_of(of)) ?? (key_of(of) === key() ? shown : null));
  buttons();
  compare.update().catch(failed);
  if (of !== null && pinned_run === null) {
    const answer = await run_of(of, all_draws, { channel: "pinned", when: later });
    if (answer?.ok && pinned === of) {
      keep(of, answer.ok);
      pinned_run = answer.ok;
    }
  }
  if (shown) binds.show(shown);
}

// --- replay ----------------------------------------------------------------------------------------------------------

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/// The last change once more: from what was before to what is, in steps where it was one lever that moved.
async function replay() {
  const [before, after] = [history.before, state()];
  if (before === null || replaying) return;
  replaying = true;
  const ours = () => replaying && key_of(after) === key() && !moving;
  const frames = [before];
  const changed = after.set.filter(([path, text]) => !before.set.some(([one, other]) => one === path && other === text)).map(([path]) => path);
  const removed = before.set.filter(([path]) => !after.set.some(([one]) => one === path)).map(([path]) => path);
  const paths = [...changed, ...removed];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (before.scenario === after.scenario && paths.length === 1 && !still) {
    const answer = await engine.ask({ do: "levers", state: before });
    const from = answer?.ok?.groups.flatMap(({ parameters }) => parameters).find(({ path }) => path === paths[0]);
    const to = levers.parameter(paths[0]);
    if (from && to && from.p50 !== null && to.p50 !== null) {
      for (let i = 1; i < frames_of_replay; ++i) {
        const triple = Object.fromEntries(["p10", "p50", "p90"].map((end) => [end, between(from[end], to[end], i / frames_of_replay, to.scale)]));
        frames.push({ scenario: after.scenario, set: with_set(after.set, paths[0], triple) });
      }
    }
  }
  for (const [i, frame] of frames.entries()) {
    if (!ours()) break;
    const answer = await run_of(frame, few_draws, { when: soon }, live);
    if (!ours()) break;
    if (answer?.ok) {
      binds.move(answer.ok);
      show_answer(answer.ok);
    }
    await sleep(i === 0 ? 700 : 60);
  }
  const done = ours();
  replaying = false;
  if (done) ask_all().catch(failed);
}
const between = (a, b, share, scale) => (scale === "log" && a > 0 && b > 0 ? Math.exp(Math.log(a) + share * (Math.log(b) - Math.log(a))) : a + share * (b - a));

// --- share and take away ---------------------------------------------------------------------------------------------

function dialog(title, text, content) {
  by_id("dialog-title").textContent = title;
  by_id("dialog-text").textContent = text;
  by_id("dialog-content").value = content;
  by_id("dialog-said").textContent = "";
  by_id("dialog").showModal();
  by_id("dialog-content").focus();
  by_id("dialog-content").select();
}

async function copy() {
  const content = by_id("dialog-content");
  content.select();
  try {
    await navigator.clipboard.writeText(content.value);
    by_id("dialog-said").textContent = "Copied.";
  } catch {
    by_id("dialog-said").textContent = "This browser does not let a page copy. The text is marked: copy it from there.";
  }
}

async function share() {
  const view = { ...state(), tab: active_tab().name };
  if (pinned !== null) view.pinned = pinned;
  if (active_tab() === tabs.map) view.map = tabs.map.asked;
  if (active_tab() === tabs.solve) view.solve = tabs.solve.asked;
  const link = await link_of(view, bundle.version);
  const address = `${location.href.split("#")[0]}${link}`;
  window.history.replaceState(null, "", link);
  const where = location.protocol === "file:" ? "It opens this file with this view. For others, put the file where they can open it, or send it along: what follows # is the view." : "It opens this page with this view.";
  dialog("A link to this view", where, address);
}

async function take(what) {
  by_id("take").open = false;
  if (what === "command") {
    const answer = await ask({ do: "command", verb: "run" });
    if (answer?.ok) dialog("The command line that gives the same", "With chokepoint installed and the scenario's file there:", answer.ok.text);
    else notice(diagnostics_of(answer.diagnostics));
    return;
  }
  const types = { yaml: "application/yaml", csv: "text/csv", report: "text/html" };
  if (what === "report") notice("The planning report is made …");
  const answer = await ask({ do: what, ...(what === "report" ? { draws: report_draws } : {}) }, { when: later });
  if (answer?.ok) {
    notice(null);
    save(answer.ok.name, answer.ok.text, types[what]);
  } else if (answer) notice(diagnostics_of(answer.diagnostics));
}

/// The view of a link, or the base and why.
async function open_link() {
  let view;
  try {
    view = await view_in(location.hash, bundle.version);
    if (view === null) return { state: base() };
    for (const one of [view.state, view.pinned]) {
      if (one && !scenarios.some(({ name }) => name === one.scenario)) throw new BadLink(`it is of the scenario '${one.scenario}', which this page does not hold`);
    }
    if (view.tab !== undefined && !Object.hasOwn(tabs, view.tab)) throw new BadLink(`it names '${view.tab}', and this page has no such part`);
    for (const one of [view.state, view.pinned]) {
      const answer = one && (await engine.ask({ do: "levers", state: one }));
      if (answer?.diagnostics) throw Object.assign(new BadLink("the engine refuses it"), { diagnostics: answer.diagnostics });
    }
    return view;
  } catch (error) {
    if (!(error instanceof BadLink)) throw error;
    return { state: base(), why: error.diagnostics ? diagnostics_of(error.diagnostics) : h("p", {}, `This is wrong with it: ${error.message}.`) };
  }
}

async function go_to(view) {
  notice(null);
  if (view.map) await tabs.map.restore(view.map);
  if (view.solve) await tabs.solve.restore(view.solve);
  if (view.tab) choose(view.tab);
  if (view.pinned) pin(view.pinned).catch(failed);
  if (view.why !== undefined) {
    notice(h("div", {}, h("p", {}, h("strong", {}, "The link cannot be followed; the scenario is shown as its file has it.")), view.why));
  }
}

// --- tabs ------------------------------------------------------------------------------------------------------------

const binds = new Binds(page);
const compare = new Compare(page);
const tabs = {
  binds: Object.assign(binds, { title: "What binds" }),
  map: Object.assign(new Map_(page), { title: "Map" }),
  matters: Object.assign(new Matters(page), { title: "What matters" }),
  solve: Object.assign(new Solve(page), { title: "What would have to be true" }),
  ways: Object.assign(new Ways(page), { title: "Ways around" }),
  assumptions: Object.assign(new Assumptions(page), { title: "Assumptions" }),
  compare: Object.assign(compare, { title: "Compare" }),
};
for (const [name, tab] of Object.entries(tabs)) tab.name = name;
let active = "binds";
const active_tab = () => tabs[active];

function make_tabs() {
  for (const [name, tab] of Object.entries(tabs)) {
    tab.button = h(
      "button",
      { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, "aria-selected": "false", tabindex: "-1", onclick: () => choose(name) },
      tab.title,
    );
    tab.panel = h("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: "0", hidden: true }, tab.element);
    by_id("tabs").append(tab.button);
    by_id("panels").append(tab.panel);
  }
  by_id("tabs").addEventListener("keydown", (event) => {
    const names = Object.keys(tabs);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const to = step ? names[(names.indexOf(active) + step + names.length) % names.length] : { Home: names[0], End: names.at(-1) }[event.key];
    if (!to) return;
    event.preventDefault();
    choose(to);
    tabs[to].button.focus();
  });
  choose("binds");
}

function choose(name) {
  active = name;
  for (const [one, tab] of Object.entries(tabs)) {
    tab.button.setAttribute("aria-selected", String(one === name));
    tab.button.tabIndex = one === name ? 0 : -1;
    tab.panel.hidden = one !== name;
  }
  if (history && levers.answer) active_tab().update?.()?.catch?.(failed);
}

// --- the beginning ---------------------------------------------------------------------------------------------------

const levers = new Levers(asked_by_levers, { years: by_id("years"), first: by_id("first"), groups: by_id("groups"), find: by_id("find"), found: by_id("found") });

function listen() {
  by_id("scenario").addEventListener("change", (event) => in_turn(() => commit([], event.target.value)));
  by_id("undo").addEventListener("click", () => in_turn(() => travel("undo")));
  by_id("redo").addEventListener("click", () => in_turn(() => travel("redo")));
  by_id("reset").addEventListener("click", () => in_turn(() => commit([])));
  by_id("replay").addEventListener("click", () => replay().catch(failed));
  by_id("pin").addEventListener("click", () => pin(pinned === null ? state() : null).catch(failed));
  by_id("share").addEventListener("click", () => share().catch(failed));
  for (const button of document.querySelectorAll("[data-take]")) button.addEventListener("click", () => take(button.dataset.take).catch(failed));
  by_id("dialog-close").addEventListener("click", () => by_id("dialog").close());
  by_id("dialog-copy").addEventListener("click", copy);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && by_id("take").open) {
      by_id("take").open = false;
      by_id("take").querySelector("summary").focus();
    }
    const typing = /^(text|search|textarea)$/.test(event.target.type ?? "");
    if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    by_id(event.shiftKey ? "redo" : "undo").click();
  });
  document.addEventListener("click", (event) => {
    if (!by_id("take").contains(event.target)) by_id("take").open = false;
  });
  window.addEventListener("hashchange", () => {
    if (location.hash.startsWith("#v=") || location.hash.startsWith("#m=") || location.hash.startsWith("#s=")) {
      in_turn(async () => {
        const view = await open_link();
        const changed = history.change(view.state);
        if (changed) refresh();
        await go_to(view);
      });
    }
  });
}

function know(opened) {
  scenarios = opened.scenarios;
  by_id("scenario").replaceChildren(...scenarios.map(({ name, title }) => h("option", { value: name }, title ? `${name}: ${title}` : name)));
}

/// What the page came with, unless it was opened by a link to something else. There is nothing to change it by yet.
function show_first() {
  if (came_with === null || location.hash.length > 1) return;
  know(came_with.open.ok);
  show_run({ ...came_with.run.ok, scenario: base().scenario, came_with: true });
  performance.mark("answered");
}

async function start() {
  make_tabs();
  show_first();
  const opened = await engine.opened;
  if (opened.diagnostics) return notice(diagnostics_of(opened.diagnostics));
  know(opened.ok);
  const view = await open_link();
  // Before all draws are run once more, with all sections: the answer is there, and what moves it is not.
  const answer = shown === null ? null : await engine.ask({ do: "levers", state: view.state });
  history = new History(view.state);
  by_id("scenario").disabled = false;
  listen();
  refresh(answer?.ok);
  performance.mark("ready");
  return go_to(view);
}

start().catch(failed);
