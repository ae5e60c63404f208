"""What is asked of the portal while measuring: four kinds of pages, each in many shapes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import psycopg

QUEUE: Final = "/hotline"
SEARCH: Final = "/search"
NEW_CALL: Final = "/hotline/cases/new"
VIEWS: Final = ("open", "mine", "triage", "running_out", "call_back", "unanswered")
WORDS: Final = (
    "漏水", "浴霸 掉下来", "約好的時間", "大", "抽油烟机有异响", "drying rack", "trips the fuse",
    "smell", "退款 智能门锁",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; `mark` must stand in the answer, as often as `least` says.

    A form is answered by leading on; so is a search that means one case.
    """

    path: str
    mark: str
    least: int = 1
    form: Mapping[str, str] | None = None
    leads_on: bool = False

    def is_answered_by(self, status: int) -> bool:
        if self.form is not None:
            return status == 302
        return status == 200 or (self.leads_on and status == 302)


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the four kinds, and the ratio that is aimed at."""

    name: str
    aim: float
    asked: Callable[[psycopg.Connection[Any]], Iterator[Asked]]


def queue(_connection: psycopg.Connection[Any]) -> Iterator[Asked]:
    """The hotline's desk under each view: lanes, tabs with their counts, a list of fifty."""
    for view in VIEWS:
        yield Asked(f"{QUEUE}?view={view}", "/cases/HF", 20)


def case(connection: psycopg.Connection[Any]) -> Iterator[Asked]:
    """Open cases at every step, and ended ones with their whole history."""
    for number in _column(
        connection,
        "SELECT number FROM (SELECT number,"
        " row_number() OVER (PARTITION BY status ORDER BY id) AS n"
        " FROM cases WHERE status <> 'closed_elsewhere') found WHERE n <= 5 ORDER BY number",
    ):
        yield Asked(f"/cases/{number}", number, 2)


def create(connection: psycopg.Connection[Any]) -> Iterator[Asked]:
    """A call of a known customer about something bought; sent as the page's form sends it."""
    found = connection.execute(
        "SELECT p.normal, c.id, b.id, s.id FROM customers c"
        " JOIN customer_phones p ON p.customer_id = c.id JOIN purchases b ON b.customer_id = c.id"
        " JOIN symptoms s ON s.id = c.id % 10 + 1 WHERE c.id % 97 = 5 AND (SELECT count(*) FROM"
        " customer_phones o WHERE o.normal = p.normal) = 1 ORDER BY c.id LIMIT 12"
    )
    for phone, customer_id, purchase_id, symptom_id in found.fetchall():
        form = {
            "phone": phone[2:],
            "customer": str(customer_id),
            "purchase": str(purchase_id),
            "what": "浴室漏水，从昨天开始，滴到楼下去了。The customer asks for a visit tomorrow.",
            "severity": "normal",
            "wish": "尽快修好",
            "kind": "private",
            "symptom": str(symptom_id),
            "channel": "phone",
        }
        yield Asked(NEW_CALL, "", form=form)


def search(connection: psycopg.Connection[Any]) -> Iterator[Asked]:
    """By number, phone, last four digits, order number, name, and words in two scripts."""
    numbers = _column(
        connection, "SELECT number FROM cases WHERE id % 9001 = 20 ORDER BY id LIMIT 2"
    )
    phones = _column(connection, "SELECT spelled FROM customer_phones WHERE id % 999 = 7 LIMIT 2")
    orders = _column(connection, "SELECT order_number FROM purchases WHERE id % 999 = 7 LIMIT 2")
    names = _column(connection, "SELECT name FROM customers WHERE id % 999 = 7 LIMIT 3")
    for words in (*numbers[:1], *phones, *orders, *names, *WORDS):
        yield Asked(f"{SEARCH}?{urlencode({'q': words})}", "", leads_on=True)


KINDS: Final = (
    Kind("queue", 0.7, queue),
    Kind("case", 0.5, case),
    Kind("create", 0.5, create),
    Kind("search", 0.5, search),
)


def _column(connection: psycopg.Connection[Any], query: str) -> Sequence[Any]:
    return [row[0] for row in connection.execute(query).fetchall()]
