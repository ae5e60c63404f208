"""Whether somebody works for a dealer today."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import InstallerDealer


def works_at(session: Session, installer_id: int, dealer_id: int | None) -> InstallerDealer | None:
    """The row that says so; None where they never did, or do no more."""
    return session.scalar(
        select(InstallerDealer).where(
            InstallerDealer.installer_id == installer_id,
            InstallerDealer.dealer_id == dealer_id,
            InstallerDealer.until.is_(None),
        )
    )
