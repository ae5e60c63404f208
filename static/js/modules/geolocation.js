// Adds where the phone is to a check-in, if its owner agrees. Checking in works without it.
import { word } from "../words.js";

export default function start(form) {
  const state = form.querySelector("[data-place-state]");
  const fields = ["latitude", "longitude", "accuracy"].map((name) => form.elements[name]);
  if (!navigator.geolocation || fields.some((field) => !field)) {
    return;
  }
  let asked = false;
  const say = (text) => {
    if (state) {
      state.textContent = text;
    }
  };
  form.addEventListener("submit", (event) => {
    if (asked) {
      return;
    }
    asked = true;
    event.preventDefault();
    say(word("locating"));
    const button = event.submitter;
    const send = () => form.requestSubmit(button ?? undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        [coords.latitude, coords.longitude, coords.accuracy].forEach((value, at) => {
          fields[at].value = value;
        });
        say(word("located", { metres: Math.round(coords.accuracy) }));
        send();
      },
      () => {
        say(word("not_located"));
        send();
      },
      { enableHighAccuracy: true, timeout: 8000, maximumAge: 60_000 },
    );
  });
}
