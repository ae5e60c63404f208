// Asks before a step that is hard to take back. Without scripts the step is taken at once.
import { showDialog } from "../dialog.js";
import { word } from "../words.js";

export default function start(button) {
  let agreed = false;
  button.addEventListener("click", async (event) => {
    if (agreed) {
      agreed = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const yes = { label: button.dataset.confirmYes ?? word("go_on"), kind: "primary", value: "yes" };
    if ((await showDialog(button.dataset.confirm, null, [yes])) === "yes") {
      agreed = true;
      button.click();
    }
  });
}
