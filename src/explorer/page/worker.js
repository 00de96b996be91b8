// SPDX-License-Identifier: Apache-2.0
// The worker that holds the engine: a request in, its answer out. Nothing else on the page computes.
/* global self */

let engine = null;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/// Of gzip in base64.
async function compiled(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

/// The module asks for a system of files, clock and so on, which it has no use for: every function of it fails, but those
/// that write, which say that all went well.
function imports_of(module) {
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind !== "function") continue;
    const not_there = 52; // ENOSYS of WASI
    imports[from] ??= {};
    imports[from][name] = () => not_there;
  }
  const ended = (code) => {
    throw new Error(`the engine ended: ${code}`);
  };
  const empty = (count, size) => {
    const memory = new DataView(engine.memory.buffer);
    memory.setUint32(count, 0, true);
    memory.setUint32(size, 0, true);
    return 0;
  };
  Object.assign((imports.env ??= {}), { progress: () => 1, emscripten_notify_memory_growth: () => {} });
  Object.assign((imports.wasi_snapshot_preview1 ??= {}), { proc_exit: ended, environ_sizes_get: empty, environ_get: () => 0 });
  return imports;
}

async function start(module) {
  const instance = await WebAssembly.instantiate(module, imports_of(module));
  engine = instance.exports;
  engine._initialize?.();
}

function answer(request) {
  const bytes = encoder.encode(JSON.stringify(request));
  const place = engine.chokepoint_request(bytes.length);
  new Uint8Array(engine.memory.buffer, place, bytes.length).set(bytes);
  const result = engine.chokepoint_answer();
  return JSON.parse(decoder.decode(new Uint8Array(engine.memory.buffer, result, engine.chokepoint_answer_length())));
}

self.onmessage = async ({ data }) => {
  try {
    if (data.request !== undefined) {
      self.postMessage({ answer: answer(data.request) });
      return;
    }
    const fresh = typeof data.module === "string";
    const module = fresh ? await compiled(data.module) : data.module;
    if (fresh) self.postMessage({ compiled: module });
    await start(module);
    self.postMessage({ opened: answer(data.bundle) });
  } catch (error) {
    self.postMessage({ failed: String(error?.message ?? error) });
  }
};
