// SPDX-License-Identifier: Apache-2.0
// The site of the documents (SITE, a folder) as a reader opens it: on a phone and on a desk, with search.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { closed, open, picture } from "./browser.mjs";

const site = process.env.SITE;
const pictures = process.env.OUT;
const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };
const widths = [360, 1280];

let browser;
let server;
let address;

before(async () => {
  server = createServer(async (request, response) => {
    const file = path.join(site, new URL(request.url, "http://site").pathname);
    try {
      const bytes = await readFile(file.endsWith("/") ? `${file}index.html` : file);
      response.writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await open();
});

after(async () => {
  await closed(browser);
  server.closeAllConnections();
  server.close();
});

/// A page, with all that it asked for and all that went wrong in it.
async function visit(name, width) {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const asked = [];
  const wrong = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("response", (response) => response.ok() || wrong.push(`${response.status()} ${response.url()}`));
  await page.goto(`${address}/${name}`, { waitUntil: "load" });
  return { page, asked, wrong };
}

for (const name of ["index.html", "models.html"]) {
  for (const width of widths) {
    test(`${name} at ${width} px: nothing from elsewhere, nothing beside the window`, async () => {
      const { page, asked, wrong } = await visit(name, width);
      assert.ok(asked.length > 2);
      assert.deepEqual(asked.filter((url) => !url.startsWith(`${address}/`) && !url.startsWith("data:")), []);
      assert.deepEqual(wrong, []);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
      if (pictures) await picture(page, pictures, `site-${name.replace(".html", "")}-${width}`);
      await page.close();
    });
  }
}

test("search finds a word of the glossary", async () => {
  const { page, wrong } = await visit("index.html", 1280);
  await page.click(".md-search__input");
  await page.keyboard.type("metalog");
  await page.waitForSelector('.md-search-result__link[href*="glossary.html"]');
  if (pictures) await picture(page, pictures, "site-search");
  assert.deepEqual(wrong, []);
  await page.close();
});

test("lines of 80 columns need no scrolling on a desk", async () => {
  const { page } = await visit("first-run.html", 1280);
  const wider = await page.$$eval("pre > code", (blocks) => {
    const narrow = blocks.filter((block) => block.textContent.split("\n").every((line) => line.length <= 80));
    return narrow.filter((block) => block.scrollWidth > block.clientWidth).map((block) => block.textContent.slice(0, 40));
  });
  assert.deepEqual(wider, []);
  await page.close();
});
