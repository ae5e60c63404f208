"""What somebody typed is shown as the words they are: in no page, file or header as anything else.

Every page of every role is opened over a world in which each free text is an attack
(`tests/attacks/typed.py`), and read as a browser reads it.
"""

import csv
import io
from html.parser import HTMLParser

import pytest

from models import Case, CaseStatus, EventKind, Role, SentBy
from portal.access.actors import Actor
from portal.cases.links import issue_link
from portal.history.record import EVERYBODY, record
from portal.infra import clock
from tests.attacks.conftest import number_in
from tests.attacks.typed import MARK, mark_of, typed_columns, typing_attacks
from tests.attacks.walk import forms_of, pages_of

# What no page of the walk shows, and why.
NOT_ON_A_PAGE = {
    **dict.fromkeys(
        (
            "audit_answers.note", "audit_findings.todo", "callbacks.note", "drafts.title",
            "enquiries.note", "enquiries.topic", "offers.reason", "offers.release_reason",
            "outside_results.business", "outside_results.industry", "outside_results.odd",
            "saved_views.name", "saved_views.query", "supervisor_requests.answer",
            "tasks.outcome", "unreachable_approvals.reason", "visits.done",
            "visits.finding", "visits.signer_name", "visits.signer_relation",
        ),
        "the world of the walk has no such row, or not where these readers look",
    ),
    **dict.fromkeys(
        ("calendar_days.name", "dealer_districts.district", "sla_policies.note"),
        "the walk's settings are the first ones",
    ),
    **dict.fromkeys(
        ("scorecard_questions.text_zh_hans", "scorecard_questions.text_zh_hant"),
        "the readers read English",
    ),
    "case_search.body": "it is searched, never shown",
    "channel_secrets.name": "the portal names its secrets itself, nobody types one",
    "customer_mails.address": "no rule writes it and no page shows it yet",
    "deliveries.provider_ref": "it is kept for asking the provider, never shown",
    "import_rows.row_key": "it is compared, never shown",
    "sla_policy_rows.district": "no page shows a policy's rows",
}  # fmt: skip
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "data", "poster"}


class Read(HTMLParser):
    """A page as a browser would make it: elements and attributes that nobody of ours wrote."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.words: list[str] = []
        self._script = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._script = tag == "script"
        found = {name: value or "" for name, value in attrs}
        if tag == "x7" or (tag == "img" and found.get("src") == "x"):
            self.wrong.append(f"<{tag}>")
        self.wrong += [f"{tag} {name}" for name in found if name.startswith("on")]
        self.wrong += [
            f"{tag} {name}={found[name][:40]}"
            for name in ADDRESSES & found.keys()
            if found[name].startswith(("javascript:", "data:text", "=HYPERLINK"))
        ]
        self.words += found.values()

    def handle_data(self, data):
        if self._script and "<" in data:
            self.wrong.append(f"a tag within a script: {data[:60]}")
        self.words.append(data)

    def handle_endtag(self, tag):
        self._script = False


def read(answer, url: str, shown: set[str]) -> list[str]:
    """What is wrong with the answer; what it showed joins `shown`."""
    for name, value in answer.headers:
        if MARK[:10] in value:
            return [f"{url}: header {name}"]
    if answer.mimetype != "text/html":
        return []
    page = Read(answer.text)
    said = " ".join(page.words)
    shown.update(
        f"{table}.{column}"
        for table, columns in typed_columns().items()
        for column in columns
        if mark_of(table, column) in said
    )
    if "49" in said and "=HYPERLINK" in said and "{{7*7}}" not in said:
        page.wrong.append("a template within a text")
    return [f"{url}: {wrong}" for wrong in page.wrong]


def say_it(session, place, role=Role.SUPERVISOR) -> None:
    """A word in each case's history, for everybody who reads it."""
    somebody = Actor.of_user(place.people[role])
    for number in place.numbers:
        case = session.query(Case).filter_by(number=number).one()
        record(
            session, somebody, case, EventKind.COMMENTED, now=clock.now(), audience=EVERYBODY,
            body=mark_of("event_texts", "body"),
        )  # fmt: skip
    session.commit()


@pytest.fixture
def told(walked):
    place, session = walked
    say_it(session, place)
    return place, session


# The richest pages of a case; the others open one case only.
OF_EACH = (CaseStatus.SCHEDULED, CaseStatus.RESOLVED, CaseStatus.CLOSED)
READERS = {Role.SUPERVISOR: OF_EACH, Role.INSTALLER: (CaseStatus.SCHEDULED,)}


def test_no_page_of_anybody_holds_what_was_typed_as_anything_but_words(told):
    place, session = told

    wrong, shown = [], set()
    for role in Role:
        with typing_attacks():  # a browser says what it likes about itself
            client = place.client_of(role)
        numbers = [number_in(session, place, status) for status in READERS.get(role, ())]
        for _rule, url in pages_of(place, role, [place.numbers[0], *numbers]):
            with client.get(url) as answer:
                wrong += read(answer, f"{role} {url}", shown)

    typed = {
        f"{table}.{column}" for table, columns in typed_columns().items() for column in columns
    }
    assert not wrong, "\n".join(wrong[:40])
    assert typed - shown == NOT_ON_A_PAGE.keys(), "show it somewhere on the walk, or say why not"


def test_a_form_that_is_refused_gives_back_words(told):
    place, _session = told
    attack = f"{MARK} refused"

    wrong = []
    for role in (Role.SUPERVISOR, Role.ADMIN, Role.DEALER_MANAGER):
        client = place.client_of(role)
        for form in forms_of(place, role, client, place.numbers[:1]).values():
            data = form.filled()
            for control in form.controls.values():
                if control.name not in ("csrf_token", "form_id", "version"):
                    data.setlist(control.name, [attack])
            with client.post(form.action, data=data) as answer:
                wrong += read(answer, f"{role} {form.action}", set())

    assert not wrong, "\n".join(wrong[:40])


def test_the_customers_page_holds_words(told):
    place, session = told
    case = session.query(Case).filter_by(number=place.numbers[0]).one()
    agent = Actor.of_user(place.people[Role.AGENT])
    link = issue_link(session, agent, case.id, SentBy.READ_OUT, now=clock.now())
    session.commit()

    shown = set()
    wrong = read(place.app.test_client().get(f"/t/{link.token}"), "link", shown)

    assert not wrong
    assert "dealers.name" in shown


def test_a_list_opened_in_a_spreadsheet_runs_nothing(told):
    place, _session = told
    client = place.client_of(Role.SUPERVISOR)

    rows = list(
        csv.reader(io.StringIO(client.post("/cases/export?view=all").text.lstrip("\ufeff")))
    )

    cells = [cell for row in rows for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
