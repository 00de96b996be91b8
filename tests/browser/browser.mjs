// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium without windows, which talks to nobody.
import path from "node:path";
import { chromium } from "playwright-core";

export const open = () =>
  chromium.launch({
    executablePath: "/usr/bin/chromium-headless-shell",
    args: [
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Its sandbox does not work for root, whom containers run as.
      ...(process.getuid() === 0 ? ["--no-sandbox"] : []),
    ],
  });

/// Waits for a browser to end, but not for long: one that hangs is killed when this program ends.
export const closed = (browser) => Promise.race([browser?.close(), new Promise((done) => setTimeout(done, 10_000).unref())]);

/// Leaves a picture of a page for a person to look at. Where nobody does (PICTURES=none) it takes as long as all that is
/// asked of the page.
export async function picture(page, folder, name, options = {}) {
  if (process.env.PICTURES !== "none") await page.screenshot({ path: path.join(folder, `${name}.png`), ...options });
}

/// Scrolls through a page, so that every chart is drawn.
export async function wholly(page) {
  await page.evaluate(async () => {
    for (let y = 0; y <= document.body.scrollHeight; y += 400) {
      window.scrollTo(0, y);
      // A browser without a screen may leave a frame out.
      const frame = new Promise((done) => requestAnimationFrame(done));
      await Promise.race([frame, new Promise((done) => setTimeout(done, 200))]);
      await new Promise((done) => setTimeout(done, 10));
    }
    window.scrollTo(0, 0);
  });
  await page.waitForTimeout(100);
}

/// Words that lie on each other, in the pictures that are shown.
export const collisions = (page) =>
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
