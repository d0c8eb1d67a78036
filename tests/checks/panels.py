"""Situations straight from arrays, for tests of checks on many KPIs at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.checks import registry
from monitor.model.evidence import Evidence, Healthy, NotAssessed, Outcome
from monitor.model.panel import Panel, SeriesKey
from monitor.model.period import index_of
from monitor.model.situation import Call, Situation, Vintage
from monitor.model.words import Frequency

Array = NDArray[np.float64]
FIRST = date(2021, 1, 4)
COLUMNS = ("value", "numerator", "denominator", "count", "responses", "invited", "target")


def panel(keys: list[SeriesKey], frequency: Frequency, first: date = FIRST, **columns: Array) -> Panel:
    """A panel; columns that are not given are missing."""
    shape = next(iter(columns.values())).shape
    filled = {name: np.asarray(columns.get(name, np.full(shape, np.nan)), dtype=float) for name in COLUMNS}
    return Panel(frequency=frequency, first=index_of(first, frequency), keys=tuple(keys), **filled)


def many(
    number: int,
    frequency: Frequency = Frequency.WEEKLY,
    first: date = FIRST,
    said: Mapping[str, Any] | None = None,
    **columns: Array,
) -> Situation:
    """`number` KPIs k0, k1 … of one kind, each with a total only."""
    names = [f"k{one}" for one in range(number)]
    return situation(dict.fromkeys(names, said or {}), panel([SeriesKey(name) for name in names], frequency, first, **columns))


def situation(
    kpis: Mapping[str, Mapping[str, Any]],
    totals: Panel | None = None,
    segments: Panel | None = None,
    revisions: Mapping[str, tuple[Vintage, ...]] | None = None,
) -> Situation:
    """A situation whose day is the one after the last period."""
    content = {name: {"name": name.title(), "direction": "higher", **said} for name, said in kpis.items()}
    laid = totals or segments
    as_of = laid.end_of(laid.periods - 1) + timedelta(days=1) if laid else date(2025, 1, 1)
    return Situation(
        catalogue=catalogue_from(content, load()),
        as_of=as_of,
        totals={totals.frequency: totals} if totals else {},
        segments={segments.frequency: segments} if segments else {},
        revisions=revisions or {},
    )


def judged(check: str, at_hand: Situation, **parameters: Any) -> list[Outcome]:
    """What a check says of all KPIs of a situation."""
    found = registry.find(check)
    given = {name: parameter.default for name, parameter in found.parameters.items()} | parameters
    return found.evaluate(at_hand, Call("rule", tuple(at_hand.catalogue.kpis), {}, given))


def p_values(outcomes: list[Outcome]) -> Array:
    """The p-values of all that was assessed."""
    return np.array([one.p_value for one in outcomes if isinstance(one, Evidence | Healthy) and one.p_value is not None])


def evidence(outcomes: list[Outcome], largest: float = 1.0) -> list[Evidence]:
    """The evidence with a p-value of at most `largest`."""
    return [one for one in outcomes if isinstance(one, Evidence) and one.p_value is not None and one.p_value <= largest]


def reasons(outcomes: list[Outcome]) -> list[str]:
    return [one.because.text for one in outcomes if isinstance(one, NotAssessed)]


def real(name: str) -> Path:
    """A file of the shared real data; skips the test where it is missing."""
    path = Path(__file__).resolve().parents[3] / "shared" / "data" / name
    if not path.exists():
        pytest.skip(f"the shared data are not here: {name}")
    return path
