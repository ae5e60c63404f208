"""A time as people enter it, in the portal's zone, and as the portal keeps it, in UTC."""

from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from wtforms import DateTimeLocalField

from portal.i18n.formats import local, zone
from portal.web.forms import YEARS

SHAPES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class LocalTimeField(DateTimeLocalField):
    """Holds an aware instant in UTC; shows and reads it in the portal's zone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("format", SHAPES)
        super().__init__(*args, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None:
            if self.data.year not in YEARS:
                self.data = None
                raise ValueError(_("Check the year."))
            self.data = self.data.replace(tzinfo=zone()).astimezone(UTC)

    @property
    def instant(self) -> datetime:
        """The instant, once the form has been found complete."""
        found: datetime | None = self.data
        if found is None:
            raise ValueError(f"{self.name} is empty")
        return found

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        at: datetime | None = self.data
        return f"{local(at):%Y-%m-%dT%H:%M}" if at else ""


def time_in(field: LocalTimeField) -> datetime:
    """What stands in a field that its form requires."""
    at: datetime | None = field.data
    assert at is not None  # noqa: S101 - its form was validated
    return at
