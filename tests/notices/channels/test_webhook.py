"""Signed webhooks: what a receiver can check, and where a webhook may never lead."""

import json
import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.notices.channels import webhook
from portal.notices.channels.outgoing import RefusedByPeerError, TryAgainError
from portal.notices.channels.peer import Reach, place_of
from portal.notices.channels.webhook import Webhooks, is_genuine
from tests.notices.channels.conftest import QUICK
from tests.support.peers import certificate, http_peer
from tests.support.world import NOON

HERE = Webhooks(secret="between-us", plain_http=True, private_network=True)


def post(peer, message, webhooks=HERE, path="/hook", **values):
    outgoing = message(f"{peer.url}{path}", data={"case": "HF26-000101-3"}, **values)
    return webhook.send(webhooks, outgoing, now=NOON, patience=QUICK)


def test_the_receiver_can_tell_that_it_is_ours(peer, message):
    post(peer, message)

    asked = peer.asked[0]
    assert is_genuine("between-us", asked.headers, asked.body, now=NOON)
    assert json.loads(asked.body)["data"] == {"case": "HF26-000101-3"}
    assert asked.headers[webhook.ID] == "7f0c4a3e9d2b41d8"


def test_another_secret_another_hour_another_number_another_word_are_seen(peer, message):
    post(peer, message)

    asked = peer.asked[0]
    later = NOON + timedelta(minutes=6)
    renumbered = {**asked.headers, webhook.ID: "another"}
    redated = {**asked.headers, webhook.TIMESTAMP: str(int(later.timestamp()))}
    assert not is_genuine("not-ours", asked.headers, asked.body, now=NOON)
    assert not is_genuine("between-us", asked.headers, asked.body, now=later)
    assert not is_genuine("between-us", renumbered, asked.body, now=NOON)
    assert not is_genuine("between-us", redated, asked.body, now=later)
    assert not is_genuine("between-us", asked.headers, asked.body + b" ", now=NOON)
    assert not is_genuine("between-us", {}, asked.body, now=NOON)


def test_the_number_is_the_same_at_every_attempt(peer, message):
    post(peer, message)
    post(peer, message)

    assert len({asked.headers[webhook.ID] for asked in peer.asked}) == 1


def test_without_a_secret_nothing_leaves_the_house(peer, message):
    with pytest.raises(RefusedByPeerError, match="no_secret"):
        post(peer, message, replace(HERE, secret=""))

    assert peer.asked == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status, peer, message):
    with http_peer() as elsewhere:
        peer.says(b"", status=status)
        peer.headers = {"Location": f"{elsewhere.url}/inside"}
        with pytest.raises(RefusedByPeerError, match=f"http_{status}"):
            post(peer, message)

    assert elsewhere.asked == []


def test_any_2xx_is_a_yes_whatever_its_body(peer, message):
    peer.says(b"\xff\xfe not words", status=202)

    post(peer, message)


def test_an_answer_without_an_end_is_left(peer, message):
    peer.says(b"x" * 200)
    peer.drip = 0.02

    with pytest.raises(TryAgainError, match="timeout"):
        post(peer, message)


def test_of_a_huge_answer_only_a_little_is_read(peer, message):
    peer.says(b"x" * 5_000_000)

    post(peer, message)


@pytest.mark.parametrize(
    "url",
    [
        "http://dealer.example/hook",
        "ftp://dealer.example/hook",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_x",
    ],
)
def test_only_https_unless_the_administrator_says_otherwise(url):
    with pytest.raises(RefusedByPeerError, match="address_not_https"):
        place_of(url, Reach())


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[fe80::1]",
        "[fc00::1]",
        "[::ffff:10.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[::]",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
    ],
)
def test_no_way_leads_into_a_private_network(host):
    with pytest.raises(RefusedByPeerError, match="address_is_private"):
        place_of(f"https://{host}/hook", Reach())


def test_one_private_address_among_public_ones_is_too_many(monkeypatch):
    def answers(_host, port, **_kind):
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in ("93.184.216.34", "127.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", answers)

    with pytest.raises(RefusedByPeerError, match="address_is_private"):
        place_of("https://rebinds.example/hook", Reach())


def test_a_name_is_looked_up_once_and_the_connection_goes_where_that_led(
    peer, message, monkeypatch
):
    looked_up = []
    real = socket.getaddrinfo

    def answers(host, port, *args, **kinds):
        if host != "once.example":
            return real(host, port, *args, **kinds)
        looked_up.append(host)
        return real("127.0.0.1", port, *args, **kinds)

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    port = peer.url.rpartition(":")[2]

    webhook.send(HERE, message(f"http://once.example:{port}/hook"), now=NOON, patience=QUICK)

    assert looked_up == ["once.example"]
    assert peer.asked[0].headers["Host"] == f"once.example:{port}"


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "https:///hook",
        "https://user:word@dealer.example/",
        "https://dealer.example:99999/",
        "https://dealer.example/\r\nX: y",
        "https://dealer .example/",
        "https://汇坊.example/",
    ],
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(RefusedByPeerError, match="address_not_understood"):
        place_of(url, Reach(private_network=True))


def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path, message):
    context, _trusted = certificate(tmp_path)
    with (
        http_peer(context) as peer,
        pytest.raises(TryAgainError, match=r"unreachable.*CERTIFICATE_VERIFY_FAILED"),
    ):
        post(peer, message)

    assert peer.asked == []
