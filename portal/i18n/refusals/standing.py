"""Refusals about a person's standing."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "held_begins_no_visit": _l(
        "You are held from dispatch until a supervisor has decided. Your dealer sends somebody "
        "else; ring them now if the customer is waiting."
    ),
    "hold_changed_meanwhile": _l("Somebody has changed this meanwhile. Look at it again."),
    "hold_is_decided": _l("This was decided already."),
    "hold_is_not_decided": _l("Confirm the hold or lift it first."),
    "held_stays_one": _l("Decide on the hold first; then the two can be told apart."),
    "linked_already": _l("These two are one person already."),
    "not_linked": _l("Nobody has said that this is somebody else’s row."),
    "not_of_ones_own": _l("This person does not work for you now."),
    "not_suspended": _l("%(name)s is not suspended, so there is nothing to ask back."),
    "not_suspended_by_you": _l("You have not suspended %(name)s yourself."),
    "plea_of_another_kind": _l("This was asked about something else. Look at it again."),
    "pleaded_already": _l("This is asked already; a supervisor will answer."),
    "say_the_condition": _l("Say what holds from now on, such as photos of each drill hole."),
    "say_who_trained": _l("Say who has retrained them."),
    "suspended_already": _l("%(name)s is suspended by you already."),
    "training_is_to_come": _l("The training is still to come. Reinstate them when it has been."),
    "watched_before_held": _l("Held must want more customers than watched."),
}
