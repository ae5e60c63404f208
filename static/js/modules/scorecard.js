// The keys 2, 1, 0 and - answer the question in hand; the next one then comes to hand.
// The total is the server's: each saved draft brings it back.
export default function start(form) {
  const questions = [...form.querySelectorAll(".hf-score")];

  function hold(question) {
    questions.forEach((other) => other.toggleAttribute("data-now", other === question));
    question?.scrollIntoView({ block: "nearest" });
  }

  function show(kept) {
    for (const [name, text] of Object.entries(kept.shown ?? {})) {
      const place = document.querySelector(`[data-total="${CSS.escape(name)}"]`);
      if (place) {
        place.textContent = text;
      }
    }
    if (kept.version) {
      form.elements.version.value = kept.version;
    }
  }

  if (!questions.some((question) => question.hasAttribute("data-now"))) {
    hold(questions.find((question) => !question.querySelector("input:checked")) ?? questions[0]);
  }
  form.addEventListener("draft:saved", (event) => show(event.detail));
  form.addEventListener("focusin", (event) => {
    const question = event.target.closest(".hf-score");
    if (question) {
      hold(question);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.target.closest("input:not([type=radio]), select, textarea, dialog")) {
      return;
    }
    const question = form.querySelector(".hf-score[data-now]");
    const answers = [...(question?.querySelectorAll("input[type=radio]") ?? [])];
    const answer = answers.find((one) => one.value === event.key);
    if (answer) {
      event.preventDefault();
      answer.checked = true;
      answer.dispatchEvent(new Event("input", { bubbles: true }));
      hold(questions[questions.indexOf(question) + 1] ?? question);
    }
  });
}
