// SPDX-License-Identifier: Apache-2.0
// The explorer as people meet it: opened from a file with the network off, moved by mouse, keyboard and text, shared by
// links, some of which are hostile. One browser for all of it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { closed, collisions, open, picture } from "./browser.mjs";
import * as firefox from "./firefox.mjs";

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), "../..");
const out = process.env.OUT;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const small = "scenarios/sevilla-2024.yaml";
const large = "scenarios/baseline-2026.yaml";
const tabs = ["binds", "map", "matters", "solve", "ways", "assumptions", "compare"];
const patience = 120_000; // of a machine that others share

const chokepoint = (...words) => execFileSync(process.env.CHOKEPOINT, words, { cwd: root, maxBuffer: 1 << 28 }).toString();
const file_of = (name) => path.join(out, `${name}.html`);

let browser;
let headline_of_file;
let desk; // one page that most tests share, as it was opened

before(async () => {
  mkdirSync(out, { recursive: true });
  chokepoint("explore", small, large, "--out", file_of("explorer"), "--force");
  const folder = mkdtempSync(path.join(tmpdir(), "chokepoint-explorer-"));
  const evil = path.join(folder, "evil.yaml");
  writeFileSync(
    evil,
    `extends: ${root}/${small}\nname: evil\ntitle: '</title></script><script>document.title=1</script><img src=x onerror=alert(1)>'\n` +
      `description: "<b>bold</b>"\npower: {campus_power: {p10: 1 GW, p50: 2 GW, p90: 5 GW, note: "<img src=x onerror=alert(2)></script>"}}\n`,
  );
  chokepoint("explore", evil, "--out", file_of("evil"), "--force");
  rmSync(folder, { recursive: true });
  browser = await open();
  desk = await visit("explorer");
  headline_of_file = await desk.textContent("#headline");
});
after(() => closed(browser));

/// A page with the network off, on which nothing may be said or asked for.
async function visit(name, options = {}, hash = "") {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.said = [];
  page.requested = [];
  page.on("console", (message) => page.said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => page.said.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    page.said.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => page.requested.push(request.url()));
  page.home = pathToFileURL(file_of(name)).href;
  await page.route("**", (route) => (route.request().url().split("#")[0] === page.home ? route.continue() : route.abort()));
  await page.goto(page.home + hash);
  await settled(page);
  return page;
}

