// The keys of every page: / searches, n opens a new call, ? lists the keys, and what the page names.
import { showDialog } from "../dialog.js";
import { word } from "../words.js";

function typing(target) {
  return target.closest("input, select, textarea, [contenteditable], dialog");
}

// The words of a button without the key that stands beside them.
function textOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelector("kbd")?.remove();
  return copy.textContent.trim();
}

function listKeys(opensCalls) {
  const list = document.createElement("dl");
  list.className = "hf-facts";
  const named = [...document.querySelectorAll("main [aria-keyshortcuts], aside [aria-keyshortcuts]")];
  const hasRows = document.querySelector("[data-module~=rows] tbody tr") !== null;
  const pairs = [
    ["/", word("key_search")],
    ...(opensCalls ? [["n", word("key_new")]] : []),
    ...(hasRows ? [["j", word("key_next")], ["k", word("key_previous")], ["Enter", word("key_open")]] : []),
    ["?", word("key_help")],
    ...named.map((element) => [element.getAttribute("aria-keyshortcuts"), textOf(element)]),
  ];
  for (const [key, meaning] of pairs) {
    const name = document.createElement("dt");
    const kbd = document.createElement("kbd");
    kbd.className = "hf-key";
    kbd.textContent = key;
    name.append(kbd);
    const value = document.createElement("dd");
    value.textContent = meaning;
    list.append(name, value);
  }
  showDialog(word("keys"), list);
}

export default function start(header) {
  const search = header.querySelector("input[type=search]");
  const opener = header.querySelector('[data-opens="keys"]');
  if (opener) {
    opener.hidden = false;
    opener.addEventListener("click", () => listKeys(header.dataset.newCall));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      return;
    }
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "?") {
      event.preventDefault();
      listKeys(header.dataset.newCall);
    } else if (event.key === "n" && header.dataset.newCall) {
      window.location.assign(header.dataset.newCall);
    } else {
      document.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]:not(input)`)?.click();
    }
  });
}
