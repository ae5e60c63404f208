"""`make pictures`: takes the README's pictures from the demo, in the middle of a working day."""

import logging
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, CaseStatus, Customer, CustomerPhone, Dispatch
from models.dispatches import DispatchState
from portal.demo.load import load_demo
from portal.infra import db
from tests.browser.conftest import TEMPLATE, LivePortal
from tests.conftest import migrate
from tests.support.chromium import launch_chromium
from tests.support.database import start_test_server

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WHEN, AT_THE_DOOR = "2026-05-20T11:00", "2026-05-21T09:10"
HEAVIEST = 200_000
DESK, PHONE = (1440, 900), (375, 812)


@dataclass(frozen=True)
class Picture:
    """Who opens which page, in which language, on which screen."""

    name: str
    who: str
    address: Callable[[Session], str]
    locale: str = "en"
    size: tuple[int, int] = DESK
    when: str = WHEN


def _first_rain(session: Session) -> Case:
    """The case of the leaking ceiling: the accused installer rang, and it does not count."""
    return session.scalars(
        select(Case).where(Case.status == CaseStatus.ACCEPTED, Case.chases > 0).order_by(Case.id)
    ).first()


def _case_in_english(session: Session) -> str:
    found = session.scalars(
        select(Case.number)
        .join(Case.customer)
        .where(Case.status == CaseStatus.RESOLVED, Customer.name.like("M%"))
        .order_by(Case.id)
    )
    return f"/cases/{found.first()}"


def _call_of_known_customer(session: Session) -> str:
    phone = session.scalars(
        select(CustomerPhone.spelled).where(
            CustomerPhone.customer_id == _first_rain(session).customer_id
        )
    ).first()
    return f"/hotline/cases/new?phone={phone}".replace(" ", "")


def _next_job(session: Session) -> str:
    planned = select(Dispatch.id).where(Dispatch.state == DispatchState.PLANNED)
    return f"/jobs/{session.scalars(planned.order_by(Dispatch.window_start)).first()}"


PICTURES = (
    Picture("desk", "linwen", lambda _session: "/hotline?view=open", locale="zh_Hans"),
    Picture("case", "grace", _case_in_english),
    Picture("dealer", "shunhe", lambda _session: "/dealer", locale="zh_Hans"),
    Picture("call", "linwen", _call_of_known_customer, locale="zh_Hans"),
    Picture("job", "zhushan", _next_job, locale="zh_Hans", size=PHONE, when=AT_THE_DOOR),
)


def main() -> None:
    """Start a portal with the demo, take every picture, and leave nothing behind."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    folder = Path(tempfile.mkdtemp(prefix="huifang-pictures-"))
    folder.chmod(0o711)
    server = start_test_server(folder)
    try:
        server.create_template(TEMPLATE, migrate)
        server.clone(TEMPLATE, "pictures")
        with sync_playwright() as playwright:
            chromium = launch_chromium(playwright)
            live = LivePortal(server.app_url("pictures"), folder / "files", chromium)
            with closing(live):
                _take_all(live)
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


def _take_all(live: LivePortal) -> None:
    now = live.at(WHEN)
    with live.session() as session:
        load_demo(session, live.storage, db.act_as, now=now)
    live.do_jobs()
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        live.at(picture.when)
        with live.session() as session:
            address = picture.address(session)
        width, height = picture.size
        tab = live.sign_in(picture.who, locale=picture.locale, width=width, height=height)
        answer = tab.goto(address, wait_until="networkidle")
        assert answer is not None
        assert answer.ok, f"{address} answers {answer.status}"
        _keep(tab, FOLDER / f"{picture.name}.png")


def _keep(tab: Page, target: Path) -> None:
    """Few colours are enough for a page, and light enough for a README."""
    image = Image.open(BytesIO(tab.screenshot())).convert("RGB")
    for colours in (256, 128, 64, 32):
        image.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
        if target.stat().st_size <= HEAVIEST:
            return
    raise SystemExit(f"{target.name} stays heavier than {HEAVIEST} bytes")


if __name__ == "__main__":
    main()
