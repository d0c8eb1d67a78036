"""Writes observations as the tables that people have: long or wide, with point or comma."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.model.observations import NUMBERS, segment_pairs
from monitor.model.period import first_day
from monitor.model.words import Frequency

if TYPE_CHECKING:
    import pandas as pd


def period_text(period: int, frequency: str) -> str:
    """A period as the contract writes it: 2025-W10, 2025-03, 2025-Q1, 2025, or a date."""
    day = first_day(int(period), Frequency(frequency))
    match frequency:
        case "weekly":
            return day.strftime("%G-W%V")
        case "monthly":
            return day.strftime("%Y-%m")
        case "quarterly":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case "yearly":
            return str(day.year)
    return day.isoformat()


def write_long(path: Path, observations: pd.DataFrame, kpis: Sequence[str]) -> None:
    """A CSV with the columns kpi, period, one per dimension, and the numbers that these KPIs have."""
    rows = observations[observations["kpi"].isin(kpis)]
    table = rows[["kpi"]].copy()
    table["period"] = _periods(rows)
    pairs = [dict(segment_pairs(text)) for text in rows["segment"]]
    for dimension in sorted({name for found in pairs for name in found}):
        table[dimension] = [found.get(dimension, "") for found in pairs]
    for number in NUMBERS:
        if rows[number].notna().any():
            table[number] = rows[number]
    _write(path, table)


def write_wide(path: Path, observations: pd.DataFrame, columns: Mapping[str, str]) -> None:
    """A Danish CSV with semicolons and decimal commas: a column per KPI; `columns` holds KPI -> heading."""
    rows = observations[observations["kpi"].isin(list(columns)) & (observations["segment"] == "")].copy()
    rows["period_text"] = _periods(rows)
    wide = rows.pivot(index="period_text", columns="kpi", values="value")[list(columns)]
    table = wide.rename(columns=dict(columns)).rename_axis(index="period", columns=None).reset_index()
    _write(path, table, ";", ",")


def _periods(rows: pd.DataFrame) -> list[str]:
    return [period_text(period, frequency) for period, frequency in zip(rows["period"], rows["frequency"], strict=True)]


def _write(path: Path, table: pd.DataFrame, separator: str = ",", decimal: str = ".") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, sep=separator, decimal=decimal, float_format="%.10g", lineterminator="\n", encoding="utf-8")


def write_records(path: Path, records: pd.DataFrame) -> None:
    """Records as a Parquet file."""
    import duckdb

    with duckdb.connect() as connection:
        connection.register("records", records)
        connection.execute(
            f"COPY (SELECT * FROM records) TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)"
        ).fetchall()
