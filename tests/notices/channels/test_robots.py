"""The group robots against real peers: signatures, refusals inside a 200, and no way elsewhere."""

import json
import logging
from base64 import b64decode

import pytest

from models import DeliveryChannel
from portal.notices.channels import dingtalk, feishu, wecom
from portal.notices.channels.outgoing import RefusedByPeerError, TryAgainError
from portal.notices.channels.robots import Robots
from tests.notices.channels.conftest import QUICK
from tests.support.world import NOON

YES = {
    wecom: b'{"errcode":0,"errmsg":"ok"}',
    dingtalk: b'{"errcode":0,"errmsg":"ok"}',
    feishu: b'{"code":0,"msg":"success","data":{}}',
}
CODE = {wecom: "errcode", dingtalk: "errcode", feishu: "code"}
WORDS = {wecom: "errmsg", dingtalk: "errmsg", feishu: "msg"}
ALL = pytest.mark.parametrize("robot", [wecom, dingtalk, feishu], ids=lambda one: one.__name__)


def at(peer, **values):
    return Robots(base_url=peer.url, plain_http=True, private_network=True, **values)


def say(robot, peer, message, **values):
    return robot.send(at(peer, **values), message, now=NOON, patience=QUICK)


@ALL
def test_what_is_sent_is_json_with_subject_and_text(robot, peer, message):
    peer.says(YES[robot])

    say(robot, peer, message())

    body = json.loads(peer.asked[0].body)
    content = body["content"]["text"] if robot is feishu else body["text"]["content"]
    assert content.startswith("新工单 HF26-000101-3\n请在 10:30 前接单。")
    assert peer.asked[0].headers["Content-Type"] == "application/json"


@ALL
@pytest.mark.parametrize("found", [40001, 93000, 310000, 19021])
def test_a_200_with_a_code_of_its_own_is_a_refusal(robot, found, peer, message):
    peer.says(json.dumps({CODE[robot]: found, WORDS[robot]: "not you"}).encode())

    with pytest.raises(RefusedByPeerError) as refused:
        say(robot, peer, message())

    assert (refused.value.code, refused.value.text) == (str(found), "not you")


@pytest.mark.parametrize(
    ("robot", "found", "words"),
    [
        (wecom, -1, "system busy"),
        (wecom, 45009, "api freq out of limit"),
        (wecom, 45033, "api concurrent out of limit"),
        (dingtalk, -1, "系统繁忙"),
        (dingtalk, 90030, "webhook over limit"),
        (dingtalk, 130101, "send too fast, exceed 20 times per minute"),
        (dingtalk, 410100, "发送速度太快而限流"),
        (feishu, 2200, "internal error"),
        (feishu, 9499, "too many request"),
        (feishu, 11232, "create message service trigger rate limit"),
        (feishu, 99991400, "request trigger frequency limit"),
    ],
)
def test_too_many_a_minute_is_later_and_not_never(robot, found, words, peer, message):
    peer.says(json.dumps({CODE[robot]: found, WORDS[robot]: words}).encode())

    with pytest.raises(TryAgainError) as later:
        say(robot, peer, message())

    assert (later.value.code, later.value.text) == (str(found), words)


@pytest.mark.parametrize(
    ("robot", "found", "words"),
    [
        (wecom, 93000, "invalid webhook url"),
        (wecom, 40033, "invalid charset"),
        (wecom, 45002, "content size out of limit"),
        (dingtalk, 300005, "token is not exist"),
        (dingtalk, 310000, "keywords not in content"),
        (dingtalk, 310000, "sign not match"),
        (dingtalk, 400102, "bot is stopped"),
        (feishu, 9499, "Bad Request"),
        (feishu, 19001, "param invalid: incoming webhook access token invalid"),
        (feishu, 19021, "sign match fail or timestamp is not within one hour"),
        (feishu, 19022, "Ip Not Allowed"),
        (feishu, 19024, "Key Words Not Found"),
    ],
)
def test_what_no_waiting_mends_is_refused_at_once(robot, found, words, peer, message):
    peer.says(json.dumps({CODE[robot]: found, WORDS[robot]: words}).encode())

    with pytest.raises(RefusedByPeerError) as refused:
        say(robot, peer, message())

    assert (refused.value.code, refused.value.text) == (str(found), words)


@ALL
def test_the_longest_chinese_text_stays_within_what_a_body_may_hold(robot, peer, message):
    peer.says(YES[robot])

    say(robot, peer, message(text="漏水" * 20_000 + "\nhttps://portal.example/cases/1"))

    body = peer.asked[0].body
    most = {wecom: 2_100, dingtalk: 20_000, feishu: 20_000}[robot]
    assert len(body) < most
    assert b"\\u" not in body
    assert body.rstrip(b'"}').endswith(b"https://portal.example/cases/1")


@ALL
@pytest.mark.parametrize("body", [b"<html>Sign in to the hotel</html>", b"", b"[]", b'"ok"', b"{}"])
def test_an_answer_that_is_none_is_asked_for_again(robot, body, peer, message):
    peer.says(body)

    with pytest.raises(TryAgainError, match="not_understood"):
        say(robot, peer, message())


@ALL
@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_in_trouble_is_asked_again(robot, status, peer, message):
    peer.says(YES[robot], status=status)

    with pytest.raises(TryAgainError, match=f"http_{status}"):
        say(robot, peer, message())


