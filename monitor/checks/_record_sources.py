"""Which records a check looks at, whose KPI they are, and what they say by period and category.

A statement is one SELECT in plain SQL over the view of a source; only sums per period and category come back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from monitor.model.evidence import N_, Healthy, Message, NotAssessed, Outcome
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.period import first_day, index_of
from monitor.model.records import RecordKind, Records, RecordTable
from monitor.model.situation import Call, Situation
from monitor.model.words import Consequence, Frequency

if TYPE_CHECKING:
    import pandas as pd

REWARDED = frozenset({Consequence.BONUS, Consequence.PAY, Consequence.SANCTION})
MOST_CATEGORIES = 12
"""More kinds than this are put together, the smallest first."""

OUTAGE = 3.0
"""A day with more than this many times the usual number of records is one of an outage or a campaign, and is left out."""

AROUND = 28
"""The usual number of a day is the median of so many days on either side."""

NO_RECORDS = N_("the project has no records of this kind")
OTHER = "…"
"""The categories that were put together."""


@dataclass(frozen=True, eq=False)
class Source:
    """One source of records and the KPI that it belongs to; `related` are the other KPIs whose records it holds."""

    table: RecordTable
    records: Records
    kpi: Kpi | None = None
    related: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def subject(self) -> str:
        """What a claim is about: the KPI's id, or the source's name."""
        return self.kpi.id if self.kpi is not None else self.table.name

    @property
    def kpis(self) -> list[Kpi]:
        return [self.kpi] if self.kpi is not None else []

    @property
    def view(self) -> str:
        """The view to select from, with the KPI's own filter where its catalogue entry has one."""
        own = self.kpi.records if self.kpi is not None else None
        where = own.where if own is not None and own.events == self.name else None
        return f"(SELECT * FROM {quoted(self.name)} WHERE {where}) AS chosen" if where else quoted(self.name)

    def ask(self, sql: str) -> pd.DataFrame:
        return self.records.ask(sql)


def quoted(name: str) -> str:
    """A name as SQL wants it."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


def sources_of(situation: Situation, call: Call, kind: RecordKind) -> list[Source]:
    """The sources of a kind. Of the KPIs that name a source, the one with a target and a consequence speaks for it."""
    if situation.records is None:
        return []
    found = []
    for table in situation.records.tables.values():
        if table.kind is not kind:
            continue
        named = _naming(situation, table)
        chosen = sorted((one for one in named if one.id in call.kpis), key=_standing)
        others = tuple(one.id for one in named if chosen and one is not chosen[0])
        found.append(Source(table, situation.records, chosen[0] if chosen else None, others))
    return found


def _naming(situation: Situation, table: RecordTable) -> list[Kpi]:
    """The KPIs that name a source; for status changes that none names, those that name the cases that they are of."""
    assert situation.records is not None
    kpis = [one for one in situation.catalogue.kpis.values() if one.records is not None]
    own = [one for one in kpis if one.records is not None and one.records.events == table.name]
    if own or table.kind is not RecordKind.TRANSITIONS:
        return own
    tables = situation.records.tables.values()
    cases = {one.name for one in tables if one.kind is RecordKind.CASES and situation.records.joinable(table.name, one.name)}
    return [one for one in kpis if one.records is not None and one.records.events in cases]


def _standing(kpi: Kpi) -> tuple[bool, bool, bool]:
    return (not kpi.targets, kpi.consequence not in REWARDED, not kpi.main)


def nothing_there(situation: Situation, call: Call, kind: RecordKind) -> list[Outcome]:
    """What a check says where the project has no such records: nothing, unless a KPI says that it has some."""
    wanted = [one for one in call.kpis if situation.catalogue[one].records is not None]
    return [NotAssessed(one, Message(NO_RECORDS)) for one in wanted] if situation.records is None else []


def missing(source: Source, reason: str, **facts: Any) -> NotAssessed:
    """Why a source could not be judged."""
    return NotAssessed(source.kpi.id if source.kpi is not None else None, Message(reason, facts))


def healthy(source: Source, p_value: float | None = None, power: float | None = None) -> Outcome:
    """Nothing found."""
    return Healthy(source.kpi.id if source.kpi is not None else "", p_value, source.related, power)


def belonging(source: Source) -> dict[str, Any]:
    """The fields of evidence that say whose it is: the KPI that names the records, else the source itself."""
    own = source.kpi.id if source.kpi is not None else None
    return {"kpi": own, "events": None if own else source.name}


@dataclass(frozen=True, eq=False)
class Layout:
    """What one look at a source showed: its categories, the largest first, and the days of outages and campaigns."""

    categories: tuple[str, ...] = ()
    outages: tuple[date, ...] = ()

    def category(self, column: str = "category") -> str:
        """SQL for the category of a record."""
        if not self.categories:
            return text(OTHER)
        return f"CASE WHEN {column} IN ({', '.join(text(one) for one in self.categories)}) THEN {column} ELSE {text(OTHER)} END"

    def code(self, column: str = "category") -> str:
        """SQL for the number of a record's category, for statements that sort; `named` gives the category back."""
        if not self.categories:
            return "CAST(0 AS SMALLINT)"
        listed = " ".join(f"WHEN {text(one)} THEN {number}" for number, one in enumerate(self.categories))
        return f"CAST(CASE {column} {listed} ELSE {len(self.categories)} END AS SMALLINT)"

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """An answer with the categories that the numbers in its column `category` stand for."""
        names = (*self.categories, OTHER)
        return frame.assign(category=[names[int(number)] for number in frame["category"]])

    def kept(self, day: str) -> str:
        """SQL that holds for records outside outages; `day` is an expression for their date."""
        if not self.outages:
            return "TRUE"
        return f"{day} NOT IN ({', '.join(f'DATE {text(one.isoformat())}' for one in self.outages)})"


