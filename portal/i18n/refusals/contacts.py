"""Refusals about contact points, codes, printed materials and recalls."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "say_who_answered": _l("Write down who answered there."),
    "point_takes_no_code": _l(
        "No code can be sent to %(spelled)s. The hotline rings it instead; ask them, or replace it."
    ),
    "codes_sent_too_often": _l(
        "Enough codes were sent to %(spelled)s today. Try again tomorrow, or ask the hotline to"
        " ring it."
    ),
    "no_code_is_waiting": _l("No code is waiting. Send one first."),
    "ring_the_number_instead": _l("%(spelled)s is on record: ring it and record what you heard."),
    "recall": _l("There is no such recall."),
    "recall_is_done": _l("This recall was done before."),
    "evidence_is_wanted_in_words": _l(
        "Say what was done so that somebody else can check it: how many, where, by whom."
    ),
    "edition_wants_a_title": _l("Enter a title."),
    "edition_is_withdrawn": _l("%(title)s was taken out of use before."),
    "recall_comes_first": _l(
        "%(title)s has a recall that is not done. Say first what was done with the copies."
    ),
}
