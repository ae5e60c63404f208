"""A signed-in browser as its owner knows it: by its name and the system it runs on."""

import re
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

# The first that fits: most browsers also claim to be those further down.
_BROWSERS: Final[tuple[tuple[str, Any], ...]] = (
    (r"MicroMessenger/", _l("WeChat")),
    (r"DingTalk/", _l("DingTalk")),
    (r"\bEdg(e|A|iOS)?/", "Edge"),
    (r"\bOPR/", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"HuaweiBrowser/", "Huawei Browser"),
    (r"MiuiBrowser/", "Mi Browser"),
    (r"\bM?QQBrowser/", "QQ Browser"),
    (r"\bUCBrowser/", "UC Browser"),
    (r"(Firefox|FxiOS)/", "Firefox"),
    (r"(Chrome|CriOS)/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS: Final = (
    (r"iPhone|iPad", "iOS"),
    (r"HarmonyOS|OpenHarmony", "HarmonyOS"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "macOS"),
    (r"Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """What to call the browser that calls itself so; its own words where nobody knows them."""
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or agent or str(_("Unknown browser"))


def _first(known: tuple[tuple[str, Any], ...], agent: str) -> str:
    return next((str(name) for pattern, name in known if re.search(pattern, agent)), "")
