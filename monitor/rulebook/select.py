"""Which KPIs a selector means."""

from __future__ import annotations

from collections.abc import Collection

from monitor.model.kpi import Catalogue, Kpi
from monitor.model.rule import Selector
from monitor.rulebook.fields import HAS_VALUES, values_of


def selected(selector: Selector, catalogue: Catalogue, valued: Collection[str] | None = None) -> tuple[str, ...]:
    """The ids of the KPIs for which every condition holds, in the catalogue's order; an empty selector means all.

    `valued` are the KPIs that have values, for `has_values`; where it is not given, that condition holds for all.
    """
    return tuple(kpi.id for kpi in catalogue.kpis.values() if holds(selector, kpi, valued))


def holds(selector: Selector, kpi: Kpi, valued: Collection[str] | None = None) -> bool:
    """Whether a KPI meets all conditions, at least one alternative (if there are any) and no exclusion."""
    if not all(_meets(kpi, name, accepted, valued) for name, accepted in selector.conditions.items()):
        return False
    if selector.any_of and not any(holds(one, kpi, valued) for one in selector.any_of):
        return False
    return not any(holds(one, kpi, valued) for one in selector.none_of)


def _meets(kpi: Kpi, name: str, accepted: tuple[str, ...], valued: Collection[str] | None) -> bool:
    if name == "tags":
        return not kpi.tags.isdisjoint(accepted)
    if name == "all_tags":
        return kpi.tags.issuperset(accepted)
    if name == HAS_VALUES:
        return valued is None or ("true" if kpi.id in valued else "false") in accepted
    said = values_of(kpi, name)
    if accepted == ("present",):
        return bool(said)
    if accepted == ("absent",):
        return not said
    return not said.isdisjoint(accepted)
