// Makes photos small on the phone before they are sent, shows them, and lets one be taken out.
import { word } from "../words.js";

const LONGEST = 1600;
const QUALITY = 0.82;

async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size < 600_000) {
    return file;
  }
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
}

function preview(file, number, remove) {
  const item = document.createElement("li");
  const picture = document.createElement("img");
  picture.src = URL.createObjectURL(file);
  picture.alt = word("photo", { number });
  picture.onload = () => URL.revokeObjectURL(picture.src);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-bare";
  button.textContent = word("remove");
  button.setAttribute("aria-label", `${word("remove")}: ${picture.alt}`);
  button.addEventListener("click", () => {
    item.remove();
    remove();
  });
  item.append(picture, button);
  return item;
}

export default function start(root) {
  const input = root.querySelector("input[type=file]");
  const add = root.querySelector("[data-shots-add]");
  const state = root.querySelector("[data-shots-state]");
  let chosen = [];

  function hand() {
    const box = new DataTransfer();
    chosen.forEach((file) => box.items.add(file));
    input.files = box.files;
  }

  input.addEventListener("change", async () => {
    state.textContent = "";
    for (const file of input.files) {
      let ready = file;
      try {
        ready = await smaller(file);
      } catch {
        // An iPhone's HEIC opens on no Android: the server can read it, so it goes as it is.
        if (!/heic|heif/i.test(file.type + file.name)) {
          state.textContent = word("photo_unreadable");
          continue;
        }
      }
      chosen.push(ready);
      const item = preview(ready, chosen.length, () => {
        chosen = chosen.filter((other) => other !== ready);
        hand();
      });
      add.before(item);
    }
    hand();
  });
}
