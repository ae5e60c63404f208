// Fills a place with the same part of another page: data-part-url says which page, data-part which part.
export default async function start(place) {
  try {
    const answer = await fetch(place.dataset.partUrl);
    if (!answer.ok) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector(`[data-part="${place.dataset.part}"]`);
    if (part) {
      place.replaceChildren(...part.childNodes);
    }
  } catch {
    // Without a connection the link that stands there still leads to the page.
  }
}
