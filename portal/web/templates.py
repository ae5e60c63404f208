"""How templates are looked up and share their globals."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class PortalTemplates(Environment):
    """Jinja asks at every import of a macro whether the page has globals that the macro has not.

    It keeps them in two layers, which answer that name by name; one plain dict answers at once.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
