// Changes the theme at once and tells the server, without loading the page again.
export default function start(form) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button) {
      return;
    }
    event.preventDefault();
    const body = new FormData(form, button);
    document.documentElement.dataset.bsTheme = button.value;
    form.querySelectorAll("button").forEach((other) => other.removeAttribute("aria-current"));
    button.setAttribute("aria-current", "true");
    fetch(form.action, { method: "POST", body, redirect: "manual" });
  });
}
