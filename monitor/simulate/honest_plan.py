"""What an honest kind changes: how the desk and the floor work, how it is measured, and what the catalogue says about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from monitor.simulate.desk import Desk, Levers
from monitor.simulate.outcome import Columns
from monitor.simulate.sales_floor import Floor, SalesLevers
from monitor.simulate.world import World

Measured = Callable[[World, dict[str, Columns]], dict[str, Columns]]


def as_it_is(world: World, series: dict[str, Columns]) -> dict[str, Columns]:
    """Measured without any change."""
    return series


@dataclass(frozen=True)
class Plan:
    desk: Desk = field(default_factory=Desk)
    levers: Levers = field(default_factory=Levers)
    floor: Floor = field(default_factory=Floor)
    sales: SalesLevers = field(default_factory=SalesLevers)
    measured: Measured = as_it_is
    said: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """KPI -> what its catalogue entry says besides."""
    said_whole: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """KPIs that only this kind has, with their whole entry."""
    notes: tuple[Mapping[str, Any], ...] | list[Mapping[str, Any]] = ()
    """Notes that stand at every KPI."""


Kind = Callable[[World, float], Plan]


def noted(world: World, what: str, weeks: int = 4) -> list[Mapping[str, Any]]:
    """A note at the frame's start, for some weeks."""
    begins = world.frame.start
    return [{"from": begins, "to": begins + timedelta(days=7 * weeks - 1), "what": what}]
