"""Words for messages: what there is news of, by which way, and what became of it."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.notices import DeliveryChannel, DeliveryState, NoticeKind, NoticeTeam, WordingGroup

K = NoticeKind
WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    DeliveryChannel: {
        DeliveryChannel.EMAIL: _l("E-mail"),
        DeliveryChannel.SMS: _l("Text message"),
        DeliveryChannel.WECOM: _l("WeCom robot"),
        DeliveryChannel.DINGTALK: _l("DingTalk robot"),
        DeliveryChannel.FEISHU: _l("Feishu robot"),
        DeliveryChannel.WEBHOOK: _l("Webhook"),
    },
    DeliveryState: {
        DeliveryState.WAITING: _l("On its way"),
        DeliveryState.HELD: _l("Held back until later"),
        DeliveryState.SENT: _l("Sent"),
        DeliveryState.FAILED: _l("Not delivered"),
        DeliveryState.BOUNCED: _l("Came back"),
        DeliveryState.DROPPED: _l("Not sent"),
    },
    NoticeTeam: {NoticeTeam.HOTLINE: _l("Hotline")},
    WordingGroup: {
        WordingGroup.MAIL: _l("Mail"),
        WordingGroup.SHORT: _l("Short message"),
    },
    NoticeKind: {
        K.OFFER_MADE: _l("A case is offered"),
        K.OFFER_EXPIRED: _l("An offer has run out"),
        K.OFFER_WITHDRAWN: _l("An offer was withdrawn"),
        K.CASE_TAKEN_AWAY: _l("A case was taken away"),
        K.CLOCK_WARNING: _l("A deadline comes near"),
        K.CLOCK_BREACHED: _l("A deadline was missed"),
        K.CLOCK_SUPERVISOR: _l("A quarter over the time"),
        K.CLOCK_DOUBLED: _l("Twice the time"),
        K.CUSTOMER_DAY_12: _l("The customer’s day 12"),
        K.CUSTOMER_DAY_15: _l("The customer’s day 15"),
        K.PROMISE_DUE: _l("A promise is due"),
        K.PROMISE_BROKEN: _l("A promise was not kept"),
        K.REQUEST_WAITING: _l("A request waits for a word"),
        K.REQUEST_MOVED_UP: _l("A request has moved up"),
        K.PART_LATE: _l("A part is late"),
        K.PAUSE_ASKED: _l("A pause is asked for"),
        K.PAUSE_DECIDED: _l("A pause was decided on"),
        K.PAUSE_ENDED: _l("A pause was ended early"),
        K.CASE_RETURNED: _l("A case has come back"),
        K.REOPENED: _l("A case was reopened"),
        K.CHASED: _l("The customer has asked again"),
        K.MESSAGE_FAILED: _l("A message was not delivered"),
        K.CLOSURE_ASKED: _l("A dealer wants to close for some days"),
        K.CLOSURE_DECIDED: _l("A closure was decided on"),
        K.CALENDAR_CHANGED: _l("A calendar was changed"),
        K.HANDED_OVER: _l("Things were handed over"),
        K.VISIT_BOOKED: _l("A visit was booked"),
        K.VISIT_MOVED: _l("A visit was moved"),
        K.VISIT_CANCELLED: _l("A visit was cancelled"),
        K.URGENT_AT_NIGHT: _l("An urgent case at night"),
        K.ROBOT_TRIED: _l("A robot is tried"),
        K.CASE_RECEIVED: _l("To the customer: we have your complaint"),
        K.DEALER_ACCEPTED: _l("To the customer: a dealer looks after it"),
        K.APPOINTMENT_SET: _l("To the customer: an appointment"),
        K.APPOINTMENT_CHANGED: _l("To the customer: another appointment"),
        K.APPOINTMENT_CANCELLED: _l("To the customer: the appointment is off"),
        K.WERE_YOU_CONTACTED: _l("To the customer: were you contacted?"),
        K.RESOLVED: _l("To the customer: is it settled?"),
        K.ENDED: _l("To the customer: it is closed"),
        K.WITHDRAWAL_RECORDED: _l("To the customer: it was withdrawn"),
    },
}