/// Until a function of the page says yes. (Playwright's own way makes code from text, which the page's policy forbids.)
async function until(page, what, asked = null) {
  const end = Date.now() + patience;
  while (!(await page.evaluate(what, asked))) {
    assert.ok(Date.now() < end, `not in ${patience / 1000} s: ${what}; the page says: ${await page.textContent("#notice")}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/// Until what is shown is the run of all draws of the present state.
const settled = (page) =>
  until(page, () => document.body.dataset.state !== undefined && document.body.dataset.shown === document.body.dataset.state);
const state_of = (page) => page.evaluate(() => JSON.parse(document.body.dataset.state));
const quiet = (page) => {
  assert.deepEqual(page.said, []);
  assert.deepEqual(page.requested.filter((url) => url.split("#")[0] !== page.home && !url.startsWith("blob:")), []);
};

async function download(page, what) {
  const [file] = await Promise.all([page.waitForEvent("download", { timeout: patience }), what()]);
  return readFileSync(await file.path(), "utf8");
}
async function take(page, what) {
  await page.click("#take > summary");
  return download(page, () => page.click(`[data-take='${what}']`));
}

const lever = (path) => `#groups [data-path='${path}']`;
async function reveal(page, path) {
  const group = path.split(".")[0];
  await page.evaluate((name) => (document.querySelector(`details.group[data-name='${name}']`).open = true), group);
  await page.waitForSelector(lever(path));
}
async function type(page, path, text) {
  await reveal(page, path);
  const field = page.locator(`${lever(path)} input[type=text]`);
  await field.fill(text);
  await field.press("Enter");
}
const reached = (page, set) =>
  until(page, (wanted) => JSON.stringify(JSON.parse(document.body.dataset.state)[1]) === wanted, JSON.stringify(set));

/// Every number of a CSV of results, by all that stands before it.
const numbers_of = (csv) =>
  new Map(
    csv
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => [line.slice(line.indexOf(","), line.lastIndexOf(",")), Number(line.slice(line.lastIndexOf(",") + 1))]),
  );

/// The numbers of the page are those of the program.
async function same_as_program(page, scenario, set) {
  const here = numbers_of(await take(page, "csv"));
  const there = numbers_of(chokepoint("run", scenario, ...set.flatMap(([name, text]) => ["--set", `${name}=${text}`]), "--format", "csv"));
  let [worst, compared, where] = [0, 0, ""];
  for (const [name, value] of there) {
    assert.ok(here.has(name), name);
    const difference = value === here.get(name) ? 0 : Math.abs(here.get(name) - value) / Math.max(Math.abs(value), Math.abs(here.get(name)));
    if (difference > worst) [worst, where] = [difference, name];
    compared += 1;
  }
  console.log(`${scenario} ${JSON.stringify(set)}: ${compared} numbers, the furthest apart by ${worst} ${where}`);
  assert.ok(compared > 100);
  assert.ok(worst <= 1e-9, `${where}: ${worst}`);
}

test("opens from a file, says nothing, asks for nothing, and answers as the program does", async () => {
  quiet(desk);
  const began = await desk.evaluate(() => performance.getEntriesByName("answered")[0].startTime);
  console.log(`from opening to the first answer: ${began.toFixed(0)} ms`);
  // The answer that came with the page is not asked for again with few draws.
  assert.equal(await desk.evaluate(() => performance.getEntriesByName("answered").length), 1);
  assert.ok(began < 10_000);
  const said = chokepoint("run", small, "--format", "json");
  const { text } = JSON.parse(said).runs[0].verdict;
  const headline = await desk.textContent("#headline");
  assert.match(headline, /^By 2030 the trajectory is stopped in \d+% of the draws, most often by power\.$/);
  assert.ok((await desk.textContent("#panel-binds")).includes(text.split(". ")[0]), text);
  assert.ok((await desk.$$("#panel-binds svg.plot")).length >= 3);
  await same_as_program(desk, small, []);
});

test("shows its answer before the engine has started, and the engine gives the same", async () => {
  const whole = readFileSync(file_of("explorer"), "utf8");
  const before = whole.slice(0, whole.indexOf('id="module">') + 'id="module">'.length);
  assert.ok(before.length < whole.length / 2);
  writeFileSync(file_of("without-engine"), `${before}</script>\n</body>\n</html>\n`);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file_of("without-engine")).href);
  await page.waitForSelector("#notice:not([hidden])");
  assert.match(await page.textContent("#notice"), /This page cannot go on/);
  for (const place of ["#title", "#headline", "#facts", "#honest", "#short"]) {
    const text = await page.textContent(place);
    assert.ok(text.length > 10, place);
    assert.equal(text, await desk.textContent(place), place);
  }
  // The two that a handle moves; those of the sections below come from the engine.
  const drawn = (one) => one.$$eval("#panel-binds svg.plot", (all) => all.slice(0, 2).map((plot) => plot.outerHTML.replaceAll(/plot-[\w-]+/g, "")));
  const pictures = await drawn(page);
  assert.equal(pictures.length, 2);
  assert.deepEqual(pictures, await drawn(desk));
  await context.close();
});

