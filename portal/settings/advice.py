"""What the simulation in docs/standing.md recommends for the standing of installers (domain S1).

A test runs the simulation and holds these figures to it.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Advice:
    """What one threshold does within half a year to people with 300 jobs in it, in per cent."""

    held_at: int
    good_held: float
    bad_found: float
    days: int


# Of the good 0.5 % of the customers complain, of the bad 5 %; days until half of the bad are held.
ADVICE: Final = (
    Advice(2, 37.50, 100.0, 21),
    Advice(3, 12.28, 100.0, 33),
    Advice(4, 2.75, 99.8, 45),
    Advice(5, 0.50, 99.4, 57),
    Advice(6, 0.06, 97.3, 68),
)
RECOMMENDED_HELD_AT: Final = 4
RECOMMENDED_WATCHED_AT: Final = RECOMMENDED_HELD_AT - 1
