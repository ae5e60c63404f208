"""Refusals from the resolution to the ending, and on the customer's link."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "already_ended": _l("%(number)s has ended already (%(status)s). Reopen it first."),
    "say_it": _l("Write it down; whoever reads the case later needs it."),
    "shares_sum_to_100": _l("The shares sum to %(sum)s. They have to make 100."),
    "amount_out_of_range": _l("This amount cannot be right."),
    "visit_under_way": _l(
        "A visit is booked or still going on. Cancel it, or let it end, before anything else."
    ),
    "task_needs_title": _l("Say what is to be done."),
    "task_due_is_past": _l("This day is over. Choose one that is still to come."),
    "task_already_done": _l("This task is done already."),
    "recheck_wants_a_call": _l("A recheck is done by its call: ring the customer."),
    "outcome_missing": _l("Say what became of it."),
    "owner_does_not_fit": _l("This person cannot own the task. Choose one of the list."),
    "no_dealer_on_case": _l("No dealer is on this case, so nobody would read it there."),
    "no_standing_resolution": _l(
        "Nothing is resolved on %(number)s at the moment. A call is about a resolution."
    ),
    "resolver_does_not_call": _l(
        "You recorded this resolution, so a colleague rings the customer."
    ),
    "reservation_missing": _l("Write down what is left to do, with a day."),
    "reservation_of_what": _l(
        "What is left to do belongs to “Settled with a reservation”. Choose that, or empty the"
        " rows."
    ),
    "customers_word_missing": _l("Write down what the customer says."),
    "later_when": _l("Say when the customer wants to be called; it must be still to come."),
    "call_is_in_the_future": _l("This call would be made later than now."),
    "call_of_another_day": _l("A call is recorded on the day it was made. Ring once more today."),
    "call_before_resolution": _l(
        "This was before the resolution of %(resolved)s. Only a call after it counts."
    ),
    "no_calls_at_this_hour": _l(
        "Customers are called between %(opens)s:00 and %(closes)s:00 only."
    ),
    "question_not_asked": _l("Ask the customer this question, and note the answer."),
    "treated_1_to_5": _l("From 1 to 5."),
    "settled_but_not_solved": _l(
        "“Not solved” and “settled” do not go together: choose “not settled” or a reservation."
    ),
    "no_settled_callback": _l(
        "No callback on this resolution says that it is settled. Ring the customer first."
    ),
    "reopen_too_late": _l(
        "%(number)s ended more than %(days)s days ago. Take a new call: its case is linked to this"
        " one."
    ),
    "follows_another_customer": _l(
        "%(number)s is another customer’s case. Choose its customer, or open the case by itself."
    ),
    "followed_case_is_open": _l("%(number)s has not ended. Record there that they asked again."),
    "reopen_it_instead": _l("%(number)s ended less than %(days)s days ago: reopen it instead."),
    "not_a_recheck": _l("This task is no recheck."),
    "nothing_to_recheck": _l(
        "Only what rests on a resolution can be asked again; %(number)s is: %(status)s."
    ),
    "unreachable_not_yet": _l(
        "Not yet: %(calls)s unanswered calls, on %(days)s days, in %(parts)s parts of the day;"
        " then the link and days of silence. The list says how many are wanted."
    ),
    "reason_too_short": _l("Say a little more: at least ten characters."),
    "already_withdrawn": _l("A withdrawal of %(number)s is on record already."),
    "withdrawal_not_yet": _l("The customer can object until %(until)s. It ends after that."),
    "nothing_to_object_to": _l("No withdrawal is waiting any more."),
    "last_four_wrong": _l("These are not the last four digits of the number that we know."),
    "no_tries_left": _l("Too many wrong digits. Please ring us instead."),
    "merge_into_itself": _l("A case does not go into itself. Choose the other one."),
    "merge_other_customer": _l("%(number)s belongs to another customer."),
    "merge_into_ended": _l("%(number)s has ended. Only an open case takes another one up."),
    "unmerge_too_late": _l(
        "%(number)s was merged more than %(days)s days ago. Take a new call instead."
    ),
    "link_already_revoked": _l("This link was revoked already."),
    "customer_link": _l("There is no such link on this case."),
    "words_missing": _l("Write something."),
    "words_too_long": _l("This is too long. At most %(most)s characters fit."),
    "part_missing": _l("Say which part."),
    "part_already_arrived": _l("“%(what)s” has arrived already."),
    "day_missing": _l("Say which day."),
    "day_is_past": _l("This day is over. Choose one that is still to come."),
    "severity_is_the_same": _l("The case has this severity already."),
    "of_another_customer": _l("This belongs to another customer."),
    "product_of_another_purchase": _l("The purchase is of another product. Choose that product."),
    "already_named": _l("%(name)s is named on this case already."),
    "accused_is_booked": _l(
        "%(name)s is booked to go there. Move or cancel that visit first, then name them."
    ),
    "case_accused": _l("This person is not named on this case."),
    "tasks": _l("There is no such task, or it is not yours to see."),
    "part_orders": _l("There is no such part, or it is not yours to see."),
}
