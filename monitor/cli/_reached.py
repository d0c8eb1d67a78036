"""Puts the measured rate of false flags into a run's promise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.model.finding import RunResult

if TYPE_CHECKING:
    from monitor.store.store import Reading


def with_reached(result: RunResult, store: Reading) -> RunResult:
    """The run with the rates that `replay --null` measured last, where the same limit was in force then."""
    found = store.reached()
    if found is None or found.limit != result.promise.promised_watch:
        return result
    promise = replace(result.promise, reached_watch=found.watch_per_100, reached_finding=found.finding_per_100)
    return replace(result, promise=promise)
