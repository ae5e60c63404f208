"""Every permission, and which role holds which: the one table of who may do what.

`subject:verb`. What each may *see* is in `portal.access.scope`.
"""

from enum import StrEnum
from typing import Final

from models.accounts import Role


class Permission(StrEnum):
    ABUSE_RECORD = "abuse:record"
    ACCOUNT_OWN = "account:own"
    AUDIT_MAKE = "audit:make"
    AUDIT_OWN = "audit:own"
    AUDIT_READ = "audit:read"
    CALLBACK_MAKE = "callback:make"
    CASE_CHASE = "case:chase"
    CASE_CLOSE = "case:close"
    CASE_COMMENT = "case:comment"
    CASE_EDIT = "case:edit"
    CASE_HAND_BACK = "case:hand_back"
    CASE_MERGE = "case:merge"
    CASE_OFFER = "case:offer"
    CASE_OPEN = "case:open"
    CASE_READ = "case:read"
    CASE_RELAY = "case:relay"
    CASE_REOPEN = "case:reopen"
    CASE_RESOLVE = "case:resolve"
    CASE_SEARCH = "case:search"
    CASE_SETTLE = "case:settle"
    CASE_TAKE_AWAY = "case:take_away"
    CHANGES_READ = "changes:read"
    CLAIM_VERIFY = "claim:verify"
    CLOSURE_ASK = "closure:ask"
    CLOSURE_DECIDE = "closure:decide"
    CONTACT_CLAIM = "contact:claim"
    DEALERS_EDIT = "dealers:edit"
    DEALERS_READ = "dealers:read"
    DISPATCH_BOOK = "dispatch:book"
    DISPUTE_ANSWER = "dispute:answer"
    DUPLICATES_DECIDE = "duplicates:decide"
    ENQUIRY_RECORD = "enquiry:record"
    IMPORTS_READ = "imports:read"
    INSTALLERS_EDIT = "installers:edit"
    INSTALLERS_READ = "installers:read"
    LINK_ISSUE = "link:issue"
    LINK_USE = "link:use"
    OFFER_ANSWER = "offer:answer"
    OFFER_COMPEL = "offer:compel"
    OWN_CONTACTS_EDIT = "own_contacts:edit"
    OWN_INSTALLERS_EDIT = "own_installers:edit"
    OWN_STAFF_EDIT = "own_staff:edit"
    PART_KEEP = "part:keep"
    PAUSE_ASK = "pause:ask"
    PAUSE_DECIDE = "pause:decide"
    PHONE_REVEAL = "phone:reveal"
    PHOTO_ADD = "photo:add"
    POINT_CHECK = "point:check"
    PRAISE_RECORD = "praise:record"
    PRINTED_KEEP = "printed:keep"
    PRODUCTS_EDIT = "products:edit"
    PROMISE_MAKE = "promise:make"
    PURCHASES_EDIT = "purchases:edit"
    QUEUE_READ = "queue:read"
    ROSTER_EDIT = "roster:edit"
    ROSTER_READ = "roster:read"
    SCORES_OWN = "scores:own"
    SCORES_READ = "scores:read"
    SETTINGS_EDIT = "settings:edit"
    STANDING_CONTEST = "standing:contest"
    STANDING_DECIDE = "standing:decide"
    SIMILAR_READ = "similar:read"
    SUPERVISE = "supervise"
    TASK_KEEP = "task:keep"
    UNREACHABLE_ASK = "unreachable:ask"
    USERS_EDIT = "users:edit"
    VISIT_WORK = "visit:work"
    WITHDRAWAL_RECORD = "withdrawal:record"


