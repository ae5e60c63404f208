"""Settings, products, symptoms and the log of their changes."""

import pytest
from sqlalchemy import select

from models import Product, Role, Setting, SettingChange, Symptom
from portal.settings.known import CALLBACK_FROM, CURRENCY
from portal.settings.read import setting
from tests.support.page import checked
from tests.support.world import NOON

NAMES = {"name_en": "Ceiling panel", "name_zh_hans": "吊顶板", "name_zh_hant": "吊頂板"}


@pytest.fixture
def office(world, as_user):
    return as_user(world.user(Role.ADMIN, name="Office"))


@pytest.fixture(autouse=True)
def read_settings_anew(app):
    app.extensions["settings_read_at"] = None
    yield
    app.extensions["settings_read_at"] = None
    app.config["CURRENCY"], app.config["TIME_ZONE"] = "CNY", "Asia/Shanghai"


def test_what_nobody_has_set_has_its_default(session):
    assert (setting(session, CURRENCY), setting(session, CALLBACK_FROM)) == ("CNY", 9)


def test_a_setting_is_changed_recorded_and_in_force_at_once(office, session, app):
    office.submit("/admin/settings", currency="TWD", time_zone="Asia/Taipei")
    office.open("/admin/settings")

    assert setting(session, CURRENCY) == "TWD"
    assert app.config["CURRENCY"] == "TWD"
    recorded = session.scalars(select(SettingChange.what).order_by(SettingChange.what)).all()
    assert recorded == ["setting:currency", "setting:time_zone"]


@pytest.mark.parametrize(
    "answers",
    [{"callback_from": 25}, {"callback_from": 20}, {"callback_until": 0}, {"callback_from": "x"}],
)
def test_impossible_hours_are_refused(office, session, answers):
    answer = office.submit("/admin/settings", **answers)

    assert answer.status_code == 422
    assert checked(answer)
    assert session.scalars(select(Setting)).all() == []


def test_a_product_is_added_and_changed(office, session):
    office.submit("/admin/products/new", code="CP-1", warranty_months=36, lifetime=True, **NAMES)
    product = session.scalars(select(Product)).one()
    session.commit()

    office.submit(f"/admin/products/{product.id}", warranty_months=12, durable=False)

    session.expire_all()
    changed = session.scalars(select(Product)).one()
    assert (changed.warranty_months, changed.lifetime, changed.durable) == (12, True, False)
    latest = session.scalars(select(SettingChange).order_by(SettingChange.id.desc())).first()
    assert latest.before == {"warranty_months": 36, "durable": True}


def test_a_code_stands_for_one_product(office, world):
    world.product(code="CP-1")

    answer = office.submit("/admin/products/new", code="CP-1", **NAMES)

    assert answer.status_code == 409
    assert checked(answer).form().controls["name_en"].values == ["Ceiling panel"]


def test_products_are_found_in_any_language(office, world):
    world.product(code="CP-1", **NAMES)
    world.product(code="X-2")

    page = office.open("/admin/products?q=吊頂")

    assert "CP-1" in page.text
    assert "X-2" not in page.text


def test_a_symptom_is_added_and_changed(office, session):
    office.submit("/admin/symptoms/new", code="LEAK", installation=True, **NAMES)
    symptom = session.scalars(select(Symptom)).one()
    session.commit()

    office.submit(f"/admin/symptoms/{symptom.id}", name_en="Leaks", active=False)

    session.expire_all()
    changed = session.scalars(select(Symptom)).one()
    assert (changed.name_en, changed.active, changed.installation) == ("Leaks", False, True)


def test_the_log_shows_who_changed_what(office, world):
    office.submit("/admin/symptoms/new", code="LEAK", **NAMES)

    page = office.open("/admin/changes?what=symptom:")

    assert "Office" in page.text
    assert "LEAK" in page.text


def test_the_log_names_dealers_and_people_and_not_their_numbers_alone(office, world):
    dealer = world.dealer("Riverside")
    person = world.installer("Ding Yi")
    for what, after in (
        (f"dealer:{dealer.id}", {"state": "leaving", "heir": dealer.id}),
        (f"installer:{person.id}", {"works_for": dealer.id}),
    ):
        world.add(SettingChange(at=NOON, what=what, before=None, after=after))

    text = office.open("/admin/changes").text

    assert f"Dealer Riverside dealer:{dealer.id}" in text
    assert f"Installer Ding Yi installer:{person.id}" in text
    assert "Works for: Riverside" in text
    assert "Serving dealer: Riverside" in text


def test_the_log_calls_a_setting_as_its_page_does(office, world):
    world.add(SettingChange(at=NOON, what="setting:part_days", before=10, after=12))

    text = office.open("/admin/changes").text

    assert "Setting A part is late after setting:part_days 10 12" in text


def test_the_front_page_of_administration_leads_to_each_subject(office):
    page = office.open("/admin")

    for link in ("/admin/users", "/admin/products", "/admin/settings", "/admin/changes"):
        assert link in page.links


def test_every_subject_of_administration_has_its_page(shared_app):
    from portal.web.admin.index import SUBJECTS

    missing = {subject.endpoint for subject in SUBJECTS} - shared_app.view_functions.keys()

    assert not missing


def test_the_log_leaves_out_what_was_empty_and_is_so_still(session, world, office):
    change = {"name": "Lin Wen", "dealer_id": None, "installer_id": None}
    session.add(SettingChange(what="user:7", before=None, after=change, at=world.noon))
    session.add(
        SettingChange(
            what="user:8", before={"dealer_id": 3}, after={"dealer_id": None}, at=world.noon
        )
    )
    session.commit()

    text = office.open("/admin/changes?what=user:").text

    assert "Name: Lin Wen" in text
    assert "Installer" not in text
    assert "Dealer: 3 Dealer: –" in text
