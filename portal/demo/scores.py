"""Dealers' scores of the demo: of so few cases that the demo asks for fewer (domain B3)."""

from datetime import timedelta
from typing import Final

from portal.demo.play import Play
from portal.demo.scene import ZONE
from portal.infra.identity import WORKER
from portal.reports.scores.count import count_day
from portal.settings.change import change_settings
from portal.settings.known import SCORE_LEAST, SCORE_LEAST_CASES

WEEKS: Final = 6


def count_weeks(play: Play) -> None:
    """Today's scores and those of the weeks before, the oldest first, as the nights would have."""
    scene = play.scene
    admin = scene.by(play.parties.users["admin"], scene.now)
    few = {SCORE_LEAST.key: 2, SCORE_LEAST_CASES.key: 2}
    change_settings(scene.session, admin, few, now=scene.now)
    scene.as_portal(WORKER)
    today = scene.now.astimezone(ZONE).date()
    for weeks in reversed(range(WEEKS)):
        count_day(scene.session, today - timedelta(weeks=weeks), now=scene.now)
        scene.session.commit()