P = Permission
_EVERYBODY: Final = frozenset({P.ACCOUNT_OWN})
_AGENT: Final = _EVERYBODY | {
    P.ABUSE_RECORD,
    P.AUDIT_OWN,
    P.CALLBACK_MAKE,
    P.CASE_CHASE,
    P.CASE_CLOSE,
    P.CASE_COMMENT,
    P.CASE_EDIT,
    P.CASE_MERGE,
    P.CASE_OFFER,
    P.CASE_OPEN,
    P.CASE_READ,
    P.CASE_REOPEN,
    P.CASE_SEARCH,
    P.CASE_SETTLE,
    P.CASE_TAKE_AWAY,
    P.CLAIM_VERIFY,
    P.CLOSURE_DECIDE,
    P.CONTACT_CLAIM,
    P.DEALERS_READ,
    P.DISPATCH_BOOK,
    P.DUPLICATES_DECIDE,
    P.ENQUIRY_RECORD,
    P.IMPORTS_READ,
    P.INSTALLERS_READ,
    P.LINK_ISSUE,
    P.PART_KEEP,
    P.PAUSE_ASK,
    P.PAUSE_DECIDE,
    P.PHONE_REVEAL,
    P.PHOTO_ADD,
    P.POINT_CHECK,
    P.PRAISE_RECORD,
    P.PRINTED_KEEP,
    P.PROMISE_MAKE,
    P.PURCHASES_EDIT,
    P.QUEUE_READ,
    P.ROSTER_READ,
    P.SIMILAR_READ,
    P.SCORES_READ,
    P.TASK_KEEP,
    P.UNREACHABLE_ASK,
    P.WITHDRAWAL_RECORD,
}
_SUPERVISOR: Final = _AGENT | {
    P.AUDIT_READ,
    P.OFFER_COMPEL,
    P.ROSTER_EDIT,
    P.STANDING_DECIDE,
    P.SUPERVISE,
}
_DEALER_DESK: Final = _EVERYBODY | {
    P.CASE_COMMENT,
    P.CASE_HAND_BACK,
    P.CASE_READ,
    P.CASE_RELAY,
    P.CASE_RESOLVE,
    P.CASE_SEARCH,
    P.CLOSURE_ASK,
    P.CONTACT_CLAIM,
    P.DISPATCH_BOOK,
    P.DISPUTE_ANSWER,
    P.INSTALLERS_READ,
    P.OFFER_ANSWER,
    P.OWN_CONTACTS_EDIT,
    P.PART_KEEP,
    P.PAUSE_ASK,
    P.PHONE_REVEAL,
    P.PHOTO_ADD,
    P.SCORES_OWN,
    P.STANDING_CONTEST,
    P.PRINTED_KEEP,
    P.TASK_KEEP,
    P.VISIT_WORK,
}

GRANTS: Final[dict[Role, frozenset[Permission]]] = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.DIRECTOR: _SUPERVISOR,
    Role.QA: _EVERYBODY
    | {
        P.AUDIT_MAKE,
        P.AUDIT_READ,
        P.CASE_READ,
        P.CASE_SEARCH,
        P.IMPORTS_READ,
        P.QUEUE_READ,
        P.SIMILAR_READ,
        P.SCORES_READ,
    },
    Role.SALES: _EVERYBODY | {P.CASE_READ, P.CASE_RELAY},
    Role.BOARD_MEMBER: _EVERYBODY,
    Role.ADMIN: _EVERYBODY
    | {
        P.CHANGES_READ,
        P.DEALERS_EDIT,
        P.DEALERS_READ,
        P.DUPLICATES_DECIDE,
        P.IMPORTS_READ,
        P.INSTALLERS_EDIT,
        P.INSTALLERS_READ,
        P.PRINTED_KEEP,
        P.PRODUCTS_EDIT,
        P.ROSTER_EDIT,
        P.ROSTER_READ,
        P.SETTINGS_EDIT,
        P.USERS_EDIT,
    },
    Role.DEALER_MANAGER: _DEALER_DESK | {P.OWN_INSTALLERS_EDIT, P.OWN_STAFF_EDIT},
    Role.DEALER_DESK: _DEALER_DESK,
    Role.INSTALLER: _EVERYBODY
    | {
        P.CASE_READ,
        P.CASE_COMMENT,
        P.PHONE_REVEAL,
        P.PHOTO_ADD,
        P.STANDING_CONTEST,
        P.VISIT_WORK,
    },
}

# The customer's link is an actor too, without an account.
LINK_GRANTS: Final = frozenset({P.LINK_USE, P.PHOTO_ADD})
# The worker carries out what a rule has put into the queue.
WORKER_GRANTS: Final = frozenset(Permission)
