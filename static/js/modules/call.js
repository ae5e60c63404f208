// Fills the right side of a call while the number is typed, and keeps the page's address on the draft.
import { start as startModules } from "../main.js";

const PAUSE = 350;
const ASKS = new Set(["phone", "customer", "purchase", "product", "symptom", "signs", "district", "installed_on"]);

function fields(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) {
    if (value instanceof File) {
      data.delete(name);
    }
  }
  return data;
}

function put(part) {
  const old = document.querySelector(`[data-part="${part.dataset.part}"]`);
  // The caller's own fields stay as they are typed until somebody else is on the line.
  if (!old || (part.dataset.key && part.dataset.key === old.dataset.key)) {
    return;
  }
  old.replaceChildren(...part.childNodes);
  if (part.dataset.key) {
    old.dataset.key = part.dataset.key;
  }
  startModules(old);
}

export default function start(form) {
  let timer = 0;
  let last = 0;

  async function look(chosen) {
    const mine = ++last;
    try {
      const answer = await fetch(form.dataset.lookUrl, { method: "POST", body: fields(form) });
      if (!answer.ok || mine !== last) {
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (chosen) {
        document.querySelector('[data-part="who"]').dataset.key = "";
      }
      page.querySelectorAll("[data-part]").forEach(put);
    } catch {
      // Without a connection the page stays as it is; the button still looks the number up.
    }
  }

  form.addEventListener("input", (event) => {
    if (!ASKS.has(event.target.name)) {
      return;
    }
    const chosen = event.target.name === "customer";
    clearTimeout(timer);
    timer = setTimeout(() => look(chosen), PAUSE);
  });
  // A reload finds the draft again.
  form.addEventListener("draft:saved", (event) => {
    if (event.detail.saved) {
      window.history.replaceState(null, "", form.dataset.draftPage);
    }
  });
}
