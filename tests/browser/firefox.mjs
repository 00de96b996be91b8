// SPDX-License-Identifier: Apache-2.0
// Debian's Firefox without a screen, by its own protocol (Marionette): packets of JSON, each with its length before it.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

const program = "/usr/bin/firefox-esr";
export const is_there = existsSync(program);

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/// {go(address), run(script), end()}; `run` gives what the script returns.
export async function open() {
  const profile = mkdtempSync(path.join(tmpdir(), "chokepoint-firefox-"));
  // Any free port, which Firefox then writes down.
  writeFileSync(path.join(profile, "user.js"), 'user_pref("marionette.port", 0);\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n');
  const child = spawn(program, ["--headless", "--no-remote", "--marionette", "--profile", profile, "--width", "1280", "--height", "900"], {
    stdio: "ignore",
    env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: "1" },
  });
  const note = path.join(profile, "MarionetteActivePort");
  for (let i = 0; i < 300 && !existsSync(note); ++i) await sleep(100);
  await sleep(100);
  const socket = net.connect(Number(readFileSync(note, "utf8")), "127.0.0.1");
  socket.setEncoding("latin1");
  let received = "";
  let taken = () => {};
  socket.on("data", (data) => {
    received += data;
    taken();
  });
  const packet = async () => {
    for (;;) {
      const colon = received.indexOf(":");
      const size = Number(received.slice(0, colon));
      if (colon > 0 && received.length >= colon + 1 + size) {
        const text = Buffer.from(received.slice(colon + 1, colon + 1 + size), "latin1").toString("utf8");
        received = received.slice(colon + 1 + size);
        return JSON.parse(text);
      }
      await new Promise((done) => (taken = done));
    }
  };
  let count = 0;
  const send = async (name, parameters) => {
    const text = JSON.stringify([0, ++count, name, parameters]);
    socket.write(`${Buffer.byteLength(text)}:${text}`);
    const [, , error, value] = await packet();
    if (error) throw new Error(`${error.error}: ${error.message}`);
    return value;
  };
  await packet(); // its greeting
  await send("WebDriver:NewSession", { capabilities: { alwaysMatch: { acceptInsecureCerts: false } } });
  return {
    go: (url) => send("WebDriver:Navigate", { url }),
    run: async (script) => (await send("WebDriver:ExecuteScript", { script, args: [], sandbox: null })).value,
    picture: async () => Buffer.from((await send("WebDriver:TakeScreenshot", { full: false })).value, "base64"),
    async end() {
      await Promise.race([send("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => {}), sleep(5_000)]);
      socket.destroy();
      child.kill("SIGKILL");
      await sleep(200);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
