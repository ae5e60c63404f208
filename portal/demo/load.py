"""Load the whole demo into an empty database."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.deadlines.stalls import sweep_stalls
from portal.demo.desk import fill
from portal.demo.duties import ask_to_close, put_duties
from portal.demo.parties import put_parties
from portal.demo.play import Play
from portal.demo.scene import Become, Scene
from portal.demo.scores import count_weeks
from portal.demo.stories import tell
from portal.infra.identity import WORKER
from portal.infra.storage import Storage


def load_demo(session: Session, storage: Storage, become: Become, *, now: datetime) -> None:
    """Everybody, the four stories and a working day; each turn commits as its actor."""
    scene = Scene(session, now, become)
    play = Play(scene, put_parties(scene), storage)
    tell(play)
    fill(play)
    put_duties(play)
    ask_to_close(play)
    count_weeks(play)
    scene.as_portal(WORKER)
    # As the worker would within a minute: whoever looks sees at once which cases drag (B2).
    sweep_stalls(session, now=now)
    session.commit()
