"""Finds findings by their ids, as they are now: with what people have decided up to this moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import MonitorError, Place, Problem, ProjectError
from monitor.model.finding import Finding, Remembered, RunResult
from monitor.model.words import Status

if TYPE_CHECKING:
    from monitor.cli._kept import Kept
    from monitor.store.store import Reading

FAR = date.max
"""As of the end of time: whatever the store knows counts."""


def as_written(id: str) -> str:
    """An id as it is kept, when it was read aloud or copied without its prefix: capitals, and no letters O, I or L."""
    letters = id.strip().upper().removeprefix("F-").translate(str.maketrans("OIL", "011"))
    return f"F-{letters}"


def ids_and_folder(words: Iterable[str]) -> tuple[tuple[str, ...], Path]:
    """What stands on the command line after an action: ids, and last, where it is given, the project's folder."""
    found = list(words)
    last = found[-1] if found else ""
    folder = Path()
    if last and not last.upper().startswith("F-") and (Path(last).is_dir() or "/" in last or last == "."):
        folder = Path(found.pop())
    if not found:
        raise ProjectError([Problem(Place("ID"), "no finding is named", "one or more ids, such as F-3K7Q2")])
    return tuple(dict.fromkeys(as_written(one) for one in found)), folder


def decided_now(result: RunResult, snapshot: Reading) -> RunResult:
    """A run with the findings as they are now, after what people decided since."""
    return _decided(result, _by_id(snapshot))


def now_in_store(snapshot: Reading, ids: Iterable[str]) -> dict[str, Finding]:
    """Id -> finding as the last run that spoke of it had it, with its status of now. Raises ProjectError for unknown ids."""
    known, lives = _by_id(snapshot), snapshot.ledger()
    wanted = list(ids)
    refuse_unknown(wanted, lives)
    runs: dict[str, list[str]] = defaultdict(list)
    for id in wanted:
        runs[lives[id].last_run].append(id)
    found: dict[str, Finding] = {}
    for run, here in runs.items():
        result = snapshot.run(run)
        assert result is not None
        said = {one.id: one for one in _everything(_decided(result, known))}
        for id in here:
            gone = lives[id].status is Status.GONE
            found[id] = replace(said[id], status=Status.GONE) if gone else said[id]
    return {id: found[id] for id in wanted}


def refuse_unknown(ids: Iterable[str], known: Iterable[str]) -> None:
    """Raises ProjectError that names every id that there is not, with the one that was probably meant."""
    from monitor.catalogue.suggest import did_you_mean

    there = list(known)
    unknown = [id for id in ids if id not in set(there)]
    if unknown:
        mend = "list them: kpi-monitor findings list"
        raise ProjectError(
            Problem(Place(id), f"There is no finding '{id}'", "", did_you_mean(id, there) or mend) for id in unknown
        )


def found_with_run(kept: Kept, snapshot: Reading, id: str, *, raised: bool = False) -> tuple[Kept, Finding]:
    """A finding as it is now, with the newest run where that speaks of it, or else the last that saw it.

    `raised`: with the last run that saw it, also where the newest one says that it is gone.
    """
    from monitor.catalogue.suggest import did_you_mean
    from monitor.cli._kept import as_it_was

    wanted, lives = as_written(id), snapshot.ledger()
    runs = [] if raised and wanted in lives and lives[wanted].last_run != kept.result.id else [kept]
    if wanted in lives and lives[wanted].last_run != kept.result.id:
        older = snapshot.run(lives[wanted].last_run)
        runs += [as_it_was(kept.project, snapshot, older)] if older else []
    for run in runs:
        for finding in _everything(decided_now(run.result, snapshot)):
            if finding.id == wanted:
                gone = lives[wanted].status is Status.GONE
                return run, replace(finding, status=Status.GONE, came_back=None) if gone else finding
    mend = did_you_mean(wanted, lives) or f"list them: kpi-monitor findings list {kept.project.folder}"
    raise MonitorError(f"There is no finding '{id}'; {mend}")


def _decided(result: RunResult, known: Mapping[str, Remembered]) -> RunResult:
    from monitor.engine.life import applied, unjudged

    day = max(date.today(), result.as_of)

    def now(finding: Finding) -> Finding:
        return applied(unjudged(finding, result.as_of), known.get(finding.id), day)

    return replace(
        result,
        findings=tuple(now(one) for one in result.findings),
        explained=tuple(replace(now(one), status=Status.EXPLAINED) for one in result.explained),
        gone=tuple(replace(now(one), status=Status.GONE, came_back=None) for one in result.gone),
    )


def _everything(result: RunResult) -> tuple[Finding, ...]:
    return (*result.findings, *result.explained, *result.gone)


def _by_id(snapshot: Reading) -> dict[str, Remembered]:
    from monitor.cli._ledger import remembered

    return {one.id: one for one in remembered(snapshot, FAR).values()}
