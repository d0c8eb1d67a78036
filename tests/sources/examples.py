"""A small catalogue and library, and how to say what was set aside."""

from __future__ import annotations

from collections.abc import Callable

from monitor.errors import Place
from monitor.model.kpi import Kpi
from monitor.model.library import LibraryKpi
from monitor.model.words import Category, Direction, Frequency, Language, Measures, Perspective, Timing
from monitor.sources.read import Read

Reader = Callable[..., Read]


def kpi(id: str, name: str = "", **fields: object) -> Kpi:
    fields.setdefault("frequency", Frequency.MONTHLY)
    return Kpi(id, {Language.EN: name or id}, Place("kpis.yaml"), **fields)  # type: ignore[arg-type]


def library() -> dict[str, LibraryKpi]:
    entry = LibraryKpi(
        "first-response-time",
        "service",
        {Language.EN: "First response time", Language.DA: "Svartid"},
        {Language.EN: ("FRT",), Language.NB: ("Svartid første henvendelse",), Language.SV: ("Svarstid",)},
        {Language.EN: "…"},
        "mean(first_response - opened)",
        "hours",
        Direction.LOWER,
        Measures.ACTIVITY,
        Timing.LEADING,
        Perspective.CUSTOMER,
        Category.OPERATIONAL,
        Frequency.WEEKLY,
    )
    return {entry.id: entry}


CATALOGUE = (
    kpi("frt", "First answer", like="first-response-time", unit="hours", given=frozenset({"frequency"})),
    kpi("csat", unit="%"),
)
