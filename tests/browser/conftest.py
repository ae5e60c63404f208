"""A real Chromium, and the whole portal behind it at a time that the test chooses."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from models import StoredFile
from models.files import FileState
from portal.app import create_app
from portal.demo.parties import PASSWORD, Parties, put_parties
from portal.demo.scene import Scene
from portal.files.decode import decode_photo
from portal.infra import db
from portal.infra.identity import WORKER
from portal.infra.storage import storage_at
from portal.worker.jobs import SWEEPS
from tests.support.chromium import CHROMIUM, launch_chromium

SHOTS = Path(__file__).parent / "shots"
ZONE = ZoneInfo("Asia/Shanghai")
TEMPLATE = "huifang_template"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("NO CHROMIUM HERE: nothing is tried in a real browser")
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        yield browser
        browser.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app at an address of its own; at the end every request under way is waited for."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class LivePortal:
    """The portal with the demo's people and no case, served to real browsers."""

    def __init__(self, url: str, files: Path, chromium: Browser) -> None:
        self.chromium = chromium
        self.app = create_app(
            {
                "SECRET_KEY": "for-tests-only",
                "DATABASE_URL": url,
                "DEVELOPMENT": True,
                "FILES": str(files),
                "BASE_URL": "http://127.0.0.1",
            }
        )
        self.storage = storage_at(str(files))
        self.serving = ExitStack()
        self.address = self.serving.enter_context(served(self.app))
        self.clock: time_machine.travel | None = None
        self.contexts: list = []

    def at(self, when: str) -> datetime:
        """Move the portal's time to this one on Shanghai's walls; it goes on from there."""
        moment = datetime.fromisoformat(when).replace(tzinfo=ZONE)
        self.forget_time()
        self.clock = time_machine.travel(moment, tick=True)
        self.clock.start()
        return moment

    def forget_time(self) -> None:
        if self.clock is not None:
            self.clock.stop()
            self.clock = None

    def session(self):
        found = self.app.extensions["sessions"]()
        found.info = {"identity": WORKER, "now": None}
        return found

    def people(self, when: datetime) -> Parties:
        with self.session() as session:
            return put_parties(Scene(session, when, db.act_as))

    def do_jobs(self) -> None:
        """What the worker would do by now: decode the photos that wait."""
        with self.session() as session:
            waiting = session.scalars(
                select(StoredFile.id).where(StoredFile.state == FileState.WAITING)
            ).all()
            for file_id in waiting:
                decode_photo(session, self.storage, file_id)
                session.commit()

    def sweep(self, moment: datetime) -> None:
        """What the worker would chase at this moment, step by step, each batch by itself."""
        for step in SWEEPS:
            done = 1
            while done:
                with self.session() as session:
                    done = step(session, now=moment)
                    session.commit()

    def sign_in(self, who: str, *, locale: str, width: int = 1440, height: int = 900) -> Page:
        """This person's browser; scripts and policy must agree on every page they open."""
        context = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            has_touch=width < 600,
            timezone_id="Asia/Shanghai",
        )
        context.add_cookies([{"name": "locale", "value": locale, "url": self.address}])
        self.contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto("/sign-in")
        page.fill("[name=email]", f"{who}@demo.example")
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    def close(self) -> None:
        self.forget_time()
        for context in self.contexts:
            context.close()
        self.serving.close()
        for bind in {self.app.extensions["sessions"].kw["bind"]}:
            bind.dispose()


@pytest.fixture
def live(server, chromium, tmp_path) -> Iterator[LivePortal]:
    name = f"live_{uuid4().hex[:12]}"
    server.clone(TEMPLATE, name)
    portal = LivePortal(server.app_url(name), tmp_path / "files", chromium)
    yield portal
    portal.close()
    server.drop(name)


def shoot(page: Page, name: str) -> None:
    """Nothing may stick out of the page; `make shots` takes its picture for people besides."""
    if os.environ.get("HUIFANG_SHOTS"):
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    inner, outer = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert inner <= outer, f"{name} is {inner} wide on a screen of {outer}"
    assert not page.faults, page.faults
