"""Cut a text to what a peer takes; its last line stays, for there the address stands."""

from typing import Final

MORE: Final = "…"


def fitted(text: str, most: int) -> str:
    """At most so many bytes of UTF-8, never half a character; the last line is kept whole."""
    if len(text.encode()) <= most:
        return text
    head, line_break, last = text.rstrip().rpartition("\n")
    tail = f"{MORE}{line_break}{last}"
    room = most - len(tail.encode())
    if not line_break or room < 0:
        return _cut(text, most - len(MORE.encode())) + MORE
    return _cut(head, room) + tail


def _cut(text: str, most: int) -> str:
    return text.encode()[: max(most, 0)].decode("utf-8", "ignore")
