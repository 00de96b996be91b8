// SPDX-License-Identifier: Apache-2.0
// Planning reports as people meet them: on a telephone, a desk, a projector, on paper, by keyboard, without scripts.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test as test_of_node } from "node:test";
import { pathToFileURL } from "node:url";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { PNG } from "pngjs";
import { closed, collisions, open, picture, wholly } from "./browser.mjs";

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "../..");
const out = process.env.OUT;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const published = "scenarios/sevilla-2024.yaml";
const trend = "scenarios/sevilla-2024-trend.yaml";

let browser;
const reports = {};

function write(name, ...parameters) {
  const file = path.join(out, `${name}.html`);
  execFileSync(process.env.CHOKEPOINT, ["report", ...parameters, "--draws", "4096", "--out", file, "--force"], { cwd: root });
  reports[name] = file;
}

before(async () => {
  mkdirSync(out, { recursive: true });
  write("one", published);
  write("two", published, trend, "--compare");
  const folder = mkdtempSync(path.join(tmpdir(), "chokepoint-browser-"));
  const evil = path.join(folder, "evil.yaml");
  const long = "very ".repeat(1990);
  writeFileSync(
    evil,
    `extends: ${root}/${published}\nname: evil\ntitle: '</title><script>document.title=1</script><img src=x onerror=alert(1)> ` +
      `\u05E9\u05DC\u05D5\u05DD from right to left \u{1F600} ${long}${"x".repeat(300)}'\ndescription: "\\u05D0\\u05D1 <b>bold</b> & so on"\n`,
  );
  write("evil", evil);
  rmSync(folder, { recursive: true });
  browser = await open();
});
after(() => closed(browser));

/// A browser that does not answer says nothing about a page: it is left behind, and the test runs once more in a new
/// one. What a test finds is never asked again.
const patience = 120_000;
class Silence extends Error {}

function test(name, ...rest) {
  const body = rest.pop();
  const once = async () => {
    let timer;
    const silence = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Silence(`${name}: no answer in ${patience / 1000} s`)), patience);
    });
    try {
      await Promise.race([body(), silence]);
    } finally {
      clearTimeout(timer);
    }
  };
  test_of_node(name, ...rest, async () => {
    try {
      await once();
    } catch (error) {
      if (!(error instanceof Silence)) throw error;
      process.stderr.write(`${error.message}; once more in a new browser\n`);
      await closed(browser);
      browser = await open();
      await once();
    }
  });
}

/// A page on which anything unexpected fails the test, scrolled through unless only its first screen is looked at.
async function visit(name, options = {}, whole = true) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  const requested = [];
  page.on("request", (request) => requested.push(request.url()));
  const url = pathToFileURL(reports[name]).href;
  await page.goto(url);
  if (whole) await wholly(page);
  assert.deepEqual(said, []);
  assert.deepEqual(requested, [url]);
  return page;
}

