// j and k move through the rows of a list, Enter opens the row in hand.
let current = null;

function typing(target) {
  return target.closest("input, select, textarea, [contenteditable], dialog");
}

function choose(row) {
  current?.removeAttribute("data-chosen");
  current = row;
  row.setAttribute("data-chosen", "");
  row.querySelector("a")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

// One page may hold several lists: the keys go through them as through one.
function move(step) {
  const rows = [...document.querySelectorAll("[data-module~=rows] tbody tr")];
  const at = rows.indexOf(current);
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (next) {
    choose(next);
  }
}

function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      return;
    }
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      move(event.key === "j" ? 1 : -1);
    } else if (event.key === "Enter" && current && event.target === document.body) {
      current.querySelector("a")?.click();
    }
  });
}

export default function start(table) {
  if (document.querySelector("[data-module~=rows]") === table) {
    listen();
  }
  current ??= table.querySelector("tr[data-chosen]");
}
