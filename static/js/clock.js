// How long is left, in the same words as the server's portal/i18n/formats.py.
import { word } from "./words.js";

const MINUTE = 60_000;
const COUNTED = 8 * 60 * MINUTE;

function duration(span) {
  const minutes = Math.floor(Math.abs(span) / MINUTE);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) {
    const days = Math.floor(hours / 24);
    return word(days === 1 ? "day" : "days", { days });
  }
  if (hours && minutes % 60 && hours < 24) {
    return word("hours_minutes", { hours, minutes: minutes % 60 });
  }
  return hours ? word("hours", { hours }) : word("minutes", { minutes });
}

// Words for what is left, or null where the server's day and time say more.
export function remaining(due, now) {
  const left = due - now;
  if (left <= 0) {
    return word("over", { time: duration(left) });
  }
  if (left < MINUTE) {
    return word("soon");
  }
  return left < COUNTED ? word("left", { time: duration(left) }) : null;
}
