"""Small catalogues, panels, rules and outcomes for the tests of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.engine.panels import lay_panels
from monitor.model.evidence import Evidence, Healthy, Message, NotAssessed
from monitor.model.kpi import Catalogue
from monitor.model.observations import COLUMNS
from monitor.model.rule import Rule
from monitor.model.situation import Situation
from monitor.rulebook.read import builtin_rules

AS_OF = date(2025, 6, 30)
EMPTY: dict[str, Any] = {name: {"str": "", "int64": 0, "float64": float("nan")}[kind] for name, kind in COLUMNS.items()}
SPEED, SPLITTING, BREAK = "speed-without-quality", "one-problem-several-cases", "redefined-with-a-jump"


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    """Observations; what a row leaves out is empty, the KPI `a`, monthly."""
    filled = [{**EMPTY, "kpi": "a", "frequency": "monthly", **row} for row in rows]
    return pd.DataFrame(filled, columns=list(COLUMNS)).astype(COLUMNS)


def catalogue(**kpis: Mapping[str, Any]) -> Catalogue:
    return catalogue_from({kpi: {"name": kpi.upper(), **said} for kpi, said in kpis.items()}, load())


def month(year: int, number: int) -> int:
    return year * 12 + number - 1


def situation(values: Mapping[str, np.ndarray], as_of: date = AS_OF, **kpis: Mapping[str, Any]) -> Situation:
    """Monthly values that end in May 2025."""
    last = month(2025, 5)
    rows = [
        {"kpi": kpi, "period": last - len(one) + 1 + number, "value": float(value)}
        for kpi, one in values.items()
        for number, value in enumerate(one)
    ]
    read = catalogue(**{kpi: {"frequency": "monthly", **kpis.get(kpi, {})} for kpi in {**kpis, **dict.fromkeys(values)}})
    totals, segments = lay_panels(read, table(*rows), as_of)
    return Situation(catalogue=read, as_of=as_of, totals=totals, segments=segments)


def rule(name: str = SPEED, **changes: Any) -> Rule:
    return replace(builtin_rules()[name], **changes)


def seen(kpi: str = "a", p_value: float | None = 1e-6, **said: Any) -> Evidence:
    usual = {"start": date(2024, 1, 1), "end": date(2025, 5, 31)}
    return Evidence(kpi, p_value=p_value, **{**usual, **said})


def fine(kpi: str = "a", p_value: float | None = 0.5, **said: Any) -> Healthy:
    return Healthy(kpi, p_value, **said)


def unknown(kpi: str = "a") -> NotAssessed:
    return NotAssessed(kpi, Message("too few values"))


def ids(keys: Iterable[str]) -> dict[str, str]:
    """Identities as a store would give them: the key itself."""
    return {key: key for key in keys}
