"""An address to be given away: under the portal's own name, never under the one a caller used."""

from typing import Any

from flask import current_app, url_for


def whole_address(endpoint: str, **values: Any) -> str:
    """The address with its host, as `BASE_URL` says it."""
    base: str = current_app.config["BASE_URL"]
    return base.rstrip("/") + url_for(endpoint, **values)


def kept_args(asked: dict[str, str], *names: str) -> dict[str, str]:
    """These of the arguments that a page was asked with; none that would steer `url_for`."""
    return {name: asked[name] for name in names if asked.get(name)}
