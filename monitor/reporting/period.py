"""A review of a period: the newest run in it, with what happened to the findings since the run before the period began."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from monitor.model.finding import Finding, RunResult
from monitor.model.words import QUIET, Frequency, Status

Item = TypeVar("Item")


@dataclass(frozen=True)
class Reviewed:
    """The period that is reviewed, from its first to its last day."""

    start: date
    end: date
    frequency: Frequency


def over_period(result: RunResult, earlier: RunResult | None, between: Sequence[RunResult]) -> RunResult:
    """The run as a review of the period: new is what the run before the period did not know; gone is what was open then, or
    in a run of the period, and is no more. Changes and loosenings are those of all runs of the period.

    `between` are the earlier runs of the period, oldest first. Nothing is judged anew.
    """
    runs = (*between, result)
    known = _ids(earlier) if earlier else frozenset()
    return replace(
        result,
        previous=earlier.id if earlier else None,
        findings=tuple(_at_the_end(finding, known) for finding in result.findings),
        gone=tuple(_gone(result, [one for one in (earlier, *between) if one is not None])),
        changes=_unlike(one for run in runs for one in run.changes) if earlier else (),
        loosened=_unlike(one for run in runs for one in run.loosened) if earlier else (),
    )


def _ids(run: RunResult) -> frozenset[str]:
    return frozenset(finding.id for finding in (*run.findings, *run.explained))


def _at_the_end(finding: Finding, known: frozenset[str]) -> Finding:
    if finding.status not in (Status.NEW, Status.ONGOING):
        return finding
    return replace(finding, status=Status.ONGOING if finding.id in known else Status.NEW)


def _gone(result: RunResult, runs: Sequence[RunResult]) -> Iterable[Finding]:
    """As they were last seen, those that were open in the last runs first."""
    here = _ids(result)
    last = {finding.id: finding for run in runs for finding in run.findings if finding.status not in QUIET}
    return (replace(finding, status=Status.GONE) for finding in last.values() if finding.id not in here)


def _unlike(items: Iterable[Item]) -> tuple[Item, ...]:
    """Each of them once, in order; messages hold facts and cannot be hashed."""
    found: list[Item] = []
    for item in items:
        if item not in found:
            found.append(item)
    return tuple(found)
