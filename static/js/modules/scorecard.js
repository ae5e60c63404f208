// Number keys answer the question in hand; the next one then comes to hand.
export default function start(form) {
  const questions = [...form.querySelectorAll(".hf-score")];

  function hold(question) {
    questions.forEach((other) => other.toggleAttribute("data-now", other === question));
    question?.scrollIntoView({ block: "nearest" });
  }

  if (!questions.some((question) => question.hasAttribute("data-now"))) {
    hold(questions.find((question) => !question.querySelector("input:checked")) ?? questions[0]);
  }
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
    const answer = question?.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
    if (answer) {
      event.preventDefault();
      answer.checked = true;
      answer.dispatchEvent(new Event("change", { bubbles: true }));
      hold(questions[questions.indexOf(question) + 1] ?? question);
    }
  });
}
