"""One kind's wording in one language, as it stands until somebody edits it."""

from collections.abc import Mapping
from dataclasses import dataclass

from models import NoticeKind, WordingGroup


@dataclass(frozen=True, slots=True)
class Text:
    """A subject and a body with holes such as `{number}`; a short message has no subject."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Words:
    """A subject, which is also the line on the page of notices, and what the mail adds to it."""

    subject: str
    more: str = ""
    short: str = ""

    def text(self, group: WordingGroup) -> Text:
        """As the group wants it; the address stands last, on a line of its own."""
        if group is WordingGroup.SHORT:
            return Text("", self.short or f"{self.subject}\n{{link}}")
        told = "\n\n".join(part for part in (self.subject, self.more) if part)
        return Text(self.subject, f"{told}\n\n{{link}}")


Wording = Mapping[NoticeKind, Words]
