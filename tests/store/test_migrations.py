from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from monitor.errors import ServiceError
from monitor.store.migrate import REVISIONS, VERSION_TABLE, revision_of
from monitor.store.store import Store, open_store
from monitor.store.tables import metadata


def test_an_empty_database_gets_all_tables_and_keeps_what_else_is_in_it(opened: Callable[..., Store]) -> None:
    engine = opened().engine
    assert set(sa.inspect(engine).get_table_names()) == {*metadata.tables, VERSION_TABLE}
    with engine.connect() as connection:
        assert revision_of(connection) == REVISIONS[-1]


def test_the_migrations_make_what_the_code_expects(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_code_knows_every_migration_and_they_are_in_the_package() -> None:
    folder = files("monitor.store").joinpath("migrations")
    script = ScriptDirectory(str(folder))
    assert [revision.revision for revision in script.walk_revisions()][::-1] == list(REVISIONS)


def test_a_store_of_a_newer_version_is_refused_and_left_alone(
    opened: Callable[..., Store], store_url: str, tmp_path: Path
) -> None:
    newer = opened()
    with newer.engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(ServiceError, match="newer version") as told:
        open_store(store_url, tmp_path)
    assert "9999" in told.value.what
    assert "install the newer version" in told.value.mend
    with newer.engine.connect() as connection:
        assert revision_of(connection) == "9999"


def test_a_database_with_tables_of_the_same_name_is_left_as_it_was(store_url: str, tmp_path: Path) -> None:
    engine = sa.create_engine(store_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE kpi_sighting (mine INTEGER)"))
    with pytest.raises(ServiceError, match="already holds a table"):
        open_store(store_url, tmp_path)
    assert sa.inspect(engine).get_table_names() == ["kpi_sighting"]
    engine.dispose()


def test_a_dry_run_on_a_store_that_is_not_there_yet_makes_none(store_url: str, tmp_path: Path) -> None:
    store = open_store(store_url, tmp_path, create=False)
    with store.work(keep=False) as work:
        work.keep_catalogue("a", {}, date(2025, 6, 30))
        assert len(work.catalogues()) == 1
    store.close()
    assert list(tmp_path.iterdir()) == []
    if store_url.startswith("postgresql"):
        engine = sa.create_engine(store_url.replace("postgresql://", "postgresql+psycopg://"))
        assert sa.inspect(engine).get_table_names() == []
        engine.dispose()


def test_a_dry_run_reads_the_store_that_is_there(store: Store, store_url: str, tmp_path: Path) -> None:
    with store.work() as work:
        work.keep_catalogue("a", {}, date(2025, 6, 30))
    dry = open_store(store_url, tmp_path, create=False)
    with dry.read() as reading:
        assert len(reading.catalogues()) == 1
    dry.close()
