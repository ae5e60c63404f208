// The words that the server has put into the page's head, in the reader's language.
const words = JSON.parse(document.querySelector('meta[name="hf-words"]')?.content ?? "{}");

export function word(name, values = {}) {
  const text = words[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}
