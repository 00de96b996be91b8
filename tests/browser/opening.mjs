// SPDX-License-Identifier: Apache-2.0
// Milliseconds until reports are open in a browser. Usage: node opening.mjs REPORT.html…; they take turns, medians of 9.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { open } from "./browser.mjs";

const files = process.argv.slice(2).map((file) => path.resolve(file));
const times = files.map(() => []);
const browser = await open();
for (let round = 0; round < 10; ++round) {
  for (const [i, file] of files.entries()) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(pathToFileURL(file).href);
    await page.$eval("[data-chart]", (place) => place.scrollIntoView());
    await page.waitForSelector("svg.plot");
    const opened = await page.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd);
    if (round > 0) times[i].push(opened);
    await page.close();
  }
}
await browser.close();
for (const [i, file] of files.entries()) {
  times[i].sort((a, b) => a - b);
  console.log(`${file}: ${times[i][4].toFixed(0)} ms`);
}
