// Copies a number or a sentence, and says so.
import { word } from "../words.js";

export default function start(button) {
  if (!navigator.clipboard) {
    button.hidden = true;
    return;
  }
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.textContent;
    button.textContent = word("copied");
    setTimeout(() => {
      button.textContent = label;
    }, 1500);
  });
}
