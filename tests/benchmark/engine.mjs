// SPDX-License-Identifier: Apache-2.0
// The engine of the explorer as a module against the same program compiled for this machine: that their numbers are the
// same, and what they take. Usage: node engine.mjs EXPLORER_ANSWER [--quick] [SCENARIO.yaml...]
// EXPLORER_ANSWER is a program of the tests (build/NAME/tests/explorer_answer): requests in, answers out, a line each.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { gunzipSync } from "node:zlib";
import { start } from "../../src/explorer/page/engine.js";

const root = new URL("../..", import.meta.url).pathname;
const words = process.argv.slice(2);
const quick = words.includes("--quick");
const [program, ...named] = words.filter((word) => word !== "--quick");
const scenarios = named.length > 0 ? named : [`${root}scenarios/sevilla-2024.yaml`];

/// The program, asked like the module.
class Native {
  constructor(paths, ...options) {
    this.process = spawn(program, [...options, ...paths], { stdio: ["pipe", "pipe", "inherit"] });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }
  async line() {
    return (await this.lines.next()).value;
  }
  async answer(request) {
    this.process.stdin.write(`${request}\n`);
    return this.line();
  }
  /// Milliseconds that it has spent on a processor.
  spent() {
    return Number(readFileSync(`/proc/${this.process.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  }
  end() {
    this.process.stdin.end();
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/// Milliseconds of an answer: of processors, which say more than the clock where others share the machine, and by the clock.
async function timed(asked, requests) {
  const spent = [];
  const clock = [];
  for (const request of requests) {
    const [before, from] = [asked.spent(), performance.now()];
    await asked.answer(request);
    clock.push(performance.now() - from);
    spent.push(asked.spent() - before);
  }
  return { spent: median(spent), clock: median(clock) };
}

/// Every number of two answers beside each other: the largest relative difference, and where it is.
function compare(a, b, path = "", worst = { difference: 0, path: "", numbers: 0 }) {
  if (typeof a === "number" && typeof b === "number") {
    worst.numbers += 1;
    const difference = a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
    if (difference > worst.difference) Object.assign(worst, { difference, path: `${path}: ${a} and ${b}` });
  } else if (a !== null && typeof a === "object" && b !== null && typeof b === "object") {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) compare(a[key], b[key], `${path}/${key}`, worst);
  } else if (a !== b && !path.endsWith("/registers")) {
    worst.other ??= `${path}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
  }
  return worst;
}

const native = new Native(scenarios);
const opened = JSON.parse(await native.line()).ok;
const baseline = new Native(scenarios, "--baseline"); // 128 bits, as the module has them
await baseline.line();
const bundle = await native.answer("bundle");
const started = performance.now();
const module = gunzipSync(readFileSync(`${root}src/explorer/page/engine.wasm.gz`));
const engine = await start(module);
engine.spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};
engine.answer(bundle);
const ready = performance.now() - started;
console.log(`module of ${module.length} bytes, ready with ${scenarios.length} scenarios in ${ready.toFixed(0)} ms`);
console.log(`registers: ${JSON.parse(engine.answer('{"do":"about"}')).ok.registers}, against ${JSON.parse(await native.answer('{"do":"about"}')).ok.registers}`);

let failed = false;
for (const { name } of opened.scenarios) {
  const parameters = JSON.parse(engine.answer(JSON.stringify({ do: "levers", state: { scenario: name } }))).ok.groups.flatMap((group) => group.parameters);
  const lever = parameters.find((one) => one.settable && one.p10 < one.p50 && one.p50 < one.p90 && one.year === null);
  // A handle on its way: the upper percentile goes up by a hundredth each time.
  const moved = (count, draws, more = {}) =>
    Array.from({ length: count }, (_, i) => {
      const p90 = lever.p90 * (1 + (i + 1) / 100 / (count / 10));
      return JSON.stringify({ do: "run", draws, state: { scenario: name, set: [[lever.path, { p10: lever.p10, p50: lever.p50, p90 }]] }, ...more });
    });
  const run = JSON.stringify({ do: "run", draws: quick ? 4096 : 65536, state: { scenario: name }, sections: [] });
  const worst = compare(JSON.parse(engine.answer(run)), JSON.parse(await native.answer(run)));
  const good = worst.difference <= 1e-9 && worst.other === undefined;
  failed ||= !good;
  console.log(`${name}: ${worst.numbers} numbers, the largest relative difference ${worst.difference.toExponential(1)}${good ? "" : ` at ${worst.path}; ${worst.other ?? ""}`}`);
  const repeats = quick ? 5 : 21;
  for (const [what, requests] of [
    ["a handle, 2,048 draws", moved(repeats, 2048)],
    ["a handle, 2,048 draws, without sections", moved(repeats, 2048, { sections: [] })],
    ["all 65,536 draws", moved(quick ? 1 : 5, 65536)],
  ]) {
    // Once to be compiled for good.
    await timed(engine, requests);
    const [ours, same, wide] = [await timed(engine, requests), await timed(baseline, requests), await timed(native, requests)];
    const against = (theirs) => `${(ours.spent / theirs.spent).toFixed(2)} times ${theirs.spent.toFixed(1)} ms`;
    console.log(`${name}: ${what}: ${ours.spent.toFixed(1)} ms of processors (${ours.clock.toFixed(1)} by the clock), ${against(same)} with 128 bits, ${against(wide)} with all registers`);
  }
}
const name = opened.scenarios[0].name;
const change = (i) => engine.answer(JSON.stringify({ do: "run", draws: 2048, state: { scenario: name, set: [["trajectory.growth", `${3 + (i % 97) / 100}x/yr`]] } }));
const changes = quick ? 100 : 1000;
for (let i = 0; i < 50; i += 1) change(i);
const before = engine.memory();
for (let i = 0; i < changes; i += 1) change(i);
console.log(`memory: ${before / 2 ** 20} MiB, and ${engine.memory() / 2 ** 20} MiB after ${changes} changes more`);
failed ||= engine.memory() !== before;
native.end();
baseline.end();
process.exitCode = failed ? 1 : 0;
