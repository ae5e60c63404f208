// Shows the cases like what is being typed: asks data-similar-url after a pause and puts the answer in place.
const PAUSE = 500;
const ASKS = new Set(["what", "product", "purchase", "symptom", "district"]);

function answers(form) {
  const data = new FormData(form);
  for (const name of new Set(data.keys())) {
    if (!ASKS.has(name) && name !== "csrf_token") {
      data.delete(name);
    }
  }
  return data;
}

export default function start(form) {
  const place = document.querySelector('[data-part="similar"]');
  let timer = 0;
  let asked = new AbortController();

  async function look() {
    asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(form.dataset.similarUrl, {
        method: "POST",
        body: answers(form),
        signal: asked.signal,
      });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        place.replaceChildren(...page.body.childNodes);
      }
    } catch {
      // A later question took its place, or there is no connection: what is shown stays.
    }
  }

  form.addEventListener("input", (event) => {
    if (ASKS.has(event.target.name)) {
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE);
    }
  });
}
