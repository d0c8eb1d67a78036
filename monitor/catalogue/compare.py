"""What differs between two versions of a catalogue, whether or not anybody declared it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from monitor.model.kpi import Catalogue, Kpi, Target
from monitor.model.situation import CatalogueChange

_COMPARED: dict[str, Callable[[Kpi], Any]] = {
    "definition": lambda kpi: _own(kpi, "definition"),
    "formula": lambda kpi: _own(kpi, "formula"),
    "unit": lambda kpi: kpi.unit,
    "direction": lambda kpi: kpi.direction,
    "frequency": lambda kpi: kpi.frequency,
    "threshold": lambda kpi: kpi.threshold,
    "records.where": lambda kpi: kpi.records.where if kpi.records else None,
    "targets": lambda kpi: tuple(sorted(_in_force(target) for target in kpi.targets)),
    "owner": lambda kpi: kpi.owner,
    "counter": lambda kpi: tuple(sorted(kpi.counter)),
    "consequence": lambda kpi: kpi.consequence,
    "main": lambda kpi: kpi.main,
}

Force = tuple[date, float, float, float, date]


def changes_between(earlier: Catalogue, later: Catalogue, seen_on: date) -> tuple[CatalogueChange, ...]:
    """Every field that differs, KPI by KPI in the order of the later catalogue; removed KPIs come last.

    An added or removed KPI is one change of the field `kpi`. `before` and `after` hold the field as in model.kpi: `targets` a
    tuple of Target, `threshold` a Threshold. A new reason, deadline or date of decision alone is no change of a target.
    """
    found: list[CatalogueChange] = []
    for kpi in later.kpis.values():
        before = earlier.kpis.get(kpi.id)
        if before is None:
            found.append(CatalogueChange(kpi.id, "kpi", None, kpi.id, seen_on))
        else:
            found += _changes(before, kpi, seen_on)
    removed = [kpi for kpi in earlier.kpis if kpi not in later.kpis]
    return (*found, *(CatalogueChange(kpi, "kpi", kpi, None, seen_on) for kpi in removed))


def _own(kpi: Kpi, field: str) -> Any:
    """What the catalogue says itself. Whatever it takes from the library means the same in another language or edition."""
    return getattr(kpi, field) if field in kpi.given or kpi.like is None else ("from the library", kpi.like)


def _changes(before: Kpi, after: Kpi, seen_on: date) -> Iterator[CatalogueChange]:
    for field, compared in _COMPARED.items():
        if compared(before) != compared(after):
            yield CatalogueChange(after.id, field, _shown(before, field), _shown(after, field), seen_on)


def _shown(kpi: Kpi, field: str) -> Any:
    return _COMPARED[field](kpi) if field == "records.where" else getattr(kpi, field)


def _in_force(target: Target) -> Force:
    """What a target asks for, and when; absent numbers and days are put far away so that they can be sorted."""
    far = float("inf")
    low, high = (far if end is None else end for end in (target.low, target.high))
    return (target.start, far if target.value is None else target.value, low, high, target.until or date.max)
