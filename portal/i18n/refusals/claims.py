"""Refusals about claims, the customer's word on them, and disputes."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "claim": _l("There is no such claim on this case."),
    "claim_dispute": _l("There is no such denial on this case."),
    "nothing_was_asked": _l("Write down the customer’s answer to at least one claim."),
    "nothing_is_claimed": _l("Nobody has claimed a visit. Tell us in the other form, or ring us."),
    "dispute_is_answered": _l("This denial was answered before; the case shows what became of it."),
    "dispute_answer_is_late": _l(
        "The time for an answer ended on %(at)s, so the denial stands. Ring the hotline if that is"
        " wrong."
    ),
    "evidence_is_wanted": _l("Choose what shows that it was so."),
}