/// The share of a picture that is not of its most frequent colour.
async function inked(element) {
  const { data } = PNG.sync.read(await element.screenshot());
  const counts = new Map();
  for (let i = 0; i < data.length; i += 4) {
    const colour = data.readUInt32BE(i);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return 1 - Math.max(...counts.values()) / (data.length / 4);
}

for (const name of ["one", "two", "evil"]) {
  test(`${name}: opens from a file, says nothing, asks for nothing, and draws every chart`, async () => {
    const page = await visit(name);
    const charts = await page.$$("[data-chart]");
    assert.ok(charts.length >= 6);
    for (const chart of charts) {
      const drawn = await chart.evaluate((place) => {
        const picture = place.querySelector("svg.plot");
        const frame = picture?.getBoundingClientRect();
        const marks = [...(picture?.querySelectorAll("path, rect") ?? [])].map((mark) => mark.getBoundingClientRect());
        const inside = marks.filter((mark) => mark.width > 2 && mark.left >= frame.left - 1 && mark.right <= frame.right + 1);
        return {
          id: place.dataset.chart,
          width: frame?.width ?? 0,
          marks: inside.length,
          words: picture?.querySelectorAll("text").length ?? 0,
          label: picture?.getAttribute("aria-label") ?? "",
          still: getComputedStyle(place.querySelector(".still")).display,
        };
      });
      assert.ok(drawn.width > 200, JSON.stringify(drawn));
      assert.ok(drawn.marks >= 3 && drawn.words >= 4 && drawn.label.length > 20, JSON.stringify(drawn));
      assert.equal(drawn.still, "none");
      const ink = await inked(chart);
      assert.ok(ink > 0.03 && ink < 0.95, `${drawn.id}: ${ink}`);
    }
    // The title is text, whatever it says; of spaces a browser shows one.
    assert.equal(await page.title(), await page.evaluate(() => document.querySelector("h1").textContent.trim()));
    await page.context().close();
  });

  test(`${name}: is valid HTML`, async () => {
    const validator = new HtmlValidate(
      new FileSystemConfigLoader({
        root: true,
        extends: ["html-validate:recommended"],
        // Generated markup: how it is laid out is nobody's business.
        rules: { "no-trailing-whitespace": "off", "long-title": "off" },
      }),
    );
    const result = await validator.validateFile(reports[name]);
    const messages = result.results.flatMap((one) => one.messages.map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`));
    assert.deepEqual(messages.slice(0, 10), []);
  });

  // The same parts stand in all reports: those of two scenarios are the widest, hostile texts are long where it is narrow.
  for (const [kind, options, those] of [
    ["desk", {}, ["one", "two"]],
    ["telephone", { viewport: { width: 360, height: 740 } }, ["one", "two", "evil"]],
    ["projector, dark", { viewport: { width: 1920, height: 1080 }, colorScheme: "dark" }, ["one"]],
  ]) {
    if (!those.includes(name)) continue;
    test(`${name}: nothing is out of reach (${kind})`, async () => {
      const page = await visit(name, options);
      // Nothing wider than the screen but tables, which scroll on their own.
      const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide[0] <= wide[1], `${wide}`);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll("p, li, td, th, summary, text")]
          .filter((one) => one.textContent.trim() && one.getClientRects().length > 0)
          .map((one) => parseFloat(getComputedStyle(one).fontSize))
          .filter((size) => size < 10),
      );
      assert.deepEqual(small, []);
      assert.deepEqual(await collisions(page), []);
      for (const details of await page.$$("details")) await details.evaluate((one) => (one.open = true));
      // All that is wrong, and no list of the thousands of places where nothing is, which takes longer than to look at them.
      const asked = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], resultTypes: ["violations"] };
      if (name !== "two" || kind !== "desk") {  // where it is what it is on a telephone, and takes 7 s
        const found = await page.evaluate(`${axe}; axe.run(${JSON.stringify(asked)})`);
        assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes.length}, ${v.nodes[0].html.slice(0, 200)}`), []);
      }
      await picture(page, out, `${name}-${kind.split(",")[0]}`, { fullPage: true });
      await page.context().close();
    });
  }
}

for (const [kind, viewport, colorScheme] of [
  ["desk", { width: 1280, height: 900 }, "light"],
  ["desk, dark", { width: 1280, height: 900 }, "dark"],
  ["telephone", { width: 390, height: 844 }, "light"],
]) {
  test(`the first screen has the answer (${kind})`, async () => {
    const page = await visit("one", { viewport, colorScheme }, false);
    const places = await page.evaluate(() =>
      [".headline", ".facts li:nth-child(1)", ".facts li:nth-child(2)", ".facts li:nth-child(3)", "#stopped .chart"].map((what) => {
        const box = document.querySelector(what).getBoundingClientRect();
        return { what, top: box.top, bottom: box.bottom, left: box.left, right: box.right };
      }),
    );
    for (const { what, top, bottom, left, right } of places) {
      assert.ok(left >= 0 && right <= viewport.width, `${what}: ${left} to ${right}`);
      const below = what === "#stopped .chart" && kind === "telephone" ? top : bottom;
      assert.ok(below <= viewport.height, `${what} ends at ${below}`);
    }
    assert.match(await page.textContent(".headline"), /^By 2030 the trajectory is stopped in \d+% of the draws, most often by power\.$/);
    await picture(page, out, `first-${kind.replace(", ", "-")}`);
    await page.context().close();
  });
}

test("colours stand out on light and on dark pages", async () => {
  const page = await visit("one", {}, false);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // WCAG 2.1, 1.4.11: 3 to 1 for pictures; letters on bars 4.5 to 1.
    const found = await page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const light = (name) => {
        const hex = style.getPropertyValue(name).trim().slice(1);
        const full = hex.length === 3 ? [...hex].map((c) => c + c).join("") : hex;
        const [r, g, b] = [0, 2, 4].map((at) => {
          const c = parseInt(full.slice(at, at + 2), 16) / 255;
          return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
      return [0, 1, 2, 3, 4, 5, 6].map((i) => [contrast(`--c${i}`, "--paper"), contrast(`--c${i}`, "--on-bar")]);
    });
    for (const [paper, letter] of found) assert.ok(paper >= 3 && letter >= 4.5, `${colorScheme}: ${paper} ${letter}`);
  }
  await page.context().close();
});

