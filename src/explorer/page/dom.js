// SPDX-License-Identifier: Apache-2.0
// Elements. Texts go in as texts: nothing from a scenario, a link or the engine is ever read as markup.

export const by_id = (id) => document.getElementById(id);

/// h("p", { class: "quiet" }, "text", element, …). Attributes: `onNAME` is a listener; true and false are there or not.
export function h(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...content.filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

export function svg(name, attributes = {}) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/// Saves a text as a file.
export function save(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/// "campus power" of "power.campus_power".
export const spoken = (path) => path.slice(path.indexOf(".") + 1).replace(/[._]/g, " ");

/// A number for people where the engine gave one and no text.
export const short = (value) => {
  if (value === null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e4 || size < 0.01) ? value.toExponential(1).replace("e+", "e") : String(Number(value.toPrecision(3)));
};
export const percent = (share) => {
  const value = 100 * share;
  return value > 0 && value < 1 ? "<1%" : value < 100 && value > 99 ? ">99%" : `${Math.round(value)}%`;
};
