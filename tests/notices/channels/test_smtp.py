"""Mail to a real peer: what stands in it, what cannot be smuggled into it, and its failures."""

import socket
from contextlib import closing
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.smtp import AuthResult

from portal.errors import InvalidError
from portal.notices.channels import smtp
from portal.notices.channels.outgoing import Attachment, RefusedByPeerError, TryAgainError
from portal.notices.channels.smtp import Security, Server
from tests.notices.channels.conftest import QUICK
from tests.support.peers import certificate, mail_peer
from tests.support.world import NOON

ID = "<7f0c4a3e9d2b41d8.abcdefghijklmnop@portal.example>"


def server(peer, **values):
    return Server(
        **{
            "host": "127.0.0.1",
            "port": peer.port,
            "security": Security.NONE,
            "sender": "portal@portal.example",
            "sender_name": "汇坊 客户服务",
            **values,
        }
    )


def send(peer, message, config=None, **values):
    outgoing = message(**{"address": "desk@dealer.example", "message_id": ID, **values})
    return smtp.send(config or server(peer), outgoing, now=NOON, patience=QUICK)


@pytest.fixture
def peer():
    with mail_peer() as peer:
        yield peer


def received(peer):
    return message_from_bytes(peer.mails[0].content, policy=default)


def test_names_and_words_in_chinese_arrive_as_they_were(peer, message):
    send(peer, message, name="李建国", locale="zh_Hant")

    mail = received(peer)
    assert mail["From"].addresses[0].display_name == "汇坊 客户服务"
    assert mail["To"].addresses[0].display_name == "李建国"
    assert mail["Subject"] == "新工单 HF26-000101-3"
    assert "请在 10:30 前接单" in mail.get_content()
    assert mail["Content-Language"] == "zh-Hant"
    assert mail["Date"].datetime == NOON


def test_no_robot_answers_and_the_number_stays_the_same(peer, message):
    send(peer, message)
    send(peer, message)

    mail = received(peer)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Message-ID"] == ID
    assert peer.mails[0].content == peer.mails[1].content


def test_bounces_go_to_the_address_that_names_the_letter(peer, message):
    send(peer, message, server(peer, bounces_to="bounces@portal.example"))
    send(peer, message)

    assert peer.mails[0].sender == ("bounces+7f0c4a3e9d2b41d8.abcdefghijklmnop@portal.example")
    assert peer.mails[1].sender == "portal@portal.example"


def test_where_one_can_end_the_messages_the_mail_says_so(peer, message):
    send(peer, message, server(peer, unsubscribe_url="https://portal.example/account/messages"))

    assert received(peer)["List-Unsubscribe"] == "<https://portal.example/account/messages>"


@pytest.mark.parametrize(
    "values",
    [
        {"subject": "x\r\nBcc: all@dealer.example"},
        {"name": "x\r\nBcc: all@dealer.example"},
        {"subject": "x\nContent-Type: text/html\n\n<b>"},
        {"subject": "x\u2028Bcc: all@dealer.example"},
    ],
)
def test_a_line_break_brings_no_header(values, peer, message):
    send(peer, message, **values)

    mail = received(peer)
    assert mail["Bcc"] is None
    assert mail.get_content_type() == "text/plain"
    assert peer.mails[0].to == ["desk@dealer.example"]


@pytest.mark.parametrize(
    "values",
    [
        {"address": "desk@dealer.example\r\nBcc: all@dealer.example"},
        {"address": "desk@dealer.example, all@dealer.example"},
        {"address": "nobody"},
        {"address": ""},
        {"headers": {"X-Case": "1\r\nBcc: all@dealer.example"}},
        {"headers": {"Subject": "a second one"}},
    ],
)
def test_what_cannot_be_a_header_is_refused(values, peer, message):
    with pytest.raises(RefusedByPeerError, match="header_not_possible"):
        send(peer, message, **values)

    assert peer.mails == []


