import re
from io import BytesIO

import pytest
from sqlalchemy import func, select

from models import Case, Channel, Draft, Role, StoredFile
from tests.files.test_pictures import encoded, photo
from tests.support.page import checked

URL = "/sales/relay"
ANSWERS = {"name": "Ms Cao", "phone": "199 0000 1186", "what": "Her door does not close."}


@pytest.mark.parametrize(
    "role, channel", [(Role.SALES, Channel.SALESPERSON), (Role.DEALER_MANAGER, Channel.DEALER)]
)
def test_a_relay_is_three_answers_and_reports_back(session, world, as_user, role, channel):
    browser = as_user(world.user(role))
    assert URL in browser.open("/sales").links

    answer = browser.submit(URL, **ANSWERS)
    page = browser.open(answer.location)

    case = session.scalars(select(Case)).one()
    assert (answer.location, case.channel) == ("/sales", channel)
    for words in (case.number, "Her door does not close.", "Triage"):
        assert words in page.text


def test_the_number_tells_the_relayer_nothing(session, world, as_user):
    known = world.customer("Cao Lan", "19900001186")
    browser = as_user(world.user(Role.SALES))

    answer = browser.submit(URL, **ANSWERS)

    assert "Cao Lan" not in browser.open(answer.location).text
    assert session.scalars(select(Case.customer_id)).one() == known.id


def test_one_sees_only_ones_own_relays(world, as_user):
    as_user(world.user(Role.SALES)).submit(URL, **ANSWERS)

    page = as_user(world.user(Role.SALES)).open("/sales")

    assert "Her door" not in page.text


def test_a_photo_goes_along_even_after_a_refusal(session, world, as_user):
    browser = as_user(world.user(Role.SALES))
    sent = [(BytesIO(encoded(photo((60, 40)))), "door.jpg")]
    refused = browser.submit(URL, **{**ANSWERS, "heard_at": "2199-01-01T10:00"}, photos=sent)
    data = checked(refused).form().filled()
    data["heard_at"] = ""

    browser.client.post(URL, data=data)

    assert refused.status_code == 422
    case = session.scalars(select(Case)).one()
    assert session.scalars(select(StoredFile.case_id)).all() == [case.id]


def test_a_refused_relay_keeps_what_was_typed(world, as_user):
    browser = as_user(world.user(Role.SALES))

    answer = browser.submit(URL, **{**ANSWERS, "phone": "none"})

    assert answer.status_code == 422
    form = checked(answer).form()
    assert form.controls["what"].values[0].strip() == ANSWERS["what"]


def test_a_double_click_makes_one_case(session, world, as_user):
    browser = as_user(world.user(Role.SALES))
    data = browser.open(URL).form().filled()
    for name, value in ANSWERS.items():
        data[name] = value

    for _ in range(2):
        browser.client.post(URL, data=data)

    assert session.scalar(select(func.count()).select_from(Case)) == 1


def test_a_half_written_relay_is_found_again(session, world, as_user):
    browser = as_user(world.user(Role.SALES))
    page = browser.open(URL)
    data = page.form().filled()
    data["what"] = "Her door does not close."
    browser.client.post(re.search(r'data-draft-url="([^"]+)"', page.html)[1], data=data)

    listed = browser.open("/sales")
    [link] = [link for link in listed.links if "draft=" in link]
    browser.submit(link, name="Ms Cao", phone="19900001186")

    assert session.scalars(select(Case.summary)).one() == "Her door does not close."
    assert session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("role", [Role.AGENT, Role.QA, Role.INSTALLER, Role.ADMIN])
def test_others_do_not_relay(world, as_user, role):
    assert as_user(world.user(role)).get(URL).status_code == 403