test("is valid HTML", async () => {
  const validator = new HtmlValidate(
    new FileSystemConfigLoader({ root: true, extends: ["html-validate:recommended"], rules: { "no-trailing-whitespace": "off", "long-title": "off", "wcag/h37": "off" } }),
  );
  for (const name of ["explorer", "evil"]) {
    const result = await validator.validateFile(file_of(name));
    const messages = result.results.flatMap((one) => one.messages.map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`));
    assert.deepEqual(messages.slice(0, 10), []);
  }
});

test("a handle moves by mouse: the last of a hundred places counts, and is what the program says", async () => {
  const page = desk;
  await reveal(page, "power.campus_power");
  const handle = page.locator(`${lever("power.campus_power")} input.p50`);
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.boundingBox();
  const [value, most] = await handle.evaluate((one) => [Number(one.value), Number(one.max)]);
  const thumb = 17.6;
  const x = (at) => box.x + thumb / 2 + (at / most) * (box.width - thumb);
  const y = box.y + box.height / 2;
  const before = await page.textContent("#headline");
  await page.evaluate(() => performance.clearMeasures());
  await page.mouse.move(x(value), y);
  await page.mouse.down();
  for (let i = 1; i <= 100; ++i) await page.mouse.move(x(value + i * (most - value) * 0.007), y);
  await page.mouse.up();
  await until(page, () => JSON.parse(document.body.dataset.state)[1].length === 1);
  await settled(page);
  const [, set] = await state_of(page);
  assert.equal(set[0][0], "power.campus_power");
  assert.notEqual(await page.textContent("#headline"), before);
  const moved = (await page.evaluate(() => performance.getEntriesByName("moved").map(({ duration }) => duration))).sort((a, b) => a - b);
  console.log(`from a moved handle to new bands: median ${moved[moved.length >> 1]?.toFixed(0)} ms of ${moved.length} that were drawn`);
  assert.equal(await page.locator(`${lever("power.campus_power")} input[type=text]`).inputValue(), set[0][1]);
  await same_as_program(page, small, set);
  // Nothing comes after it.
  const shown = await page.textContent("#answer");
  await page.waitForTimeout(300);
  assert.equal(await page.textContent("#answer"), shown);
  quiet(page);
});

test("a handle moves by keyboard, pushes the others along, and is reset", async () => {
  const page = desk;
  const [, [[, before]]] = await state_of(page);
  const handle = page.locator(`${lever("power.campus_power")} input.p10`);
  await handle.focus();
  await page.keyboard.press("ArrowRight");
  await until(page, (text) => JSON.parse(document.body.dataset.state)[1][0][1] !== text, before);
  await page.keyboard.press("End");
  const value = () => page.$$eval(`${lever("power.campus_power")} input[type=range]`, (all) => all.map((one) => Number(one.value)));
  const [p10, p50, p90] = await value();
  assert.ok(p10 <= p50 && p50 <= p90 && p90 - p10 <= 5, `${p10} ${p50} ${p90}`);
  await until(page, (text) => !document.body.dataset.state.includes(text), before);
  await settled(page);
  // Back to what was run before: it is known, and shown all the same.
  await type(page, "power.campus_power", "3 GW");
  await reached(page, [["power.campus_power", "3 GW"]]);
  await settled(page);
  await page.locator(`${lever("power.campus_power")} input.p50`).focus();
  const press = async (key) => {
    const from = await page.evaluate(() => document.body.dataset.state);
    await page.keyboard.press(key);
    await until(page, (state) => document.body.dataset.state !== state, from);
    await settled(page);
    return page.evaluate(() => document.body.dataset.state);
  };
  const right = await press("ArrowRight");
  await press("ArrowLeft");
  assert.equal(await press("ArrowRight"), right);
  await page.click(`${lever("power.campus_power")} .reset`);
  await reached(page, []);
  await settled(page);
});

test("a text with a wrong unit shows the caret and changes nothing; a good one counts", async () => {
  const page = desk;
  await reveal(page, "power.campus_power");
  const field = page.locator(`${lever("power.campus_power")} input[type=text]`);
  await field.fill("2 to 6 GWh");
  const wrong = page.locator(`${lever("power.campus_power")} .wrong`);
  await wrong.waitFor({ timeout: patience });
  const text = await wrong.textContent();
  assert.match(text, /expected a power \(W\), got an energy: '2 to 6 GWh'/);
  assert.match(text, /\n.*\^~~~/);
  assert.match(text, /hint: GWh is energy; did you mean GW\?/);
  await field.press("Enter");
  await page.waitForTimeout(200);
  assert.deepEqual((await state_of(page))[1], []);
  await type(page, "power.campus_power", "2 to 6 GW");
  await reached(page, [["power.campus_power", "2 to 6 GW"]]);
  await settled(page);
  assert.equal(await wrong.count(), 0);
  await same_as_program(page, small, [["power.campus_power", "2 to 6 GW"]]);
  // Years are a text, too.
  await page.locator("#years input").fill("2024..2032");
  await page.locator("#years input").press("Enter");
  await until(page, () => document.getElementById("headline").textContent.startsWith("By 2032"));
  await page.click("#undo");
  await reached(page, [["power.campus_power", "2 to 6 GW"]]);
  await page.click("#reset");
  await reached(page, []);
  await settled(page);
});

test("what is typed stays while levers are made anew", async () => {
  const page = desk;
  const field = page.locator(`${lever("trajectory.growth")} input[type=text]`);
  await reveal(page, "trajectory.growth");
  await page.evaluate(() => (document.querySelector("details.group[data-name='latency']").open = true));
  await page.waitForSelector("details.group[data-name='latency'] input[type=checkbox]");
  // At once, so that the answer to the click comes while it is typed.
  const before = await page.evaluateHandle((path) => {
    const input = document.querySelector(`${path} input[type=text]`);
    document.querySelector("details.group[data-name='latency'] input[type=checkbox]").click();
    input.focus();
    input.value = "3.5x/yr";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return input;
  }, lever("trajectory.growth"));
  await until(page, (one) => !one.isConnected, before);
  assert.equal(await field.inputValue(), "3.5x/yr");
  assert.ok(await field.evaluate((one) => one === document.activeElement));
  await page.keyboard.press("Enter");
  await reached(page, [["latency", "off"], ["trajectory.growth", "3.5x/yr"]]);
  await settled(page);
  // Once, and not once for each way a browser has of telling it.
  await page.click("#undo");
  await reached(page, [["latency", "off"]]);
  await page.click("#reset");
  await reached(page, []);
  await settled(page);
});

test("a constraint can be left out, and a model chosen", async () => {
  const page = desk;
  const group = "details.group[data-name='latency']";
  await page.evaluate((one) => (document.querySelector(one).open = true), group);
  await page.click(`${group} input[type=checkbox]`);
  await reached(page, [["latency", "off"]]);
  await settled(page);
  assert.doesNotMatch(await page.textContent("#live-stopped"), /latency/);
  await page.click("#undo");
  await reached(page, []);
  await settled(page);
  assert.ok((await page.$$("#groups select, details.group[data-name='power']")).length > 0);
});

test("levers are found by words", async () => {
  const page = desk;
  await page.fill("#find", "campus power");
  assert.match(await page.textContent("#found"), /^[1-9]\d* found$/);
  assert.ok(await page.isVisible(lever("power.campus_power")));
  assert.ok(!(await page.isVisible("details.group[data-name='latency']")));
  await page.fill("#find", "");
  assert.ok(await page.isVisible("details.group[data-name='latency']"));
});

/// The same numbers in every run of the tests.
function random_of(seed) {
  let state = seed;
  return (count) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

test("any sequence of changes and undos leads back to the start, and redo to its end", async () => {
  const page = desk;
  const changes = [
    ["power.campus_power", ["2 to 6 GW", "4 GW", "{p10: 1 GW, p50: 3 GW, p90: 7 GW}"]],
    ["data.epochs", ["4", "3 to 12", "8"]],
    ["trajectory.growth", ["3x/yr", "4.5x/yr"]],
    ["shared.utilization", ["0.4", "{p10: 0.3, p50: 0.4, p90: 0.5}"]],
  ];
  for (const seed of [1]) {
    const random = random_of(seed);
    const start = JSON.stringify(await state_of(page));
    let past = [];
    let future = [];
    let present = start;
    const now = async (expected) => {
      await until(page, (wanted) => document.body.dataset.state === wanted, expected);
      present = expected;
    };
    for (let i = 0; i < 16; ++i) {
      const kind = random(5);
      if (kind === 0 && past.length > 0) {
        await page.click("#undo");
        future.push(present);
        await now(past.pop());
      } else if (kind === 1 && future.length > 0) {
        await page.click("#redo");
        past.push(present);
        await now(future.pop());
      } else {
        const [scenario, set] = JSON.parse(present);
        const [name, texts] = changes[random(changes.length)];
        const text = texts[random(texts.length)];
        const next = set.some(([one]) => one === name) ? set.map((pair) => (pair[0] === name ? [name, text] : pair)) : [...set, [name, text]];
        const expected = JSON.stringify([scenario, next]);
        await type(page, name, text);
        if (expected !== present) {
          past.push(present);
          future = [];
          await now(expected);
        }
      }
    }
    const end = present;
    const steps = past.length;
    while (past.length > 0) {
      await page.click("#undo");
      await now(past.pop());
    }
    assert.equal(present, start);
    for (let i = 0; i < steps; ++i) await page.click("#redo");
    await until(page, (wanted) => document.body.dataset.state === wanted, end);
    for (let i = 0; i < steps; ++i) await page.click("#undo");
    await until(page, (wanted) => document.body.dataset.state === wanted, start);
  }
  await settled(page);
  quiet(page);
});

test("the last change can be seen once more", async () => {
  const page = desk;
  await type(page, "power.campus_power", "10 GW");
  await reached(page, [["power.campus_power", "10 GW"]]);
  await settled(page);
  const shown = await page.textContent("#answer");
  await page.click("#replay");
  await until(page, (text) => document.getElementById("answer").textContent !== text, shown);
  await until(page, (text) => document.getElementById("answer").textContent === text, shown);
});

test("each tab answers its question", async () => {
  const page = desk;
  const look = async (name, what) => {
    await page.click(`#tab-${name}`);
    await page.waitForSelector(`#panel-${name} ${what}`, { timeout: patience });
    assert.equal(await page.locator(`#panel-${name} .wrong`).count(), 0);
  };
  await look("map", "table.map");
  const cells = page.locator("#panel-map .cell");
  assert.equal(await cells.count(), 13 * 9);
  await cells.first().focus();
  await page.keyboard.press("ArrowRight");
  const label = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  const [, x, x_text, y, y_text] = /^(\S+) (.+), (\S+) (.+): stopped/.exec(label);
  await page.keyboard.press("Enter");
  await until(page, ([one, other]) => {
    const set = new Map(JSON.parse(document.body.dataset.state)[1]);
    return set.get(one[0]) === one[1] && set.get(other[0]) === other[1];
  }, [[x, x_text], [y, y_text]]);
  await page.click("#undo");
  await settled(page);
  await look("matters", "svg.plot");
  await look("solve", ".answer-text");
  await look("ways", "p");
  await look("assumptions", "table");
  await page.fill("#find-assumption", "campus_power");
  assert.ok((await page.locator("#panel-assumptions tbody tr:visible").count()) < 10);
  // A is what is in the file; now has a larger campus.
  await page.click("#tab-compare");
  await page.selectOption("#pick-a", "sevilla-2024");
  await page.waitForSelector("#panel-compare table", { timeout: patience });
  assert.match(await page.textContent("#panel-compare"), /power\.campus_power/);
  assert.match(await page.textContent("#panel-compare"), /Draw by draw: now is stopped later in \d+%/);
  await page.click("#tab-binds");
  await page.waitForSelector("#panel-binds .panel:has-text('Now')", { timeout: patience });
  assert.ok(await page.isVisible("text=Dotted: A, its median"));
  await page.click("#pin");
  assert.equal(await page.getAttribute("#pin", "aria-pressed"), "false");
  quiet(page);
});

test("what is taken away is whole", async () => {
  const page = desk;
  if (!(await state_of(page))[1].some(([, text]) => text === "10 GW")) await type(page, "power.campus_power", "10 GW");
  await reached(page, [["power.campus_power", "10 GW"]]);
  const yaml = await take(page, "yaml");
  const folder = mkdtempSync(path.join(tmpdir(), "chokepoint-explorer-"));
  const file = path.join(folder, "changed.yaml");
  writeFileSync(file, yaml);
  const one = chokepoint("run", file, "--format", "csv");
  const two = chokepoint("run", small, "--set", "power.campus_power=10 GW", "--format", "csv");
  const without_name = (csv) => csv.split("\n").map((line) => line.slice(line.indexOf(","))).join("\n");
  assert.ok(without_name(one) === without_name(two), yaml);
  rmSync(folder, { recursive: true });
  assert.match(await take(page, "report"), /^<!DOCTYPE html>[^]*campus_power[^]*<\/html>\s*$/);
  await page.click("#take > summary");
  await page.click("[data-take='command']");
  await until(page, () => document.getElementById("dialog").open);
  assert.match(await page.inputValue("#dialog-content"), /^chokepoint run .*sevilla-2024.* --set '?power\.campus_power=10 GW'?/);
  await page.click("#dialog-close");
  const svg = await download(page, () => page.click("#live-ceilings .takes button:has-text('SVG')"));
  assert.match(svg, /^<\?xml[^]*<svg [^]*<path [^]*<\/svg>\n$/);
  assert.doesNotMatch(svg, /var\(/);
  const csv = await download(page, () => page.click("#live-ceilings .takes button:has-text('CSV')"));
  assert.match(csv, /^year,series,p10,p25,p50,p75,p90\n2024,trajectory,/);
});

test("a link gives state and view back, over all presets and tabs", async () => {
  const page = desk;
  if (await page.isEnabled("#reset")) await page.click("#reset");
  await reached(page, []);
  for (const [i, preset] of ["sevilla-2024", "baseline-2026"].entries()) {
    await page.selectOption("#scenario", preset);
    await until(page, (name) => JSON.parse(document.body.dataset.state)[0] === name, preset);
    const set = [["latency", "off"], ["trajectory.growth", "3.5x/yr"]].slice(0, i + 1);
    await page.evaluate(() => (document.querySelector("details.group[data-name='latency']").open = true));
    await page.click("details.group[data-name='latency'] input[type=checkbox]");
    if (i > 0) await type(page, "trajectory.growth", "3.5x/yr");
    await reached(page, set);
    for (const tab of i === 0 ? tabs : ["assumptions"]) {
      await page.click(`#tab-${tab}`);
      await page.click("#share");
      await until(page, () => document.getElementById("dialog").open);
      const address = await page.inputValue("#dialog-content");
      await page.click("#dialog-close");
      assert.ok(address.length < 2000, address);
      assert.match(address, /#v=1&m=[^&]+&s=[\w-]+$/);
      // The same page leaves, and comes back by the link.
      await page.click("#tab-binds");
      await page.click("#reset");
      await reached(page, []);
      await page.evaluate(() => window.history.replaceState(null, "", "#"));
      await page.evaluate((hash) => (location.hash = hash), address.slice(address.indexOf("#")));
      await reached(page, set);
      await until(page, (name) => document.getElementById(`tab-${name}`).getAttribute("aria-selected") === "true", tab);
      assert.equal((await state_of(page))[0], preset);
      assert.ok(await page.isHidden("#notice"), await page.textContent("#notice"));
      if (tab === "solve") {
        const other = await visit("explorer", {}, address.slice(address.indexOf("#")));
        assert.deepEqual(await state_of(other), await state_of(page));
        assert.equal(await other.getAttribute(`#tab-${tab}`, "aria-selected"), "true");
        quiet(other);
        await other.context().close();
      }
    }
  }
  quiet(page);
});

const packed = (view) => deflateRawSync(Buffer.from(typeof view === "string" ? view : JSON.stringify(view))).toString("base64url");

test("a hostile link says what is wrong, and the base is shown", async () => {
  const page = desk;
  const version = await page.evaluate(() => JSON.parse(document.getElementById("bundle").textContent).version);
  const link = (view) => `#v=1&m=${version}&s=${packed(view)}`;
  const base = { scenario: "sevilla-2024", set: [] };
  const evil = "</script><img src=x onerror=alert(1)>";
  for (const [hash, why] of [
    ["#v=1&m=9.9.9&s=abc", /made by chokepoint '9\.9\.9'/],
    [`#v=2&m=${version}&s=${packed(base)}`, /its version is '2'/],
    [`#v=1&m=${version}&s=%%%garbage`, /does not unpack/],
    [`#v=1&m=${version}&s=${"A".repeat(1_000_000)}`, /longer than 32768/],
    [link(" ".repeat(5_000_000)), /unpacks to more than 131072 bytes/],
    [link("[".repeat(50_000)), /nested too deep/],
    [link("no JSON"), /does not unpack to a view/],
    [link([]), /holds no scenario/],
    [link({ ...base, scenario: evil }), /the scenario '<\/script><img/],
    [link({ ...base, set: [["power.campus_powr", "2 GW"]] }), /campus_powr/],
    [link({ ...base, set: [["power.campus_power", evil]] }), /campus_power[^]*<img/],
    [link({ ...base, set: [["power.campus_power", "2 GWh"]] }), /\^~~~/],
    [link({ ...base, set: [["years", "2024..999999999"]] }), /year/],
    [link({ ...base, set: Array.from({ length: 401 }, (_, i) => [`p${i}`, "1"]) }), /at most 400 changes/],
    [link({ ...base, set: [["a", "1"], ["a", "2"]] }), /twice/],
    [link({ ...base, set: [["a", { p10: 1 }]] }), /no parameter and its value/],
    [link({ ...base, tab: "__proto__" }), /no such part/],
    [link({ ...base, tab: "map", map: { x: [1] } }), /views/],
  ]) {
    await page.evaluate((one) => (location.hash = one), hash);
    await until(page, (source) => !document.getElementById("notice").hidden && new RegExp(source).test(document.getElementById("notice").textContent), why.source);
    assert.deepEqual(await state_of(page), ["sevilla-2024", []], hash.slice(0, 60));
    assert.equal(await page.locator("#notice img").count(), 0);
  }
  // One that the browser itself does not take.
  await page.evaluate((one) => (location.hash = one), `#v=1&m=${version}&s=${"A".repeat(10_000_000)}`);
  await page.waitForTimeout(200);
  assert.deepEqual(await state_of(page), ["sevilla-2024", []]);
  await settled(page);
  quiet(page);
  await page.evaluate(() => window.history.replaceState(null, "", "#"));
});

test("a scenario with markup in its texts is text", async () => {
  const page = await visit("evil");
  assert.equal(await page.textContent("#title"), "</title></script><script>document.title=1</script><img src=x onerror=alert(1)>");
  await reveal(page, "power.campus_power");
  assert.match(await page.textContent(lever("power.campus_power")), /<img src=x onerror=alert\(2\)><\/script>/);
  await page.click("#tab-assumptions");
  await page.waitForSelector("#panel-assumptions table", { timeout: patience });
  assert.equal(await page.locator("main img, aside img").count(), 0);
  quiet(page);
  await page.context().close();
});

async function accessible(page, what) {
  const asked = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], resultTypes: ["violations"] };
  const found = await page.evaluate(`${axe}; axe.run(${JSON.stringify(asked)})`);
  assert.deepEqual(found.violations.map((v) => `${what}: ${v.id}: ${v.nodes.length}, ${v.nodes[0].html.slice(0, 200)}`), []);
}

const answered = {
  binds: "#live-ceilings svg.plot",
  map: "table.map",
  matters: "svg.plot",
  solve: ".answer-text",
  ways: "p:not(.busy)",
  assumptions: "table",
  compare: "p:not(.field)",
};

test("nothing is out of reach from a telephone to a projector, light and dark", async () => {
  const page = await visit("explorer", { viewport: { width: 360, height: 740 } });
  await page.waitForSelector("#first .lever", { timeout: patience });
  await page.evaluate(() => (document.querySelector("details.group[data-name='power']").open = true));
  for (const width of [360, 768, 1280, 1920]) {
    await page.setViewportSize({ width, height: width < 500 ? 740 : 1000 });
    for (const tab of width === 360 ? tabs : ["map", "binds"]) {
      await page.click(`#tab-${tab}`);
      await page.waitForSelector(`#panel-${tab} ${answered[tab]}`, { timeout: patience });
      await page.waitForTimeout(100);
      const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide[0] <= wide[1], `${tab}: ${wide}`);
      assert.deepEqual(await collisions(page), [], `${tab} ${width}`);
      const dark = tab === "binds" || tab === "map";
      for (const colorScheme of dark ? ["light", "dark"] : ["light"]) {
        await page.emulateMedia({ colorScheme });
        if (width === 360 || (width === 1280 && tab === "binds")) await accessible(page, `${tab} ${width} ${colorScheme}`);
        if (dark) await picture(page, out, `explorer-${tab}-${width}-${colorScheme}`);
      }
      await page.emulateMedia({ colorScheme: "light" });
    }
  }
  quiet(page);
  await page.context().close();
});

test("the keyboard alone is enough", async () => {
  const page = await visit("explorer");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.focus("#tab-binds");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tab-map");
  assert.ok(await page.isVisible("#panel-map"));
  await page.keyboard.press("End");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tab-compare");
  await page.focus("#take > summary");
  await page.keyboard.press("Enter");
  assert.ok(await page.isVisible("[data-take='yaml']"));
  await page.keyboard.press("Escape");
  assert.ok(!(await page.isVisible("[data-take='yaml']")));
  // Everything that takes the focus shows it.
  await page.keyboard.press("Tab");
  for (let i = 0; i < 25; ++i) {
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      return { outline: getComputedStyle(one).outlineStyle, range: one.type === "range" || one === document.body, what: one.outerHTML.slice(0, 80) };
    });
    assert.ok(at.range || at.outline !== "none", at.what);
    await page.keyboard.press("Tab");
  }
  quiet(page);
  await page.context().close();
});