def test_text_page_appointment_and_picture_stand_where_readers_look(peer, message):
    appointment = Attachment(
        "visit.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n", {"method": "REQUEST"}
    )
    picture = Attachment("door.png", "image/png", b"\x89PNG")
    send(peer, message, html="<p>请接单</p>", attachments=(picture, appointment))

    mail = received(peer)
    inner, *attached = list(mail.iter_parts())
    assert mail.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in inner.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert list(inner.iter_parts())[2].get_param("method") == "REQUEST"
    assert [part.get_filename() for part in attached] == ["door.png", "visit.ics"]


@pytest.mark.parametrize(
    ("answer", "failure", "code"),
    [
        ("550 5.1.1 no such user", RefusedByPeerError, "550"),
        ("553 5.7.1 not here", RefusedByPeerError, "553"),
        ("450 4.2.1 greylisted", TryAgainError, "450"),
        ("452 4.2.2 mailbox full", TryAgainError, "452"),
    ],
)
def test_never_and_later_are_told_apart_at_the_recipient(answer, failure, code, peer, message):
    peer.recipient = answer

    with pytest.raises(failure) as failed:
        send(peer, message)

    assert failed.value.code == code


@pytest.mark.parametrize(
    ("answer", "failure"),
    [("554 5.6.0 spam", RefusedByPeerError), ("451 4.3.0 try later", TryAgainError)],
)
def test_never_and_later_are_told_apart_at_the_letter(answer, failure, peer, message):
    peer.data = answer

    with pytest.raises(failure):
        send(peer, message)


def test_nobody_there_is_tried_again(message):
    with closing(socket.create_server(("127.0.0.1", 0))) as bound:
        port = bound.getsockname()[1]
    config = Server(
        host="127.0.0.1", port=port, sender="portal@portal.example", security=Security.NONE
    )

    with pytest.raises(TryAgainError, match="unreachable"):
        smtp.send(config, message("desk@dealer.example"), now=NOON, patience=QUICK)


def test_a_server_that_says_nothing_is_tried_again(message):
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        config = Server(
            host="127.0.0.1",
            port=silent.getsockname()[1],
            sender="portal@portal.example",
            security=Security.NONE,
        )
        with pytest.raises(TryAgainError, match="timeout"):
            smtp.send(config, message("desk@dealer.example"), now=NOON, patience=QUICK)


def test_without_starttls_nothing_is_sent_in_the_open(peer, message):
    with pytest.raises(TryAgainError, match="STARTTLS"):
        send(peer, message, server(peer, security=Security.STARTTLS))

    assert peer.mails == []


@pytest.mark.parametrize("tls", [False, True], ids=["starttls", "tls"])
def test_both_kinds_of_tls_work_where_the_certificate_is_trusted(tls, tmp_path, message):
    context, trusted = certificate(tmp_path)
    security = Security.TLS if tls else Security.STARTTLS
    with mail_peer(context, tls=tls) as peer:
        send(peer, message, server(peer, security=security, trusted_ca=trusted))
        with pytest.raises(TryAgainError, match="tls"):
            send(peer, message, server(peer, security=security))

    assert len(peer.mails) == 1


def test_a_wrong_password_is_ours_to_mend_and_not_the_letters_fault(tmp_path, message):
    context, trusted = certificate(tmp_path)

    def only_the_right_one(_server, _session, _envelope, _mechanism, given):
        return AuthResult(success=given.password == b"right", handled=False)

    with mail_peer(context, authenticator=only_the_right_one) as peer:
        ways = {"security": Security.STARTTLS, "trusted_ca": trusted, "username": "portal"}
        send(peer, message, server(peer, password="right", **ways))
        with pytest.raises(TryAgainError, match="535"):
            send(peer, message, server(peer, password="wrong", **ways))

    assert len(peer.mails) == 1


def test_no_password_goes_over_a_line_that_others_read(peer):
    with pytest.raises(InvalidError, match="password_in_the_open"):
        server(peer, username="portal", password="word")


@pytest.mark.parametrize("field", ["sender", "reply_to", "bounces_to"])
def test_an_address_that_is_none_is_refused_when_it_is_set(field, peer):
    with pytest.raises(InvalidError, match="address_wrong"):
        server(peer, **{field: "nobody"})
