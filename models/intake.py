"""Words of a call that no table keeps as a column of their own: signs, topics of enquiries."""

from enum import StrEnum
from typing import Final


class Sign(StrEnum):
    """What makes a matter urgent, asked one by one (domain I2), and damage that we are said
    to have done (domain E1)."""

    WATER = "water"
    ELECTRICITY = "electricity"
    GAS = "gas"
    INJURY = "injury"
    SPREADING = "spreading"
    DAMAGE_BY_US = "damage_by_us"


# Somebody can come to harm. Water alone can also be a drop in a bucket.
DANGEROUS: Final = frozenset({Sign.ELECTRICITY, Sign.GAS, Sign.INJURY})


class EnquiryTopic(StrEnum):
    """What a call that needs no case was about."""

    PRODUCT = "product"
    PRICE = "price"
    INSTALLATION = "installation"
    CARE = "care"
    WARRANTY = "warranty"
    STORE = "store"
    CASE_STATE = "case_state"
    OTHER = "other"
