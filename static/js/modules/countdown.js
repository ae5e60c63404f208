// Keeps a deadline's words, icon and tone true while the page stays open.
import { remaining } from "../clock.js";

const ICONS = {
  ok: "clock",
  soon: "hourglass-split",
  breach: "exclamation-octagon-fill",
  lock: "lock-fill",
};
const NEAR = 30 * 60_000;
const shown = new Set();

function tone(element, due, now) {
  if (now >= due) {
    return "breach";
  }
  if ("locked" in element.dataset) {
    return "lock";
  }
  const soon = element.dataset.soon ? Date.parse(element.dataset.soon) : due - NEAR;
  return now >= soon ? "soon" : "ok";
}

function refresh(element) {
  const now = Date.now();
  const due = Date.parse(element.dataset.due);
  const text = remaining(due, now);
  const time = element.querySelector("time");
  if (text && time.textContent !== text) {
    time.textContent = text;
  }
  const found = tone(element, due, now);
  if (element.dataset.tone !== found) {
    element.dataset.tone = found;
    const use = element.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${ICONS[found]}`));
  }
}

// A page that was asleep must not show yesterday's clock.
document.addEventListener("visibilitychange", () => document.hidden || shown.forEach(refresh));
setInterval(() => shown.forEach(refresh), 15_000);

export default function start(element) {
  shown.add(element);
}
