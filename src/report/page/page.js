// SPDX-License-Identifier: Apache-2.0
// Draws the charts of a planning report over their still pictures, at the width there is and with values to point at.
// Where this cannot run, and on paper, the still pictures stay. What a chart holds: charts.hpp; how it is drawn: charts.js.
import { picture_of } from "./charts.js";

function draw(place, chart) {
  const width = Math.max(240, Math.floor(place.clientWidth));
  if (place.dataset.width === String(width)) return;
  place.dataset.width = String(width);
  const picture = picture_of(chart, width);
  place.querySelector(".plot")?.remove();
  place.append(picture);
  place.classList.add("drawn");
}

const charts = JSON.parse(document.getElementById("charts").textContent);
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) draw(target, charts[target.dataset.chart]);
});
// Far from the screen the still pictures do, so that a long report opens at once.
const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      draw(target, charts[target.dataset.chart]);
      watcher.observe(target);
    }
  },
  { rootMargin: "600px" },
);
document.querySelectorAll("[data-chart]").forEach((place) => near.observe(place));
