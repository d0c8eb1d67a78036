"""Makes a Kpi of what the user wrote and of what the library adds through `like`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from monitor.catalogue.library import Library
from monitor.catalogue.written_kpi import KpiWritten
from monitor.errors import Place
from monitor.model.kpi import Audit, Benchmark, Change, Decision, Kpi, Note, Records, Review, Revisions, Target, Threshold
from monitor.model.library import LibraryKpi
from monitor.model.words import Language

_FROM_LIBRARY = ("unit", "direction", "frequency", "measures", "timing", "perspective", "category", "formula")
_AS_WRITTEN = (
    *_FROM_LIBRARY,
    "like",
    "level",
    "department",
    "main",
    "owner",
    "definition",
    "version",
    "supports",
    "goal",
    "counter",
    "consequence",
    "audience",
    "measured",
    "influenced_by",
    "set_with",
    "source_names",
)
_GROUPS = {"benchmark": Benchmark, "records": Records, "threshold": Threshold, "reviewed": Review, "revisions": Revisions}
_LISTS = {"targets": Target, "decisions": Decision, "audits": Audit, "notes": Note, "changes": Change}


def kpi_of(kpi: str, written: KpiWritten, place: Place, library: Library, language: Language) -> Kpi:
    """One KPI. Whatever it does not say comes from the library, except level, owner, targets and benchmark.

    `language` is that of the project: the library's definition is taken in it.
    """
    fields = {name: getattr(written, name) for name in _AS_WRITTEN}
    for name, group in _GROUPS.items():
        below = getattr(written, name)
        fields[name] = None if below is None else group(**dict(below))
    for name, item in _LISTS.items():
        fields[name] = tuple(item(**dict(one)) for one in getattr(written, name))
    given = frozenset(written.model_fields_set)
    entry = library.get(written.like) if written.like else None
    added = _added(entry, given, language) if entry else {}
    names = _names(written.name or {}, entry)
    tags = frozenset(written.tags) | (entry.tags if entry else frozenset())
    return Kpi(id=kpi, name=names, place=place, tags=tags, given=given, **{**fields, **added})


def _names(written: Mapping[Language, str], entry: LibraryKpi | None) -> Mapping[Language, str]:
    """The library's names in other languages only where it is called the same here: eleven branches must stay eleven names."""
    if entry is None or not written:
        return written or (entry.name if entry else {})
    same = any(name.casefold() == entry.name.get(language, "").casefold() for language, name in written.items())
    return {**entry.name, **written} if same else written


def _added(entry: LibraryKpi, given: frozenset[str], language: Language) -> dict[str, Any]:
    added = {name: getattr(entry, name) for name in _FROM_LIBRARY if name not in given}
    if "definition" not in given:
        added["definition"] = entry.definition.get(language) or entry.definition.get(Language.EN)
    return added


def usual_counters(kpis: Iterable[Kpi], library: Library) -> Mapping[str, tuple[str, ...]]:
    """KPI -> the other KPIs of the catalogue that are, by their `like`, its usual counter-metrics in the library."""
    alike: dict[str, list[str]] = {}
    known = list(kpis)
    for kpi in known:
        if kpi.like:
            alike.setdefault(kpi.like, []).append(kpi.id)
    usual = {}
    for kpi in known:
        entry = library.get(kpi.like) if kpi.like else None
        usual[kpi.id] = tuple(
            other for like in (entry.counter if entry else ()) for other in alike.get(like, ()) if other != kpi.id
        )
    return usual
