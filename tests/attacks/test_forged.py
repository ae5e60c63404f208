"""Another site sends the portal's forms in somebody's name: nothing of theirs is taken.

Every address that takes more than a GET is found by itself. The production setting stands: only
here and where a browser fills in real forms is CSRF not switched off.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from models import FormReceipt, Role
from tests.attacks.walk import Place, known_for
from tests.support.page import Page
from tests.support.signed_in import sign_in

SAFE = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture
def strict(walked) -> Iterator[tuple[Place, object]]:
    place, session = walked
    place.app.config["WTF_CSRF_ENABLED"] = True
    return place, session


def taken(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (verb, rule) for rule in app.url_map.iter_rules() for verb in sorted(rule.methods - SAFE)
    ]


def address(place: Place, rule: Rule) -> str:
    with place.app.test_request_context():
        urls = place.app.url_map.bind("localhost")
        return urls.build(rule.endpoint, known_for(place, rule, place.numbers[0]))


def test_nothing_is_taken_without_the_forms_own_token(strict):
    place, session = strict
    client = place.client_of(Role.SUPERVISOR)

    wrong = []
    for verb, rule in taken(place.app):
        url = address(place, rule)
        got = client.open(url, method=verb, headers={"Referer": "http://localhost/cases"})
        if got.status_code != 400:
            wrong.append(f"{verb} {rule}: {got.status_code}")
        elif "/cases" not in Page(got.text).links:
            wrong.append(f"{verb} {rule}: no way back")

    assert not wrong, "\n".join(wrong)
    assert len(taken(place.app)) > 100
    assert session.scalar(select(func.count()).select_from(FormReceipt)) == 0


@pytest.mark.parametrize("stolen", ["another person's", "made up", "empty"])
def test_a_token_that_is_not_ones_own_is_none(strict, stolen):
    place, session = strict
    client = place.client_of(Role.SUPERVISOR)
    other = sign_in(place.app, session, place.people[Role.AGENT])
    url = f"/cases/{place.numbers[0]}/comment"
    filled = Page(other.get(url).text).form().filled()
    tokens = {"another person's": filled["csrf_token"], "made up": "abc.def.ghi", "empty": ""}
    Page(client.get(url).text)  # this person's browser holds a token too
    filled["csrf_token"] = tokens[stolen]

    got = client.post(url, data=filled)

    assert got.status_code == 400


def test_a_program_is_told_so_in_its_own_way(strict):
    place, _session = strict
    client = place.client_of(Role.SUPERVISOR)

    got = client.post("/theme", headers={"Accept": "application/json"})

    assert (got.status_code, got.get_json()["error"]) == (400, "form_expired")
