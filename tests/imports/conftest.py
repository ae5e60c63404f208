"""Small files of our own making, and a session that imports them."""

import pytest

from portal.access.actors import WORKER_ACTOR
from portal.cli.imports import run_import
from portal.imports.profile import load_profile

HEADER = (
    "Business Name,Industry,Complaint Type,Mediation Start Date,Mediation Close Date,"
    "Complaint Result,Satisfaction,Restitution,Business Building,Business Street,"
    "Building Address Unit,Business City,Business State,Business Zip,Complainant Zip "
)


def line(business="Acme Ceilings Inc", start="03/01/2016", close="04/01/2016", **given):
    cells = [
        business,
        given.get("industry", "Home Improvement Contractor - 100"),
        given.get("kind", "Workmanship - W01"),
        start,
        close,
        given.get("result", "Goods Repaired - GRS"),
        given.get("satisfaction", "Yes"),
        given.get("granted", "120.50"),
        *("12", "MAIN ST", "", "SPRINGTOWN", "NY", "00001", "00002"),
    ]
    return ",".join(cells)


@pytest.fixture
def bring_in(acting, tmp_path, capsys):
    """`bring_in(lines)`: write them to a file, run the import, return its totals."""

    def run(lines, *, profile="nyc_mediated", header=HEADER, dry_run=False, encoding="utf-8"):
        file = tmp_path / "complaints.csv"
        file.write_text("\n".join([header, *lines]) + "\n", encoding=encoding)
        session = acting(WORKER_ACTOR)
        try:
            return run_import(session, file, load_profile(profile), dry_run=dry_run)
        finally:
            session.rollback()

    return run
