"""Placebo dates: the catalogue as if first targets had begun in the middle of the time in which there were none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from monitor.model.kpi import Catalogue, Kpi
from monitor.model.period import first_day
from monitor.model.situation import Situation

MOST = 3
"""The dates on which most KPIs got their first target are tried."""

LEAST_YEARS = 1.0
"""So much history has to lie before the target."""


def placebo_catalogues(situation: Situation) -> Iterator[tuple[date, Catalogue, frozenset[str]]]:
    """(the day to look as of, the catalogue with placebo dates, the KPIs that it concerns), for the most common first dates."""
    begun = _first_days(situation)
    firsts = {kpi.id: min(target.start for target in kpi.targets) for kpi in situation.catalogue.kpis.values() if kpi.targets}
    enough = {kpi: day for kpi, day in firsts.items() if kpi in begun and (day - begun[kpi]).days >= 365.25 * LEAST_YEARS}
    for day, _ in Counter(enough.values()).most_common(MOST):
        concerned = frozenset(kpi for kpi, first in enough.items() if first == day)
        kpis = {
            name: _moved(kpi, begun[name], day) if name in concerned else _without_later(kpi, day)
            for name, kpi in situation.catalogue.kpis.items()
        }
        yield day, replace(situation.catalogue, kpis=kpis), concerned


def _first_days(situation: Situation) -> dict[str, date]:
    found: dict[str, date] = {}
    for panel in (*situation.totals.values(), *situation.segments.values()):
        for key in panel.keys:
            day = first_day(panel.first, panel.frequency)
            found[key.kpi] = min(found.get(key.kpi, day), day)
    return found


def _moved(kpi: Kpi, begun: date, day: date) -> Kpi:
    first = min(kpi.targets, key=lambda target: target.start)
    middle = begun + (day - begun) / 2
    return replace(kpi, targets=(replace(first, start=middle, until=None, set_on=None, deadline=None),))


def _without_later(kpi: Kpi, day: date) -> Kpi:
    return replace(kpi, targets=tuple(target for target in kpi.targets if target.start < day))
