"""The messages in English."""

from typing import Final

from models import NoticeKind
from portal.notices.wording.words import Wording, Words

K = NoticeKind
WORDING: Final[Wording] = {
    K.OFFER_MADE: Words(
        "Case {number} is offered to you ({severity}): answer by {due}",
        "Accept it: {accept_link}\nDecline it: {decline_link}\n\n"
        "If nobody answers in time, it goes back to the hotline.",
    ),
    K.OFFER_EXPIRED: Words(
        "The offer of case {number} has run out",
        "{dealer} did not answer in time, so the case is back in triage.",
    ),
    K.OFFER_WITHDRAWN: Words(
        "The offer of case {number} was withdrawn", "There is nothing left for you to do."
    ),
    K.CASE_TAKEN_AWAY: Words(
        "Case {number} was taken back by the hotline",
        "Please do not ring or visit this customer any more. Visits that were planned are off.",
    ),
    K.CLOCK_WARNING: Words(
        "Case {number}: {stage} is due {due}",
        "Three quarters of the time have passed.\n"
        "If you cannot go on, hand it back: {hand_back_link}",
    ),
    K.CLOCK_BREACHED: Words(
        "Case {number}: {stage} is overdue since {due}",
        "The breach is on record. What counts now is the next step, and telling the customer.\n"
        "If you cannot go on, hand it back: {hand_back_link}",
    ),
    K.CLOCK_SUPERVISOR: Words(
        "Case {number}: {stage} still not done, due {due}",
        "A quarter over its time. Please look at it with whoever has it.",
    ),
    K.CLOCK_DOUBLED: Words(
        "Case {number}: {stage} has taken twice its time",
        "It was due {due}. It can be offered to another dealer now.",
    ),
    K.CUSTOMER_DAY_12: Words(
        "Case {number}: the customer has been waiting for {day} days",
        "Soon a longer delay needs a good reason that we can show.",
    ),
    K.CUSTOMER_DAY_15: Words(
        "Case {number}: the customer has been waiting for {day} days",
        "From today the law may take it as deliberate delay. It wants a decision by a director.",
    ),
    K.PROMISE_DUE: Words(
        "Case {number}: a promise to the customer is due {due}", "At that time we ring."
    ),
    K.PROMISE_BROKEN: Words(
        "Case {number}: a promise to the customer was not kept",
        "It was due {due}. It stands as our own breach. Please ring the customer now.",
    ),
    K.REQUEST_WAITING: Words(
        "Case {number}: your word is asked for, by {due}", "{by} has asked and cannot go on."
    ),
    K.REQUEST_MOVED_UP: Words(
        "Case {number}: a request has waited two hours and has come to you",
        "{by} has asked and cannot go on. It was due {due}.",
    ),
    K.PART_LATE: Words(
        "Case {number}: a part ordered more than ten days ago is not here",
        "The customer wants to hear a new date and what helps until then.",
    ),
    K.PAUSE_ASKED: Words(
        "Case {number}: a pause of {stage} until {until} is asked for",
        "{by} asks. The clock goes on until you agree.",
    ),
    K.PAUSE_DECIDED: Words("Case {number}: the pause of {stage} until {until} was {decision}"),
    K.PAUSE_ENDED: Words(
        "Case {number}: the pause of {stage} was ended early, on {until}",
        "{by} has ended it. The clock runs again; its new due time stands on the case.",
    ),
    K.CASE_RETURNED: Words(
        "Case {number} is back in triage ({severity})", "It was with {dealer} until now."
    ),
    K.REOPENED: Words(
        "Case {number} is open again: the customer says that it is not settled",
        "It starts once more, with half the time.",
    ),
    K.CHASED: Words(
        "Case {number}: the customer has asked again, {times} times by now",
        "Please take the next step, or tell the customer when you will.",
    ),
    K.MESSAGE_FAILED: Words(
        "A message could not be delivered: {channel}, case {number}",
        "Whoever it was meant for does not know yet. Please ring.",
    ),
    K.CLOSURE_ASKED: Words(
        "{dealer} wants to close from {since} to {until}",
        "Urgent cases are not held up by it. Please agree or refuse.",
    ),
    K.CLOSURE_DECIDED: Words(
        "Your closure from {since} to {until} was {decision}",
        "Urgent cases are never held up by a closure.",
    ),
    K.CLOSURE_CALLED_OFF: Words(
        "{dealer} is open again from {since}: {by} has called the closure off",
        "Due times are reckoned anew; each case says so.",
    ),
    K.CALENDAR_CHANGED: Words(
        "{calendar} were changed: {count} of your cases have other due times now",
        "Each of them says in its history what was due when, and when it is due now.",
    ),
    K.HANDED_OVER: Words(
        "{by} has handed {count} things over to you",
        "Promises, callbacks and drafts are on your desk.",
    ),
    K.INSTALLER_WATCHED: Words(
        "{person} is watched: {times} customers have complained of them",
        "Photos are compulsory from now on, and no urgent job alone. Which cases count stands on"
        " their page, where each of them can be contested.",
    ),
    K.INSTALLER_HELD: Words(
        "{person} is held from dispatch: {times} customers have complained of them",
        "A supervisor decides by {due}. Until then nobody sends them; who could go instead stands"
        " beside each of their visits.",
    ),
    K.VISIT_OF_HELD: Words(
        "Case {number}: {person} is held and cannot go to the visit {window}",
        "Please send somebody else of {dealer}, or move the visit with the customer.",
    ),
    K.HOLD_WAITING: Words(
        "{person} is still held: a decision is due {due}",
        "Three quarters of the working day have passed. Please confirm the hold or lift it.",
    ),
    K.HOLD_MOVED_UP: Words(
        "{person} is held and nobody has decided: it has come to you",
        "It was due {due}. They stay held until you confirm the hold or lift it.",
    ),
    K.INSTALLER_SUSPENDED: Words(
        "{person} is suspended from dispatch",
        "A supervisor has confirmed the hold. After retraining, reinstatement can be asked for.",
    ),
    K.HOLD_LIFTED: Words(
        "{person} can be dispatched again: the hold is lifted",
        "What counted until now stands; one more customer’s complaint holds them again.",
    ),
    K.INSTALLER_REINSTATED: Words(
        "{person} is reinstated",
        "The count starts anew. The condition stands on their page.",
    ),
    K.PLEA_MADE: Words(
        "{by} asks for your word on the standing of {person}, by {due}",
        "A complaint is contested, or reinstatement is asked for.",
    ),
    K.PLEA_ANSWERED: Words(
        "What was asked about the standing of {person} was {decision}",
        "The reason stands on their page.",
    ),
    K.PLEA_MOVED_UP: Words(
        "A question about the standing of {person} has come to you",
        "{by} has asked. It was due {due}.",
    ),
    K.VISIT_BOOKED: Words(
        "Case {number}: a visit is booked, {window}", "The appointment is attached."
    ),
    K.VISIT_MOVED: Words(
        "Case {number}: the visit has moved to {window}",
        "The attached appointment replaces the old one.",
    ),
    K.VISIT_CANCELLED: Words(
        "Case {number}: the visit {window} is off",
        "The attached file takes it out of the calendar.",
    ),
    K.URGENT_AT_NIGHT: Words(
        "Urgent at night: case {number} waits for {dealer} to answer by {due}",
        "You have the night phone. Please ring {dealer} now, and offer the case elsewhere if"
        " nobody answers.",
    ),
    K.ROBOT_TRIED: Words(
        "This is a trial: messages about complaints will arrive here",
        "{by} tries this robot. There is nothing to do.",
        short="This is a trial by {by}: messages about complaints will arrive here. {link}",
    ),
    K.CLAIM_DISPUTED: Words(
        "Case {number}: the customer denies what {dealer} said",
        "The clock stands as if it had never stopped. Answer by {due} with a call record, a"
        " recording or a message; without an answer the denial stands.",
    ),
    K.DISPUTE_DECIDED: Words(
        "Case {number}: a supervisor has decided on the claim that the customer denied",
        "The case shows the decision and its reason.",
    ),
    K.VERIFY_FIRST: Words(
        "The claims of {dealer} must be verified first",
        "Several denials were upheld. A contact or visit counts once the customer has confirmed"
        " it, until {count} in a row were confirmed.",
    ),
    K.VERIFY_FIRST_ENDED: Words(
        "The claims of {dealer} count at once again",
        "The customers confirmed {count} of them in a row.",
    ),
    K.CONTACT_CODE: Words(
        "{code} is your code",
        "Enter it in the portal to confirm that this number or address works. It is good for a"
        " day. Nobody of ours asks you for it.",
        short="{code} is your code to confirm this contact point. It is good for a day.",
    ),
    K.CORRECTION_ASKED: Words(
        "A contact point is dead or in doubt: please correct it by {due}",
        "Customers and the hotline may not reach you there. Confirm or replace it in the portal.",
    ),
    K.CORRECTION_DUE: Words(
        "A contact point of {dealer} is still not corrected: due {due}",
        "Without a live one no case is offered. Confirm or replace it in the portal.",
    ),
    K.RECALL_ASKED: Words(
        "A dead number stands in print: take it out of use by {due}",
        "The portal shows on which material, and wants to know what was done with the copies.",
    ),
    K.RECALL_DUE: Words(
        "A dead number is still in print: due {due}",
        "Customers read it and reach nobody. Please finish the recall in the portal.",
    ),
    K.CASE_RECEIVED: Words(
        "We have your complaint: {number}",
        "You can follow it here, and tell us if nobody gets in touch.",
        short="We have your complaint {number}. Follow it here, and tell us if nobody gets in"
        " touch: {link}",
    ),
    K.DEALER_ACCEPTED: Words(
        "{dealer} looks after your complaint {number}",
        "They ring you soon. If nobody does, tell us here.",
        short="{dealer} looks after your complaint {number} and rings you soon. If nobody does,"
        " tell us: {link}",
    ),
    K.APPOINTMENT_SET: Words(
        "Your appointment: {window}",
        "{dealer} comes about your complaint {number}. If the time does not suit you, tell us.",
        short="{dealer} comes {window} about your complaint {number}. Does it not suit you? {link}",
    ),
    K.APPOINTMENT_CHANGED: Words(
        "Your appointment has moved: {window}",
        "{dealer} comes about your complaint {number} at this new time.",
        short="Your appointment has moved: {dealer} comes {window} (complaint {number}). {link}",
    ),
    K.APPOINTMENT_CANCELLED: Words(
        "Your appointment {window} is off",
        "We arrange a new one with you about your complaint {number}.",
        short="Your appointment {window} is off. We arrange a new one with you: {link}",
    ),
    K.WERE_YOU_CONTACTED: Words(
        "Has {dealer} been in touch with you?",
        "They say so, about your complaint {number}. Please tell us yes or no.",
        short="{dealer} says they have been in touch about complaint {number}. Is that so? Yes or"
        " no: {link}",
    ),
    K.RESOLVED: Words(
        "Your complaint {number} is said to be settled",
        "We ring you ourselves and ask. If it is not settled, tell us here.",
        short="Your complaint {number} is said to be settled. Is it? We ring you, or tell us:"
        " {link}",
    ),
    K.ENDED: Words(
        "Your complaint {number} is closed",
        "If it is not settled after all, tell us within {days} days and it goes on.",
        short="Your complaint {number} is closed. If it is not settled, tell us within {days} days:"
        " {link}",
    ),
    K.WITHDRAWAL_RECORDED: Words(
        "Your complaint {number} was withdrawn",
        "This was not you? Tell us by {until} and it goes on.",
        short="Your complaint {number} was withdrawn. This was not you? Press here by {until}:"
        " {link}",
    ),
}
