"""`huifang users`: the people with accounts, for who runs the installation."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Dealer, Locale, Role, Side
from portal.access.actors import Actor
from portal.access.permissions import GRANTS
from portal.accounts.add_user import add_user
from portal.accounts.by_email import user_by_email
from portal.accounts.end_user import end_user
from portal.accounts.invite import invite_user, renew_invitation
from portal.accounts.list_users import Wanted, list_users
from portal.cli.installation import installation, migrated
from portal.errors import NotFoundError, PortalError
from portal.i18n.refusals import sentence_for
from portal.infra import clock, db

# Whoever can read the installation's secrets is its first administrator.
OWNER: Final = Actor(label="cli", realm="admin", grants=GRANTS[Role.ADMIN], side=Side.BRAND)
_BATCH: Final = 200
Wrapped = TypeVar("Wrapped", bound=Callable[..., Any])

_person = (
    click.option("--name", required=True, help="As colleagues and customers know them."),
    click.option("--email", required=True, help="What they sign in with."),
    click.option("--role", required=True, type=click.Choice([role.value for role in Role])),
    click.option("--dealer", help="The dealer’s name, for dealer_manager and dealer_desk."),
    click.option("--installer", type=int, help="The installer’s id, for the role installer."),
    click.option(
        "--locale", default="zh_Hans", type=click.Choice([locale.value for locale in Locale])
    ),
)


@click.group("users")
def command() -> None:
    """The people with accounts: list, invite, end, and links for passwords."""


@command.command("list")
@click.option("--search", default="", help="Words of the name, the mail or the dealer.")
@click.option("--all", "with_ended", is_flag=True, help="Also those who have left.")
def list_command(search: str, with_ended: bool) -> None:
    """List people: id, role, mail, name, dealer."""
    with _office() as (session, _base):
        before = None
        while rows := list_users(
            session, OWNER, Wanted(search, with_ended=with_ended), before_id=before, limit=_BATCH
        ):
            for user, email, dealer in rows:
                ended = "  (left)" if user.ended_at else ""
                click.echo(f"{user.id}\t{user.role}\t{email}\t{user.name}\t{dealer or ''}{ended}")
            before = rows[-1][0].id


def _with_person(wrapped: Wrapped) -> Wrapped:
    for option in reversed(_person):
        wrapped = option(wrapped)
    return wrapped


@command.command()
@_with_person
def invite(
    name: str, email: str, role: str, dealer: str | None, installer: int | None, locale: str
) -> None:
    """Invite a person and print the one-time link, which holds for seven days."""
    with _office() as (session, base):
        token = invite_user(
            session,
            OWNER,
            name=name,
            email=email,
            role=Role(role),
            dealer_id=_dealer_id(session, dealer),
            installer_id=installer,
            locale=Locale(locale),
            now=clock.now(),
        )
        session.commit()
        click.echo(f"{base}/invitations/{token}")


@command.command()
@_with_person
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password.")
def create(
    name: str,
    email: str,
    role: str,
    dealer: str | None,
    installer: int | None,
    locale: str,
    password_stdin: bool,  # noqa: ARG001 - says where the password comes from: never an argument
) -> None:
    """Create a person with a password, read from standard input.

    \b
    For the first administrator:
      huifang users create --name "Lin Wen" --email lin@example.com --role admin --password-stdin
    """
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise click.UsageError(
            "No password came on standard input. Pipe one in, or print a link with which they"
            " choose their own: huifang users invite"
        )
    with _office() as (session, _base):
        user = add_user(
            session,
            OWNER,
            name=name,
            email=email,
            role=Role(role),
            dealer_id=_dealer_id(session, dealer),
            installer_id=installer,
            locale=Locale(locale),
            password=password,
            now=clock.now(),
        )
        session.commit()
        click.echo(f"{user.name} can sign in as {email}.")


@command.command()
@click.argument("email")
def end(email: str) -> None:
    """End a person's access: they are signed out at once, and stay on record."""
    with _office() as (session, _base):
        user = user_by_email(session, OWNER, email)
        end_user(session, OWNER, user.id, now=clock.now())
        session.commit()
        click.echo(f"The access of {user.name} has ended.")


@command.command("reset-link")
@click.argument("email")
def reset_link(email: str) -> None:
    """Print a one-time link with which a person sets a new password."""
    with _office() as (session, base):
        user = user_by_email(session, OWNER, email)
        token = renew_invitation(session, OWNER, user.id, now=clock.now())
        session.commit()
        click.echo(f"{base}/invitations/{token}")


@contextmanager
def _office() -> Iterator[tuple[Session, str]]:
    """A session in the administrators' realm; a refusal is said in a sentence."""
    with installation() as config:
        engine = db.make_engine(migrated(config), pool_size=1)
        try:
            with db.make_sessions(engine)() as session:
                session.info = {"identity": OWNER.identity, "now": None}
                yield session, config.base_url
        except PortalError as error:
            raise click.ClickException(
                sentence_for(error.code, error.values, status=error.status)
            ) from error
        finally:
            engine.dispose()


def _dealer_id(session: Session, name: str | None) -> int | None:
    if name is None:
        return None
    found = session.scalars(
        select(Dealer.id).where(Dealer.name == name).order_by(Dealer.id).limit(1)
    ).one_or_none()
    if found is None:
        raise NotFoundError("dealer_unknown", name=name)
    return found
