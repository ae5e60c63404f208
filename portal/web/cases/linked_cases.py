"""The card of the cases before and after this one in the same matter (domain K3)."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from models import Case
from portal.cases.linked_cases import Linked
from portal.web.cases.case_cards import Entry


def linked_cases(case: Case, links: Iterable[Linked]) -> list[Entry]:
    """Each with its address, and how the two hang together."""
    return [
        Entry(
            link.number,
            None,
            [
                _("ended too long ago to be reopened; this case follows it")
                if link.id == case.follows_id
                else _("follows this case")
            ],
            url_for("case.show", number=link.number),
        )
        for link in links
    ]
