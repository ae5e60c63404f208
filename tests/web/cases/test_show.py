"""The page of a case: what each of its readers finds there, and what none but them does."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from models import (
    CaseStatus,
    ContactState,
    CustomerAddress,
    CustomerPhone,
    EventKind,
    Outcome,
    Promise,
    Role,
    Task,
    TaskKind,
)
from portal.access.actors import Actor
from portal.cases.timeline import Shown, read_timeline
from portal.history.record import CUSTOMER, DEALER, EVERYBODY, only_dealer, record
from portal.infra import clock
from tests.support.queries import counted
from tests.support.world import NOON


@pytest.fixture
def agent(world):
    return world.user(Role.AGENT, name="Lin Wen")


def note(world, case, kind, by, **given):
    """An event as a rule would have left it."""
    event = record(world.session, Actor.of_user(by), case, kind, **{"now": NOON, **given})
    world.session.commit()
    return event


def test_the_page_says_where_the_case_stands_and_who_has_the_ball(as_user, world, agent):
    case = world.case(
        CaseStatus.ACCEPTED,
        world.dealer("Hedong"),
        customer=world.customer("Ms Shen"),
        next_stage="first_contact",
        next_due_at=clock.now() + timedelta(minutes=14, seconds=30),
        chases=2,
    )

    page = as_user(agent).open(f"/cases/{case.number}")

    assert page.headings == [f"{case.number} {case.summary}"]
    assert "Next deadline · first contact" in page.text
    assert "14 min left" in page.text
    assert "The ball is with Hedong" in page.text
    assert "2 chases" in page.text


def test_the_timeline_is_grouped_by_day_newest_first_with_the_customers_words(
    as_user, world, agent
):
    case = world.case()
    note(world, case, EventKind.OPENED, agent, body="It drips.", audience=CUSTOMER, channel="phone")
    later = NOON + timedelta(days=1)
    note(world, case, EventKind.CHASED, agent, now=later, body="Nobody came!", audience=DEALER)

    text = as_user(agent).open(f"/cases/{case.number}").text

    assert text.index("Nobody came!") < text.index("It drips.")
    assert "Thu 21 May" in text
    assert "Wed 20 May" in text


def test_a_filter_of_the_timeline_leaves_its_own_kind(session, world, agent):
    case = world.case()
    for kind in (EventKind.CHASED, EventKind.CONTACT_CLAIMED, EventKind.DETAILS_CHANGED):
        note(world, case, kind, agent)
    actor = Actor.of_user(agent)

    kinds = {
        shown: [line.kind for line in read_timeline(session, actor, case, shown=shown).lines]
        for shown in Shown
    }

    assert kinds[Shown.CUSTOMER] == [EventKind.CHASED]
    assert kinds[Shown.CLAIMS] == [EventKind.CONTACT_CLAIMED]
    assert kinds[Shown.SYSTEM] == [EventKind.DETAILS_CHANGED]
    assert len(kinds[Shown.ALL]) == 3


def test_a_long_history_is_paged_by_key_and_meets_every_event_once(as_user, world, agent, session):
    case = world.case()
    for number in range(120):
        record(
            session,
            Actor.of_user(agent),
            case,
            EventKind.COMMENTED,
            now=NOON + timedelta(minutes=number),
            body=f"note {number}.",
        )
    session.commit()
    browser, url, seen = as_user(agent), f"/cases/{case.number}", []

    while url:
        page = browser.open(url)
        seen += [number for number in range(120) if f"note {number}." in page.text]
        url = next((link for link in page.links if "before=" in link), None)

    assert sorted(seen) == list(range(120))


def test_one_dealers_reason_is_never_told_to_another(as_user, world, agent, session):
    first, second = world.dealer("First"), world.dealer("Second")
    case = world.case(CaseStatus.ACCEPTED, second)
    clerk = world.user(Role.DEALER_DESK, second)
    reason = "We quarrelled with her"
    note(
        world,
        case,
        EventKind.DECLINED,
        agent,
        body=reason,
        audience=only_dealer(first.id),
        dealer_id=first.id,
        reason_code="conflict",
    )
    note(world, case, EventKind.CHASED, agent, body="For all dealers", audience=DEALER)

    page = as_user(clerk).open(f"/cases/{case.number}")

    assert "For all dealers" in page.text
    assert reason not in page.text
    assert "First" not in page.text.replace("First heard", "").replace("First contact", "").replace(
        "first contact", ""
    ).replace("A first", "")
    assert reason in as_user(agent).open(f"/cases/{case.number}").text


def test_what_is_for_the_brand_alone_no_dealer_and_no_installer_reads(as_user, world, agent):
    dealer = world.dealer()
    case = world.case(CaseStatus.SCHEDULED, dealer)
    person = installer_of(world, case)
    note(world, case, EventKind.COMMENTED, agent, body="Between ourselves")
    note(world, case, EventKind.COMMENTED, agent, body="Bring a ladder", audience=EVERYBODY)

    for reader in (
        world.user(Role.DEALER_MANAGER, dealer),
        world.user(Role.INSTALLER, installer=person),
    ):
        text = as_user(reader).open(f"/cases/{case.number}").text
        assert "Bring a ladder" in text
        assert "Between ourselves" not in text


def installer_of(world, case):
    from models import DispatchPerson, Installer

    return world.session.scalars(
        select(Installer)
        .join(DispatchPerson, DispatchPerson.installer_id == Installer.id)
        .where(DispatchPerson.case_id == case.id)
    ).one()


@pytest.mark.parametrize("role", [Role.DEALER_DESK, Role.INSTALLER, Role.SALES])
def test_a_stranger_finds_no_such_case(as_user, world, role):
    case = world.case(CaseStatus.ACCEPTED)
    stranger = as_user(world.user(role))

    stranger.open(f"/cases/{case.number}", status=404)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.BOARD_MEMBER])
def test_who_reads_no_cases_may_not_open_the_page(as_user, world, role):
    as_user(world.user(role)).open(f"/cases/{world.case().number}", status=403)


def test_a_salesperson_reads_their_own_relay_without_the_words_of_others(as_user, world, agent):
    seller = world.user(Role.SALES)
    case = world.case(relayed_by_id=seller.id, customer=world.customer("Ms Shen"))
    note(world, case, EventKind.COMMENTED, agent, body="Between ourselves")

    page = as_user(seller).open(f"/cases/{case.number}")

    assert "Ms Shen" in page.text
    assert "Between ourselves" not in page.text


def test_a_wrong_check_digit_is_pointed_out_and_leads_to_the_right_case(as_user, world, agent):
    case = world.case()
    wrong = f"{case.number[:-1]}{(int(case.number[-1]) + 1) % 10}"
    browser = as_user(agent)

    answer = browser.get(f"/cases/{wrong}")

    assert answer.location == f"/cases/{case.number}"
    page = browser.open(answer.location)
    assert f"The last digit of {wrong} is not right." in page.text


def test_a_number_typed_without_dashes_leads_to_the_case_without_a_word(as_user, world, agent):
    case = world.case()
    browser = as_user(agent)

    answer = browser.get(f"/cases/{case.number.replace('-', '').lower()}")

    assert answer.location == f"/cases/{case.number}"
    assert "is not right" not in browser.open(answer.location).text


def test_markup_in_names_and_words_stays_text(as_user, world, agent):
    name = "<script>alert(1)</script>"
    case = world.case(customer=world.customer(name), summary=name)
    note(world, case, EventKind.COMMENTED, agent, body=name)

    page = as_user(agent).open(f"/cases/{case.number}")

    assert name in page.text
    assert "<script>alert" not in page.html


def test_a_closed_case_shows_its_whole_life(as_user, world, agent, session):
    dealer = world.dealer("Hedong")
    world.contact_point(dealer, ContactState.DEAD)
    customer = world.customer("Ms Shen")
    purchase = world.purchase(customer, place="bathroom", order_number="SH-2510-0318")
    case = world.case(
        CaseStatus.CLOSED,
        dealer,
        customer=customer,
        purchase_id=purchase.id,
        product_id=purchase.product_id,
    )
    world.add(
        Task(
            case_id=case.id,
            kind=TaskKind.RESERVATION,
            title="Paint the edge",
            team=True,
            due_at=NOON,
            made_at=NOON,
        )
    )

    page = as_user(agent).open(f"/cases/{case.number}")

    for said in (
        "Fixed with a wider bracket.",
        "Dealer 100",
        "Drilled beside the mark.",
        "Treated: 5 of 5",
        "SH-2510-0318",
        "Was ours until",
        "Paint the edge",
        "Dead",
        "The ball is with nobody: it has ended",
        "Accepted by the dealer",
    ):
        assert said in page.text, said
    assert "What still stands" not in page.text


def test_what_still_stands_is_listed_with_what_is_met(as_user, world, agent):
    case = world.case(CaseStatus.RESOLVED)

    page = as_user(agent).open(f"/cases/{case.number}")

    assert "What still stands before closing" in page.text
    assert "Open: Our callback: “settled”" in page.text
    assert "Done: First heard is on record" in page.text


def test_an_open_promise_stands_above_the_timeline(as_user, world, agent):
    case = world.case()
    promise = world.add(
        Promise(
            case_id=case.id,
            body="We ring by four",
            due_at=clock.now() + timedelta(minutes=10),
            made_at=NOON,
            made_by_name="Tang Li",
        )
    )

    page = as_user(agent).open(f"/cases/{case.number}")

    assert "We ring by four" in page.text
    assert "Given by Tang Li" in page.text
    for verb in ("keep", "reschedule"):
        assert f"/cases/{case.number}/promise/{promise.id}/{verb}" in page.links
    assert "/promise/" not in as_user(world.user(Role.QA)).open(f"/cases/{case.number}").html


def test_photos_stand_with_the_event_that_brought_them(as_user, world, agent):
    case = world.case()
    picture = world.photo(case)
    note(world, case, EventKind.PHOTO_ADDED, agent, files=[picture.id], photo_kind="evidence")

    page = as_user(agent).open(f"/cases/{case.number}")

    assert f'src="/files/{picture.id}/small"' in page.html
    assert "Other photos" not in page.text


def test_a_dealer_sees_no_photo_that_is_not_for_it(as_user, world):
    dealer = world.dealer()
    case = world.case(CaseStatus.ACCEPTED, dealer)
    hidden = world.photo(case, for_dealer=False)

    page = as_user(world.user(Role.DEALER_DESK, dealer)).open(f"/cases/{case.number}")

    assert f"/files/{hidden.id}" not in page.html


def test_every_kind_of_event_is_told_in_a_sentence(as_user, world, agent):
    case = world.case()
    for kind in EventKind:
        note(world, case, kind, agent)

    for shown in Shown:
        as_user(agent).open(f"/cases/{case.number}?shown={shown}")


def test_where_a_customer_lives_is_shown_without_any_number_of_theirs(
    agent, as_user, world, session
):
    customer = world.customer()
    case = world.case(customer=customer, address_id=world.address(customer).id)
    where = session.scalars(select(CustomerAddress.text)).one()
    session.execute(delete(CustomerPhone))
    session.commit()

    assert where in as_user(agent).open(f"/cases/{case.number}").text


def test_the_page_asks_the_database_at_most_twelve_times_and_once_for_the_bell(
    as_user, world, agent, session
):
    dealer = world.dealer()
    customer = world.customer()
    purchase = world.purchase(customer)
    installer = world.installer(dealer=dealer)
    case = world.case(
        CaseStatus.RESOLVED,
        dealer,
        accused=installer,
        customer=customer,
        agent_id=agent.id,
        purchase_id=purchase.id,
        address_id=world.address(customer).id,
    )
    for number in range(30):
        note(world, case, EventKind.COMMENTED, agent, body=str(number), audience=DEALER)
    world.callback(case, world.user(Role.AGENT), Outcome.NO_ANSWER)
    session.commit()

    for reader in (agent, world.user(Role.QA), world.user(Role.DEALER_MANAGER, dealer)):
        browser = as_user(reader)
        browser.open(f"/cases/{case.number}")
        with counted(session) as statements:
            browser.open(f"/cases/{case.number}")
        assert len(statements) <= 13, f"{reader.role}: {len(statements)}\n" + "\n".join(
            one[:150] for one in statements
        )
