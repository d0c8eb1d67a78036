"""All that a check may look at: the catalogue, panels, vintages, and the day on which we look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from monitor.model.kpi import Catalogue
from monitor.model.panel import Matrix, Panel
from monitor.model.project import Limits, Privacy
from monitor.model.records import Records
from monitor.model.words import Frequency


@dataclass(frozen=True)
class Vintage:
    """One recorded value of a period: the first and every revision of it, in the order of recording."""

    kpi: str
    segment: tuple[tuple[str, str], ...]
    period: int
    recorded: date | None
    value: float


@dataclass(frozen=True)
class CatalogueChange:
    """A field of a KPI that differs from the catalogue of an earlier run, whether or not it was declared."""

    kpi: str
    field: str
    before: Any
    after: Any
    seen_on: date


@dataclass(frozen=True)
class Situation:
    """`totals` holds one panel per frequency with the rows without a segment; `segments` those with one."""

    catalogue: Catalogue
    as_of: date
    totals: Mapping[Frequency, Panel] = field(default_factory=dict)
    segments: Mapping[Frequency, Panel] = field(default_factory=dict)
    revisions: Mapping[str, tuple[Vintage, ...]] = field(default_factory=dict)
    """Per KPI, the vintages of every period that was recorded more than once."""
    catalogue_changes: tuple[CatalogueChange, ...] = ()
    limits: Limits = field(default_factory=Limits)
    holidays: str | None = None
    noise: Mapping[Frequency, Matrix] = field(default_factory=dict)
    """Per frequency, the prior weights over the noise grid (statistics.noise_prior); the shipped default where missing."""
    noise_series: int = 0
    """From how many series of this portfolio the noise model was learnt; 0: the default, not learnt from these data."""
    records: Records | None = None
    """The records behind the KPIs; None where the project has none."""
    privacy: Privacy = field(default_factory=Privacy)
    """Whether findings from records may name units; persons and customers are never named."""

    def panel_of(self, kpi: str) -> Panel | None:
        """The total panel that holds a KPI, or None when it has no values."""
        for panel in self.totals.values():
            if panel.row(kpi) is not None:
                return panel
        return None


@dataclass(frozen=True)
class Call:
    """One rule's use of a check: the KPIs it selects, the KPIs that may play each role, and all parameters filled in."""

    rule: str
    kpis: tuple[str, ...]
    roles: Mapping[str, frozenset[str]]
    parameters: Mapping[str, Any]