test("on a telephone nothing of a table is cut", async () => {
  const page = await visit("two", { viewport: { width: 390, height: 844 } });
  for (const details of await page.$$("details")) await details.evaluate((one) => (one.open = true));
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll("td, tbody th, caption")]
      .filter((cell) => cell.getClientRects().length > 0)
      .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.getBoundingClientRect().right > innerWidth)
      .map((cell) => cell.textContent.slice(0, 60)),
  );
  assert.deepEqual(cut, []);
  // A value stands with the name of its column.
  const name = await page.$eval("#assumptions ~ .scroll td, [aria-labelledby=assumptions] td", (cell) => getComputedStyle(cell, "::before").content);
  assert.equal(name, '"Median (P10 to P90): "');
  await page.context().close();
});

test("the tornado has a line at 1, no empty row and round ticks", async () => {
  const page = await visit("one");
  const chart = await page.evaluate(() => JSON.parse(document.getElementById("charts").textContent)["tornado-1-swings"]);
  assert.equal(chart.mark, 1);
  const drawn = await page.$$eval("[data-chart='tornado-1-swings'] svg.plot text", (all) => all.map((one) => one.textContent));
  for (const text of chart.texts) assert.ok(drawn.includes(text), `${text} among ${drawn}`);
  await page.context().close();
});

test("the keyboard reaches everything", async () => {
  const page = await visit("one");
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => [document.activeElement.className, document.activeElement.getBoundingClientRect().left]);
  assert.equal(first[0], "skip");
  assert.ok(first[1] >= 0, "the skip link shows when it has the focus");
  // Every place that should take the focus does, in the order of the page, and shows it.
  const places = "a[href], summary, [tabindex='0']";
  const expected = await page.$$eval(places, (all) => all.filter((one) => one.checkVisibility()).length);
  for (let i = 0; i < expected; ++i) {
    const at = await page.evaluate((selector) => {
      const one = document.activeElement;
      const visible = [...document.querySelectorAll(selector)].filter((place) => place.checkVisibility());
      return { index: visible.indexOf(one), outline: getComputedStyle(one).outlineStyle, what: one.outerHTML.slice(0, 80) };
    }, places);
    assert.equal(at.index, i, at.what);
    assert.notEqual(at.outline, "none", at.what);
    await page.keyboard.press("Tab");
  }
  await page.focus("summary");
  await page.keyboard.press("Enter");
  assert.equal(await page.$eval("details", (one) => one.open), true);
  await page.context().close();
});

test("the numbers of a picture can be taken away", async () => {
  const page = await visit("one");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("a[download='ceilings-1.csv']")]);
  const text = readFileSync(await download.path(), "utf8");
  assert.match(text, /^year,series,p10,p25,p50,p75,p90\n2024,trajectory,/);
  assert.equal(text.trim().split("\n").length, 1 + 5 * 7);
  await page.context().close();
});

test("a value can be pointed at", async () => {
  const page = await visit("one");
  const place = await page.$("[data-chart='ceilings-1-power']");
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  await page.mouse.move(box.x + box.width - 30, box.y + box.height / 2);
  await page.waitForTimeout(200);
  assert.match(await place.textContent(), /median 2\.\de29 FLOP/);
  await page.context().close();
});

test("without scripts the still pictures are there", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(reports.one).href);
  const box = await page.locator(".still svg").first().boundingBox();
  assert.ok(box.width > 200 && box.height > 100, JSON.stringify(box));
  await context.close();
});

// Of one scenario; the two sections on what was observed take two pages more on A4, three on Letter.
const pages_of_a_whole = 10;
const most_pages = pages_of_a_whole + 3;

