"""SMS by a gateway that is told to the portal: its call, its yes, its no."""

import json

import pytest

from portal.errors import InvalidError
from portal.notices.channels import sms
from portal.notices.channels.outgoing import RefusedByPeerError, TryAgainError
from portal.notices.channels.sms import Form, Gateway
from tests.notices.channels.conftest import QUICK
from tests.support.world import NOON

TEXT = '门铃"坏了\\{id} & co'


def gateway(peer, **values):
    given = {
        "url": f"{peer.url}/send",
        "fields": {"mobile": "{to}", "content": "{text}", "extra": {"ids": ["{id}"]}},
        "headers": {"Authorization": "Bearer k-1"},
        "text_path": "message",
        "ref_path": "data.0.sid",
        "plain_http": True,
        "private_network": True,
        **values,
    }
    return Gateway(**given)


def send(peer, message, text=TEXT, **values):
    outgoing = message("13900004417", text=text)
    return sms.send(gateway(peer, **values), outgoing, now=NOON, patience=QUICK)


def test_the_template_is_filled_and_no_text_changes_its_shape(peer, message):
    peer.says(b'{"code":0,"message":"ok","data":[{"sid":"S-77"}]}')

    sent = send(peer, message)

    asked = peer.asked[0]
    assert json.loads(asked.body) == {
        "mobile": "13900004417",
        "content": TEXT,
        "extra": {"ids": ["7f0c4a3e9d2b41d8"]},
    }
    assert asked.headers["Authorization"] == "Bearer k-1"
    assert sent.provider_ref == "S-77"


def test_a_form_and_a_query_carry_the_same_fields(peer, message):
    from urllib.parse import parse_qs

    peer.says(b'{"code":"0"}')

    send(peer, message, form=Form.FORM)
    send(peer, message, form=Form.QUERY, method="GET", url=f"{peer.url}/send?user=u1")

    form = parse_qs(peer.asked[0].body.decode())
    assert (form["mobile"], form["content"]) == (["13900004417"], [TEXT])
    assert json.loads(form["extra"][0]) == {"ids": ["7f0c4a3e9d2b41d8"]}
    query = peer.asked[1].query
    assert (query["user"], query["content"]) == ("u1", TEXT)


@pytest.mark.parametrize("code", [b'"1002"', b"1002"])
def test_a_200_with_the_gateways_own_no_is_a_refusal(code, peer, message):
    peer.says(b'{"code":%s,"message":"black list"}' % code)

    with pytest.raises(RefusedByPeerError) as refused:
        send(peer, message)

    assert (refused.value.code, refused.value.text) == ("1002", "black list")


def test_the_codes_that_mean_later_are_tried_again(peer, message):
    peer.says(b'{"code":"busy"}')

    with pytest.raises(TryAgainError, match="busy"):
        send(peer, message, later_codes=["busy"])


def test_a_plain_answer_has_its_code_as_the_first_word(peer, message):
    peer.says(b"success:8812", b"error,no money")

    sent = send(peer, message, code_path="", good_codes=["success"])

    assert sent.provider_ref == "8812"
    with pytest.raises(RefusedByPeerError, match="error: no money"):
        send(peer, message, code_path="", good_codes=["success"])


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"other":1}', b'{"code":{}}', b"\xff"])
def test_an_answer_without_a_code_is_asked_for_again(body, peer, message):
    peer.says(body)

    with pytest.raises(TryAgainError, match="not_understood"):
        send(peer, message)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_gateway_in_trouble_is_asked_again_whatever_its_body_says(status, peer, message):
    peer.says(b'{"code":"0"}', status=status)

    with pytest.raises(TryAgainError, match=f"http_{status}"):
        send(peer, message)


def test_a_gateway_that_does_not_answer_is_asked_again(peer, message):
    peer.wait = 1.0

    with pytest.raises(TryAgainError, match="timeout"):
        send(peer, message)


def test_a_text_too_long_is_not_cut_in_the_middle_of_its_address(peer, message):
    with pytest.raises(RefusedByPeerError, match="text_too_long"):
        send(peer, message, text="长" * 501)

    assert peer.asked == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"fields": {"a": "{to}"}}, "gateway_needs_holes"),
        ({"fields": {"a": "{to}{text}{password}"}}, "gateway_unknown_hole"),
        ({"headers": {"X-Key": "a\r\nX-Other: b"}}, "gateway_header"),
        ({"headers": {"X Key": "a"}}, "gateway_header"),
        ({"method": "DELETE"}, "gateway_method"),
        ({"method": "GET"}, "gateway_method"),
        ({"good_codes": []}, "gateway_says_no_yes"),
    ],
)
def test_settings_that_cannot_work_are_refused_when_they_are_made(wrong, code, peer):
    with pytest.raises(InvalidError, match=code):
        gateway(peer, **wrong)
