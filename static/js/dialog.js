// A dialog with a heading, a body and buttons; it goes away when it is closed.
import { word } from "./words.js";

let numbered = 0;

export function showDialog(title, body, buttons = []) {
  const dialog = document.createElement("dialog");
  const heading = document.createElement("h2");
  numbered += 1;
  heading.id = `dialog-${numbered}`;
  heading.textContent = title;
  dialog.className = "hf-dialog";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading);
  if (body) {
    dialog.append(body);
  }
  const row = document.createElement("form");
  row.method = "dialog";
  row.className = "hf-row";
  const closing = { label: word(buttons.length ? "cancel" : "close"), kind: "quiet", value: "" };
  for (const { label, kind, value } of [closing, ...buttons]) {
    const button = document.createElement("button");
    button.className = `btn btn-${kind}`;
    button.value = value;
    button.textContent = label;
    row.append(button);
  }
  dialog.append(row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
}
