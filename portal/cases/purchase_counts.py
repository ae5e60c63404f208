"""Who installed what a customer bought has come to light: complaints may count now (domain S1)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, CaseAccused
from portal.installers.standing import recount_standing


def recount_accused_of_customer(session: Session, customer_id: int, *, now: datetime) -> None:
    """Everybody of whom this customer complains, in the transaction that corrects the purchase."""
    accused = session.scalars(
        select(CaseAccused.installer_id)
        .join(Case, Case.id == CaseAccused.case_id)
        .where(Case.customer_id == customer_id)
        .distinct()
        .order_by(CaseAccused.installer_id)
    ).all()
    recount_standing(session, accused, now=now)
