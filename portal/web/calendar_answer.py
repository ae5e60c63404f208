"""A calendar file as a download."""

from flask import Response, make_response

from portal.notices.appointments import FILE


def calendar_answer(content: bytes) -> Response:
    """Phones open it with their calendar; nobody keeps it on the way."""
    answer = make_response(content)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8; method=PUBLISH"
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
