"""Whom a database transaction works for: one realm's role and the ids its policies read."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Identity:
    """`realm` names the role `hf_<realm>`; the rest reaches the policies as settings."""

    realm: str
    user_id: int | None = None
    dealer_id: int | None = None
    installer_id: int | None = None
    case_id: int | None = None
    actor: str = ""

    @property
    def role(self) -> str:
        return f"hf_{self.realm}"

    def settings(self) -> dict[str, str]:
        """As they are set; '' reads as none."""
        return {
            "role": self.role,
            "user_id": _text(self.user_id),
            "dealer_id": _text(self.dealer_id),
            "installer_id": _text(self.installer_id),
            "case_id": _text(self.case_id),
            "actor": self.actor,
        }


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


SIGNIN: Final = Identity("signin", actor="signin")
WORKER: Final = Identity("worker", actor="worker")
