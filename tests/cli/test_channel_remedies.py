"""The doctor says what to do about each failure, and where."""

import pytest

from portal.cli.channel_remedies import REMEDIES, remedy_of
from portal.notices.channels import dingtalk, feishu, wecom


@pytest.mark.parametrize(
    ("kind", "code", "says"),
    [
        ("email", "535", "/admin/channels/email"),
        ("email", "451", "tried again"),
        ("sms", "http_401", "/admin/channels/sms"),
        ("sms", "http_503", "tried again"),
        ("sms", "timeout", "firewall"),
        ("wecom", "45009", "by themselves"),
        ("wecom", "93000", "new address"),
        ("dingtalk", "310000", "keyword"),
        ("feishu", "19024", "keyword"),
        ("webhook", "address_is_private", "own network"),
    ],
)
def test_each_failure_has_its_own_advice(kind, code, says):
    assert says in remedy_of(kind, code)


def test_what_nobody_knows_still_has_advice():
    assert remedy_of("sms", "E-4711") == (
        "Look at /admin/channels/sms, and ask whoever runs the other side."
    )


@pytest.mark.parametrize("robot", [wecom, dingtalk, feishu], ids=lambda one: one.__name__)
def test_whatever_a_robot_is_asked_again_for_is_explained(robot):
    own_errors = {-1, 2200}  # "busy" of the other side, without more to say

    assert {str(code) for code in robot.LATER - own_errors} <= REMEDIES.keys()
