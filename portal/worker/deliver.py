"""Send one message: a transaction before it, the world outside, a transaction after it.

Whoever dies between the last two has sent and not said so: then it is sent again, under the same
number. Nothing is lost by it, and whoever keeps numbers sees it once.
"""

from functools import cache

from portal.infra import clock
from portal.infra.config import Config
from portal.notices.channels.outgoing import ChannelError
from portal.notices.channels.ways import hand_over
from portal.notices.office import Office
from portal.notices.outcome import note_failure, note_sent
from portal.notices.own_links import OwnLinks
from portal.notices.take import take_delivery
from portal.worker.app import work


def deliver(delivery_id: int) -> None:
    """One attempt at one delivery."""
    with work() as session:
        letter = take_delivery(session, _office(), delivery_id, now=clock.now())
    if letter is None:
        return
    try:
        if letter.broken is not None:
            raise letter.broken
        sent = hand_over(letter.channel, letter.config, letter.outgoing, now=clock.now())
    except ChannelError as error:
        with work() as session:
            note_failure(session, delivery_id, error, now=clock.now())
        return
    with work() as session:
        note_sent(session, _office(), delivery_id, sent, now=clock.now())


@cache
def _office() -> Office:
    config = Config.from_environment()
    return Office(
        config.secret_key, config.base_url, OwnLinks.of(config.secret_key, config.base_url)
    )
