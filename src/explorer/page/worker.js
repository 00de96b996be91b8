// SPDX-License-Identifier: Apache-2.0
// The worker that holds the engine: a request in, its answer out. Nothing else on the page computes.
/* global self, chokepoint_module */

let engine = null;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/// Of gzip in base64.
async function compiled(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

function answer(request) {
  const bytes = encoder.encode(request);
  const place = engine.alloc(bytes.length);
  new Uint8Array(engine.memory.buffer, place, bytes.length).set(bytes);
  const result = engine.answer(place, bytes.length);
  const length = engine.length();
  const text = decoder.decode(new Uint8Array(engine.memory.buffer, result, length));
  engine.free(place);
  return text;
}

self.onmessage = async ({ data }) => {
  try {
    if (data.request !== undefined) {
      self.postMessage({ answer: JSON.parse(answer(JSON.stringify(data.request))) });
      return;
    }
    const module = typeof data.module === "string" ? await compiled(data.module) : data.module;
    if (typeof data.module === "string") self.postMessage({ compiled: module });
    engine = await chokepoint_module(module);
    self.postMessage({ opened: JSON.parse(answer(JSON.stringify({ ...data.bundle, do: "open" }))) });
  } catch (error) {
    self.postMessage({ failed: String(error?.message ?? error) });
  }
};
