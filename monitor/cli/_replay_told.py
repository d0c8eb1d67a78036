"""What a replay tells: a table of findings, a few lines, and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.model.reached import Reached
from monitor.model.words import Language

if TYPE_CHECKING:
    from monitor.engine.replay import Replay, Track
    from monitor.engine.together import Everything

COLUMNS = ("first seen", "as", "finding since", "stood until", "began", "delay", "kpi", "title")


def listed(replay: Replay, everything: Everything, whole: bool) -> None:
    """The findings in the order in which they would have been seen; facts of the catalogue only with `whole`."""
    from monitor.cli._table import write_table

    shown = [track for track in replay.tracks if track.counts or whole]
    if shown:
        write_table(COLUMNS, [_row(track, replay, everything) for track in shown])


def _row(track: Track, replay: Replay, everything: Everything) -> tuple[str, ...]:
    onset = track.finding.evidence.onset
    return (
        track.first.isoformat(),
        track.first_tier.value,
        track.sure_since.isoformat() if track.sure_since else "-",
        "still there" if track.stands else track.seen[-1].isoformat(),
        onset.isoformat() if onset else "-",
        f"{track.delay} days" if track.delay is not None else "-",
        track.finding.kpi or "",
        _title(track, everything),
    )


def lines(replay: Replay, everything: Everything, measured: Reached | None, whole: bool) -> Iterator[str]:
    """How many flags a run brought, the rates, and what a look costs."""
    first, last = replay.looks[0], replay.looks[-1]
    facts = sum(not track.counts for track in replay.tracks)
    yield (
        f"{len(replay.looks)} looks from {first.as_of} to {last.as_of}: {_counted(replay.flags, 'flag')} in the numbers, "
        f"{replay.findings} of them sure enough for leadership; {last.standing} still stood at the end"
    )
    later = [look.new for look in replay.looks[1:]]
    most = max(replay.looks, key=lambda look: look.new)
    yield (
        f"new flags a look: {first.new} in the first, {sum(later) / max(len(later), 1):.2f} in a later one on average, "
        f"at most {most.new} (as of {most.as_of})"
    )
    if facts and not whole:
        yield f"{_counted(facts, 'fact')} about the catalogue and the data not listed; --all lists them"
    if everything.project.events:
        named = ", ".join(everything.project.events)
        yield f"the records behind the KPIs ({named}) were not looked at: `kpi-monitor run --as-of DATE` does it for a day"
    yield _rates(replay, everything)
    if measured is not None:
        yield from _reached(measured)
    yield f"a look took {sum(look.seconds for look in replay.looks) / len(replay.looks):.2f} s; the values were read once"


def _rates(replay: Replay, everything: Everything) -> str:
    limit, years = everything.project.limits.false_findings_per_100_kpi_years, replay.kpi_years
    if not years:
        return "no KPI had values to judge"
    return (
        f"{100 * replay.flags / years:.2f} flags and {100 * replay.findings / years:.2f} findings per 100 KPI-years "
        f"({years:.0f} KPI-years), true and false ones together; promised are at most {limit:g} and {limit / 10:g} false ones"
    )


def _reached(measured: Reached) -> Iterator[str]:
    yield (
        f"where nothing happens: {measured.watch_per_100:.2f} flags and {measured.finding_per_100:.2f} findings "
        f"per 100 KPI-years "
        f"({measured.watch} and {measured.finding} in {measured.kpi_years:.0f} KPI-years: {_counted(measured.draws, 'history')} "
        f"drawn from the noise of these KPIs, {_counted(measured.looks, 'look')} at each); kept in the store for the report"
    )
    if measured.placebo_years:
        yield (
            f"before the targets, with dates at which there was none: {measured.placebo_watch} and {measured.placebo_finding} "
            f"in {measured.placebo_years:.0f} KPI-years"
        )


def _counted(number: int, what: str) -> str:
    plural = what[:-1] + "ies" if what.endswith("y") else what + "s"
    return f"{number} {what}" if number == 1 else f"{number} {plural}"


def write_json(replay: Replay, everything: Everything, measured: Reached | None, file: Path) -> None:
    """The replay as JSON into a file (as a whole or not at all), or on standard output for `-`."""
    text = json.dumps(document(replay, everything, measured), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    beside = file.with_name(file.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def document(replay: Replay, everything: Everything, measured: Reached | None) -> dict[str, Any]:
    """Looks, findings and rates, for programs."""
    from monitor import __version__

    limit, years = everything.project.limits.false_findings_per_100_kpi_years, replay.kpi_years
    return {
        "schema": 1,
        "replay": {
            "organisation": everything.project.organisation,
            "version": __version__,
            "from": replay.looks[0].as_of.isoformat(),
            "to": replay.looks[-1].as_of.isoformat(),
            "looks": len(replay.looks),
            "kpis": len(everything.catalogue.kpis),
            "kpi_years": round(years, 2),
            "seconds_per_look": round(sum(look.seconds for look in replay.looks) / len(replay.looks), 3),
        },
        "rates": {
            "promised_watch": limit,
            "promised_finding": limit / 10,
            "flags_per_100_kpi_years": round(100 * replay.flags / years, 4) if years else None,
            "findings_per_100_kpi_years": round(100 * replay.findings / years, 4) if years else None,
            "where_nothing_happens": _measured(measured) if measured else None,
        },
        "looks": [
            {"as_of": one.as_of.isoformat(), "new": one.new, "new_findings": one.new_findings, "standing": one.standing}
            for one in replay.looks
        ],
        "findings": [_finding(track, everything) for track in replay.tracks],
    }


def _measured(one: Reached) -> dict[str, Any]:
    return {
        "flags_per_100_kpi_years": round(one.watch_per_100, 4),
        "findings_per_100_kpi_years": round(one.finding_per_100, 4),
        "kpi_years": round(one.kpi_years, 1),
        "draws": one.draws,
        "looks": one.looks,
        "placebo": {"flags": one.placebo_watch, "findings": one.placebo_finding, "kpi_years": round(one.placebo_years, 1)},
    }


def _finding(track: Track, everything: Everything) -> dict[str, Any]:
    one = track.finding
    onset = one.evidence.onset
    return {
        "id": one.id,
        "rule": one.rule,
        "pattern": one.pattern,
        "family": one.family.value,
        "kpi": one.kpi,
        "related": list(one.evidence.related),
        "segment": dict(one.evidence.segment) or None,
        "title": _title(track, everything),
        "severity": one.severity.value,
        "counts": track.counts,
        "first_seen": track.first.isoformat(),
        "first_tier": track.first_tier.value,
        "tier": one.tier.value,
        "finding_since": track.sure_since.isoformat() if track.sure_since else None,
        "last_seen": track.seen[-1].isoformat(),
        "looks": len(track.seen),
        "stands": track.stands,
        "onset": onset.isoformat() if onset else None,
        "delay_days": track.delay,
    }


def _title(track: Track, everything: Everything) -> str:
    from monitor.reporting.wording import said

    rule = everything.rules[track.finding.rule]
    return said(track.finding, rule, everything.catalogue, Language(everything.project.language)).title
