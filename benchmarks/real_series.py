"""Real series that nobody here wrote, as projects: what does the whole engine say of them?

    python -m benchmarks.real_series [--json real.json] [NAME ...]

The data stand beside the project (../shared/data) and are never copied into it. Negatives: M3 (2,184 business series, once as
they are and once with a target and a counter-metric that nobody had), TCPD, NHS A&E by hospital, US precincts, US states.
Positives: Russian regions (too smooth), Russian polling stations (whole percentages), NHS A&E at 95 %, restated Covid counts.
Every finding on the numbers is listed. Read docs/real-data/series.md for whether we believe them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PERIODS = {"monthly": "MS", "quarterly": "QS", "weekly": "W-MON", "yearly": "YS", "daily": "D"}


@dataclass(frozen=True)
class Made:
    """A project: what stands under `kpis:`, the values (kpi, period and numbers, perhaps `unit`), and the day to look as of."""

    kpis: Mapping[str, Mapping[str, Any]]
    values: pd.DataFrame
    as_of: str


def m3(targets: bool = False, most: int | None = None) -> Made:
    """M3's monthly and quarterly series. With `targets` each has a target from its middle on that nobody had, and the next
    series of its kind as counter-metric: whatever is found then is an honest history called gamed."""
    catalogue = pd.read_csv(DATA / "m3_competition" / "m3_catalogue.csv.gz").set_index("series_id")
    kpis, parts = {}, []
    for frequency in ("monthly", "quarterly"):
        table = pd.read_csv(DATA / "m3_competition" / f"m3_{frequency}.csv.gz")
        groups = list(table.groupby("series_id"))[: most // 2 if most else None]
        for number, (name, rows) in enumerate(groups):
            days = pd.date_range("1990-01-01", periods=len(rows), freq=PERIODS[frequency])
            parts.append(
                pd.DataFrame({"kpi": name.lower(), "period": days.strftime("%Y-%m-%d"), "value": rows["value"].to_numpy()})
            )
            title = f"{str(catalogue.loc[name, 'description']).strip() or 'Series'} {name}"
            said = {"name": title, "unit": "units", "direction": "higher", "frequency": frequency}
            if targets:
                value = float(np.round(rows["value"].mean() * 1.1, 2))
                counter = groups[(number + 1) % len(groups)][0].lower()
                said |= {"targets": [{"from": days[len(days) // 2].date(), "value": value}], "counter": [counter]}
            kpis[name.lower()] = said
    return Made(kpis, pd.concat(parts), "2003-01-01")


def tcpd() -> Made:
    """The change point series with their own months or years; those without a calendar as weeks."""
    catalogue = pd.read_csv(DATA / "tcpd_changepoints" / "catalogue.csv").set_index("name")
    kpis, parts = {}, []
    for file in sorted((DATA / "tcpd_changepoints" / "series").glob("*.csv")):
        table = pd.read_csv(file)
        said = str(catalogue.loc[file.stem, "time_format"])
        frequency = {"%Y-%m": "monthly", "%Y": "yearly"}.get(said, "weekly")
        days = pd.date_range("1970-01-05", periods=len(table), freq=PERIODS[frequency])
        if frequency != "weekly":
            days = pd.to_datetime(table["time"].astype(str), format=said)
        for number, column in enumerate(one for one in table.columns if one not in ("index", "time")):
            name = f"{file.stem}_{number}"
            parts.append(
                pd.DataFrame({"kpi": name, "period": pd.DatetimeIndex(days).strftime("%Y-%m-%d"), "value": table[column]})
            )
            kpis[name] = {"name": f"{file.stem}: {column}", "unit": "units", "direction": "higher", "frequency": frequency}
    return Made(kpis, pd.concat(parts).dropna(), "2026-01-01")


def nhs(by_hospital: bool, major: bool = False) -> Made:
    """Seen within four hours, 95 % wanted: all hospitals as units of one KPI, or as KPIs of their own; `major`: only their major
    departments (type 1), which the target was made for."""
    table = pd.read_csv(DATA / "nhs_ae_attendances" / "ae_attendances_2016_2019.csv.gz")
    table = table[table["type"] == "1"] if major else table
    pooled = table.groupby(["period", "org_code"])[["attendances", "breaches"]].sum().reset_index()
    pooled = pooled[pooled["attendances"] > 1000]
    numbers = {
        "period": pooled["period"],
        "numerator": pooled["attendances"] - pooled["breaches"],
        "denominator": pooled["attendances"],
        "value": 100 * (1 - pooled["breaches"] / pooled["attendances"]),
    }
    said = {"name": "Seen within 4 hours", "unit": "%", "direction": "higher", "frequency": "monthly",
            "targets": [{"from": "2016-04-01", "value": 95}]}  # fmt: skip
    if not by_hospital:
        return Made({"seen": said}, pd.DataFrame({"kpi": "seen", "unit": pooled["org_code"], **numbers}), "2019-04-01")
    kpis = {code.lower(): {**said, "name": f"Seen within 4 hours, {code}"} for code in pooled["org_code"].unique()}
    return Made(kpis, pd.DataFrame({"kpi": pooled["org_code"].str.lower(), **numbers}), "2019-04-01")


def covid(country: str) -> Made:
    """New cases by day, one KPI per region or state."""
    file, day, place, count = {
        "russia": ("regions_new_cases", "date", "region", "daily"),
        "us": ("us_states_new_cases", "submission_date", "state", "new_case"),
    }[country]
    table = pd.read_csv(DATA / "covid_underdispersion" / f"{file}.csv.gz")
    names = {name: f"r{number:02}" for number, name in enumerate(sorted(table[place].unique()))}
    kpis = {
        short: {"name": f"New cases, {name}", "unit": "cases", "direction": "lower", "frequency": "daily"}
        for name, short in names.items()
    }
    return Made(kpis, pd.DataFrame({"kpi": table[place].map(names), "period": table[day], "value": table[count]}), "2022-04-01")


def restated() -> Made:
    """New confirmed cases by day of eight countries whose counts were redefined or restated on known days."""
    table = pd.read_csv(DATA / "covid_definition_changes" / "confirmed.csv.gz").set_index("Date")
    new = table.diff().iloc[1:].rename(columns=str.lower)
    kpis = {
        name: {"name": f"New cases, {name}", "unit": "cases", "direction": "lower", "frequency": "daily"} for name in new.columns
    }
    long = new.reset_index().melt("Date", var_name="kpi").rename(columns={"Date": "period"})
    return Made(kpis, long, "2022-04-17")


def stations(country: str, most: int | None = None) -> Made:
    """The winner's share by polling station, as units of one KPI: 2012 in Russia, 2016 and 2020 in Rhode Island."""
    if country == "russia":
        table = pd.read_csv(DATA / "russia_elections_polling_stations" / "stations_2012.csv.gz").assign(period="2012-01-01")
        table = table.rename(columns={"ballots_cast": "cases"})
    else:
        table = pd.read_csv(DATA / "us_precinct_results_clean" / "precincts_ri.csv.gz")
        table = table.assign(period=table["year"].astype(str) + "-01-01").rename(columns={"total_votes": "cases"})
    table = table[table["cases"] >= 100]
    table = table.sample(most, random_state=1) if most else table
    hits, cases = table["leader_votes"].to_numpy(), table["cases"].to_numpy()
    units = [f"s{number:05}" for number in range(len(table))]
    period = table["period"].to_numpy()
    values = pd.DataFrame({"kpi": "share", "unit": units, "period": period, "numerator": hits, "denominator": cases})
    values["value"] = 100 * values["numerator"] / values["denominator"]
    return Made(
        {"share": {"name": "Share of the winner", "unit": "%", "direction": "higher", "frequency": "yearly"}},
        values,
        "2021-06-01",
    )