test("works in Firefox as well", { skip: firefox.is_there ? false : "no firefox-esr" }, async () => {
  const other = await firefox.open();
  try {
    const until = async (script) => {
      for (const end = Date.now() + patience; Date.now() < end; ) {
        if (await other.run(`return ${script}`)) return;
        await new Promise((done) => setTimeout(done, 100));
      }
      assert.fail(`${script} in Firefox; the page says: ${await other.run("return document.getElementById('notice').textContent")}`);
    };
    const shown = "document.body.dataset.state !== undefined && document.body.dataset.shown === document.body.dataset.state";
    await other.go(pathToFileURL(file_of("explorer")).href);
    await until(shown);
    assert.equal(await other.run("return document.getElementById('headline').textContent"), headline_of_file);
    const handle = `document.querySelector("${lever("power.campus_power")} input.p50")`;
    await other.run("document.querySelector(\"details.group[data-name='power']\").open = true");
    await until(handle);
    await other.run(`const one = ${handle}; one.value = Number(one.value) + 40; for (const what of ["input", "change"]) one.dispatchEvent(new Event(what, { bubbles: true }))`);
    await until(`JSON.parse(document.body.dataset.state)[1].length === 1 && ${shown}`);
    await other.run("document.getElementById('share').click()");
    await until("document.getElementById('dialog-content').value.includes('#v=1')");
    writeFileSync(path.join(out, "explorer-firefox.png"), await other.picture());
    const link = await other.run("return document.getElementById('dialog-content').value");
    const page = await visit("explorer", {}, link.slice(link.indexOf("#")));
    assert.equal(JSON.stringify(await state_of(page)), await other.run("return document.body.dataset.state"));
    assert.equal(await page.textContent("#answer"), await other.run("return document.getElementById('answer').textContent"));
    await page.context().close();
  } finally {
    await other.end();
  }
});
