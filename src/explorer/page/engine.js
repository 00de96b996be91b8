// SPDX-License-Identifier: Apache-2.0
// Starts the engine (engine.wasm, made by tools/wasm) and asks it: requests and answers as include/chokepoint/explorer.hpp
// says. It has no files, no clock and no threads; what it would print goes nowhere.

/// `bytes` of the module, or a compiled WebAssembly.Module. `progress`: called with the share of the work that is done;
/// false ends it.
export async function start(bytes, progress = () => true) {
  let memory;
  const refuse = () => 8; // EBADF
  const module = bytes instanceof WebAssembly.Module ? bytes : await WebAssembly.compile(bytes);
  const stubs = {
    env: { progress: (share) => (progress(share) ? 1 : 0), emscripten_notify_memory_growth: () => {} },
    wasi_snapshot_preview1: {
      proc_exit: (code) => {
        throw new Error(`the engine ended with ${code}`);
      },
      environ_sizes_get: (count, size) => {
        const view = new DataView(memory.buffer);
        view.setUint32(count, 0, true);
        view.setUint32(size, 0, true);
        return 0;
      },
      environ_get: () => 0,
      // All of what it would print counts as printed.
      fd_write: (_, vectors, count, written) => {
        const view = new DataView(memory.buffer);
        let bytes = 0;
        for (let i = 0; i < count; i += 1) bytes += view.getUint32(vectors + 8 * i + 4, true);
        view.setUint32(written, bytes, true);
        return 0;
      },
    },
  };
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = stubs[from]?.[name] ?? refuse;
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  memory = exports.memory;
  exports._initialize();
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return {
    /// Text in, text out.
    answer(request) {
      const given = encoder.encode(request);
      const place = exports.chokepoint_request(given.length);
      new Uint8Array(memory.buffer, place, given.length).set(given);
      const start = exports.chokepoint_answer();
      return decoder.decode(new Uint8Array(memory.buffer, start, exports.chokepoint_answer_length()));
    },
    /// Bytes of its memory, which grows and never shrinks.
    memory: () => memory.buffer.byteLength,
  };
}
