"""Refusals around audits."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "audit": _l("There is no such audit, or it is not yours to read."),
    "audit_finding": _l("This finding is no longer there."),
    "scorecard": _l("There is no scorecard in use. An administrator can set one up."),
    "not_ones_own_audit": _l(
        "A colleague is reading this case. You can begin an audit of your own of it."
    ),
    "audit_is_done": _l("This audit is done. What was scored stays as it is."),
    "audited_already": _l("You have scored %(number)s already. What was scored stays as it is."),
    "case_not_to_be_audited": _l(
        "%(number)s has not ended here, so there is nothing to score yet. Merged cases are read "
        "with the case they went into."
    ),
    "not_ones_own_case": _l("You worked on %(number)s yourself, so another auditor reads it."),
    "question_unknown": _l("The scorecard has no such question. Nothing was changed."),
    "points_unknown": _l("A question is answered with yes, partly, no or “does not apply”."),
    "questions_unanswered": _l(
        "%(left)s questions have no answer yet. “Does not apply” is one as well."
    ),
    "nothing_applies": _l(
        "No question applies to this case, so there is no score. Withdraw the audit instead."
    ),
    "draft_unreadable": _l("Something on this page is too long to be kept. Shorten it."),
    "finding_missing": _l("Say what you found."),
    "finding_needs_owner": _l("Choose who sees to it."),
    "finding_needs_todo": _l("Say what is to be done: it stands on the case as a task."),
    "finding_needs_date": _l("Say by which day."),
    "finding_has_no_dealer": _l(
        "%(number)s had no dealer in the end. Give the finding to one of us."
    ),
    "finding_overtaken": _l(
        "The day for “%(todo)s” has passed. Take that finding back and add it with a later day."
    ),
}
