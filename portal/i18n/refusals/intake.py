"""Refusals around a call: who rings, what happened, what was promised."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "customer": _l("There is no such customer, or it is not yours to see."),
    "who_is_calling": _l("Say who is calling: a customer on record, or a new one with a name."),
    "say_what_happened": _l("Write down what happened, in the customer’s words."),
    "heard_in_the_future": _l("Nobody can have heard of it later than now."),
    "danger_is_urgent": _l(
        "With %(signs)s it is urgent. Choose “Urgent”, or take the sign away if it is not so."
    ),
    "purchase_of_another": _l(
        "This purchase belongs to another customer. Choose one of the caller’s own, or none."
    ),
    "photo_is_gone": _l("A photo is no longer there. Add it once more."),
    "customer_needs_name": _l("Write down how the customer wants to be called."),
    "phone_without_digits": _l("Enter a phone number. It needs digits."),
    "last_phone_stays": _l(
        "This is the only number of the customer. Add the right one first, then remove this one."
    ),
    "address_needs_text": _l("Write down the address."),
    "day_impossible": _l("%(day)s cannot be right. Check the year."),
    "days_out_of_order": _l("%(day)s is before the purchase or the installation."),
    "promise_needs_words": _l("Write down what was promised."),
    "promise_needs_time": _l("A promise has a time: say by when."),
    "promise_in_the_past": _l(
        "That time has passed. Only a promise that somebody else is said to have made may be past"
        " its time."
    ),
    "promise_needs_reason": _l("Say why, so that the next colleague can tell the customer."),
    "promise_needs_contact": _l(
        "Nobody has spoken with the customer since it was promised, as far as the case says. Enter"
        " when you did and what was said."
    ),
    "promise_overdue": _l(
        "Its time, %(due_at)s, has passed: the promise is broken. Say so, and make a new one."
    ),
    "case_has_ended": _l(
        "The case has ended. If the customer is not content, reopen it; the promise goes there."
    ),
    "ended_case_is_not_chased": _l(
        "The case has ended: there is nothing to chase. If it is not settled, reopen it; a new"
        " matter is a new case."
    ),
    "draft_too_large": _l("This is too long to be kept as a draft. Send the form first."),
}
