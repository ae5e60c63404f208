import pytest
from sqlalchemy import select

from models import Customer, CustomerAddress, CustomerPhone, Purchase, Role
from tests.support.page import checked


@pytest.fixture
def agent(world, as_user):
    return as_user(world.user(Role.AGENT))


def test_the_page_shows_everything_about_a_customer(world, agent):
    customer = world.customer("Ms Cao", "19900001186")
    world.address(customer, "8 Willow Lane")
    world.purchase(customer, order_number="SH-2510-0318")
    case = world.case(customer=customer)

    page = agent.open(f"/customers/{customer.id}")

    for words in ("Ms Cao", "199 0000 1186", "8 Willow Lane", "SH-2510-0318", case.number):
        assert words in page.text


def test_details_numbers_and_addresses_are_changed(session, world, agent):
    customer = world.customer("Cao")
    url = f"/customers/{customer.id}"

    agent.submit(f"{url}/edit", name="Ms Cao", kind="company", key_account=True)
    agent.submit(f"{url}/phones", phone="0871 0000 3391", whose="office")
    agent.submit(f"{url}/addresses", address="8 Willow Lane", district="Xihu")

    session.expire_all()
    found = session.get(Customer, customer.id)
    assert (found.name, found.kind, found.key_account) == ("Ms Cao", "company", True)
    assert len(session.scalars(select(CustomerPhone)).all()) == 2
    assert session.scalars(select(CustomerAddress.district)).one() == "Xihu"


def test_an_address_is_corrected_where_it_stands(session, world, agent):
    customer = world.customer()
    address = world.address(customer, "8 Wilow Lane")
    url = f"/customers/{customer.id}/addresses/{address.id}"
    assert url in agent.open(f"/customers/{customer.id}").links

    agent.submit(url, address="8 Willow Lane", district="Xihu")

    session.expire_all()
    assert (address.text, address.district) == ("8 Willow Lane", "Xihu")
    empty = agent.submit(url, address=" ")
    assert empty.status_code == 422
    assert "Write down the address." in checked(empty).text


def test_an_address_of_another_customer_is_not_found_here(world, agent):
    address = world.address(world.customer(), "8 Willow Lane")

    agent.open(f"/customers/{world.customer().id}/addresses/{address.id}", status=404)


def test_a_number_is_removed_but_never_the_last_one(session, world, agent):
    customer = world.customer()
    url = f"/customers/{customer.id}"
    agent.submit(f"{url}/phones", phone="0871 0000 3391")
    first, second = session.scalars(select(CustomerPhone).order_by(CustomerPhone.id)).all()

    removed = agent.submit(url, form=f"{url}/phones/{second.id}/remove")
    refused = agent.submit(url, form=f"{url}/phones/{first.id}/remove")

    assert (removed.status_code, refused.status_code) == (302, 409)
    assert session.scalars(select(CustomerPhone.id)).all() == [first.id]


def test_a_purchase_is_added_and_corrected(session, world, agent):
    customer, product = world.customer(), world.product()
    dealer = world.dealer("Hedong")
    agent.submit(
        f"/customers/{customer.id}/purchases",
        product_id=str(product.id),
        bought_on="2025-10-18",
        order_number="SH-1",
        serving_dealer_id=str(dealer.id),
    )
    purchase = session.scalars(select(Purchase)).one()

    agent.submit(f"/purchases/{purchase.id}/edit", installed_on="2025-11-14")

    session.expire_all()
    assert (purchase.serving_dealer_id, purchase.order_normal) == (dealer.id, "sh1")
    assert purchase.installed_on.isoformat() == "2025-11-14"


def test_two_people_who_correct_a_purchase_lose_nothing_typed(session, world, agent):
    purchase = world.purchase(world.customer())
    url = f"/purchases/{purchase.id}/edit"
    data = agent.open(url).form().filled()
    agent.submit(url, place="kitchen")
    data["place"] = "bathroom"

    answer = agent.client.post(url, data=data)

    assert answer.status_code == 409
    assert checked(answer).form().controls["place"].values == ["bathroom"]


def test_days_that_cannot_be_are_refused_at_their_field(world, agent):
    purchase = world.purchase(world.customer())

    answer = agent.submit(
        f"/purchases/{purchase.id}/edit", bought_on="2025-10-18", installed_on="2025-10-01"
    )

    assert answer.status_code == 422
    assert "is before the purchase" in checked(answer).text


@pytest.mark.parametrize("role", [Role.QA, Role.SALES, Role.DEALER_MANAGER, Role.ADMIN])
def test_others_do_not_see_the_page(world, as_user, role):
    customer = world.customer()

    assert as_user(world.user(role)).get(f"/customers/{customer.id}").status_code == 403
