"""Refusals on links out of messages: the customer's, and a dealer's to one offer."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "link_throttled": _l("That was a lot at once. Wait %(minutes)s minutes, or ring us."),
    "nobody_need_ring_now": _l("Nobody has to ring you at this moment. Ring us with any question."),
    "not_resolved_yet": _l("The repair is not reported as done yet."),
    "photos_enough": _l("That is enough photos: at most %(most)s can be sent here."),
    "offer_link": _l("There is nothing left to decide by this link."),
    "link_was_used": _l("This link was used already."),
}
