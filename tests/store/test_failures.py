"""Addresses that are wrong, and databases that fail: told to a person, without secrets, and nothing changed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from monitor.errors import ProjectError, ServiceError
from monitor.store.address import address_of, shown
from monitor.store.store import open_store
from tests.store.examples import table

SECRET = "hunter2secret"
TODAY = date(2025, 6, 30)


def refused(url: str, folder: Path) -> ServiceError:
    with pytest.raises(ServiceError) as told:
        open_store(url, folder, wait=1.0)
    error = told.value
    assert error.exit_code == 3
    assert error.mend
    assert SECRET not in str(error)
    assert error.__cause__ is None and error.__suppress_context__
    return error


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_way_to_write_postgresql_means_psycopg_3(scheme: str, tmp_path: Path) -> None:
    address = address_of(f"{scheme}://me:{SECRET}@db.example:5433/kpi?sslmode=require", tmp_path)
    assert address.render_as_string(False) == f"postgresql+psycopg://me:{SECRET}@db.example:5433/kpi?sslmode=require"
    assert shown(address) == "the store 'kpi' on PostgreSQL at db.example:5433"


def test_a_relative_file_is_below_the_project_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    for folder in (project / "state", elsewhere):
        folder.mkdir(parents=True)
    monkeypatch.chdir(elsewhere)
    open_store("sqlite:///state/kpi.db", Path("../project")).close()
    open_store(f"sqlite:///{tmp_path}/absolute.db", project).close()
    assert (project / "state" / "kpi.db").is_file()
    assert (tmp_path / "absolute.db").is_file()
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["kpi-monitor.db", "", "mysql://me:hunter2secret@db/kpi", "postgresql://me:hunter2secret@db:port/kpi"]
)
def test_an_address_that_cannot_be_a_store_is_a_mistake_of_the_project(url: str, tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as told:
        open_store(url, tmp_path)
    assert "kpi-monitor.yaml" in str(told.value)
    assert "sqlite:///kpi-monitor.db" in str(told.value)
    assert SECRET not in str(told.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    error = refused("sqlite:///nowhere/kpi.db", tmp_path)
    assert "nowhere/kpi.db cannot be opened" in error.what
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_left_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "kpi.db"
    file.write_bytes(b"kpi;period;value\n" * 100)
    assert "no SQLite database, or is damaged" in refused("sqlite:///kpi.db", tmp_path).what
    assert file.read_bytes() == b"kpi;period;value\n" * 100


def test_a_damaged_database(tmp_path: Path) -> None:
    store = open_store("sqlite:///kpi.db", tmp_path)
    with store.work() as work:
        work.add_observations(table(*({"period": number, "value": 1.0} for number in range(5000))), TODAY)
    store.close()
    file = tmp_path / "kpi.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(ServiceError, match="is damaged"):
        store = open_store("sqlite:///kpi.db", tmp_path)
        with store.read() as reading:
            reading.observations(TODAY)


@pytest.mark.skipif(os.name != "posix", reason="file permissions of POSIX")
def test_a_file_that_may_not_be_written(tmp_path: Path) -> None:
    store = open_store("sqlite:///kpi.db", tmp_path)
    store.close()
    store = open_store("sqlite:///file:kpi.db?mode=ro&uri=true".replace("kpi.db", f"{tmp_path}/kpi.db"), tmp_path)
    with pytest.raises(ServiceError, match="cannot be written"), store.work() as work:
        work.keep_catalogue("a", {}, TODAY)
    with store.read() as reading:
        assert reading.catalogues() == []
    store.close()


def test_a_mistake_of_the_caller_is_not_disguised_as_one_of_the_database(tmp_path: Path) -> None:
    store = open_store("sqlite:///kpi.db", tmp_path)
    with pytest.raises(ZeroDivisionError), store.work():
        _ = 1 / 0
    store.close()


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    error = refused(f"postgresql://me:{SECRET}@127.0.0.1:1/kpi", tmp_path)
    assert error.what == "the store 'kpi' on PostgreSQL at 127.0.0.1:1 cannot be reached; nothing was changed"


def test_a_host_without_a_name(tmp_path: Path) -> None:
    assert "cannot be reached" in refused(f"postgresql://me:{SECRET}@nowhere.invalid/kpi", tmp_path).what


@pytest.mark.postgres
def test_a_database_that_is_not_there(postgres_server: str, tmp_path: Path) -> None:
    error = refused(postgres_server.replace("/postgres?", "/absent?"), tmp_path)
    assert "'absent'" in error.what and "does not exist" in error.what


@pytest.fixture
def guarded(postgres_url: str) -> Iterator[str]:
    """A database and a user that needs a password; the URL has {password} in it."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE guarded LOGIN PASSWORD '{SECRET}'")
        found = admin.execute("SHOW hba_file").fetchone()
        assert found is not None
        file = Path(found[0])
        before = file.read_text()
        file.write_text("local all guarded scram-sha-256\n" + before)
        admin.execute("SELECT pg_reload_conf()")
    yield postgres_url.replace("postgres:@", "guarded:{password}@")
    file.write_text(before)
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute("SELECT pg_reload_conf()")
        admin.execute("DROP OWNED BY guarded")
        admin.execute("DROP ROLE guarded")


@pytest.mark.postgres
def test_a_wrong_password(guarded: str, tmp_path: Path) -> None:
    assert "refused the user name or password" in refused(guarded.format(password=SECRET + "x"), tmp_path).what


@pytest.mark.postgres
def test_a_user_that_may_not_create_tables(guarded: str, tmp_path: Path) -> None:
    assert "may not do this" in refused(guarded.format(password=SECRET), tmp_path).what


@pytest.mark.postgres
def test_a_server_that_ends_the_connection_in_the_middle(postgres_url: str, tmp_path: Path) -> None:
    import psycopg

    store = open_store(postgres_url, tmp_path)
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'kpi-monitor%'"
    with pytest.raises(ServiceError, match="nothing was changed"), store.work() as work:
        work.keep_catalogue("a", {}, TODAY)
        with psycopg.connect(postgres_url, autocommit=True) as admin:
            admin.execute(end)
        work.keep_catalogue("b", {}, TODAY)
    with store.read() as reading:
        assert reading.catalogues() == []
    store.close()


@pytest.mark.postgres
def test_a_character_that_postgresql_cannot_hold(postgres_url: str, tmp_path: Path) -> None:
    store = open_store(postgres_url, tmp_path)
    with pytest.raises(ServiceError, match=r"cannot hold a character .* nothing was changed"), store.work() as work:
        work.add_observations(table({"period": 1}, {"period": 1, "segment": "team=\x00"}), TODAY)
    with store.read() as reading:
        assert reading.observations(TODAY).empty
    store.close()


def test_without_the_driver_the_mend_says_what_to_install(tmp_path: Path) -> None:
    code = """
import sys
sys.modules["psycopg"] = None
from pathlib import Path
from monitor.errors import ServiceError
from monitor.store.store import open_store
try:
    open_store("postgresql://h/d", Path())
except ServiceError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'kpi-health-monitor[postgres]'" in done.stdout


def test_an_old_sqlite_file_of_another_program_gets_tables_beside_its_own(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "kpi.db") as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    open_store("sqlite:///kpi.db", tmp_path).close()
    with sqlite3.connect(tmp_path / "kpi.db") as other:
        assert other.execute("SELECT count(*) FROM theirs").fetchone() == (0,)
    other.close()
