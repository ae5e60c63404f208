"""Change the wording of a message, see it filled in, or go back to what stands in the code."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    DeliveryChannel,
    Locale,
    MessageTemplate,
    NoticeKind,
    Severity,
    Stage,
    WordingGroup,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import ChangedMeanwhileError
from portal.history.changes import record_change
from portal.i18n.words import word_in
from portal.notices.wording.fill import check_wording, filled
from portal.notices.wording.said import CALENDARS, DECIDED, spell_moment, spell_window
from portal.notices.wording.texts import edited_text
from portal.notices.wording.variables import SAMPLES
from portal.notices.wording.words import Text
from portal.settings.known import TIME_ZONE
from portal.settings.read import setting

MOST: Final = 1000


def edit_wording(
    session: Session,
    actor: Actor,
    kind: NoticeKind,
    group: WordingGroup,
    locale: Locale,
    text: Text,
    *,
    version: int | None,
    now: datetime,
) -> MessageTemplate:
    """Write another wording; the next message of this kind says it so.

    `version` is that of the edited wording the page showed, None where it showed the one of the
    code: whoever saves after somebody else is told.
    """
    actor.require(Permission.SETTINGS_EDIT)
    subject = text.subject.strip() if group is WordingGroup.MAIL else ""
    said = Text(subject, text.body.strip().replace("\r\n", "\n"))
    check_wording(kind, group, said)
    edited = _found(session, kind, group, locale, version)
    before = None if edited is None else _recorded(edited)
    if edited is None:
        edited = MessageTemplate(
            kind=kind, wording=group, locale=locale, body="", version=0, edited_at=now,
            edited_by_id=actor.user_id or 0,
        )  # fmt: skip
        session.add(edited)
    edited.subject, edited.body = said.subject, said.body
    edited.version += 1
    edited.edited_at, edited.edited_by_id = now, actor.user_id or 0
    session.flush()
    record_change(session, actor, _what(kind, group, locale), before, _recorded(edited), now=now)
    return edited


def reset_wording(
    session: Session,
    actor: Actor,
    kind: NoticeKind,
    group: WordingGroup,
    locale: Locale,
    *,
    version: int | None,
    now: datetime,
) -> None:
    """Back to the wording of the code; nothing happens where it holds already."""
    actor.require(Permission.SETTINGS_EDIT)
    edited = _found(session, kind, group, locale, version)
    if edited is None:
        return
    before = _recorded(edited)
    session.delete(edited)
    session.flush()
    record_change(session, actor, _what(kind, group, locale), before, None, now=now)


def edited_kinds(session: Session, actor: Actor) -> Sequence[MessageTemplate]:
    """Every wording that somebody has changed."""
    actor.require(Permission.SETTINGS_EDIT)
    return session.scalars(
        select(MessageTemplate)
        .order_by(MessageTemplate.kind, MessageTemplate.wording, MessageTemplate.locale)
        .limit(MOST)
    ).all()


def preview(
    session: Session, actor: Actor, kind: NoticeKind, group: WordingGroup, locale: Locale,
    text: Text, *, link: str, now: datetime,
) -> Text:  # fmt: skip
    """The wording with invented values, refused like one that is to be saved."""
    actor.require(Permission.SETTINGS_EDIT)
    check_wording(kind, group, text)
    zone = ZoneInfo(setting(session, TIME_ZONE))
    later = now + timedelta(hours=2)
    values = {
        **SAMPLES,
        "severity": word_in(Severity.URGENT, locale),
        "stage": word_in(Stage.VISIT, locale),
        "due": spell_moment(later, zone, locale),
        "until": spell_moment(now + timedelta(days=3), zone, locale),
        "since": spell_moment(now + timedelta(days=1), zone, locale),
        "window": spell_window(later, later + timedelta(hours=2), zone, locale),
        "channel": word_in(DeliveryChannel.SMS, locale),
        "calendar": CALENDARS[locale]["service"],
        "decision": DECIDED[locale][True],
        "link": link,
        "accept_link": f"{link}/accept",
        "decline_link": f"{link}/decline",
        "hand_back_link": f"{link}/hand-back",
    }
    return filled(text, values)


def _found(
    session: Session, kind: NoticeKind, group: WordingGroup, locale: Locale, version: int | None
) -> MessageTemplate | None:
    edited = edited_text(session, kind, group, locale)
    if (None if edited is None else edited.version) != version:
        raise ChangedMeanwhileError("wording_changed_meanwhile")
    return edited


def _recorded(edited: MessageTemplate) -> dict[str, str]:
    return {"subject": edited.subject, "body": edited.body}


def _what(kind: NoticeKind, group: WordingGroup, locale: Locale) -> str:
    return f"wording:{kind.value}:{group.value}:{locale.value}"