SETS: Mapping[str, Callable[[], Made]] = {
    "m3": m3,
    "m3-placebo": lambda: m3(targets=True),
    "tcpd": tcpd,
    "nhs-by-hospital": lambda: nhs(by_hospital=True),
    "nhs-units": lambda: nhs(by_hospital=False),
    "nhs-major-units": lambda: nhs(by_hospital=False, major=True),
    "covid-russia": lambda: covid("russia"),
    "covid-us": lambda: covid("us"),
    "covid-restated": restated,
    "stations-russia": lambda: stations("russia", 20_000),
    "precincts-us": lambda: stations("us"),
}


def written(made: Made, folder: Path) -> Path:
    """The project in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    source: dict[str, Any] = {"file": "values.csv"}
    if "unit" in made.values:
        source["dimensions"] = ["unit"]
    project = {"organisation": "Real series", "catalogue": "kpis.yaml", "observations": [source]}
    (folder / "kpi-monitor.yaml").write_text(yaml.safe_dump(project), encoding="utf-8")
    (folder / "kpis.yaml").write_text(yaml.safe_dump({"kpis": dict(made.kpis)}, allow_unicode=True), encoding="utf-8")
    made.values.to_csv(folder / "values.csv", index=False)
    return folder


def found(made: Made, folder: Path) -> dict[str, Any]:
    """The findings JSON of a dry run of the command."""
    from monitor.cli.main import run

    out = folder / "findings.json"
    with redirect_stdout(StringIO()):
        code = run(["run", str(written(made, folder)), "--as-of", made.as_of, "--dry-run", "--quiet", "--json", str(out)])
    if code != 0:
        raise SystemExit(f"the run ended with {code}")
    told: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return told


def counted(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is said about the numbers: every finding with a p-value, and every accusation."""
    return [one for one in told["findings"] if one["p_value"] is not None or one["family"] == "goodhart"]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SETS)}; all where none is named")
    parser.add_argument("--json", type=Path)
    wish = parser.parse_args(arguments)
    if not DATA.is_dir():
        sys.exit(f"{DATA} is not there: the real data stand beside the project")
    everything = {}
    for name in wish.names or SETS:
        with tempfile.TemporaryDirectory() as folder:
            told = found(SETS[name](), Path(folder))
        flags = counted(told)
        everything[name] = {
            "promise": told["promise"],
            "kpis": told["run"]["kpis"],
            "seconds": told["run"]["seconds"],
            "flags": flags,
        }
        years = told["promise"]["kpi_years"]
        print(f"{name}: {told['run']['kpis']} KPIs, {years:.0f} KPI-years, {told['run']['seconds']:.0f} s, {len(flags)} flags")
        for (rule, tier), number in sorted(Counter((one["rule"], one["tier"]) for one in flags).items()):
            print(f"  {number:>4} {rule}, {tier}")
        for one in [one for one in flags if one["family"] == "goodhart"][:12]:
            print(f"       {one['tier']:<8}{one['title']} ({one['kpi']}, p {one['p_value']})")
        sys.stdout.flush()
    if wish.json:
        wish.json.write_text(json.dumps(everything, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
