"""The twin that the portal is measured against: a bare Flask app that asks the database the same.

The same: each statement that the portal's page says, word for word, with its parameters, in its
order, in its transactions, in its realm (the `set_config` is one of them), on an engine made by
the portal's own function, in the same worker processes. Every row of every result is fetched and
stands in the answer, escaped by Jinja, as a row of a table.

Not the same: there is no session, no sign-in check and no rule in Python; no object is made of a
row; nothing is formatted, translated or put into words; the template is one loop. So the twin is
what the database and Flask cost by themselves, and a ratio of 1 cannot be reached.
"""

from collections.abc import Mapping, Sequence

from flask import Flask, Response, redirect, render_template, request
from jinja2 import DictLoader
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from tests.bench.recording import Recording, replay

PAGE = """<!doctype html>
<html lang="en"><head><title>{{ title }}</title></head><body>
{% for rows in results %}{% if rows %}<table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endif %}{% endfor %}
</body></html>
"""


def create_bare(engine: Engine, recordings: Mapping[str, Sequence[Recording]]) -> Flask:
    """The app; `/bare/<kind>/<which>` replays one recording."""
    app = Flask(__name__)
    app.jinja_env.loader = DictLoader({"page.html": PAGE})

    @app.get("/<kind>/<int:which>")
    def show(kind: str, which: int) -> Response:
        recording = recordings[kind][which]
        results = replay(engine, recording)
        answer = Response(render_template("page.html", title=recording.path, results=results))
        return _counted(answer, results, recording)

    @app.post("/<kind>/<int:which>")
    def submit(kind: str, which: int) -> AnyResponse:
        recording = recordings[kind][which]
        if not request.form:
            return Response("nothing was sent", 422)
        results = replay(engine, recording)
        return _counted(redirect(f"/bare/{kind}/{which}"), results, recording)

    return app


def _counted(
    answer: AnyResponse, results: Sequence[Sequence[object]], recording: Recording
) -> AnyResponse:
    """Say how much was fetched, so that the one who measures can see that nothing was left out."""
    answer.headers["X-Rows"] = str(sum(map(len, results)))
    answer.headers["X-Statements"] = str(recording.statements)
    return answer
