// Sends a form once: a second click while the first is on its way does nothing.
import { word } from "../words.js";

export default function start(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    // Later listeners may still hold the form back, to ask or to find the place.
    setTimeout(() => {
      if (!event.defaultPrevented) {
        sent = true;
        form.setAttribute("aria-busy", "true");
        event.submitter?.setAttribute("aria-label", word("sending"));
      }
    });
  });
  // The back button shows the page as it was left; the form must work again.
  window.addEventListener("pageshow", () => {
    sent = false;
    form.removeAttribute("aria-busy");
  });
}
