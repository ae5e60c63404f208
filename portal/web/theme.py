"""Light, dark, or as the reader's device has it."""

from flask import has_request_context, request

COOKIE = "theme"
THEMES = ("auto", "light", "dark")


def chosen_theme() -> str:
    """What this browser has chosen; without a choice the device decides."""
    wish = request.cookies.get(COOKIE) if has_request_context() else None
    return wish if wish in THEMES else "auto"
