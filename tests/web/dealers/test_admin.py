"""Administrators keep dealers, their people and stores, and let them go (domain O3)."""

import pytest
from sqlalchemy import select

from models import (
    CaseStatus,
    ContactPoint,
    ContactState,
    Dealer,
    DealerDistrict,
    DealerKind,
    DealerState,
    InstallerContact,
    InstallerDealer,
    Role,
    Salesperson,
    SettingChange,
    Store,
)


@pytest.fixture
def admin(as_user, world):
    return as_user(world.user(Role.ADMIN))


def test_a_dealer_is_added_with_its_districts(admin, session):
    answer = admin.submit(
        "/admin/dealers/new", name="顺和店", kind="own_team", districts="Xihu\nGongshu\n"
    )

    added = session.scalars(select(Dealer)).one()
    assert answer.headers["Location"] == f"/admin/dealers/{added.id}"
    assert (added.kind, added.name_sort[:5]) == (DealerKind.OWN_TEAM, "shun4")
    served = session.scalars(select(DealerDistrict.district).order_by(DealerDistrict.district))
    assert served.all() == ["Gongshu", "Xihu"]
    assert session.scalars(select(SettingChange)).one().what == f"dealer:{added.id}"


def test_the_list_is_searched_filtered_and_paged(admin, session, world):
    for number in range(52):
        world.dealer(f"Shop {number:02d}", live=number > 0)
    world.dealer("Hillside", state=DealerState.LIMITED)

    first = admin.open("/admin/dealers")
    found = admin.open("/admin/dealers?q=hill")
    limited = admin.open("/admin/dealers?state=limited")

    assert "Shop 48" in first.text
    assert "Shop 51" not in first.text
    after = next(link for link in first.links if "page=" in link)
    assert "Shop 51" in admin.open(after).text
    for page in (found, limited):
        assert "Hillside" in page.text
        assert "Shop" not in page.text


def test_a_change_is_kept_and_a_stale_one_refused(admin, session, world):
    dealer = world.dealer("Riverside", district="Xihu")
    url = f"/admin/dealers/{dealer.id}"
    stale = admin.open(url).form("details-form").filled()

    admin.submit(url, form="details-form", name="Riverside North", districts="Binjiang")
    answer = admin.client.post(url, data=stale)

    session.expire_all()
    assert (dealer.name, dealer.version) == ("Riverside North", 2)
    assert session.scalars(select(DealerDistrict.district)).all() == ["Binjiang"]
    assert answer.status_code == 409


def test_nobody_becomes_gone_by_the_form_of_details(admin, world):
    dealer = world.dealer("Riverside")
    url = f"/admin/dealers/{dealer.id}"
    filled = admin.open(url).form("details-form").filled()
    filled["state"] = "gone"

    assert admin.client.post(url, data=filled).status_code == 409


def test_contact_points_people_and_stores_are_kept_on_its_page(admin, session, world):
    dealer = world.dealer("Riverside", live=False)
    url = f"/admin/dealers/{dealer.id}"

    admin.submit(
        url,
        form="contact",
        **{"contact-kind": "phone", "contact-label": "desk", "contact-spelled": "0571 8888 0001"},
    )
    admin.submit(url, form="person", **{"person-name": "Gao Jun", "person-phone": "138 0000 4410"})
    admin.submit(url, form="store", **{"store-name": "Riverside hall"})
    admin.submit(url, form="seller", **{"seller-name": "Lin Wen"})
    store = session.scalars(select(Store)).one()
    admin.submit(url, form=f"{url}/stores/{store.id}/close")

    page = admin.open(url)
    for word in ("0571 8888 0001", "Gao Jun", "138 0000 4410", "Riverside hall", "Lin Wen"):
        assert word in page.text
    session.expire_all()
    assert not store.active
    assert session.scalars(select(Salesperson)).one().store_id == store.id


def test_a_contact_point_is_corrected_and_retired(admin, session, world):
    dealer = world.dealer("Riverside")
    point = session.scalars(select(ContactPoint).filter_by(dealer_id=dealer.id)).one()

    admin.submit(f"/admin/contacts/{point.id}", label="manager", spelled=point.spelled)
    admin.submit(f"/admin/dealers/{dealer.id}", form=f"/admin/contacts/{point.id}/retire")

    session.expire_all()
    assert (point.label, point.state) == ("manager", ContactState.RETIRED)


def test_leaving_shows_what_it_does_and_does_it(admin, session, world):
    dealer, heir = world.dealer("Riverside"), world.dealer("Heir")
    case = world.case(CaseStatus.ACCEPTED, dealer)
    purchase = world.purchase(world.customer(), serving_dealer_id=dealer.id)
    url = f"/admin/dealers/{dealer.id}/leaving"

    page = admin.open(url)
    without_heir = admin.submit(url, reason="Closed down.")
    answer = admin.submit(url, heir_id=heir.id, reason="Closed down.")

    assert case.number in page.text
    assert without_heir.status_code == 422
    assert answer.status_code == 302
    session.expire_all()
    assert (dealer.state, case.status) == (DealerState.GONE, CaseStatus.TRIAGE)
    assert purchase.serving_dealer_id == heir.id
    assert "left already" in admin.open(url).text
    assert all(
        form.id != "details-form" for form in admin.open(f"/admin/dealers/{dealer.id}").forms
    )


def test_an_installer_is_found_by_number_and_shows_all_dealers(admin, session, world):
    person = world.installer("Gao Jun", dealer=world.dealer("Riverside"))
    world.works_for(person, world.dealer("Hillside"))
    world.installer("Ding Yi")
    phone = session.get_one(InstallerContact, person.id).phone_spelled

    listed = admin.open(f"/admin/installers?q={phone}")
    page = admin.open(f"/admin/installers/{person.id}")
    admin.submit(f"/admin/installers/{person.id}", name="Gao Jun the elder", phone=phone)

    assert "Gao Jun" in listed.text
    assert "Ding Yi" not in listed.text
    assert "Riverside" in page.text
    assert "Hillside" in page.text
    session.expire_all()
    assert person.name == "Gao Jun the elder"


def test_a_person_ends_working_for_one_dealer_only(admin, session, world):
    dealer, other = world.dealer("Riverside"), world.dealer("Hillside")
    person = world.installer("Gao Jun", dealer=dealer)
    world.works_for(person, other)

    admin.submit(
        f"/admin/dealers/{dealer.id}",
        form=f"/admin/dealers/{dealer.id}/installers/{person.id}/end",
    )

    current = session.scalars(
        select(InstallerDealer.dealer_id).where(InstallerDealer.until.is_(None))
    ).all()
    assert current == [other.id]


def test_an_agent_reads_dealers_and_changes_none(as_user, world):
    dealer = world.dealer("Riverside")
    agent = as_user(world.user(Role.AGENT))

    page = agent.open(f"/admin/dealers/{dealer.id}")

    assert all(form.id != "details-form" for form in page.forms)
    agent.open(f"/admin/dealers/{dealer.id}/leaving", status=403)
    agent.open("/admin/dealers")
    agent.open("/admin/installers")


def test_a_dealer_sees_no_list_of_dealers(as_user, world):
    as_user(world.user(Role.DEALER_MANAGER)).open("/admin/dealers", status=403)
