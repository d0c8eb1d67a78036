"""Situations for the tests of checks: simulated organisations, written histories, and tables of one's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import numpy as np

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.checks.registry import find
from monitor.engine.panels import lay_panels
from monitor.model.evidence import Evidence, Healthy, NotAssessed, Outcome
from monitor.model.situation import Call, Situation
from monitor.simulate.frame import frame_of
from monitor.simulate.outcome import Columns, observation_table
from monitor.simulate.scenarios import simulate

Entries = Mapping[str, Mapping[str, Any]]
FIRST = date(2022, 1, 3)
TARGET = date(2023, 1, 2)
"""The first day of week 53 of a history that begins on FIRST."""


def simulated(name: str, seed: int = 1, entries: Entries | None = None, **settings: Any) -> Situation:
    """A simulated organisation; `entries` add to or replace fields of its KPIs."""
    made = simulate(name, seed, **settings)
    kpis = {kpi: {**said, **(entries or {}).get(kpi, {})} for kpi, said in made.kpis.items()}
    return situation(kpis, made.observations, made.as_of)


def tabled(kpis: Entries, values: Mapping[str, np.ndarray | Columns], frequency: str = "weekly") -> Situation:
    """KPIs with values of one's own from FIRST on (or the period that holds it): an array, or columns of the table by name."""
    columns = {kpi: said if isinstance(said, Mapping) else {"value": said} for kpi, said in values.items()}
    periods = max(len(next(iter(one.values()))) for one in columns.values())
    frame = frame_of(frequency, FIRST, before=0, after=periods)
    padded = {(kpi, ""): {name: _padded(one, periods) for name, one in said.items()} for kpi, said in columns.items()}
    entries = {kpi: {"frequency": frequency, **said} for kpi, said in kpis.items()}
    return situation(entries, observation_table(frame, padded), frame.as_of)


def _padded(values: np.ndarray, periods: int) -> np.ndarray:
    return np.pad(np.asarray(values, dtype=float), (0, periods - len(values)), constant_values=np.nan)


def situation(kpis: Entries, observations: Any, as_of: date) -> Situation:
    catalogue = catalogue_from(kpis, load())
    totals, segments = lay_panels(catalogue, observations, as_of)
    return Situation(catalogue=catalogue, as_of=as_of, totals=totals, segments=segments)


def look(
    check: str, at: Situation, kpi: str, roles: Mapping[str, Collection[str]] | None = None, **parameters: Any
) -> list[Outcome]:
    """What a check says of one KPI, with its default parameters where no others are given."""
    found = find(check)
    defaults = {name: parameter.default for name, parameter in found.parameters.items()}
    given = {role: frozenset((roles or {}).get(role, ())) for role in found.roles}
    return found.evaluate(at, Call("a-rule", (kpi,), given, {**defaults, **parameters}))


def evidence(outcomes: list[Outcome]) -> Evidence:
    (one,) = outcomes
    assert isinstance(one, Evidence), one
    return one


def healthy(outcomes: list[Outcome]) -> Healthy:
    (one,) = outcomes
    assert isinstance(one, Healthy), one
    return one


def reason(outcomes: list[Outcome]) -> str:
    """Why it was not assessed."""
    (one,) = outcomes
    assert isinstance(one, NotAssessed), one
    return one.because.text.format(**{name: getattr(fact, "value", fact) for name, fact in one.because.facts.items()})


def rung(found: Evidence, name: str) -> str:
    """The verdict on the explanation of that name."""
    return next(one.verdict for one in found.ladder if one.name.text.format(**one.name.facts) == name)


def noise(seed: int, periods: int, spread: float = 1.0) -> np.ndarray:
    return spread * np.random.default_rng(seed).standard_normal(periods)


def ramp(periods: int, start: int, length: int) -> np.ndarray:
    return np.clip((np.arange(periods) - start + 1) / length, 0, 1)