@ALL
def test_a_door_that_is_shut_is_not_knocked_at_again(robot, peer, message):
    peer.says(b"gone", status=404)

    with pytest.raises(RefusedByPeerError, match="http_404"):
        say(robot, peer, message())


@ALL
def test_who_does_not_answer_is_asked_again(robot, peer, message):
    peer.wait = 1.0

    with pytest.raises(TryAgainError, match="timeout"):
        say(robot, peer, message())


@ALL
def test_nobody_there_is_asked_again(robot, message):
    nobody = Robots(base_url="http://127.0.0.1:9", plain_http=True, private_network=True)

    with pytest.raises(TryAgainError, match="unreachable"):
        robot.send(nobody, message(), now=NOON, patience=QUICK)


def test_wecoms_key_stands_in_the_address_and_nothing_is_signed(peer, message):
    peer.says(YES[wecom])

    say(wecom, peer, message("key-1"), secret="never used")

    asked = peer.asked[0]
    assert (asked.path, asked.query) == ("/cgi-bin/webhook/send", {"key": "key-1"})


def test_dingtalk_signs_the_moment_with_the_secret(peer, message):
    peer.says(YES[dingtalk])

    say(dingtalk, peer, message("token-1"), secret="SEC123")

    asked = peer.asked[0]
    # HMAC-SHA256 of "1779249600000\nSEC123" under SEC123, reckoned by openssl.
    assert asked.path == "/robot/send"
    assert asked.query == {
        "access_token": "token-1",
        "timestamp": "1779249600000",
        "sign": "d/9Z+Gjmg0ivoHSM2o5Wf/kvgJ3ncAZinnFqSbk7hws=",
    }


def test_feishu_signs_nothing_with_the_moment_and_the_secret(peer, message):
    peer.says(YES[feishu])

    say(feishu, peer, message("token-1"), secret="SEC123")

    asked, body = peer.asked[0], json.loads(peer.asked[0].body)
    # HMAC-SHA256 of nothing under "1779249600\nSEC123", reckoned by openssl.
    assert asked.path == "/open-apis/bot/v2/hook/token-1"
    assert (body["timestamp"], body["sign"]) == (
        "1779249600",
        "QU0YilYhy0jOklUpufY4UXFGHK5G+GOZncQCFDH/0RE=",
    )
    assert len(b64decode(body["sign"])) == 32


@pytest.mark.parametrize("robot", [dingtalk, feishu])
def test_without_a_secret_nothing_is_signed(robot, peer, message):
    peer.says(YES[robot])

    say(robot, peer, message())

    assert "sign" not in peer.asked[0].query
    assert "sign" not in json.loads(peer.asked[0].body)


def test_a_robot_with_a_secret_of_its_own_signs_with_that(peer, message):
    peer.says(YES[dingtalk])

    say(dingtalk, peer, message(secret="OWN"), secret="SEC123")

    assert peer.asked[0].query["sign"] == dingtalk.signature("1779249600000", "OWN")


@pytest.mark.parametrize(
    ("robot", "path"),
    [
        (wecom, "/cgi-bin/webhook/send?key=abc"),
        (dingtalk, "/robot/send?access_token=abc"),
        (feishu, "/open-apis/bot/v2/hook/abc"),
    ],
)
def test_the_whole_address_as_the_provider_shows_it_will_do(robot, path, peer, message):
    peer.says(YES[robot])

    say(robot, peer, message(f"{peer.url}{path}"))

    asked = peer.asked[0]
    assert "abc" in (*asked.query.values(), asked.path.rpartition("/")[2])


@pytest.mark.parametrize(
    ("robot", "path"),
    [
        (wecom, "/cgi-bin/webhook/send?key=abc"),
        (dingtalk, "/robot/send?access_token=abc"),
        (feishu, "/open-apis/bot/v2/hook/abc"),
        (feishu, "/elsewhere/abc"),
        (wecom, "/cgi-bin/webhook/send"),
    ],
)
def test_a_robots_address_leads_to_its_provider_and_nowhere_else(robot, path, peer, message):
    with pytest.raises(RefusedByPeerError, match="not_a_robot"):
        say(robot, peer, message(f"http://169.254.169.254{path}"))

    assert peer.asked == []


def test_wecom_gets_no_more_bytes_than_it_takes_and_the_address_stays(peer, message):
    peer.says(YES[wecom])

    say(wecom, peer, message(text="漏水" * 1000 + "\nhttps://portal.example/o/abc"))

    content = json.loads(peer.asked[0].body)["text"]["content"]
    assert len(content.encode()) <= wecom.MOST_BYTES
    assert content.endswith("…\nhttps://portal.example/o/abc")


def test_feishus_older_answers_are_understood(peer, message):
    peer.says(b'{"StatusCode":0,"StatusMessage":"success"}')

    say(feishu, peer, message())


def test_no_key_of_a_robot_stands_in_the_log(peer, message, caplog):
    from portal.infra.config import Environment
    from portal.infra.logging import configure_logging

    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        configure_logging(Environment.PRODUCTION)
        root.addHandler(caplog.handler)
        peer.says(YES[wecom])
        say(wecom, peer, message("key-nobody-may-read"))
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])

    assert "key-nobody-may-read" not in caplog.text


def test_every_way_out_is_in_the_list():
    from portal.notices.channels.ways import WAYS

    assert set(WAYS) == set(DeliveryChannel)
