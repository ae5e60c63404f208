// Brings the reader to what is wrong, and the page's title with them.
export default function start(summary) {
  summary.focus();
}
