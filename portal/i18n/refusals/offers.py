"""Refusals around offers, dealers and whom they send."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "dealer_takes_no_cases": _l(
        "%(dealer)s is leaving or has left and takes no new cases. Choose another dealer."
    ),
    "case_at_supervisor": _l(
        "Two dealers have declined %(number)s, or one rightly: a supervisor decides where it goes."
    ),
    "only_a_supervisor_compels": _l(
        "Only a supervisor assigns a case compulsorily or at another dealer’s charge."
    ),
    "charged_is_the_same_dealer": _l("Whoever does the work is not charged for it by another."),
    "charged_never_had_the_case": _l("That dealer never had this case, so it is not charged."),
    "dealer_cannot_be_reached": _l(
        "%(dealer)s has no number or mail that is known to work. Choose another dealer,"
        " or ask a supervisor below."
    ),
    "no_such_offer": _l(
        "No offer of %(number)s stands any more: it was answered, withdrawn or has expired."
    ),
    "offer_is_compulsory": _l(
        "A supervisor has assigned %(number)s to you compulsorily; it cannot be declined."
        " You can hand it back with a reason once you have accepted it."
    ),
    "say_why": _l("Say why; whoever decides next reads it."),
    "somebody_is_on_site": _l(
        "Somebody of yours is at the customer’s now. Let them finish and report first."
    ),
    "not_ours_judged_before": _l("This was judged already. The earlier word stands."),
    "already_asked": _l("A supervisor has been asked about %(number)s already."),
    "already_decided": _l("This request was decided already."),
    "not_ones_own_request": _l(
        "You asked for this yourself, so another supervisor gives the word."
    ),
    "dealer": _l("There is no such dealer, or it is not yours to see."),
    "dealers": _l("There is no such dealer, or it is not yours to see."),
    "offer": _l("There is no such offer, or it is not yours to see."),
    "supervisor_request": _l("There is no such request."),
    "contact_point_is_retired": _l("%(spelled)s is retired. Add it again if it works after all."),
    "contact_point_unreadable": _l("This cannot be read as such a number or address."),
    "contact_point_known": _l("%(spelled)s is among the contact points already."),
    "contact_point_is_not_dead": _l("%(spelled)s is not dead; there is nothing to confirm."),
    "contact_points": _l("There is no such contact point, or it is not yours to see."),
    "robot_wants_https": _l("The address of a robot begins with https://."),
    "leaving_is_a_step_of_its_own": _l(
        "A dealer that leaves gives back cases, purchases and people in one step: use “Leaving”"
        " on the dealer’s page."
    ),
    "dealer_has_left": _l("%(dealer)s has left already."),
    "heir_missing": _l("Choose who serves its purchases from now on (%(purchases)s)."),
    "heir_takes_no_cases": _l("%(dealer)s takes no cases, so it cannot serve the purchases."),
    "phone_unreadable": _l("This cannot be read as a phone number."),
    "installer_works_there": _l("%(name)s works for this dealer already."),
    "installer_has_visits": _l(
        "There are visits planned for this person. Send somebody else to them first."
    ),
    "installer_id_differs": _l(
        "Number and ID card belong to two different people we know. Ask the hotline to look."
    ),
    "phone_of_another_installer": _l("Another installer has this number."),
    "installers": _l("There is no such person, or they are not yours to see."),
    "stores": _l("There is no such store."),
    "salespeople": _l("There is no such salesperson."),
}
