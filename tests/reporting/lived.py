"""The example some time later: findings that people have decided about, numbers that have changed since they were told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.model.evidence import Message, Names, Quantity
from monitor.model.finding import Finding, SetAside
from monitor.model.kpi import Catalogue, Change, Decision, Revisions
from monitor.model.life import FalseAlarms, Loosened, Loosening, Standing
from monitor.model.period import index_of
from monitor.model.portfolio import Drop, MainKpis, Portfolio, Seat
from monitor.model.situation import CatalogueChange, Vintage
from monitor.model.words import Frequency, Language, Level, Status
from tests.reporting.example import AS_OF, Example, example
from tests.reporting.example_catalogue import example_catalogue

TOLD = date(2025, 6, 30)
WEEK = index_of(date(2025, 6, 16), Frequency.WEEKLY)

DECIDED = {
    "F-5QX9D": (
        Status.ASSIGNED,
        Standing(
            Status.ASSIGNED,
            "The board",
            "The survey is to go to everybody",
            date(2025, 8, 14),
            assignee="Customer Director",
            follow_up=date(2025, 9, 15),
            confirmed_by="Internal audit",
            confirmed_because="60 cases were read",
            confirmed_on=date(2025, 8, 14),
        ),
    ),
    "F-TOOMN": (
        Status.WAIVED,
        Standing(Status.WAIVED, "the COO", "reorganisation, cut to 7", date(2025, 8, 1), until=date(2025, 12, 31)),
    ),
    "F-7WD1B": (Status.FALSE_ALARM, Standing(Status.FALSE_ALARM, "the controller", "the phone system rounds", date(2025, 7, 3))),
}


def lived(language: Language = Language.EN, catalogue: Catalogue | None = None) -> Example:
    """The example with decisions, corrections, a loosened target and set-aside values that are alike."""
    ready = example(language, _changed(catalogue or example_catalogue()))
    situation = replace(
        ready.situation,
        revisions=_revisions(),
        catalogue_changes=(CatalogueChange("leads", "definition", "Everybody who signs up", "Without newsletters", AS_OF),),
    )
    eased = Message(
        "{kpis}: the target was eased, from {before} to {after}.",
        {"kpis": Names(("precision",)), "before": Quantity(97, "%"), "after": Quantity(96, "%")},
    )
    result = replace(
        ready.result,
        findings=tuple(_decided(finding) for finding in ready.result.findings),
        false_alarms=FalseAlarms(92.0, watch=1, confirmed=1, unjudged=2),
        portfolio=_proposed(),
        loosened=(Loosened(Loosening.TARGET, eased, "precision", findings=("F-GONE1",)),),
        set_aside=(
            *ready.result.set_aside,
            *(
                SetAside(f"data/observations.csv:{line}", "margin", f"the value 41.{line} disagrees with 39.{line}, and is kept")
                for line in range(20, 29)
            ),
        ),
    )
    return replace(ready, result=result, situation=situation)


def _decided(finding: Finding) -> Finding:
    if finding.id not in DECIDED:
        return finding
    status, standing = DECIDED[finding.id]
    return replace(finding, status=status, standing=standing)


def _changed(catalogue: Catalogue) -> Catalogue:
    kpis = dict(catalogue.kpis)
    kpis["csat"] = replace(kpis["csat"], revisions=Revisions("down", 56))
    kpis["frt"] = replace(
        kpis["frt"],
        changes=(Change(date(2024, 9, 2), 2, what="Weekends count too"),),
        decisions=(Decision(date(2023, 10, 2), "Two more agents on Mondays"),),
    )
    return replace(catalogue, kpis=kpis)


def _revisions() -> dict[str, tuple[Vintage, ...]]:
    return {
        "leads": _vintages("leads", (WEEK, 412, 356, date(2025, 8, 4)), (WEEK - 1, 410, 361, date(2025, 8, 4))),
        "csat": _vintages("csat", (WEEK, 3.86, 3.83, date(2025, 7, 14))),
        "revenue": _vintages("revenue", (WEEK - 8, 48.2, 48.1, date(2025, 8, 20))),
        "margin": _vintages("margin", (WEEK, 41.0, 41.0, date(2025, 8, 20)), (WEEK + 6, 40.0, 44.0, date(2025, 9, 20))),
    }


def _vintages(kpi: str, *told: tuple[int, float, float, date]) -> tuple[Vintage, ...]:
    return tuple(
        vintage
        for period, then, now, recorded in told
        for vintage in (Vintage(kpi, (), period, None, then), Vintage(kpi, (), period, recorded, now))
    )


def _proposed() -> Portfolio:
    keeps = Message("It sees the work as customers do.")
    main = (Seat("frt", True, (keeps,)), Seat("csat", True, (keeps,)), Seat("sick", False, (keeps,)))
    back = (Seat("closed", True, (Message("It counts what is done, not what comes of it."),)),)
    group = MainKpis(Level.DEPARTMENT, "Customer service", 11, 7, main, back)
    return Portfolio(groups=(group,), drop=(Drop("per_hour", (Message("No target, no goal and no other KPI hangs on it."),)),))
