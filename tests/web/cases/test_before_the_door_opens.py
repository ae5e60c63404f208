"""Until 17:00 on the day before, an installer knows of a case, not of its customer (domain D4)."""

from datetime import UTC, datetime

from sqlalchemy import select

from models import CaseStatus, Customer, DispatchPerson, Installer, Role

FAR = datetime(2100, 1, 1, tzinfo=UTC)


def test_the_case_page_opens_for_the_installer_without_the_customer(world, session, as_user):
    case = world.case(CaseStatus.SCHEDULED)
    part = session.scalars(select(DispatchPerson)).one()
    part.visible_from = FAR
    session.commit()
    going = world.user(Role.INSTALLER, installer=session.get(Installer, part.installer_id))

    page = as_user(going).open(f"/cases/{case.number}")

    assert session.get(Customer, case.customer_id).name not in page.text
    assert case.number in page.text


def test_a_dealer_is_offered_only_answers_to_an_offer(world, as_user):
    dealer = world.dealer()
    case = world.case(CaseStatus.OFFERED, dealer)

    page = as_user(world.user(Role.DEALER_DESK, dealer)).open(f"/cases/{case.number}")

    assert f"/cases/{case.number}/accept" in page.links or "/accept" in page.html
    assert f"/cases/{case.number}/parts" not in page.links
    assert f"/cases/{case.number}/photos" not in page.links
