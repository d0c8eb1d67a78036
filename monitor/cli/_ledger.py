"""Introduces the ledger to the store and the engine: what people decided goes into a run, and the run goes into the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from monitor.model.finding import Remembered, RunResult
from monitor.model.life import Act, Entry, Standing
from monitor.model.words import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.store.store import Reading, Work


def now() -> datetime:
    """The clock's time in UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def standings_on(store: Reading, as_of: date | None = None) -> Mapping[str, Standing]:
    """Finding id -> what people had decided about it by the end of a day, or by now."""
    from monitor.ledger.standing import standings

    return standings(store.entries(by_people=True), as_of)


def remembered(store: Reading, as_of: date) -> dict[str, Remembered]:
    """Key of a finding -> what runs and people up to a day know of it."""
    standing = standings_on(store, as_of)
    return {
        one.key: Remembered(one.id, one.key, one.first_seen, one.last_seen, one.status, standing.get(one.id), one.returned)
        for one in store.ledger(as_of).values()
    }


def with_life(result: RunResult, store: Reading) -> RunResult:
    """The run with its waivers, the organisation's own count of false alarms, and the seal of the ledger that it looked at."""
    from monitor.ledger.told import false_alarms, waivers

    standing = standings_on(store, result.as_of)
    return replace(
        result,
        waivers=waivers(result.findings, result.as_of),
        false_alarms=false_alarms(standing, result.findings, result.promise.kpi_years),
        ledger=store.head(),
    )


def enter_run(work: Work, result: RunResult, document: str) -> None:
    """Writes a run into the ledger: which it was, the SHA-256 of its document, and what was new, back and gone."""
    from monitor.ledger.chain import sealed

    detail = {
        "run": result.id,
        "as_of": result.as_of.isoformat(),
        "document": document,
        "findings": len(result.findings),
        "new": [one.id for one in result.findings if one.first_seen == result.as_of],
        "back": [one.id for one in result.findings if one.came_back],
        "gone": [one.id for one in result.gone if one.status is Status.GONE],
    }
    entry = Entry(0, now(), date.today(), f"kpi-monitor {result.version}", Act.RUN, detail=detail)
    work.add_entries(sealed([entry], work.head()))
