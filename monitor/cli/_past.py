"""What a project's sources and its store know, read once and held in memory: all vintages, all versions of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from monitor.engine.together import Everything, Found
    from monitor.model.situation import Situation
    from monitor.store.descriptions import StoredCatalogue

_PERIOD = ["kpi", "frequency", "segment", "period"]


@dataclass(frozen=True, eq=False)
class Past:
    """`rows` holds all vintages, those of one period in the order of recording (columns of model.observations)."""

    rows: pd.DataFrame
    versions: tuple[StoredCatalogue, ...]

    def observations(self, as_of: date) -> pd.DataFrame:
        """The vintages recorded by a day; of several of one period the last one counts when panels are laid."""
        return self.rows[self.rows["recorded"] <= as_of.toordinal()]

    def vintages(self, as_of: date) -> pd.DataFrame:
        """All vintages recorded by a day of the periods that have more than one."""
        known = self.observations(as_of)
        return known[known.duplicated(_PERIOD, keep=False)]

    def catalogues(self) -> list[StoredCatalogue]:
        """All versions of the catalogue that runs have used."""
        return list(self.versions)

    def situation(self, everything: Everything, as_of: date) -> Situation:
        """What was known on a day."""
        from monitor.cli._situation import lay_situation

        return lay_situation(everything.project, everything.catalogue, self, self.observations(as_of), as_of)


def read_past(found: Found, values: pd.DataFrame) -> Past:
    """The project's store as a run of today with these values would leave it, in memory; the store itself is not changed.

    Raises ServiceError when the store cannot be read.
    """
    from monitor.store.store import open_store

    project, today = found.everything.project, date.today()
    store = open_store(project.store, project.folder, create=False)
    try:
        with store.work(keep=False) as work:
            work.add_observations(values, today)
            newest, revised = work.observations(today), work.vintages(today)
            versions = tuple(work.catalogues())
    finally:
        store.close()
    return Past(_joined(newest, revised), versions)


def _joined(newest: pd.DataFrame, revised: pd.DataFrame) -> pd.DataFrame:
    """Periods with one vintage, and all vintages of the others."""
    import pandas as pd

    single = newest.merge(revised[_PERIOD].drop_duplicates(), on=_PERIOD, how="left", indicator="several")
    once = single.loc[single["several"] == "left_only", list(newest)]
    return pd.concat([once, revised], ignore_index=True).sort_values("recorded", kind="stable", ignore_index=True)
