// SPDX-License-Identifier: Apache-2.0
// Planning reports as people meet them: on a telephone, a desk, a projector, on paper, by keyboard, without scripts.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { PNG } from "pngjs";
import { open, wholly } from "./browser.mjs";

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
      `\u202Eback to front \u{1F600} ${long}${"x".repeat(300)}'\ndescription: "\\u05D0\\u05D1 <b>bold</b> & so on"\n`,
  );
  write("evil", evil);
  rmSync(folder, { recursive: true });
  browser = await open();
});
after(() => browser?.close());

/// A page on which anything unexpected fails the test.
async function visit(name, options = {}) {
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
  await wholly(page);
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

/// Words that lie on each other, in the pictures that are shown.
const collisions = (page) =>
  page.evaluate(() => {
    const found = [];
    for (const picture of document.querySelectorAll(".chart svg")) {
      if (!picture.checkVisibility()) continue;
      const words = [...picture.querySelectorAll("text")].filter((word) => word.textContent.trim());
      const boxes = words.map((word) => word.getBoundingClientRect());
      for (let i = 0; i < words.length; ++i) {
        for (let j = 0; j < i; ++j) {
          const [a, b] = [boxes[i], boxes[j]];
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (across > 1 && down > 3) found.push(`${words[i].textContent} on ${words[j].textContent}`);
        }
      }
    }
    return found;
  });

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

  for (const [kind, options] of [
    ["desk", {}],
    ["telephone", { viewport: { width: 360, height: 740 } }],
    ["projector, dark", { viewport: { width: 1920, height: 1080 }, colorScheme: "dark" }],
  ]) {
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
      const found = await page.evaluate(`${axe}; axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] })`);
      assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes.length}, ${v.nodes[0].html.slice(0, 200)}`), []);
      await page.screenshot({ path: path.join(out, `${name}-${kind.split(",")[0]}.png`), fullPage: true });
      await page.context().close();
    });
  }
}

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
    assert.ok(pages >= 3 && pages <= 10, `${pages} pages`);
    await page.setViewportSize({ width: 688, height: 1000 });
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide[0] <= wide[1], `${wide}`);
    await page.screenshot({ path: path.join(out, `one-print-${format}.png`), fullPage: true });
    await page.context().close();
  });
}

test("chokepoint makes a PDF itself", () => {
  const file = path.join(out, "own.pdf");
  execFileSync(process.env.CHOKEPOINT, ["report", published, "--draws", "1024", "--out", file, "--force"], { cwd: root });
  const pdf = readFileSync(file).toString("latin1");
  assert.ok(pdf.startsWith("%PDF-"));
  assert.ok(pdf.match(/\/Type\s*\/Page\b/g).length >= 3);
});
