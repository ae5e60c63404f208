"""A view's written statement of who may call it, kept on the view for the guard and the tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    from portal.access.actors import Actor
    from portal.access.permissions import Permission

P = ParamSpec("P")
R = TypeVar("R")


class Public(str):
    """Why a view needs nobody to be signed in."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SignedInOnly:
    """Everybody who is signed in may call it, whatever their role."""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Who holds one of these permissions may call it."""

    permissions: frozenset["Permission"]


Access = Public | SignedInOnly | AnyOf
_ACCESS: Final = "access"


def declare(view: Callable[P, R], access: Access) -> Callable[P, R]:
    """Write the statement on the view."""
    vars(view)[_ACCESS] = access
    return view


def declared_access(view: Callable[..., object]) -> Access | None:
    """What the view states, or None where nobody has stated anything."""
    return getattr(view, _ACCESS, None)


def admits(access: Access | None, actor: "Actor | None") -> bool:
    """Whether this actor may call a view with this statement."""
    if isinstance(access, Public):
        return True
    if access is None or actor is None:
        return False
    if isinstance(access, SignedInOnly):
        return True
    return any(actor.may(permission) for permission in access.permissions)
