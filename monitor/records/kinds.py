"""What the columns of each kind of records are, and what cannot be true of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.model.records import ColumnKind, RecordKind

TIME, NUMBER, TEXT, FLAG = ColumnKind.TIME, ColumnKind.NUMBER, ColumnKind.TEXT, ColumnKind.FLAG


@dataclass(frozen=True)
class Standard:
    """A standard column: what it may hold, and whether records without it are none. `unit` of its numbers."""

    may_be: tuple[ColumnKind, ...]
    needed: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Shape:
    """A kind of records. `begins`: the times that say when a record came to be, the first that there is; `after`: times that
    cannot lie before another one; `not_negative`: numbers; `any_other`: whether other columns are measures and groups too.
    """

    columns: Mapping[str, Standard]
    begins: tuple[str, ...]
    after: tuple[tuple[str, str], ...] = ()
    not_negative: tuple[str, ...] = ()
    known_ahead: frozenset[str] = frozenset()
    """Times that are known before they come: a deadline is not hidden by `--as-of`."""
    any_other: bool = False
    keys: frozenset[str] = frozenset()
    """Whom a record is about: statements ask whether it is the same, not who."""
    walls: frozenset[str] = frozenset()
    """Times beside `begins` whose wall clock statements ask for."""
    names_itself: str = ""
    """The column that names a record, where nothing but a join asks for it."""

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if column.needed)


def _texts(*names: str) -> dict[str, Standard]:
    return {name: Standard((TEXT,)) for name in names}


_ID, _WHEN, _MAYBE = Standard((TEXT,), needed=True), Standard((TIME,), needed=True), Standard((TIME,))
_WHEN_OR_WHETHER = Standard((TIME, FLAG))

SHAPES: Mapping[RecordKind, Shape] = {
    RecordKind.CASES: Shape(
        {
            "id": _ID,
            "opened": _WHEN,
            **_texts("subject", "agent", "unit", "category", "kpi_status"),
            "closed": _MAYBE,
            "first_response": _MAYBE,
            "reopened": _WHEN_OR_WHETHER,
            "work_minutes": Standard((NUMBER,), unit="minutes"),
            "due": _MAYBE,
        },
        begins=("opened",),
        after=(("closed", "opened"), ("first_response", "opened"), ("reopened", "opened")),
        not_negative=("work_minutes",),
        known_ahead=frozenset({"due"}),
        keys=frozenset({"subject"}),
        walls=frozenset({"closed", "due"}),
        names_itself="id",
    ),
    RecordKind.TRANSITIONS: Shape(
        {"case": _ID, "at": _WHEN, "status": _ID, "counted": Standard((FLAG,)), **_texts("agent", "unit")}, begins=("at",)
    ),
    RecordKind.SURVEYS: Shape(
        {
            "case": _ID,
            "score": Standard((NUMBER,)),
            "invited": _WHEN_OR_WHETHER,
            "answered": _WHEN_OR_WHETHER,
            **_texts("unit", "agent"),
        },
        begins=("invited", "answered"),
        after=(("answered", "invited"),),
    ),
    RecordKind.SALES: Shape(
        {
            "id": _ID,
            "sold": _WHEN,
            "amount": Standard((NUMBER,)),
            **_texts("subject", "seller", "unit", "product"),
            **dict.fromkeys(("cancelled", "returned", "complained"), _WHEN_OR_WHETHER),
        },
        begins=("sold",),
        after=(("cancelled", "sold"), ("returned", "sold"), ("complained", "sold")),
        names_itself="id",
    ),
    RecordKind.PURCHASES: Shape(
        {
            "id": _ID,
            "at": _WHEN,
            "amount": Standard((NUMBER,)),
            **_texts("buyer", "supplier", "unit"),
            "approved": Standard((TIME, FLAG, TEXT)),
        },
        begins=("at",),  # its name is laid: pairs of purchases are put in order by it
    ),
    RecordKind.MEASUREMENTS: Shape({"at": _WHEN, **_texts("unit", "agent", "group")}, begins=("at",), any_other=True),
}

ESSENTIAL: Mapping[RecordKind, tuple[str, ...]] = {RecordKind.SURVEYS: ("score",), RecordKind.SALES: ("amount",)} | {
    RecordKind.PURCHASES: ("amount",)
}
"""Columns that a source must have, beside those that every record needs a value in."""

BUILT_IN: Mapping[RecordKind, Mapping[str, tuple[str, str]]] = {
    RecordKind.CASES: {
        "open_hours": ("hours(closed - opened)", "hours"),
        "first_response_hours": ("hours(first_response - opened)", "hours"),
    },
}
"""Measures that are built in: name -> (expression, unit). Numbers among the columns are measures as they are."""
