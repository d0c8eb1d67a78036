"""The rate of false flags that was reached on the organisation's own history: measured where nothing had happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reached:
    """Flags in `kpi_years` of drawn histories in which nothing happens, and in the own history before targets (placebo dates).

    `watch` counts all flags, `finding` the sure ones among them; `limit` is the promise that was in force.
    """

    measured_on: date
    limit: float
    draws: int
    looks: int
    kpi_years: float
    watch: int
    finding: int
    placebo_years: float = 0.0
    placebo_watch: int = 0
    placebo_finding: int = 0

    @property
    def watch_per_100(self) -> float:
        """All flags per 100 KPI-years."""
        return 100 * self.watch / self.kpi_years if self.kpi_years else 0.0

    @property
    def finding_per_100(self) -> float:
        """Sure flags per 100 KPI-years."""
        return 100 * self.finding / self.kpi_years if self.kpi_years else 0.0
