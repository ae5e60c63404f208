"""Words of a call: signs of danger, topics of enquiries."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.intake import EnquiryTopic, Sign

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    Sign: {
        Sign.WATER: _l("Water"),
        Sign.ELECTRICITY: _l("Electricity"),
        Sign.GAS: _l("Gas"),
        Sign.INJURY: _l("Somebody is hurt"),
        Sign.SPREADING: _l("Still getting worse"),
        Sign.DAMAGE_BY_US: _l("We damaged something"),
    },
    EnquiryTopic: {
        EnquiryTopic.PRODUCT: _l("About a product"),
        EnquiryTopic.PRICE: _l("Prices"),
        EnquiryTopic.INSTALLATION: _l("Delivery or installation date"),
        EnquiryTopic.CARE: _l("Use and care"),
        EnquiryTopic.WARRANTY: _l("Warranty terms"),
        EnquiryTopic.STORE: _l("Where to buy"),
        EnquiryTopic.CASE_STATE: _l("How a case stands"),
        EnquiryTopic.OTHER: _l("Something else"),
    },
}
