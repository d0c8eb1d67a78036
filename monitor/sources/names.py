"""Which KPI of the catalogue a name in the data means: its id, what the data call it, its name, or an alias of the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.model.kpi import Catalogue, Kpi
from monitor.model.library import LibraryKpi
from monitor.sources.spelling import meant, plain

_MOST_SUGGESTIONS = 100


@dataclass(frozen=True)
class KpiNames:
    """Every name by which a KPI may be called, in the order in which they count: `ranks[r][plain name]` is a set of ids."""

    ranks: tuple[Mapping[str, frozenset[str]], ...]
    written: tuple[str, ...]

    def find(self, name: str) -> tuple[str, ...]:
        """The KPIs that a name means: none, one, or several of which none counts more than the others."""
        wanted = plain(name)
        for rank in self.ranks:
            if found := rank.get(wanted):
                return tuple(sorted(found))
        without_unit, opened, _ = name.partition("(")
        return self.find(without_unit) if opened and without_unit.strip() else ()

    def meant(self, name: str) -> str | None:
        """The name that was probably meant by a misspelt one."""
        return meant(name, self.written)


def kpi_names(catalogue: Catalogue, library: Mapping[str, LibraryKpi]) -> KpiNames:
    """All names of the catalogue's KPIs; those of the library count for the KPIs that are `like` its entries."""
    kpis = catalogue.kpis.values()
    ranks = (
        _index((kpi.id, [kpi.id]) for kpi in kpis),
        _index((kpi.id, kpi.source_names) for kpi in kpis),
        _index((kpi.id, kpi.name.values()) for kpi in kpis),
        _index((kpi.id, _aliases(kpi, library)) for kpi in kpis),
    )
    written = tuple(name for kpi in kpis for name in (kpi.id, *kpi.source_names, *kpi.name.values()))
    return KpiNames(ranks, written)


def _aliases(kpi: Kpi, library: Mapping[str, LibraryKpi]) -> list[str]:
    if kpi.like is None or kpi.like not in library:
        return []
    entry = library[kpi.like]
    return [entry.id, *entry.name.values(), *(alias for aliases in entry.aliases.values() for alias in aliases)]


def _index(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    index: dict[str, frozenset[str]] = {}
    for kpi, names in pairs:
        for name in names:
            index[plain(name)] = index.get(plain(name), frozenset()) | {kpi}
    return index
