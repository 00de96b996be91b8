// SPDX-License-Identifier: Apache-2.0
// The worker that holds the engine: a request in, its answer out. Nothing else on the page computes.
import { start } from "./engine.js";

let engine = null;

/// Of gzip in base64.
async function compiled(base64) {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = letters.charCodeAt(i); // a call for each would take 20 times as long
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compileStreaming(new Response(stream, { headers: { "content-type": "application/wasm" } }));
}

const answer = (request) => JSON.parse(engine.answer(JSON.stringify(request)));

self.onmessage = async ({ data }) => {
  try {
    if (data.request !== undefined) {
      self.postMessage({ answer: answer(data.request) });
      return;
    }
    const fresh = typeof data.module === "string";
    const module = fresh ? await compiled(data.module) : data.module;
    if (fresh) self.postMessage({ compiled: module });
    engine = await start(module);
    self.postMessage({ opened: answer(data.bundle) });
  } catch (error) {
    self.postMessage({ failed: String(error?.message ?? error) });
  }
};
