"""The table of stage times as an administrator types it: a field for each time, read back.

A row that is narrower has a field that says whom it is for; its times may be left empty, where
the broader row holds.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from models.cases import Severity
from models.sla import Stage
from portal.errors import InvalidError
from portal.i18n import formats
from portal.i18n.words import WORDS, word
from portal.sla.lengths import read_length
from portal.sla.policy_table import CALENDARS, Cell, Scope, Table, Time, check_row
from portal.web.admin.calendar_words import CALENDAR_NAMES
from portal.web.forms import PortalForm, choice
from portal.web.odd_input import number_asked
from portal.web.refusals import sentence_of

# More narrower rows than this belong into no form.
MOST_ROWS: Final = 80
_LONGEST: Final = 40


class Whom(NamedTuple):
    """A line of the table: a stage, and for whom."""

    stage: Stage
    scope: Scope = Scope()

    def packed(self) -> str:
        return urlencode(
            {
                "stage": self.stage.value,
                "key": "1" if self.scope.key_account else "",
                "dealer": self.scope.dealer_id or "",
                "product": self.scope.product_id or "",
                "district": self.scope.district,
            }
        )

    @classmethod
    def unpacked(cls, text: str) -> "Whom":
        """What the page carried; whoever changed it on the way is told so."""
        given = {name: values[0] for name, values in parse_qs(text).items()}
        try:
            scope = Scope(
                bool(given.get("key")),
                int(given["dealer"]) if "dealer" in given else None,
                int(given["product"]) if "product" in given else None,
                given.get("district", ""),
            )
            return cls(Stage(given.get("stage", "")), scope)
        except ValueError as error:
            raise InvalidError("unknown_choice") from error


class Line(NamedTuple):
    """A line as the page shows it: its fields by severity, and whether it goes."""

    whom: Whom
    name: str
    cells: Mapping[Severity, "Fields"]
    gone: Any


class Fields(NamedTuple):
    """The fields of one time."""

    length: Any
    calendar: Any
    night: Any


class TableForm(PortalForm):
    """What stands beside the table; the lines are fields that `form_of` adds."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    note = StringField(
        _l("Why is there a new version?"),
        [InputRequired(_l("Say in a few words why there is a new version.")), Length(max=500)],
        description=_l("It stands in the history, for whoever asks later."),
    )
    new_stage = SelectField(
        _l("Stage"), choices=[choice(stage.value, WORDS[Stage][stage]) for stage in Stage]
    )
    new_dealer = SelectField(_l("Dealer"), validators=[Optional()])
    new_product = SelectField(_l("Product"), validators=[Optional()])
    new_district = StringField(_l("District"), [Optional(), Length(max=100)])
    new_key = BooleanField(_l("Key accounts only"))

    whoms: tuple[Whom, ...] = ()

    @property
    def adds(self) -> bool:
        """Whether a line has been begun."""
        begun = (self.new_dealer, self.new_product, self.new_district, self.new_key)
        return any(field.data for field in begun)

    def new_whom(self) -> Whom:
        """The line that is to be added; InvalidError where a choice is none of the page's."""
        try:
            scope = Scope(
                bool(self.new_key.data),
                int(self.new_dealer.data) if self.new_dealer.data else None,
                int(self.new_product.data) if self.new_product.data else None,
                self.new_district.data or "",
            )
            return Whom(Stage(self.new_stage.data), scope)
        except ValueError as error:
            raise InvalidError("unknown_choice", field="new_stage") from error

    def lines(self) -> Iterator[Line]:
        """The lines in the order of the stages, each base line first."""
        for number, whom in sorted(enumerate(self.whoms), key=lambda pair: _place(pair[1])):
            prefix = f"r{number}"
            cells = {severity: _fields(self, prefix, severity) for severity in Severity}
            gone = self._fields.get(f"{prefix}-gone")
            yield Line(whom, prefix, cells, gone)

    def table(self) -> dict[Cell, Time] | None:
        """What was typed; None where a time cannot be read, which its field then says."""
        found: dict[Cell, Time] = {}
        fine = True
        for line in self.lines():
            if line.gone is not None and line.gone.data:
                continue
            said = {
                severity: fields
                for severity, fields in line.cells.items()
                if fields.length.data or line.gone is None
            }
            if not said:
                fields = line.cells[Severity.URGENT]
                _say(fields.length, _("Enter a time, or let the row go."))
                fine = False
            for severity, fields in said.items():
                time = _read(Cell(line.whom.stage, severity, line.whom.scope), fields)
                if time is None:
                    fine = False
                else:
                    found[Cell(line.whom.stage, severity, line.whom.scope)] = time
        return found if fine else None


