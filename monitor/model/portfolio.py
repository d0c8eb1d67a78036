"""What a run proposes for the catalogue as a whole: which main KPIs, what to merge, drop and add, and whom to name.

A proposal is read off the catalogue, the findings and the built-in library; a person decides. Names of library KPIs stand in all
languages; everything about KPIs of the catalogue is a Message with their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.model.evidence import Interval, Message
from monitor.model.words import Language, Level


class Wanted(StrEnum):
    """Why a KPI should be added."""

    COUNTER = "counter"
    OUTCOME = "outcome"
    PERSPECTIVE = "perspective"


@dataclass(frozen=True)
class Seat:
    """One KPI among the main KPIs, or no longer among them; `now` says whether it is a main KPI today."""

    kpi: str
    now: bool
    because: tuple[Message, ...]


@dataclass(frozen=True)
class MainKpis:
    """The proposed main KPIs of one level and department, in order of weight, and those that step back into the catalogue.

    `today` counts the main KPIs of today; `limit` is the project's. `department` is empty for the company.
    """

    level: Level
    department: str
    today: int
    limit: int
    main: tuple[Seat, ...]
    step_back: tuple[Seat, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether it differs from today."""
        return bool(self.step_back) or any(not seat.now for seat in self.main)


@dataclass(frozen=True)
class Merge:
    """KPIs that say the same: `keep` one of them, and let go of `others`. `finding` is what said so."""

    keep: str
    others: tuple[str, ...]
    finding: str
    because: Message


@dataclass(frozen=True)
class Drop:
    """A KPI that could be left out, since nothing hangs on it."""

    kpi: str
    because: tuple[Message, ...]


@dataclass(frozen=True)
class Pair:
    """A KPI of the catalogue that is the usual counter-metric of another, and is not named as such yet."""

    kpi: str
    counter: str
    because: Message


@dataclass(frozen=True)
class Addition:
    """A KPI of the library that the catalogue lacks. `for_kpis` are those that it would balance or explain."""

    like: str
    name: Mapping[Language, str]
    wanted: Wanted
    for_kpis: tuple[str, ...]
    level: Level
    department: str
    because: Message


@dataclass(frozen=True)
class Ask:
    """A question to a person: who should answer for KPIs that have no owner, or who carries too many. `person` may be empty."""

    kpis: tuple[str, ...]
    person: str
    because: Message


@dataclass(frozen=True)
class Effective:
    """How many independent KPIs a set of them is worth: the participation ratio, with its 90 % interval.

    `kpis`: those with enough values at this frequency, of which `periods` were used.
    """

    kpis: tuple[str, ...]
    frequency: str
    periods: int
    ratio: float
    interval: Interval


@dataclass(frozen=True)
class Portfolio:
    """The proposal as a whole. Empty tuples mean that there is nothing to do."""

    groups: tuple[MainKpis, ...] = ()
    merge: tuple[Merge, ...] = ()
    drop: tuple[Drop, ...] = ()
    pair: tuple[Pair, ...] = ()
    add: tuple[Addition, ...] = ()
    ask: tuple[Ask, ...] = ()
    effective: tuple[Effective, ...] = ()

    @property
    def main_today(self) -> int:
        """Main KPIs of today, over all groups."""
        return sum(group.today for group in self.groups)

    @property
    def main_proposed(self) -> int:
        """Main KPIs of the proposal, over all groups."""
        return sum(len(group.main) for group in self.groups)
