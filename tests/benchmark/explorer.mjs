// SPDX-License-Identifier: Apache-2.0
// What the explorer takes in headless Chromium: until its answer is there, until it can be moved, from a moved handle to new bands, until all draws are
// there, and its memory over a thousand changes. Usage: node explorer.mjs EXPLORER.html… (made by `chokepoint explore`;
// playwright-core from tests/browser, which tests/browser/test installs)
import path from "node:path";
import { pathToFileURL } from "node:url";
import { open } from "../browser/browser.mjs";

const rounds = 9;
const moves = 100;
const changes = 1000;
const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
const told = (values) => `median ${quantile(values, 0.5).toFixed(0)} ms, 90% below ${quantile(values, 0.9).toFixed(0)} ms, of ${values.length}`;

async function until(page, what, asked = null) {
  while (!(await page.evaluate(what, asked))) await new Promise((done) => setTimeout(done, 20));
}
const settled = (page) => until(page, () => document.body.dataset.state !== undefined && document.body.dataset.shown === document.body.dataset.state);
const marked = (page, name) => page.evaluate((one) => performance.getEntriesByName(one).map(({ startTime, duration }) => duration || startTime), name);
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function visit(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(pathToFileURL(path.resolve(file)).href);
  await settled(page);
  return page;
}

/// The first lever that the page shows.
const first = "#first input.p50";

async function move(page) {
  await page.evaluate(() => performance.clearMeasures());
  for (let i = 1; i <= moves; ++i) {
    await page.$eval(
      first,
      (handle, share) => {
        handle.value = String(Math.round(Number(handle.max) * (0.3 + 0.4 * share)));
        handle.dispatchEvent(new Event("input", { bubbles: true }));
      },
      i / moves,
    );
    // One at a time: what is asked, not how requests wait for each other.
    await until(page, (count) => performance.getEntriesByName("moved").length >= count, i);
  }
  return marked(page, "moved");
}

async function release(page, count) {
  const times = [];
  for (let i = 0; i < count; ++i) {
    const before = await page.evaluate(() => document.body.dataset.state);
    const began = await page.evaluate(() => performance.now());
    await page.$eval(
      first,
      (handle, share) => {
        handle.value = String(Math.round(Number(handle.max) * share));
        handle.dispatchEvent(new Event("input", { bubbles: true }));
        handle.dispatchEvent(new Event("change", { bubbles: true }));
      },
      0.3 + (0.4 * i) / count,
    );
    await until(page, (state) => document.body.dataset.state !== state && document.body.dataset.shown === document.body.dataset.state, before);
    times.push((await page.evaluate(() => performance.now())) - began);
  }
  return times;
}

/// Megabytes of the page's own heap, after what is not needed was given back.
async function heap(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("HeapProfiler.collectGarbage");
  const { usedSize } = await client.send("Runtime.getHeapUsage");
  await client.detach();
  return usedSize / 2 ** 20;
}

const browser = await open();
for (const file of process.argv.slice(2)) {
  console.log(file);
  const openings = { answered: [], ready: [] };
  for (let i = 0; i <= rounds; ++i) {
    const page = await visit(browser, file);
    if (i > 0) for (const [name, times] of Object.entries(openings)) times.push((await marked(page, name))[0]);
    await page.close();
  }
  console.log(`  from opening to the first answer: ${told(openings.answered)}`);
  console.log(`  until it can be moved: ${told(openings.ready)}`);
  const page = await visit(browser, file);
  await pause(1500); // what matters most is found then
  await settled(page);
  await move(page);
  console.log(`  from a moved handle to new bands: ${told(await move(page))}`);
  console.log(`  until all draws are there: ${told(await release(page, rounds))}`);
  const before = await heap(page);
  for (let i = 0; i < changes / moves; ++i) await move(page);
  await release(page, 3);
  console.log(`  memory of the page: ${before.toFixed(1)} MB, and ${(await heap(page)).toFixed(1)} MB after ${changes} changes`);
  await page.close();
}
await browser.close();