def form_of(
    whoms: tuple[Whom, ...], nights: frozenset[Cell], names: Mapping[Scope, str]
) -> type[TableForm]:
    """A form with fields for these lines; some times have another one at night."""
    fields: dict[str, Any] = {"whoms": whoms, "rows": _rows_field(len(whoms))}
    for number, whom in enumerate(whoms):
        prefix, theirs = f"r{number}", names.get(whom.scope, "")
        fields[f"{prefix}-whom"] = HiddenField(default=whom.packed())
        for severity in Severity:
            parts = (word(whom.stage), word(severity), theirs)
            name = ", ".join(part for part in parts if part)
            cell = Cell(whom.stage, severity, whom.scope)
            fields |= _cell_fields(f"{prefix}-{severity}", name, night=cell in nights)
        if whom.scope != Scope():
            fields[f"{prefix}-gone"] = BooleanField(_l("Let go"))
    return type("LinesForm", (TableForm,), fields)


def _rows_field(count: int) -> Any:
    return IntegerField(
        default=count, widget=HiddenInput(), validators=[NumberRange(0, MOST_ROWS + 21)]
    )


def _cell_fields(prefix: str, name: str, *, night: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {
        f"{prefix}-length": StringField(name, [Length(max=_LONGEST)]),
        f"{prefix}-calendar": SelectField(
            _("%(time)s: counted in", time=name),
            choices=[choice(code, CALENDAR_NAMES[code]) for code in CALENDARS],
        ),
    }
    if night:
        fields[f"{prefix}-night"] = StringField(
            _("%(time)s: at night", time=name), [Length(max=_LONGEST)]
        )
    return fields


def begun_form(
    table: Table, names: Mapping[Scope, str], *, version: int, note: str = ""
) -> TableForm:
    """A form about a table as it stands."""
    whoms = tuple(dict.fromkeys(Whom(cell.stage, cell.scope) for cell in table))
    values: dict[str, Any] = {"version": version, "note": note}
    for number, whom in enumerate(whoms):
        for severity in Severity:
            time = table.get(Cell(whom.stage, severity, whom.scope))
            prefix = f"r{number}-{severity}"
            values[f"{prefix}-length"] = formats.length(time.minutes) if time else ""
            values[f"{prefix}-calendar"] = time.calendar_code if time else _usual(severity)
            values[f"{prefix}-night"] = formats.length(time.night) if time and time.night else ""
    return form_of(whoms, _nights_of(table, whoms), names)(formdata=None, data=values)


def _nights_of(table: Table, whoms: tuple[Whom, ...]) -> frozenset[Cell]:
    """Which times have another one at night: those that do, and where the domain has one."""
    accepting = {
        Cell(whom.stage, Severity.URGENT, whom.scope)
        for whom in whoms
        if whom.stage is Stage.ACCEPT
    }
    return frozenset(accepting | {cell for cell, time in table.items() if time.night is not None})


def _usual(severity: Severity) -> str:
    return "always" if severity is Severity.URGENT else "service"


def sent_form(sent: Any, name: Callable[[set[Scope]], Mapping[Scope, str]]) -> TableForm:
    """The form that a page carried, with the lines it had."""
    count = number_asked(sent.get("rows"))
    if count is None or count > MOST_ROWS + len(Stage):
        raise InvalidError("unknown_choice")
    whoms = tuple(Whom.unpacked(sent.get(f"r{number}-whom", "")) for number in range(count))
    nights = frozenset(
        Cell(whom.stage, severity, whom.scope)
        for number, whom in enumerate(whoms)
        for severity in Severity
        if f"r{number}-{severity}-night" in sent
    )
    return form_of(whoms, nights, name({whom.scope for whom in whoms}))(formdata=sent)


def with_line(sent: Any, number: int, whom: Whom) -> Any:
    """What a page carried, and one more line."""
    more = {name: value for name, value in sent.items(multi=True) if not name.startswith("new_")}
    more |= {"rows": str(number + 1), f"r{number}-whom": whom.packed()}
    for severity in Severity:
        more[f"r{number}-{severity}-length"] = ""
        more[f"r{number}-{severity}-calendar"] = _usual(severity)
    if whom.stage is Stage.ACCEPT:
        more[f"r{number}-{Severity.URGENT}-night"] = ""
    return MultiDict(more)


def _fields(form: TableForm, prefix: str, severity: Severity) -> Fields:
    name = f"{prefix}-{severity}"
    night = form._fields.get(f"{name}-night")
    return Fields(form[f"{name}-length"], form[f"{name}-calendar"], night)


def _read(cell: Cell, fields: Fields) -> Time | None:
    """A time from its fields; what is wrong with it is said there."""
    at = fields.length
    try:
        minutes = read_length(at.data or "", field=at.name)
        night = None
        if fields.night is not None and fields.night.data:
            at = fields.night
            night = read_length(at.data, field=at.name)
        time = Time(minutes, fields.calendar.data, night)
        check_row(cell, time, at.name)
    except InvalidError as error:
        _say(at, sentence_of(error))
        return None
    return time


def _say(field: Any, sentence: str) -> None:
    field.errors = [*field.errors, sentence]


def _place(whom: Whom) -> tuple[Any, ...]:
    """In the order of the stages; the wider row first."""
    return (list(Stage).index(whom.stage), *(bool(part) for part in reversed(whom.scope)))
