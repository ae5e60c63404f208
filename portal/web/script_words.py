"""The words that scripts put on a page, in the reader's language, with {name} where values go."""

from functools import cache

from flask_babel import gettext as _
from flask_babel import ngettext
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from portal.web.language import chosen_locale


def script_words() -> Markup:
    """What `static/js/words.js` reads from the page's head; on every page, so written once."""
    return _written(chosen_locale())


@cache
def _written(_locale: str) -> Markup:
    """In the locale of this request, which the name only stands for."""
    return htmlsafe_json_dumps(_words())


def _words() -> dict[str, str]:
    return {
        "left": _("%(time)s left", time="{time}"),
        "over": _("%(time)s over", time="{time}"),
        "soon": _("less than a minute left"),
        "minutes": _("%(minutes)s min", minutes="{minutes}"),
        "hours": _("%(hours)s h", hours="{hours}"),
        "hours_minutes": _("%(hours)s h %(minutes)s min", hours="{hours}", minutes="{minutes}"),
        "day": ngettext("%(days)s day", "%(days)s days", 1, days="{days}"),
        "days": ngettext("%(days)s day", "%(days)s days", 2, days="{days}"),
        "saving": _("Saving …"),
        "saved": _("Draft saved %(time)s", time="{time}"),
        "not_saved": _("Not saved: no connection. What you typed stays on this page."),
        "sending": _("Sending …"),
        "copied": _("Copied"),
        "cancel": _("Cancel"),
        "go_on": _("Go on"),
        "close": _("Close"),
        "keys": _("Keys"),
        "key_search": _("Search"),
        "key_new": _("New call"),
        "key_next": _("Next row"),
        "key_previous": _("Previous row"),
        "key_open": _("Open the row"),
        "key_help": _("This list"),
        "remove": _("Remove"),
        "photo": _("Photo %(number)s", number="{number}"),
        "photo_unreadable": _("This file is not a picture that this device can read."),
        "locating": _("Finding where you are …"),
        "located": _("Place found, within %(metres)s m", metres="{metres}"),
        "not_located": _("The place could not be found. You can check in without it."),
    }
