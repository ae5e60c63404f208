"""The wording that holds now: what somebody edited, else what stands in the code."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Locale, MessageTemplate, NoticeKind, WordingGroup
from portal.notices.wording import en, zh_hans, zh_hant
from portal.notices.wording.words import Text, Wording

DEFAULTS: Final[Mapping[Locale, Wording]] = {
    Locale.EN: en.WORDING,
    Locale.ZH_HANS: zh_hans.WORDING,
    Locale.ZH_HANT: zh_hant.WORDING,
}


def default_text(kind: NoticeKind, group: WordingGroup, locale: Locale) -> Text:
    """As it stands in the code."""
    return DEFAULTS[locale][kind].text(group)


def subject_line(kind: NoticeKind, locale: Locale) -> str:
    """The one line of a notice on the reader's own page."""
    return DEFAULTS[locale][kind].subject


def second_line(kind: NoticeKind, locale: Locale) -> str:
    """What stands below it there, if anything does: what follows from it."""
    return DEFAULTS[locale][kind].more


def edited_text(
    session: Session, kind: NoticeKind, group: WordingGroup, locale: Locale
) -> MessageTemplate | None:
    """What somebody has written instead, if anybody has."""
    return session.scalar(
        select(MessageTemplate).where(
            MessageTemplate.kind == kind,
            MessageTemplate.wording == group,
            MessageTemplate.locale == locale,
        )
    )


def text_of(session: Session, kind: NoticeKind, group: WordingGroup, locale: Locale) -> Text:
    """The wording to send."""
    edited = edited_text(session, kind, group, locale)
    if edited is None:
        return default_text(kind, group, locale)
    return Text(edited.subject, edited.body)
