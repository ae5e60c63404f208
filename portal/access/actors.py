"""An actor is whoever is acting: a person, a customer's link, the worker, an import."""

from dataclasses import dataclass
from typing import Any, Final, Self

from sqlalchemy import Row

from models.accounts import Locale, Role, Side, User
from portal.access.permissions import GRANTS, LINK_GRANTS, WORKER_GRANTS, Permission
from portal.errors import ForbiddenError
from portal.infra.identity import Identity

REALM_OF: Final[dict[Role, str]] = {
    Role.AGENT: "hotline",
    Role.SUPERVISOR: "hotline",
    Role.DIRECTOR: "hotline",
    Role.QA: "qa",
    Role.SALES: "sales",
    Role.BOARD_MEMBER: "board",
    Role.ADMIN: "admin",
    Role.DEALER_MANAGER: "dealer",
    Role.DEALER_DESK: "dealer",
    Role.INSTALLER: "installer",
}


OF_USER: Final = (
    User.id,
    User.role,
    User.side,
    User.dealer_id,
    User.installer_id,
    User.name,
    User.locale,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts; `role` is none for the link and the worker."""

    label: str
    realm: str
    grants: frozenset[Permission]
    role: Role | None = None
    side: Side | None = None
    user_id: int | None = None
    dealer_id: int | None = None
    installer_id: int | None = None
    case_id: int | None = None
    link_id: int | None = None
    name: str = ""
    locale: Locale = Locale.ZH_HANS

    @classmethod
    def of_user(cls, user: User | Row[*tuple[Any, ...]]) -> Self:
        """Of a person, or of the columns `OF_USER` of one."""
        return cls(
            label=f"user:{user.id}",
            realm=REALM_OF[user.role],
            grants=GRANTS[user.role],
            role=user.role,
            side=user.side,
            user_id=user.id,
            dealer_id=user.dealer_id,
            installer_id=user.installer_id,
            name=user.name,
            locale=user.locale,
        )

    @classmethod
    def of_link(cls, link_id: int, case_id: int) -> Self:
        return cls(
            label=f"link:{link_id}",
            realm="link",
            grants=LINK_GRANTS,
            case_id=case_id,
            link_id=link_id,
        )

    @property
    def identity(self) -> Identity:
        """How the database knows this actor."""
        return Identity(
            realm=self.realm,
            user_id=self.user_id,
            dealer_id=self.dealer_id,
            installer_id=self.installer_id,
            case_id=self.case_id,
            actor=self.label,
        )

    @property
    def is_brand(self) -> bool:
        return self.side is Side.BRAND

    def may(self, permission: Permission) -> bool:
        return permission in self.grants

    def require(self, permission: Permission) -> None:
        if not self.may(permission):
            raise ForbiddenError("not_allowed", permission=permission.value)


WORKER_ACTOR: Final = Actor(label="worker", realm="worker", grants=WORKER_GRANTS)
