// Keeps what is being typed: sends the form's fields to data-draft-url soon after each change.
import { word } from "../words.js";

const PAUSE = 800;

function fields(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) {
    if (value instanceof File) {
      data.delete(name);
    }
  }
  return data;
}

export default function start(form) {
  const state = form.querySelector("[data-draft-state] span") ?? document.querySelector("[data-draft-state] span");
  const say = (text) => {
    if (state) {
      state.textContent = text;
    }
  };
  let timer = 0;
  let sending = false;
  let changed = false;
  let arrived = Promise.resolve();

  function save() {
    if (sending) {
      changed = true;
      return;
    }
    arrived = send();
  }

  async function send() {
    sending = true;
    changed = false;
    timer = 0;
    say(word("saving"));
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: fields(form), headers: { Accept: "application/json" } });
      if (!answer.ok) {
        throw new Error(answer.status);
      }
      const kept = await answer.json();
      say(word("saved", { time: kept.saved ?? "" }));
      form.dispatchEvent(new CustomEvent("draft:saved", { detail: kept, bubbles: true }));
    } catch {
      say(word("not_saved"));
      timer = setTimeout(save, 10 * PAUSE);
    } finally {
      sending = false;
      if (changed) {
        save();
      }
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = 0;
    if (sending) {
      // What is on its way raises the version that the form is sent with: let it arrive.
      event.preventDefault();
      event.stopImmediatePropagation();
      arrived.then(() => form.requestSubmit(event.submitter));
    }
  }, { capture: true });
  // Leaving the page must not lose the last words.
  window.addEventListener("pagehide", () => {
    if (timer && !sending) {
      clearTimeout(timer);
      navigator.sendBeacon(form.dataset.draftUrl, fields(form));
    }
  });
}
