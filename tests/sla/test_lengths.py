"""Reading how long something may take, as people write it."""

import pytest

from portal.errors import InvalidError
from portal.sla.lengths import read_length


@pytest.mark.parametrize(
    ("spelled", "minutes"),
    [
        ("2 h", 120),
        ("30 min", 30),
        ("1 h 30 min", 90),
        ("1h30m", 90),
        ("1.5 h", 90),
        ("1,5 Hours", 90),
        ("72小时", 4320),
        ("1 小時 30 分鐘", 90),
        ("2 时 5 分", 125),
        ("  10 min.  ", 10),
        ("0 min", 0),
    ],
)
def test_a_length_is_read_in_three_languages(spelled, minutes):
    assert read_length(spelled, field="f") == minutes


@pytest.mark.parametrize(
    "spelled", ["", "2", "h", "2 d", "2 h 3", "-2 h", "0.333 h", "1e3 h", "٣x"]
)
def test_what_says_no_unit_or_no_whole_minute_is_refused_at_its_field(spelled):
    with pytest.raises(InvalidError) as refused:
        read_length(spelled, field="f")

    assert (refused.value.code, refused.value.field) == ("length_unreadable", "f")
