"""What the log says, and the keys that it never says."""

import io
import json
import logging

import pytest

from portal.infra.config import Environment
from portal.infra.logging import configure_logging


@pytest.fixture
def log():
    """The lines as a machine collects them."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    configure_logging(Environment.PRODUCTION)
    written = io.StringIO()
    root.handlers[0].setStream(written)
    yield lambda: [json.loads(line)["message"] for line in written.getvalue().splitlines()]
    root.handlers[:] = before[0]
    root.setLevel(before[1])


@pytest.mark.parametrize("kind", ["t", "o", "invitations"])
def test_an_address_that_is_a_key_is_not_logged(kind, log):
    token = "x_4-" + "A1b2" * 5

    logging.getLogger("portal").error("Exception on %s [%s]", f"/{kind}/{token}/photos", "POST")

    assert log() == [f"Exception on /{kind}/…/photos [POST]"]


def test_anything_else_is_said_as_it_is(log):
    logging.getLogger("portal").error("Exception on %s", "/cases/HF26-004821-4/offer")

    assert log() == ["Exception on /cases/HF26-004821-4/offer"]
