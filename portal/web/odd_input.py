"""Refuses at the door what no text, number or time of ours can hold: a 422, never a failure."""

from typing import Final

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError
from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter, ValidationError

from portal.errors import InvalidError
from portal.web.errors import show_refusal

LARGEST_ID: Final = 2**63 - 1


class RowNumber(IntegerConverter):
    """The id of a row in an address: a larger number leads to no row, so to no page."""

    def to_python(self, value: str) -> int:
        number: int = super().to_python(value)
        if number > LARGEST_ID:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    """Before any rule, since each would have to say it."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_refuse_nul)
    app.register_error_handler(DataError, _show_unfit)


def number_asked(word: str | None) -> int | None:
    """A row's id that stands in an address; None for what can be none."""
    if not word or not word.isascii() or not word.isdecimal() or len(word) > 18:
        return None
    return int(word)


def _refuse_nul() -> None:
    """PostgreSQL keeps no NUL in a text, and no keyboard writes one."""
    sent = [request.path, *_words(request.args), *_words(request.form)]
    if any("\0" in word for word in sent):
        raise InvalidError("unreadable_sign")


def _words(values: MultiDict[str, str]) -> list[str]:
    return [word for name, found in values.lists() for word in (name, *found)]


def _show_unfit(error: DataError) -> ResponseReturnValue:
    """A number or a time that no column holds: no rule lets one through that a page can send."""
    current_app.logger.warning("a value that no column holds: %s", error.orig)
    return show_refusal(InvalidError("value_unfit"))
