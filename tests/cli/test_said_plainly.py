"""What a stranger does wrong at the console is answered with a sentence, never with a traceback."""

import psycopg
import pytest

from portal.infra.postgres.dumps import dump, plain_url
from portal.infra.postgres.errors import PostgresError
from tests.support.portal_process import huifang

pytestmark = pytest.mark.processes


@pytest.fixture
def call(clone, tmp_path):
    def call(*arguments, **given):
        urls = {"DATABASE_URL": clone.app_url, "DATABASE_OWNER_URL": clone.owner_url}
        return huifang(tmp_path, *arguments, **{**urls, **given})

    return call


@pytest.fixture
def rows(tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    return str(file)


def assert_told(answer, *words):
    assert answer.returncode in (1, 2)
    assert "Traceback" not in answer.stderr
    for word in words:
        assert word in answer.stderr


def test_a_database_without_a_schema_is_to_be_migrated(call, clone, rows):
    with psycopg.connect(plain_url(clone.owner_url)) as owner:
        owner.execute("DROP SCHEMA public CASCADE")
        owner.execute("CREATE SCHEMA public")

    assert_told(call("users", "list"), "huifang migrate")
    assert_told(call("import", "complaints", rows), "huifang migrate")


def test_a_backup_that_cannot_be_written_names_the_place(call, tmp_path):
    assert_told(call("backup", str(tmp_path / "nowhere" / "b.tar")), "nowhere", "No such file")


def test_a_data_folder_that_is_a_file_is_named(call, rows):
    answer = call("doctor", HUIFANG_DATA=rows, DATABASE_URL="", DATABASE_OWNER_URL="")

    assert_told(answer, "rows.csv", "Not a directory")


def test_an_encoding_that_does_not_exist_is_named(call, rows):
    assert_told(call("import", "complaints", rows, "--encoding", "nope"), "nope")


def test_an_empty_file_is_said_to_be_empty(call, tmp_path):
    (tmp_path / "none.csv").touch()

    assert_told(call("import", "complaints", str(tmp_path / "none.csv")), "is empty")


def test_a_password_that_never_came_is_asked_for(call):
    answer = call(
        "users", "create", "--name", "Lin Wen", "--email", "lin@example.com", "--role", "admin",
        "--password-stdin",
    )  # fmt: skip

    assert_told(answer, "standard input", "huifang users invite")


def test_a_doctor_without_a_database_says_so_once_and_ends(call):
    nowhere = "postgresql+psycopg://somebody:word@127.0.0.1:1/huifang"

    answer = call("doctor", DATABASE_URL=nowhere, DATABASE_OWNER_URL=nowhere)

    assert answer.returncode == 1
    assert "does not answer" not in answer.stderr
    assert "2 to mend." in answer.stdout


def test_a_program_that_fails_tells_its_errors_and_not_its_progress(clone, tmp_path):
    with pytest.raises(PostgresError) as failed:
        dump(clone.owner_url, tmp_path / "nowhere" / "database", tell=lambda _step: None)

    told = str(failed.value).splitlines()
    assert told[0] == "pg_dump failed:"
    assert all("error:" in line for line in told[1:])