for (const format of ["A4", "Letter"]) {
  test(`prints on ${format}`, async () => {
    const page = await visit("one");
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.$eval("nav", (one) => getComputedStyle(one).display), "none");
    assert.equal(await page.$eval(".still", (one) => getComputedStyle(one).display), "block");
    assert.equal(await page.$eval(".plot", (one) => getComputedStyle(one).display), "none");
    assert.deepEqual(await collisions(page), []);
    const file = path.join(out, `one-${format}.pdf`);
    const pdf = (await page.pdf({ format, path: file })).toString("latin1");
    const pages = pdf.match(/\/Type\s*\/Page\b/g).length;
    assert.ok(pages >= 3 && pages <= most_pages, `${pages} pages`);
    await page.setViewportSize({ width: 688, height: 1000 });
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide[0] <= wide[1], `${wide}`);
    await picture(page, out, `one-print-${format}`, { fullPage: true });
    await page.context().close();
  });
}

/// The pages of a PDF, as text.
const pages = (file) => execFileSync("pdftotext", ["-layout", file, "-"]).toString().split("\f").slice(0, -1);

for (const [printer, folder] of [["chromium", ""], ["weasyprint", "/usr/bin/weasyprint"]]) {
  for (const paper of ["a4", "letter"]) {
    const skip = folder && !existsSync(folder) ? `no ${folder}` : false;
    test(`chokepoint makes a PDF itself (${printer}, ${paper})`, { skip }, () => {
      // A PATH on which there is that program alone.
      const bin = mkdtempSync(path.join(tmpdir(), "chokepoint-printer-"));
      if (folder) symlinkSync(folder, path.join(bin, "weasyprint"));
      const env = { ...process.env, PATH: folder ? bin : process.env.PATH, SOURCE_DATE_EPOCH: "86400" };
      // The longest brief is that on the end of text, which has two verdicts, a table by year and ways around. The rest is
      // on one paper for each printer.
      const rest = [["whole", published], ["unobserved", published], ["brief", published]];
      const on_it = (printer === "chromium") === (paper === "a4") ? rest : [];
      for (const [kind, scenario] of [...on_it, ["brief", "scenarios/text-only.yaml"]]) {
        const file = path.join(out, `own-${printer}-${paper}-${kind}-${path.parse(scenario).name}.pdf`);
        const more = { brief: ["--brief"], unobserved: ["--set", "observations=off"], whole: [] }[kind];
        const most = kind === "unobserved" ? pages_of_a_whole : most_pages;
        const command = ["report", scenario, "--draws", "4096", "--paper", paper, ...more, "--out", file, "--force"];
        execFileSync(process.env.CHOKEPOINT, command, { cwd: root, env });
        const [width, height] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(execFileSync("pdfinfo", [file]).toString()).slice(1).map(Number);
        const [expected_width, expected_height] = paper === "a4" ? [595, 842] : [612, 792];
        assert.ok(Math.abs(width - expected_width) < 1 && Math.abs(height - expected_height) < 1, `${width} x ${height}`);
        const all = pages(file);
        assert.ok(kind === "brief" ? all.length === 2 : all.length >= 4 && all.length <= most, `${all.length} pages`);
        all.forEach((text, i) => assert.match(text, new RegExp(`1970-01-02, page ${i + 1} of ${all.length}`)));
        // No legend stays behind when its picture goes to the next page.
        for (const text of all) {
          const at = text.lastIndexOf("not stopped");
          if (at > 0 && text.includes("has stopped the trajectory by a year")) assert.match(text, /% of draws/);
        }
      }
      rmSync(bin, { recursive: true });
    });
  }
}

test("the tutorial ends in a PDF of the reader's own plan", () => {
  const tutorial = readFileSync(path.join(root, "docs/tutorial.md"), "utf8");
  const [, name, plan] = /```yaml example (\S+)\n([^`]*)```/.exec(tutorial);
  const command = /^ {4}chokepoint (report .*)$/m.exec(tutorial)[1].split(" ");
  const folder = mkdtempSync(path.join(tmpdir(), "chokepoint-tutorial-"));
  writeFileSync(path.join(folder, name), plan);
  execFileSync(process.env.CHOKEPOINT, [...command, "--draws", "1024"], { cwd: folder });
  const all = pages(path.join(folder, command.at(-1)));
  assert.equal(all.length, 3);
  const title = /^title: (.*)$/m.exec(plan)[1];
  assert.match(all[0], new RegExp(`${title}[^]*By 2036 the trajectory is stopped`));
  // Its own numbers are in it.
  assert.match(all.join(), /trajectory\.growth +2\.9\d+x\/yr \(2\.[56]\d*x\/yr to 3\.[34]\d*x\/yr\)/);
  rmSync(folder, { recursive: true });
});
