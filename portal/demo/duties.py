"""Who is on duty in the demo's week, and the closure that a shop has asked for (T1, T8)."""

from datetime import datetime, timedelta
from typing import Final

from models import Duty
from portal.dealers.ask_closure import ask_closure
from portal.demo.play import Play
from portal.demo.scene import ZONE
from portal.roster.add_shift import add_shift

DAYS: Final = 7
# In turn, day by day: what for, who, from when, for how many hours.
TURNS: Final = (
    (Duty.SUPERVISOR, ("zhouli", "howard"), "09:00", 9),
    (Duty.DIRECTOR, ("xufang",), "09:00", 9),
    (Duty.NIGHT_PHONE, ("chenyu", "grace"), "22:00", 10),
)
CLOSING: Final = "店里三天盘点换样，师傅都在外地培训。"


def put_duties(play: Play) -> None:
    """From yesterday on: nobody looks for a number in the middle of the night."""
    scene, users = play.scene, play.parties.users
    begun = scene.day(1, "08:00")
    boss = scene.by(users["zhouli"], begun)
    for day in range(DAYS):
        for duty, people, clock, hours in TURNS:
            start: datetime = scene.day(1 - day, clock)
            add_shift(
                scene.session,
                boss,
                users[people[day % len(people)]].id,
                duty,
                start,
                start + timedelta(hours=hours),
                now=begun,
            )


def ask_to_close(play: Play) -> None:
    """It waits on the hotline's desk for somebody to agree."""
    scene = play.scene
    at = scene.ago(35)
    manager = scene.by(play.parties.users["xiwan"], at)
    first = at.astimezone(ZONE).date() + timedelta(days=6)
    ask_closure(scene.session, manager, first, first + timedelta(days=2), CLOSING, now=at)
