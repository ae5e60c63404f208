import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from models import Case, CaseStatus, Draft, Enquiry, Offer, Promise, Role, Severity, StoredFile
from portal.i18n.formats import DEFAULT_ZONE
from tests.files.test_pictures import encoded, photo
from tests.support.page import checked

URL = "/hotline/cases/new"
NUMBER = "19900001186"


@pytest.fixture
def agent(world, as_user):
    return as_user(world.user(Role.AGENT))


def known(world, **given):
    customer = world.customer("Ms Cao", NUMBER)
    return customer, world.purchase(customer, **given)


def call(browser, **answers):
    given = {"form": "call", "what": "The ceiling drips.", "severity": "normal", **answers}
    return browser.submit(f"{URL}?phone={NUMBER}", **given)


def test_a_known_caller_is_asked_at_most_eight_things(world, agent):
    known(world)

    html = agent.open(f"{URL}?phone={NUMBER}").html

    form = re.search(r'<form id="call".*?</form>', html, re.S)[0]
    shown = re.sub(r"<details.*?</details>", "", form, flags=re.S)
    controls = re.findall(r"<(?:input|select|textarea)[^>]*>", shown)
    names = {
        re.search(r'name="([^"]+)"', control)[1]
        for control in controls
        if 'type="hidden"' not in control
    }
    assert names == {
        "phone", "purchase", "what", "severity", "signs", "wish", "promise", "promise_by",
    }  # fmt: skip


def test_the_questions_stand_in_the_order_of_the_conversation(world, agent):
    html = agent.open(f"{URL}?phone={NUMBER}").html

    assert re.findall(r'<h2 id="(q-\w+)"', html) == [
        "q-who", "q-what", "q-bad", "q-wish", "q-proof", "q-owed",
    ]  # fmt: skip


def test_the_number_fills_the_right_side(world, agent):
    customer, _purchase = known(world, place="bathroom", order_number="SH-1")
    case = world.case(customer=customer)

    page = agent.open(f"{URL}?phone=199 0000 1186")

    for words in ("Ms Cao", "bathroom", "SH-1", case.number, "Record a chase", "Same matter?"):
        assert words in page.text
    assert "locked" not in page.text.lower()


def test_a_call_becomes_a_case(session, world, agent):
    customer, purchase = known(world)

    answer = call(agent, wish="Another installer")

    case = session.scalars(select(Case)).one()
    assert answer.location == f"/cases/{case.number}"
    assert (case.customer_id, case.purchase_id) == (customer.id, purchase.id)
    assert (case.summary, case.wish) == ("The ceiling drips.", "Another installer")


def test_one_press_opens_the_case_and_offers_it(session, world, agent):
    dealer = world.dealer("Hedong")
    known(world, serving_dealer_id=dealer.id)

    call(agent, button=f"offer={dealer.id}")

    case = session.scalars(select(Case)).one()
    assert (case.status, case.dealer_id) == (CaseStatus.OFFERED, dealer.id)
    assert session.scalars(select(Offer.dealer_id)).one() == dealer.id


def test_a_case_is_opened_even_where_the_dealer_cannot_have_it(session, world, agent):
    dealer = world.dealer("Hedong", live=False)
    known(world, serving_dealer_id=dealer.id)

    call(agent, button=f"offer={dealer.id}")

    case = session.scalars(select(Case)).one()
    assert (case.status, case.dealer_id) == (CaseStatus.TRIAGE, None)


def test_a_double_click_makes_one_case(session, world, agent):
    known(world)
    page = agent.open(f"{URL}?phone={NUMBER}")
    data = page.form("call").filled()
    data["what"] = "The ceiling drips."

    first = agent.client.post(URL, data=data)
    second = agent.client.post(URL, data=data)

    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(Case)) == 1


def test_a_new_caller_is_asked_for_a_name(session, world, agent):
    refused = call(agent)
    answer = call(agent, name="Mr Su", address="8 Willow Lane", district="Xihu")

    assert refused.status_code == 422
    assert "how the customer wants to be called" in checked(refused).text
    assert answer.status_code == 302
    case = session.scalars(select(Case)).one()
    assert case.district == "Xihu"


def test_a_refused_form_keeps_what_was_typed(session, world, agent):
    known(world)

    answer = call(agent, what="The ceiling drips on the stove.", signs=["gas"], wish="Today")

    assert answer.status_code == 422
    page = checked(answer)
    form = page.form("call")
    assert form.controls["what"].values[0].strip() == "The ceiling drips on the stove."
    assert form.controls["signs"].values == ["gas"]
    assert "it is urgent" in page.text
    assert session.scalars(select(Case)).all() == []


def test_danger_opened_as_urgent(session, world, agent):
    known(world)

    call(agent, signs=["gas", "spreading"], severity="urgent")

    case = session.scalars(select(Case)).one()
    assert (case.severity, case.danger, case.spreading) == (Severity.URGENT, True, True)


def test_urgent_says_what_to_shut_off(agent):
    page = agent.open(URL)

    for words in ("turn off the water valve", "switch off the fuse", "turn off the gas"):
        assert words in page.text


def test_a_promise_has_a_time_in_the_portals_zone(session, world, agent):
    known(world)

    refused = call(agent, promise="We say who comes")
    call(agent, promise="We say who comes", promise_by="2199-05-20T16:30")

    assert refused.status_code == 422
    due = session.scalars(select(Promise.due_at)).one()
    assert due.isoformat() == "2199-05-20T08:30:00+00:00", DEFAULT_ZONE


