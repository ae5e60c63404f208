import pytest
from sqlalchemy import select

from models import Enquiry, Role
from models.intake import EnquiryTopic
from portal.cases.enquire import record_enquiry
from portal.errors import ForbiddenError, NotFoundError
from tests.support.world import NOON


def test_an_enquiry_is_counted_under_its_topic(session, world, acting):
    agent, customer = world.actor(), world.customer()
    acted = acting(agent)

    record_enquiry(acted, agent, EnquiryTopic.CARE, customer_id=customer.id, now=NOON)
    acted.commit()

    found = session.scalars(select(Enquiry)).one()
    assert (found.topic, found.customer_id, found.by_id) == ("care", customer.id, agent.user_id)


def test_it_needs_no_customer_but_no_invented_one_either(world, acting):
    agent = world.actor()

    record_enquiry(acting(agent), agent, EnquiryTopic.OTHER, now=NOON)

    with pytest.raises(NotFoundError):
        record_enquiry(acting(agent), agent, EnquiryTopic.OTHER, customer_id=999_999, now=NOON)


def test_only_the_hotline_takes_enquiries(world, acting):
    seller = world.actor(Role.SALES)

    with pytest.raises(ForbiddenError):
        record_enquiry(acting(seller), seller, EnquiryTopic.OTHER, now=NOON)