def layout_of(source: Source, time: str, category: str | None = None) -> Layout:
    """The layout of a source by the wall clock `time`; `category` is the column of the kind of a record, where there is one.

    One scan over these two columns.
    """
    day = f"CAST({time} AS DATE)"
    has = category is not None and source.table.has(category)
    sets = f"GROUPING SETS (({day}), ({category}))" if has else day
    kind = category if has else "NULL"
    counted = source.ask(
        f"SELECT {day} AS day, {kind} AS kind, count(*) AS n FROM {source.view} WHERE {time} IS NOT NULL GROUP BY {sets}"
    )
    days = counted[counted["day"].notna()]
    kinds = counted[counted["kind"].notna()].sort_values(["n", "kind"], ascending=[False, True])
    total = float(days["n"].sum())
    large = [str(kind) for kind, n in zip(kinds["kind"], kinds["n"], strict=True) if n >= total / 200]
    return Layout(tuple(large[: MOST_CATEGORIES - 1]), tuple(_outages(days)))


def _outages(days: pd.DataFrame) -> list[date]:
    """Days far above the usual of the days around them."""
    import pandas as pd

    if days.empty:
        return []
    n = pd.Series(days["n"].to_numpy(dtype=float), index=pd.to_datetime(days["day"])).sort_index().asfreq("D")
    usual = n.rolling(2 * AROUND + 1, center=True, min_periods=AROUND).median()
    return [moment.date() for moment in n.index[(n > OUTAGE * usual) & (n > 20)]]


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums by category and period, each (categories, periods); `first` is the number of the first whole period."""

    frequency: Frequency
    first: int
    columns: Mapping[str, Matrix]

    @property
    def periods(self) -> int:
        return int(next(iter(self.columns.values())).shape[1]) if self.columns else 0

    def all(self, name: str) -> Matrix:
        """The sum over categories, (periods,)."""
        return np.asarray(self.columns[name].sum(axis=0))

    def cut(self, last: int) -> Sums:
        """Without the last periods."""
        return Sums(
            self.frequency, self.first, {name: values[:, : max(self.periods - last, 0)] for name, values in self.columns.items()}
        )

    @property
    def panel(self) -> Panel:
        """A panel without series, for what only asks it for its time."""
        empty = np.zeros((0, self.periods))
        return Panel(self.frequency, self.first, (), *([empty] * 7))


def sums_of(frame: pd.DataFrame, names: Sequence[str], frequency: Frequency, span: tuple[date, date]) -> Sums:
    """Lays an answer with the columns `period` (a day in it), `category` and `names` out as matrices.

    Only periods that lie wholly within `span` (the first and last day with records) are kept; one without records is 0.
    """
    import pandas as pd

    low, high = index_of(span[0], frequency), index_of(span[1], frequency)
    first = low if first_day(low, frequency) >= span[0] else low + 1
    last = high if first_day(high + 1, frequency).toordinal() - 1 <= span[1].toordinal() else high - 1
    if frame.empty or last < first:
        return Sums(frequency, first, {name: np.zeros((1, 0)) for name in names})
    number = np.array([index_of(day.date(), frequency) for day in pd.to_datetime(frame["period"])])
    kinds, row = np.unique(frame["category"].astype(str).to_numpy(), return_inverse=True)
    inside = (number >= first) & (number <= last)
    columns = {}
    for name in names:
        matrix = np.zeros((len(kinds), last - first + 1))
        values = frame[name].fillna(0).to_numpy(dtype=float)
        np.add.at(matrix, (row[inside], number[inside] - first), values[inside])
        columns[name] = matrix
    return Sums(frequency, first, columns)


SHRUNK = 5.0
"""A category's rate in a period leans on this many cases at the rate of all."""


def held_mix(top: Matrix, bottom: Matrix, least: float = 10.0) -> Matrix:
    """The rate top / bottom of each period with every category at its weight over the whole span, (periods,).

    So a change of the mix of categories does not move it. Periods with fewer than `least` cases are NaN. A category's rate in a
    period is shrunk to its usual one, moved as all categories moved in that period.
    """
    whole = bottom.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        usual = np.where(bottom.sum(axis=1) > 0, top.sum(axis=1) / bottom.sum(axis=1), 0.0)[:, None]
        moved = (top.sum(axis=0) / whole) - (usual * bottom).sum(axis=0) / whole
        rate = (top + SHRUNK * (usual + moved)) / (bottom + SHRUNK)
    if len(bottom) == 1:
        rate = top / np.where(bottom > 0, bottom, np.nan)
    weight = bottom.sum(axis=1) / max(float(bottom.sum()), 1e-9)
    return np.where(whole >= least, weight @ np.nan_to_num(rate), np.nan)
