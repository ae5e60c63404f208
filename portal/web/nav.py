"""The main menu: each desk once, shown to who may open it."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from portal.access.actors import Actor
from portal.access.declared import admits, declared_access


@dataclass(frozen=True, slots=True)
class Item:
    """A page of the menu. Who may see it is what its view declares, nothing else."""

    endpoint: str
    label: Any
    icon: str
    roles: tuple[str, ...] = ()  # narrows further: who may open it need not want it in the menu
    for_installers: bool = False  # and only for whoever is sent to customers


@dataclass(frozen=True, slots=True)
class Link:
    """A menu item as the page shows it."""

    url: str
    label: str
    icon: str
    current: bool


# In the order of the menu. The first one a person may open is where they land.
# A line names the page's endpoint, its lazy word, its icon, and perhaps the roles that want it.
ITEMS: tuple[Item, ...] = (
    Item("hotline_desk.show", _l("Desk"), "inbox"),
    Item("dealer_desk.show", _l("Desk"), "inbox"),
    Item("jobs.show", _l("My jobs"), "calendar-check", for_installers=True),
    Item("own_dealer.show", _l("Our store"), "shop"),
    Item("qa_desk.show", _l("Audits"), "card-checklist"),
    Item("cases.show", _l("Cases"), "list-ul"),
    Item("supervisor_desk.show", _l("Supervisor"), "person-raised-hand"),
    Item("roster.show", _l("Duty roster"), "calendar-week", roles=("agent",)),
    Item("sales.show", _l("Relays"), "megaphone"),
    Item("qa_desk.done", _l("Audits"), "card-checklist", roles=("supervisor", "director")),
    Item("scores.index", _l("Scores"), "bar-chart", roles=("supervisor", "director", "qa")),
    Item("imports.index", _l("Imports"), "download", roles=("supervisor", "director", "qa")),
    Item("numbers.show", _l("Numbers"), "telephone"),
    Item("admin.show", _l("Administration"), "gear"),
    Item(
        "printed.show",
        _l("Printed materials"),
        "printer",
        roles=("agent", "supervisor", "director", "admin"),
    ),
    Item("vacant_number.show", _l("Vacant number"), "telephone-x", roles=("sales", "installer")),
)

SEARCH = "search.find"
NEW_CALL = "new_call.show"
ACCOUNT = "account.show"
NOTICES = "notices.show"
SIGN_OUT = "signin.sign_out_submit"


def menu(actor: Actor | None) -> list[Link]:
    """The pages this actor may open, in the menu's order."""
    items = [(url_for(item.endpoint), item) for item in ITEMS if _wanted(item, actor)]
    above = [url for url, _item in items if f"{request.path}/".startswith(f"{url}/")]
    current = max(above, key=len, default=None)
    return [Link(url, str(item.label), item.icon, url == current) for url, item in items]


def link_to(endpoint: str, actor: Actor | None) -> str | None:
    """The address of a page, if the actor may open it."""
    return url_for(endpoint) if may_open(endpoint, actor) else None


def may_open(endpoint: str, actor: Actor | None) -> bool:
    """Whether the actor passes the page's guard."""
    return admits(declared_access(current_app.view_functions[endpoint]), actor)


def _wanted(item: Item, actor: Actor | None) -> bool:
    if item.roles and (actor is None or actor.role not in item.roles):
        return False
    if item.for_installers and (actor is None or actor.installer_id is None):
        return False
    return may_open(item.endpoint, actor)
