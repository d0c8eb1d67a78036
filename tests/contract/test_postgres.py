"""The whole job on a real PostgreSQL server: values from it, and the store on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.project import kpi_monitor
from tests.contract.folder import run, series, snapshot, write

pytestmark = pytest.mark.postgres

PROJECT = """organisation: Nordlys
language: sv
calendar: {timezone: Europe/Copenhagen}
store: ${STORE}
observations:
  - {sql: "SELECT * FROM kpi_values WHERE kpi LIKE 'a%'", url: "${STORE}"}
"""


def test_values_store_and_findings(tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    monkeypatch.setenv("STORE", postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kpi_values (kpi text, period date, value numeric(8, 2), recorded_at timestamptz)")
        row = "INSERT INTO kpi_values VALUES ('a', %s, %s, '2025-01-02 23:30+00')"
        for month in (1, 2):
            connection.execute(row, (f"2024-{month:02}-01", month + 0.5))
    write(tmp_path, {"kpi-monitor.yaml": PROJECT, "kpis.yaml": "kpis:\n  a: {name: Ålpha, frequency: monthly}\n"})
    environment = {"STORE": postgres_url}
    assert series(tmp_path, environment, as_of="2025-01-03") == {"a": {"2024-01-01": 1.5, "2024-02-01": 2.5}}
    assert series(tmp_path, environment, as_of="2025-01-02") == {}, "it was the third in Copenhagen"
    first, second = run(tmp_path, "2025-02-01"), run(tmp_path, "2025-03-01")
    assert {one["status"] for one in first["findings"]} == {"new"}
    assert {one["id"] for one in first["findings"]} <= {one["id"] for one in second["findings"]}
    listed = kpi_monitor("findings", "list", tmp_path)
    assert listed.returncode == 0 and "Ingen ansvarar för Ålpha" in listed.stdout
    assert set(snapshot(tmp_path)) == {"kpi-monitor.yaml", "kpis.yaml", "report/leadership.html", "report/controller.html"}
