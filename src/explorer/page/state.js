// SPDX-License-Identifier: Apache-2.0
// What the page is about: a scenario by name and what is set otherwise than its file has it, as `--set` takes it. Undo
// and redo over such states, and links that hold one. Nothing here knows the page.

/// [[path, text], …] with one of them set, or taken back (text: null). The order is that in which paths were first set.
export function with_set(set, path, text) {
  const rest = set.filter(([one]) => one !== path);
  if (text === null) return rest;
  return set.some(([one]) => one === path) ? set.map((pair) => (pair[0] === path ? [path, text] : pair)) : [...set, [path, text]];
}

export const key_of = (state) => JSON.stringify([state.scenario, state.set]);

/// What was, what is, what was taken back. A change of the same `of` within a moment replaces the one before it.
export class History {
  constructor(present) {
    this.past = [];
    this.present = present;
    this.future = [];
  }
  change(next) {
    if (key_of(next) === key_of(this.present)) return false;
    this.past.push(this.present);
    if (this.past.length > history_limit) this.past.shift();
    this.present = next;
    this.future = [];
    return true;
  }
  undo() {
    if (this.past.length === 0) return false;
    this.future.push(this.present);
    this.present = this.past.pop();
    return true;
  }
  redo() {
    if (this.future.length === 0) return false;
    this.past.push(this.present);
    this.present = this.future.pop();
    return true;
  }
  /// The state before the present one, or null.
  get before() {
    return this.past.at(-1) ?? null;
  }
}
const history_limit = 1000;

// --- links -----------------------------------------------------------------------------------------------------------
// #v=1&m=VERSION&s=…: v is the shape of links, m the version of chokepoint, s the view as JSON, deflated, in base64url.
// A link comes from anybody: how long it is, what it unpacks to, how deep it is and what stands in it are all bounded.

export const link_version = "1";
const longest_link = 32_768; // characters
const longest_view = 131_072; // bytes, unpacked
const deepest = 5;
const most_changes = 400;
const longest_text = 4_096; // characters of one value
const longest_name = 256;

export class BadLink extends Error {}

const bytes_to_text = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const text_to_bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

/// All that comes out of a stream, or a BadLink when that is more than `limit`.
async function all_of(stream, limit) {
  const reader = stream.getReader();
  const pieces = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      reader.cancel().catch(() => {});
      throw new BadLink(`it unpacks to more than ${limit} bytes`);
    }
    pieces.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export async function link_of(view, version) {
  const packed = new Blob([JSON.stringify(view)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = await all_of(packed, longest_view);
  return `#v=${link_version}&m=${encodeURIComponent(version)}&s=${bytes_to_text(bytes)}`;
}

/// How deep the brackets of a JSON text go, without reading it.
function depth_of(json) {
  let [depth, most, quoted] = [0, 0, false];
  for (let i = 0; i < json.length; ++i) {
    const letter = json[i];
    if (quoted) {
      if (letter === "\\") ++i;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === "[" || letter === "{") most = Math.max(most, ++depth);
    else if (letter === "]" || letter === "}") --depth;
  }
  return most;
}

const is_text = (value, limit) => typeof value === "string" && value.length <= limit;

function state_in(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new BadLink("it holds no scenario");
  if (!is_text(value.scenario, longest_name)) throw new BadLink("it names no scenario");
  const set = value.set ?? [];
  if (!Array.isArray(set) || set.length > most_changes) throw new BadLink(`it does not hold a list of at most ${most_changes} changes`);
  for (const pair of set) {
    const good = Array.isArray(pair) && pair.length === 2 && is_text(pair[0], longest_name) && is_text(pair[1], longest_text);
    if (!good) throw new BadLink("one of its changes is no parameter and its value");
  }
  if (new Set(set.map(([path]) => path)).size < set.length) throw new BadLink("it sets a parameter twice");
  return { scenario: value.scenario, set: set.map(([path, text]) => [path, text]) };
}

const words_in = (value, most) => {
  if (value === undefined) return undefined;
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new BadLink("one of its views is none");
  const entries = Object.entries(value);
  const good = entries.length <= most && entries.every(([name, text]) => is_text(name, longest_name) && is_text(text, longest_text));
  if (!good) throw new BadLink("one of its views is none");
  return Object.fromEntries(entries);
};

/// The view that a link holds: {state, pinned?, tab?, asked?}; null where there is no link. Throws BadLink in words.
export async function view_in(hash, version) {
  if (hash === "" || hash === "#") return null;
  if (hash.length > longest_link) throw new BadLink(`it is longer than ${longest_link} characters`);
  const parts = new Map(hash.slice(1).split("&").map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]));
  if (!parts.has("v") && !parts.has("s")) return null; // a place on this page
  const shown = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
  if (parts.get("v") !== link_version) throw new BadLink(`its version is '${shown(parts.get("v") ?? "")}', and this page reads version ${link_version}`);
  let made_by;
  try {
    made_by = decodeURIComponent(parts.get("m") ?? "");
  } catch {
    throw new BadLink("it does not say by which chokepoint it was made");
  }
  if (made_by !== version) throw new BadLink(`it was made by chokepoint '${shown(made_by)}', and this page holds ${version}`);
  let json;
  try {
    const packed = new Blob([text_to_bytes(parts.get("s") ?? "")]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    json = new TextDecoder("utf-8", { fatal: true }).decode(await all_of(packed, longest_view));
  } catch (error) {
    throw error instanceof BadLink ? error : new BadLink("it does not unpack: a part of it may be missing");
  }
  if (depth_of(json) > deepest) throw new BadLink("it is nested too deep");
  let view;
  try {
    view = JSON.parse(json);
  } catch {
    throw new BadLink("it does not unpack to a view");
  }
  const state = state_in(view);
  const pinned = view?.pinned === undefined ? undefined : state_in(view.pinned);
  const tab = view.tab === undefined ? undefined : view.tab;
  if (tab !== undefined && !is_text(tab, longest_name)) throw new BadLink("it names no part of the page");
  return { state, pinned, tab, map: words_in(view.map, 16), solve: words_in(view.solve, 16) };
}
