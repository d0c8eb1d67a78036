"""The limit of one record, as a KPI of the catalogue states it: how much, on which side it is met, in what unit."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.checks._scale import DURATIONS, MONEY
from monitor.model.evidence import N_, Message
from monitor.model.kpi import Kpi
from monitor.model.records import ColumnKind, RecordKind, RecordTable
from monitor.model.situation import Situation
from monitor.model.words import Direction

NO_RECORDS = N_("the project has no records for it")
NO_SOURCE = N_("there is no source of records called {events}")
NO_MEASURE = N_("its records have no measure that the limit is about")
NOT_THERE = N_("its records have no column or measure {measure}")
NO_SIDE = N_("the catalogue does not say on which side of the limit a record counts as met")
NO_TIME = N_("its records have no time")

TIME_OF = {
    RecordKind.CASES: ("opened",),
    RecordKind.TRANSITIONS: ("at",),
    RecordKind.SURVEYS: ("answered", "invited"),
    RecordKind.SALES: ("sold",),
    RecordKind.PURCHASES: ("at",),
    RecordKind.MEASUREMENTS: ("at",),
}


@dataclass(frozen=True)
class Limit:
    """What is judged: `measure` of the records of `table` that fulfil `where`, against `value`; `time` is when a record began."""

    kpi: Kpi
    table: RecordTable
    measure: str
    where: str
    time: str
    value: float
    below: bool
    inclusive: bool
    unit: str

    @property
    def lower_closed(self) -> bool:
        """Whether a step of the scale holds its lower end: then the limit itself lies where it counts."""
        return self.below != self.inclusive

    @property
    def is_duration(self) -> bool:
        return self.unit.lower() in DURATIONS

    @property
    def is_money(self) -> bool:
        return self.unit.lower().split(" ")[0] in MONEY


def limit_of(situation: Situation, kpi: Kpi) -> Limit | Message:
    """The limit of a KPI with `records` and a `threshold`, or why there is none to judge."""
    if kpi.records is None or kpi.threshold is None or situation.records is None:
        return Message(NO_RECORDS)
    table = situation.records.tables.get(kpi.records.events)
    if table is None:
        return Message(NO_SOURCE, {"events": kpi.records.events})
    measure = kpi.records.measure
    if measure is None:
        return Message(NO_MEASURE)
    if not table.has(measure):
        return Message(NOT_THERE, {"measure": measure})
    time = next((one for one in TIME_OF[table.kind] if table.columns.get(one) is ColumnKind.TIME), None)
    if time is None:
        return Message(NO_TIME)
    unit = table.unit_of.get(measure) or _unit_by_kpi(kpi, measure)
    below = _met_below(kpi, unit)
    if below is None:
        return Message(NO_SIDE)
    limit = kpi.threshold
    return Limit(kpi, table, measure, kpi.records.where or "", time, limit.limit, below, limit.inclusive, unit)


def _unit_by_kpi(kpi: Kpi, measure: str) -> str:
    """The KPI's own unit, where it may be that of one record; else what the measure's name ends with (open_hours)."""
    if kpi.unit and kpi.unit != "%":
        return kpi.unit
    ending = measure.rsplit("_", 1)[-1].lower()
    return ending if ending in DURATIONS else ""


def _met_below(kpi: Kpi, unit: str) -> bool | None:
    """Whether records below the limit meet it. A share that is to be high may sit on a wait that is to be low."""
    said = kpi.threshold.met if kpi.threshold is not None else None
    if said is not None:
        return said == "below"
    own_unit = kpi.unit == unit or not unit
    if not own_unit and (unit.lower() in DURATIONS or unit.lower().split(" ")[0] in MONEY):
        return True
    return {Direction.LOWER: True, Direction.HIGHER: False}.get(kpi.direction) if kpi.direction else None