def test_several_people_with_one_number_are_told_apart(session, world, agent):
    one, other = world.customer("Mr Su", NUMBER), world.customer("Ms Su", NUMBER)

    refused = call(agent)
    call(agent, customer=str(other.id))

    assert refused.status_code == 422
    assert session.scalars(select(Case.customer_id)).all() == [other.id]
    assert one.id != other.id


def test_a_number_is_looked_up_even_if_nobody_pressed_the_button(session, world, agent):
    customer, _purchase = known(world)

    agent.submit(URL, form="call", phone=NUMBER, what="It drips.")

    assert session.scalars(select(Case.customer_id)).all() == [customer.id]


def test_somebody_else_may_use_a_known_number(session, world, agent):
    customer, _purchase = known(world)

    call(agent, customer="new", name="Mr Xu", purchase="")

    [case] = session.scalars(select(Case)).all()
    assert case.customer_id != customer.id


def test_photos_survive_a_refused_form(session, world, agent):
    known(world)
    refused = call(
        agent,
        signs=["gas"],
        photos=[(BytesIO(encoded(photo((60, 40)))), "ceiling.jpg")],
        what="It drips.",
    )
    data = checked(refused).form("call").filled()
    data["severity"] = "urgent"

    agent.client.post(URL, data=data)

    case = session.scalars(select(Case)).one()
    assert session.scalars(select(StoredFile.case_id)).all() == [case.id]


def test_without_scripts_the_look_up_button_keeps_what_was_typed(session, world, agent):
    known(world)

    looked = agent.submit(
        URL, form="call", button="do=look", phone=NUMBER, what="It drips.", signs=["water"]
    )
    page = agent.open(looked.location)

    assert "Ms Cao" in page.text
    form = page.form("call")
    assert form.controls["what"].values[0].strip() == "It drips."
    assert form.controls["signs"].values == ["water"]


def test_a_draft_outlives_the_session_and_is_gone_with_the_case(session, world, as_user):
    user = world.user(Role.AGENT)
    known(world)
    before = as_user(user)
    page = before.open(URL)
    data = page.form("call").filled()
    data["phone"], data["what"] = NUMBER, "It drips."
    url = re.search(r'data-draft-url="([^"]+)"', page.html)[1]
    kept = before.client.post(url, data=data)
    assert kept.json["saved"]

    nobody = before.client.application.test_client()
    lost = nobody.post(URL, data=data)
    again = as_user(user)
    listed = again.open(URL)

    assert lost.status_code in (400, 401)
    [link] = [link for link in listed.links if "draft=" in link]
    answer = again.submit(link, form="call", severity="minor")
    case = session.scalars(select(Case)).one()
    assert (case.summary, answer.location) == ("It drips.", f"/cases/{case.number}")
    assert session.scalars(select(Draft)).all() == []


def test_the_parts_are_drawn_anew_while_typing(world, agent):
    known(world)
    data = agent.open(URL).form("call").filled()
    data["phone"] = NUMBER

    answer = agent.client.post(f"{URL}/look", data=data)

    assert answer.status_code == 200
    assert "Ms Cao" in answer.text
    assert re.findall(r'data-part="(\w+)"', answer.text) == ["who", "owed", "send", "dossier"]


def test_an_enquiry_takes_two_clicks(session, world, agent):
    customer, _purchase = known(world)
    page = agent.open(f"{URL}?phone={NUMBER}")
    assert page.html.count("/hotline/enquiries") >= 5
    data = page.form("call").filled()

    answer = agent.client.post("/hotline/enquiries", data={**data, "topic": "care"})

    assert answer.status_code == 302
    enquiry = session.scalars(select(Enquiry)).one()
    assert (enquiry.topic, enquiry.customer_id) == ("care", customer.id)
    assert session.scalars(select(Case)).all() == []


def test_the_entitlement_is_shown_last_with_words_to_say(world, agent):
    from portal.infra import clock

    bought = clock.now().date() - timedelta(days=30)
    known(world, bought_on=bought, installed_on=bought)

    html = agent.open(f"{URL}?phone={NUMBER}").html

    assert html.index("q-owed") > html.index("q-proof")
    assert "This is under warranty" in html
    assert "it is for us to prove" in html


@pytest.mark.parametrize(
    "role", [Role.SALES, Role.QA, Role.DEALER_DESK, Role.ADMIN, Role.BOARD_MEMBER]
)
def test_other_roles_may_not_take_calls(world, as_user, role):
    browser = as_user(world.user(role))

    assert browser.get(URL).status_code == 403


@pytest.mark.parametrize(
    "field", ["customer", "purchase", "product", "symptom", "accused", "offer"]
)
@pytest.mark.parametrize("typed", ["9" * 30, "9" * 5000], ids=["large", "endless"])
def test_an_id_that_no_row_has_is_refused_and_is_no_failure(world, agent, field, typed):
    known(world)
    given = agent.open(f"{URL}?phone={NUMBER}").form("call").filled()
    given.setlist("what", ["The ceiling drips."])
    given.setlist(field, [typed])

    answer = agent.client.post(URL, data=given)

    assert answer.status_code in {302, 422}
