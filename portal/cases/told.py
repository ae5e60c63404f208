"""Who is told of a change besides the brand."""

from portal.history.record import BRAND, Audience, only_dealer


def its_dealer(dealer_id: int | None) -> Audience:
    """That dealer alone; the brand alone where there is none, so that no later one reads it."""
    return BRAND if dealer_id is None else only_dealer(dealer_id)
