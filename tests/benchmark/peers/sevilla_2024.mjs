// SPDX-License-Identifier: Apache-2.0
// Runs sevilla_2024.squiggle. Usage: node sevilla_2024.mjs [DRAWS]
// Writes the long CSV of `chokepoint run --format csv` as far as the model goes and, to standard error, the seconds
// from the end of the imports to the end of the output.
import { readFileSync } from "node:fs";
import { run } from "@quri/squiggle-lang";

const start = performance.now();
const draws = Number(process.argv[2] ?? 1000);
const source = readFileSync(new URL("sevilla_2024.squiggle", import.meta.url), "utf8");
const output = await run(source, { environment: { sampleCount: draws, xyPointLength: 1000, seed: "1" } });
const result = output.result;
if (!result.ok) throw new Error(result.value.toString());
const plain = (tagged) => {
  if (tagged === null || typeof tagged !== "object") return tagged;
  if ("vtype" in tagged) return plain(tagged.value);
  if (Array.isArray(tagged)) return tagged.map(plain);
  return Object.fromEntries(Object.entries(tagged).map(([key, value]) => [key, plain(value)]));
};
const years = plain(result.value.result.asJS());
const levels = ["p5", "p10", "p25", "p50", "p75", "p90", "p95"];
const names = ["power", "chips", "data", "latency"];
const lines = ["year,variable,statistic,value"];
for (const entry of years) {
  const year = entry.year;
  for (const series of entry.series) {
    series.values.forEach((value, i) => lines.push(`${year},${series.name},${levels[i]},${value}`));
    lines.push(`${year},${series.name},mean,${series.mean}`);
  }
  for (const what of ["binds", "below"]) {
    const variable = what === "binds" ? "lowest" : "below";
    entry[what].forEach((value, k) => lines.push(`${year},${variable}/${names[k]},probability,${value}`));
  }
}
console.log(lines.join("\n"));
console.error(((performance.now() - start) / 1000).toFixed(6));
