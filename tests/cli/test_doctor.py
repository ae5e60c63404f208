"""The doctor names what somebody changed behind the portal's back."""

import socket

import psycopg
import pytest
from psycopg import sql

from portal.infra import schema
from portal.infra.postgres.dumps import plain_url
from tests.support.portal_process import huifang

pytestmark = pytest.mark.processes


def examine(clone, folder):
    schema.upgrade(clone.owner_url, clone.app_url)
    return huifang(
        folder,
        "doctor",
        DATABASE_URL=clone.app_url,
        DATABASE_OWNER_URL=clone.owner_url,
    )


def test_an_installation_in_order_is_told_so(clone, tmp_path):
    report = examine(clone, tmp_path)

    lines = [line for line in report.stdout.splitlines() if line.startswith("problem")]
    assert lines == []
    assert "catalogues are complete" in report.stdout or "appear in English" in report.stdout
    assert "owns nothing" in report.stdout
    assert "every case's chain is whole" in report.stdout


TAMPERED = {
    "ALTER TABLE callbacks DISABLE TRIGGER append_only": "trigger callbacks.append_only is 'DIS",
    "ALTER TABLE cases DISABLE ROW LEVEL SECURITY": "row security cases is 'disabled'",
    "CREATE POLICY open ON cases TO hf_dealer USING (true)": "policy cases.open is not from a",
    "GRANT DELETE ON callbacks TO hf_dealer": "grant callbacks hf_dealer",
    "ALTER TABLE users ALTER COLUMN side DROP NOT NULL": "users.side is missing",
    "ALTER TABLE users DROP CONSTRAINT ck_users_role_of_side": "users.ck_users_role_of_side is mi",
}


def test_a_guard_that_was_taken_away_is_named(clone, tmp_path):
    with psycopg.connect(plain_url(clone.owner_url)) as owner:
        for done_by_hand in TAMPERED:
            owner.execute(done_by_hand)

    report = examine(clone, tmp_path)

    assert report.returncode == 1
    for named in TAMPERED.values():
        assert named in report.stdout


def test_a_login_that_goes_around_the_walls_is_named(clone, tmp_path):
    report = huifang(
        tmp_path,
        "doctor",
        DATABASE_URL=clone.owner_url,
        DATABASE_OWNER_URL=clone.owner_url,
    )

    assert report.returncode == 1
    assert "may go around row-level security" in report.stdout


def test_a_database_that_does_not_answer_is_told_with_what_to_do(tmp_path):
    nowhere = "postgresql://nobody:pw@127.0.0.1:9/none"

    report = huifang(tmp_path, "doctor", DATABASE_URL=nowhere, DATABASE_OWNER_URL=nowhere)

    assert report.returncode == 1
    assert "cannot log in" in report.stdout
    assert "DATABASE_URL" in report.stdout


def test_a_migration_makes_the_login_that_is_missing(server, tmp_path):
    server.create("own_login")
    app = server.app_url("own_login").replace("hf_app:", "portal_of_ours:")

    done = huifang(
        tmp_path,
        "migrate",
        DATABASE_URL=app,
        DATABASE_OWNER_URL=server.owner_url("own_login"),
    )

    assert done.returncode == 0, done.stderr
    with psycopg.connect(plain_url(app)) as portal:
        portal.execute("SET ROLE hf_signin")
        assert portal.execute("SELECT version_num FROM alembic_version").fetchone() is not None
    server.drop("own_login")
    with psycopg.connect(plain_url(server.keeper_url()), autocommit=True) as keeper:
        keeper.execute(sql.SQL("DROP ROLE portal_of_ours"))


def set_up(clone, kind: str, config: str, *, error: str = "") -> None:
    with psycopg.connect(plain_url(clone.owner_url)) as owner:
        owner.execute(
            "INSERT INTO channels (kind, enabled, config, version, changed_at, last_failed_at,"
            " last_error) VALUES (%s, true, %s, 1, now(), now(), %s)",
            [kind, config, error],
        )


def test_without_any_channel_it_says_that_nothing_leaves(clone, tmp_path):
    report = examine(clone, tmp_path)

    assert "No channel is configured" in report.stdout
    assert report.returncode == 0


def test_a_mail_server_that_does_not_answer_and_settings_that_cannot_work_are_problems(
    clone, tmp_path
):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    set_up(clone, "email", f'{{"host": "127.0.0.1", "port": {port}, "sender": "a@b.example"}}')
    set_up(clone, "sms", "{}")
    set_up(clone, "wecom", "{}", error="93000 invalid webhook url")

    report = examine(clone, tmp_path)

    assert report.returncode == 1
    assert f"nobody answers at 127.0.0.1:{port}" in report.stdout
    assert "sms: channel_setting_missing (url)" in report.stdout
    assert "wecom: the last attempt failed: 93000 invalid webhook url" in report.stdout
