"""A message, an hour and the peers of the channels' tests."""

import pytest

from portal.notices.channels.outgoing import Outgoing
from portal.notices.channels.peer import Patience
from tests.support.peers import http_peer

# Nobody here needs longer; what waits longer is a failure.
QUICK = Patience(connect=1.0, piece=0.4, whole=0.8)


@pytest.fixture
def peer():
    with http_peer() as peer:
        yield peer


@pytest.fixture
def message():
    def make(address="robot-1", **values):
        return Outgoing(
            **{
                "address": address,
                "subject": "新工单 HF26-000101-3",
                "text": "请在 10:30 前接单。\nhttps://portal.example/o/abc",
                "message_id": "7f0c4a3e9d2b41d8",
                **values,
            }
        )

    return make
