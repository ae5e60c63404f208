"""Refusals around contacts with the customer, bookings and visits."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "no_dealer_to_contact": _l(
        "No dealer is in charge of this case now (it stands at: %(status)s), so no contact can be "
        "reported for one."
    ),
    "contact_in_future": _l("This time is still to come. Enter when the contact was."),
    "contact_before_case": _l("The complaint was first heard at %(at)s. Enter a later time."),
    "contact_says_nothing": _l("Write down what was said."),
    "three_way_is_the_hotlines": _l(
        "A three-way call is recorded by the hotline, which was on the line. Choose how you "
        "reached the customer yourself."
    ),
    "caller_not_of_dealer": _l("This person does not work at the dealer’s desk. Choose another."),
    "caller_not_named": _l("Say who spoke with the customer."),
    "person_not_complained_of": _l("The customer does not complain of this person on this case."),
    "reason_missing": _l("Give the reason. The customer reads it as well."),
    "nobody_chosen": _l("Choose at least one person to send."),
    "people_too_many": _l("Choose each person once, and at most %(most)s."),
    "window_empty": _l("The customer’s window must end after it begins, within 24 hours."),
    "window_is_past": _l("This time is over. Choose one that is still to come."),
    "slot_empty": _l("The planned time must end after it begins, within 24 hours."),
    "slot_outside_window": _l("The planned time must begin within the customer’s window."),
    "no_entitlement_yet": _l(
        "Nobody has judged yet whether this job is owed. Ask the hotline to do so; then it can be "
        "booked."
    ),
    "no_visit_planned": _l("No visit is planned on this case any more."),
    "visit_still_on_site": _l("A visit is still going on. It has to be finished first."),
    "person_accused": _l(
        "%(name)s is named in the complaint and cannot be sent to it. Could go instead: %(others)s."
    ),
    "person_accused_nobody_else": _l(
        "%(name)s is named in the complaint and cannot be sent to it. Nobody else of this dealer "
        "is free in the next three days; hand the case back or ask the hotline."
    ),
    "person_held": _l(
        "%(name)s is held until a supervisor has decided. Could go instead: %(others)s."
    ),
    "person_held_nobody_else": _l(
        "%(name)s is held until a supervisor has decided. Nobody else of this dealer is free in "
        "the next three days; hand the case back or ask the hotline."
    ),
    "person_suspended": _l("%(name)s is suspended. Could go instead: %(others)s."),
    "person_suspended_nobody_else": _l(
        "%(name)s is suspended. Nobody else of this dealer is free in the next three days; hand "
        "the case back or ask the hotline."
    ),
    "person_suspended_by_dealer": _l(
        "%(name)s is sent to nobody by their own dealer. Could go instead: %(others)s."
    ),
    "person_suspended_by_dealer_nobody_else": _l(
        "%(name)s is sent to nobody by their own dealer, and nobody else of it is free in the next "
        "three days; hand the case back or ask the hotline."
    ),
    "person_not_of_dealer": _l(
        "%(name)s does not work for this dealer. Could go instead: %(others)s."
    ),
    "person_not_of_dealer_nobody_else": _l(
        "%(name)s does not work for this dealer, and nobody of it is free in the next three days."
    ),
    "person_watched_alone": _l(
        "%(name)s is watched and takes no urgent job alone. Send somebody along, or instead: "
        "%(others)s."
    ),
    "person_watched_alone_nobody_else": _l(
        "%(name)s is watched and takes no urgent job alone. Send somebody along."
    ),
    "person_busy": _l("%(name)s is busy at that time. Could go: %(others)s."),
    "person_busy_nobody_else": _l(
        "%(name)s is busy at that time, and nobody else is free in the next three days. Choose "
        "another time."
    ),
    "somebody_busy_meanwhile": _l(
        "Somebody chosen has been booked for that time this very moment. Look at who is free now."
    ),
    "window_not_begun": _l(
        "The customer’s window begins at %(at)s. Until then the visit can be moved or cancelled."
    ),
    "door_photo_missing": _l(
        "Take a photo of the door now: with it, that nobody opened is not your fault."
    ),
    "not_on_this_visit": _l("Only who is sent on this visit works on it."),
    "check_in_first": _l("Check in first, then enter what you found."),
    "already_checked_in": _l("The visit was checked in at %(at)s already."),
    "visit_not_planned": _l("This visit is not to be done any more (it is: %(state)s)."),
    "too_early": _l("This job opens at %(at)s."),
    "place_impossible": _l("There is no such place. Check in without it."),
    "visit_is_over": _l("The job was finished at %(at)s. Nothing is changed any more."),
    "cause_missing": _l("Tap what you found."),
    "finding_words_missing": _l("Write in a few words what you found."),
    "before_photos_missing": _l(
        "For this job photos before the work are compulsory. Take at least one first."
    ),
    "already_confirmed": _l("The customer has confirmed already."),
    "finding_comes_first": _l("Enter what you found first: the customer confirms it."),
    "signer_missing": _l("Enter who signs, and how they are related to the customer."),
    "signature_missing": _l("The customer has to sign in the frame first."),
    "code_is_wrong": _l("This is not the code on the customer’s page. Ask for it once more."),
    "code_tried_too_often": _l(
        "The code was wrong too often. Use a signature, or try again in an hour."
    ),
    "job_not_complete": _l("Before you finish the job, still missing: %(missing)s."),
    "number_not_shown_now": _l(
        "The number is shown from %(time)s on the day before the visit until the job is done."
    ),
}
