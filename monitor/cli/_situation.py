"""What a run looks at: panels, vintages and changes of the catalogue, from what the store knew on a day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from monitor.model.kpi import Catalogue
from monitor.model.project import Project
from monitor.model.records import Records
from monitor.model.situation import CatalogueChange, Situation, Vintage

if TYPE_CHECKING:
    import pandas

    from monitor.store.descriptions import StoredCatalogue


class Known(Protocol):
    """What has to be known of the past: a store's snapshot (store.Reading), or what a replay holds in memory (_past.Past)."""

    def vintages(self, as_of: date) -> pandas.DataFrame: ...

    def catalogues(self) -> list[StoredCatalogue]: ...


def lay_situation(
    project: Project,
    catalogue: Catalogue,
    store: Known,
    frame: pandas.DataFrame,
    as_of: date,
    records: Records | None = None,
) -> Situation:
    """Everything that checks look at, as it was known on `as_of`; `records` are those of that day."""
    from monitor.engine.as_of import known_on
    from monitor.engine.panels import lay_panels

    known = known_on(catalogue, as_of)
    totals, segments = lay_panels(known, frame, as_of)
    return Situation(
        catalogue=known,
        as_of=as_of,
        totals=totals,
        segments=segments,
        revisions=_revisions(store.vintages(as_of)),
        catalogue_changes=tuple(one for one in catalogue_changes(store, catalogue, as_of) if one.kpi in catalogue.kpis),
        limits=project.limits,
        holidays=project.calendar.holidays,
        records=records,
        privacy=project.privacy,
    )


def _revisions(frame: pandas.DataFrame) -> dict[str, tuple[Vintage, ...]]:
    from monitor.model.observations import segment_pairs

    found: dict[str, list[Vintage]] = {}
    rows = zip(frame["kpi"], frame["segment"], frame["period"], frame["recorded"], frame["value"], strict=True)
    for kpi, segment, period, recorded, value in rows:
        day = date.fromordinal(int(recorded)) if recorded else None
        found.setdefault(kpi, []).append(Vintage(kpi, segment_pairs(segment), int(period), day, float(value)))
    return {kpi: tuple(vintages) for kpi, vintages in found.items()}


def catalogue_changes(store: Known, catalogue: Catalogue, as_of: date) -> tuple[CatalogueChange, ...]:
    """The changes between all versions of the catalogue that runs up to `as_of` used, and the one of now."""
    from monitor.catalogue.compare import changes_between
    from monitor.catalogue.content import catalogue_of

    earlier = [one for one in store.catalogues() if one.first_used <= as_of]
    versions = [(catalogue_of(one.content), one.first_used) for one in earlier]
    if not versions or versions[-1][0].fingerprint != catalogue.fingerprint:
        versions.append((catalogue, as_of))
    pairs = pairwise(versions)
    return tuple(one for (before, _), (after, seen_on) in pairs for one in changes_between(before, after, seen_on))
