"""Situations with records behind the KPIs: simulated ones, and tables of one's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from monitor.checks.registry import find
from monitor.model.evidence import Outcome
from monitor.model.records import RecordKind
from monitor.model.situation import Call, Situation
from monitor.records.open import records_from
from monitor.simulate.scenarios import simulate
from tests.checks.situations import Entries, situation


@cache
def _made(name: str, seed: int, settings: tuple[tuple[str, Any], ...]) -> Situation:
    made = simulate(name, seed, **dict(settings))
    at = situation(made.kpis, made.observations, made.as_of)
    return replace(at, records=records_from(made.records, made.kinds, made.as_of, "UTC"))


def recorded(name: str, seed: int = 1, **settings: Any) -> Situation:
    """A simulated organisation with its records; made once for each call."""
    return _made(name, seed, tuple(sorted(settings.items())))


def table(
    frames: Mapping[str, pd.DataFrame], kinds: Mapping[str, str], as_of: date, kpis: Entries | None = None, zone: str = "UTC"
) -> Situation:
    """Records of one's own; KPIs without values where there are any."""
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _columns().items()})
    at = situation(kpis or {"anything": {"name": "Anything"}}, empty, as_of)
    named = {name: RecordKind(kinds[name]) for name in frames}
    return replace(at, records=records_from(frames, named, as_of, zone))


def _columns() -> Mapping[str, str]:
    from monitor.model.observations import COLUMNS

    return COLUMNS


def ask(check: str, at: Situation, kpis: Collection[str] | None = None, **parameters: Any) -> list[Outcome]:
    """What a check on records says, with its default parameters where no others are given."""
    found = find(check)
    defaults = {name: parameter.default for name, parameter in found.parameters.items()}
    wanted = tuple(at.catalogue.kpis) if kpis is None else tuple(kpis)
    return found.evaluate(at, Call("a-rule", wanted, {role: frozenset() for role in found.roles}, {**defaults, **parameters}))
