"""The tone of a deadline."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.web.deadline import Deadline, tone

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    "deadline, expected",
    [
        (Deadline(NOON + 31 * MINUTE), "ok"),
        (Deadline(NOON + 30 * MINUTE), "soon"),
        (Deadline(NOON + 60 * MINUTE, soon_at=NOON), "soon"),
        (Deadline(NOON), "breach"),
        (Deadline(NOON + MINUTE, state="locked"), "lock"),
        (Deadline(NOON - MINUTE, state="locked"), "breach"),
        (Deadline(NOON - MINUTE, state="paused"), "pause"),
        (Deadline(None, state="waiting"), "neutral"),
    ],
)
def test_the_tone_says_how_a_deadline_stands(deadline, expected):
    assert tone(deadline, now=NOON) == expected
