"""`huifang users`, as the owner of an installation calls it."""

import subprocess

import pytest
from sqlalchemy import create_engine, text

from portal.accounts.passwords import matches
from tests.support.portal_process import command, huifang

pytestmark = pytest.mark.processes

PERSON = ("--name", "Lin Wen", "--email", "Lin@example.com", "--role", "admin")


@pytest.fixture
def users(clone, tmp_path):
    def call(*arguments, **given) -> subprocess.CompletedProcess:
        urls = {"DATABASE_URL": clone.app_url, "DATABASE_OWNER_URL": clone.owner_url}
        return huifang(tmp_path, "users", *arguments, **urls, **given)

    return call


def test_a_person_is_invited_found_and_ended(users, clone):
    invited = users("invite", *PERSON)
    listed = users("list", "--search", "lin")
    again = users("invite", *PERSON)
    link = users("reset-link", "lin@example.com")
    ended = users("end", "lin@example.com")
    gone = users("list")

    assert "/invitations/" in invited.stdout
    assert "lin@example.com\tLin Wen" in listed.stdout
    assert again.returncode == 1
    assert "has an account already" in again.stderr
    assert link.stdout.startswith("http")
    assert "has ended" in ended.stdout
    assert gone.stdout == ""
    engine = create_engine(clone.owner_url)
    with engine.connect() as owner:
        recorded = owner.execute(text("SELECT count(*) FROM setting_changes")).scalar_one()
    engine.dispose()
    assert recorded == 3


def test_nobody_of_that_mail_is_said_so(users):
    answer = users("end", "nobody@example.com")

    assert (answer.returncode, answer.stdout) == (1, "")
    assert "Nobody signs in as nobody@example.com" in answer.stderr


def test_the_first_administrator_is_made_with_a_password_from_standard_input(clone, tmp_path):
    urls = {"DATABASE_URL": clone.app_url, "DATABASE_OWNER_URL": clone.owner_url}
    asked = ("users", "create", *PERSON, "--password-stdin")

    made = command(tmp_path, *asked, given="a kettle on the roof\n", **urls)

    engine = create_engine(clone.owner_url)
    with engine.connect() as owner:
        stored = owner.execute(text("SELECT password_hash FROM credentials")).scalar_one()
    engine.dispose()
    assert made.returncode == 0, made.stderr
    assert matches(stored, "a kettle on the roof")
    # What a real process hashes with: the tests' own processes hash cheaply.
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
