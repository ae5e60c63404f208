"""Words for resolutions, callbacks, audits and imports."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.audits import AuditState, FindingKind
from models.endings import Outcome, SentBy, WithdrawalVia
from models.files import FileKind, FileState
from models.imports import OutsideSatisfaction
from models.resolutions import Bearer, CustomersWord, TaskKind

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    Bearer: {
        Bearer.BRAND: _l("The brand"),
        Bearer.DEALER: _l("The dealer"),
        Bearer.INSTALLER: _l("The installer"),
        Bearer.CUSTOMER: _l("The customer"),
        Bearer.THIRD_PARTY: _l("A third party"),
    },
    CustomersWord: {
        CustomersWord.SATISFIED: _l("Satisfied"),
        CustomersWord.WITH_RESERVATION: _l("With a reservation"),
        CustomersWord.NOT_SATISFIED: _l("Not satisfied"),
        CustomersWord.NOT_ASKED: _l("Not asked"),
    },
    TaskKind: {
        TaskKind.RESERVATION: _l("Reservation"),
        TaskKind.PREVENTION: _l("Prevention"),
        TaskKind.RECHECK: _l("Recheck"),
        TaskKind.FINDING: _l("Finding of an audit"),
        TaskKind.DETAILS: _l("Details to add"),
        TaskKind.REVIEW: _l("Review"),
        TaskKind.OTHER: _l("Other task"),
        TaskKind.PART_WORD: _l("Word to the customer about a part"),
        TaskKind.PART_DATE: _l("New date for a part, agreed with the customer"),
        TaskKind.PART_REMEDY: _l("Temporary remedy until a part comes"),
        TaskKind.HOLDING_LETTER: _l("Holding letter about a part"),
    },
    Outcome: {
        Outcome.SETTLED: _l("Settled"),
        Outcome.SETTLED_WITH_RESERVATION: _l("Settled with a reservation"),
        Outcome.NOT_SETTLED: _l("Not settled"),
        Outcome.NO_ANSWER: _l("No answer"),
        Outcome.CALL_LATER: _l("Call later"),
    },
    SentBy: {
        SentBy.SMS: _l("Text message"),
        SentBy.WECHAT: _l("WeChat"),
        SentBy.MAIL: _l("Mail"),
        SentBy.READ_OUT: _l("Read out on the phone"),
    },
    WithdrawalVia: {
        WithdrawalVia.BRAND_CALL: _l("On our call"),
        WithdrawalVia.LINK: _l("Through the link"),
    },
    AuditState: {
        AuditState.OPEN: _l("Not yet scored"),
        AuditState.DONE: _l("Scored"),
    },
    FindingKind: {
        FindingKind.COACHING: _l("Coaching"),
        FindingKind.PROCESS: _l("Our way of working"),
        FindingKind.DEALER: _l("Dealer"),
        FindingKind.PRODUCT: _l("Product"),
        FindingKind.PRAISE: _l("Praise"),
    },
    FileKind: {
        FileKind.EVIDENCE: _l("Evidence"),
        FileKind.BEFORE: _l("Before"),
        FileKind.AFTER: _l("After"),
        FileKind.DOOR: _l("At the door"),
        FileKind.SIGNATURE: _l("Customer’s signature"),
        FileKind.DOCUMENT: _l("Document"),
    },
    FileState: {
        FileState.WAITING: _l("Being checked"),
        FileState.READY: _l("Ready"),
        FileState.REFUSED: _l("Not a readable picture"),
    },
    OutsideSatisfaction: {
        OutsideSatisfaction.YES: _l("Yes"),
        OutsideSatisfaction.NO: _l("No"),
        OutsideSatisfaction.NOT_ASKED: _l("Not asked"),
        OutsideSatisfaction.BLANK: _l("Nothing said"),
    },
}
