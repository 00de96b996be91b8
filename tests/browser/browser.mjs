// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium, which talks to nobody.
import { chromium } from "playwright-core";

export const open = () =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
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
