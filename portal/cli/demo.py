"""`huifang demo`: invented people and cases in an empty database."""

import click
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from models import Credential, User
from portal.cli.installation import app_url, installation, say
from portal.demo.load import load_demo
from portal.demo.parties import PASSWORD
from portal.infra import clock, db, schema
from portal.infra.config import ConfigError
from portal.infra.identity import WORKER
from portal.infra.storage import open_storage

# Whom to try first, in the order of the first story.
SHOWN = ("linwen", "shunhe", "gaojun", "sales", "zhouli", "qa", "admin", "grace", "harbour")


@click.command("demo")
def command() -> None:
    """Fill an empty database with the demo: a brand, its dealers, four stories.

    Refused in production, and where somebody has an account already.
    """
    with installation() as config:
        if config.is_production:
            raise ConfigError("The demo is never loaded in production.")
        if config.owner_url and not schema.is_without_users(config.owner_url):
            raise ConfigError("There are people in this database already: the demo wants none.")
        say("Inventing people, purchases and cases ...")
        engine = db.make_engine(app_url(config), pool_size=1)
        with db.make_sessions(engine)() as session:
            session.info = {"identity": WORKER, "now": None}
            load_demo(session, open_storage(config), db.act_as, now=clock.now())
        engine.dispose()
        for line in sign_in_lines(config.owner_url or ""):
            click.echo(line)


def sign_in_lines(owner_url: str) -> list[str]:
    """How to sign in to the demo, or nothing where this is no demo."""
    if not owner_url:
        return []
    engine = create_engine(owner_url)
    with Session(engine) as session:
        people = {
            mail.split("@")[0]: (mail, user)
            for mail, user in session.execute(
                select(Credential.email, User)
                .join(User, User.id == Credential.user_id)
                .where(Credential.email.endswith("@demo.example"))
            )
        }
    engine.dispose()
    lines = [
        f"  {mail:<24} {user.role.value.replace('_', ' '):<16} {user.name}"
        for mail, user in (people[name] for name in SHOWN if name in people)
    ]
    return [f"Sign in to the demo with the password {PASSWORD}:", *lines] if lines else []
