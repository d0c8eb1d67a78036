"""docs/reference/store.md names every table and column, and no other; its SQL runs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from monitor.store.migrate import VERSION_TABLE
from monitor.store.store import Store
from monitor.store.tables import metadata
from tests.store.examples import finding, run

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "store.md").read_text(encoding="utf-8")


def test_the_page_names_every_column() -> None:
    told = {}
    for section in PAGE.split("\n### ")[1:]:
        name, _, text = section.partition("\n")
        cells = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
        told[name] = {column for cell in cells for column in re.findall(r"`(\w+)`", cell)}
    expected = {table.name: set(table.columns.keys()) for table in metadata.tables.values()}
    assert told == {**expected, VERSION_TABLE: {"version_num"}}


def test_the_sql_of_the_page_runs(store: Store) -> None:
    (query,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    with store.work() as work:
        work.keep_run(run("a", date(2025, 3, 31), (finding("F-00000"),)))
        work.keep_run(run("b", date(2025, 6, 30), (finding("F-00000"),)))
        rows = work.connection.execute(sa.text(query)).all()
    assert [(row.finding, str(row.first_seen), str(row.last_seen), row.runs) for row in rows] == [
        ("F-00000", "2025-03-31", "2025-06-30", 2)
    ]
