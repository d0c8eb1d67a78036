"""The work of a replay: looks at the past as it was, and at drawn histories in which nothing happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from monitor.model.finding import Finding
from monitor.model.reached import Reached
from monitor.model.words import Family, Tier

if TYPE_CHECKING:
    from monitor.cli._past import Past
    from monitor.engine.replay import Replay
    from monitor.engine.together import Everything

Step = Callable[[str], None]
SEED = 20250101


def replayed(everything: Everything, past: Past, days: list[date], step: Step) -> Replay:
    """Judges the past as of each day. Ids are those that runs into an empty store would give."""
    from monitor.engine.replay import replay
    from monitor.store.store import open_store

    number = {day: place for place, day in enumerate(days, start=1)}
    store = open_store("sqlite://", everything.project.folder)
    try:
        with store.work() as work:
            return replay(
                lambda day: past.situation(everything, day),
                days,
                list(everything.rules.values()),
                everything.project.parameters,
                work.ids_for,
                lambda day: step(f"Looking as of {day} ({number[day]} of {len(days)})"),
            )
    finally:
        store.close()


def reached(everything: Everything, past: Past, days: list[date], draws: int, step: Step) -> Reached:
    """The rate of false flags over the looks of `days`, in drawn histories, and once at placebo dates in the own one."""
    from monitor.cli._past import Past
    from monitor.engine.null_histories import null_histories

    situation = past.situation(everything, days[-1])
    watch = finding = 0
    years = 0.0
    for number, table in enumerate(null_histories(situation, draws, SEED), start=1):
        step(f"Looking at a history in which nothing happens ({number} of {draws})")
        told = replayed(everything, Past(table, past.versions[:0]), days, _quietly)
        flags = [track for track in told.tracks if track.finding.evidence.p_value is not None]
        watch, finding = watch + len(flags), finding + sum(track.sure_since is not None for track in flags)
        years += told.kpi_years
    found = Reached(
        date.today(), everything.project.limits.false_findings_per_100_kpi_years, draws, len(days), years, watch, finding
    )
    step("Looking at the time before the targets")
    return _with_placebos(found, everything, past, days[-1])


def _with_placebos(found: Reached, everything: Everything, past: Past, last: date) -> Reached:
    from monitor.engine.evaluate import evaluate
    from monitor.engine.placebo import placebo_catalogues
    from monitor.engine.tiers import years_of

    for day, catalogue, concerned in placebo_catalogues(past.situation(everything, last)):
        moved = replace(everything, catalogue=catalogue)
        situation = replace(past.situation(moved, day), catalogue_changes=())
        judgement = evaluate(
            situation, list(everything.rules.values()), everything.project.parameters, lambda keys: {key: key for key in keys}, {}
        )
        flags = [one for one in judgement.findings if one.kpi in concerned and _counts(one)]
        years = years_of(situation)
        found = replace(
            found,
            placebo_years=found.placebo_years + sum(years.get(kpi, 0.0) for kpi in concerned),
            placebo_watch=found.placebo_watch + len(flags),
            placebo_finding=found.placebo_finding + sum(one.tier is not Tier.WATCH for one in flags),
        )
    return found


def _counts(one: Finding) -> bool:
    return one.evidence.p_value is not None and one.family in (Family.GOODHART, Family.CONTEXT)


def keep(everything: Everything, measured: Reached) -> None:
    """Keeps a measured rate in the project's store. Raises ServiceError when it cannot be written."""
    from monitor.store.store import open_store

    store = open_store(everything.project.store, everything.project.folder)
    try:
        with store.work() as work:
            work.keep_reached(measured)
    finally:
        store.close()


def _quietly(text: str) -> None:
    pass
