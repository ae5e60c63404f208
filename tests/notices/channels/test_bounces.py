"""Reports of lost mail: ours are understood, and nobody else's are believed."""

import pytest

from portal.notices.channels.bounces import Fate, number_of, read_bounce, signed_id

KEY = b"k" * 32
NUMBER = "7f0c4a3e9d2b41d87f0c4a3e9d2b41d8"
OURS = signed_id(KEY, NUMBER, "portal.example")
FORGED = signed_id(b"x" * 32, NUMBER, "portal.example")

REPORT = """From: Mail Delivery System <MAILER-DAEMON@mx.dealer.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.dealer.example
Arrival-Date: Wed, 20 May 2026 12:00:01 +0800

Final-Recipient: rfc822; desk@dealer.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <desk@dealer.example>:
    Recipient address rejected: User unknown

--b1
Content-Type: {part}

{returned}
--b1--
"""


def report(
    number=OURS,
    *,
    to="portal@portal.example",
    action="failed",
    status="5.1.1",
    kind="delivery-status",
    part="message/rfc822",
):
    returned = f"Message-ID: {number}\nFrom: portal@portal.example\nSubject: x\n\nwords\n"
    words = REPORT.format(
        to=to, action=action, status=status, kind=kind, part=part, returned=returned
    )
    return words.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("part", ["message/rfc822", "text/rfc822-headers"])
def test_a_lost_letter_is_known_by_the_number_that_it_carried(part):
    bounce = read_bounce(report(part=part), KEY)

    assert (bounce.message_id, bounce.fate, bounce.code) == (NUMBER, Fate.LOST, "5.1.1")
    assert "User unknown" in bounce.text


def test_a_report_without_the_letter_is_known_by_the_address_it_came_to():
    box = f"bounces+{NUMBER}.{OURS.partition('.')[2].partition('@')[0]}@portal.example"

    by_header = read_bounce(report(number="<lost@elsewhere>", to=box.upper()), KEY)
    by_envelope = read_bounce(report(number="<lost@elsewhere>"), KEY, to=box)

    assert by_header.message_id == by_envelope.message_id == NUMBER


@pytest.mark.parametrize(
    "number",
    [
        FORGED,
        f"<{NUMBER}@portal.example>",
        f"<{NUMBER}.aaaaaaaaaaaaaaaa@portal.example>",
        OURS.replace("7f0c", "7f0d"),
        "",
        "<>",
        "=?utf-8?b?Zm9v",
    ],
)
def test_a_forged_report_is_not_believed(number):
    forged = report(number=number, to="bounces+" + number.strip("<>"))

    assert read_bounce(forged, KEY) is None


@pytest.mark.parametrize(
    ("action", "fate"),
    [
        ("Failed", Fate.LOST),
        ("delayed", Fate.LATE),
        ("delivered", Fate.ARRIVED),
        ("relayed", Fate.ARRIVED),
    ],
)
def test_a_letter_that_is_only_late_is_not_lost(action, fate):
    assert read_bounce(report(action=action, status="4.4.1"), KEY).fate is fate


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00garbage",
        b"Subject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nOn holiday. "
        + OURS.encode(),
        report(kind="disposition-notification"),
        report(action=""),
        report().replace(b"message/delivery-status", b"text/plain"),
        report()[:400],
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\n" + b"--\r\n" * 1000,
    ],
)
def test_what_is_no_report_of_a_delivery_is_nothing(raw):
    assert read_bounce(raw, KEY) is None


def test_a_huge_mail_is_read_to_a_limit():
    assert read_bounce(report() + b"x" * 30_000_000, KEY).message_id == NUMBER


def test_the_number_is_found_in_any_case_and_only_with_its_signature():
    assert number_of(KEY, OURS.upper()) == NUMBER
    assert number_of(KEY, FORGED) is None
    assert number_of(KEY, NUMBER) is None
