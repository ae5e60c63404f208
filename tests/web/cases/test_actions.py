"""What the page of a case offers can be opened by whoever it is offered to."""

import re

import pytest

from models import ENDED, CaseStatus, Role

BRAND = (Role.AGENT, Role.QA)
DEALER = (Role.DEALER_DESK,)
STATUSES = tuple(status for status in CaseStatus if status not in ENDED - {CaseStatus.CLOSED})
SEEN = [(role, status) for role in BRAND for status in STATUSES] + [
    (role, status) for role in DEALER for status in STATUSES if status is not CaseStatus.TRIAGE
]


def offered(html, number):
    """The pages of the case's own that its page leads to; a part of this very page is none."""
    found = re.findall(rf'href="(/cases/{number}/[^"#?]+)', html)
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("role, status", SEEN)
def test_every_action_that_is_offered_opens(world, as_user, role, status):
    dealer = world.dealer()
    case = world.case(status, dealer)
    browser = as_user(world.user(role, dealer=dealer if role in DEALER else None))
    urls = offered(browser.open(f"/cases/{case.number}").html, case.number)

    answers = {url: browser.get(url).status_code for url in urls}

    assert set(answers.values()) <= {200}, answers


def test_an_agent_is_offered_what_an_open_case_needs(world, as_user):
    case = world.case(CaseStatus.TRIAGE)

    page = as_user(world.user(Role.AGENT)).open(f"/cases/{case.number}")

    assert {f"/cases/{case.number}/offer", f"/cases/{case.number}/resolve"} <= set(page.links)
