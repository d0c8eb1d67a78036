"""The exemplary catalogues that ship with the product, with made-up honest values: what a good catalogue looks like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from monitor import resources
from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.engine.case_histories import observations_of
from monitor.yaml_marks import read_marked

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES: Mapping[str, str] = {
    "customer-service": "a service organisation: ten main KPIs on two levels",
    "hospital": "a hospital: waiting, outcome, safety, staff and money together",
}
"""Name -> what it is."""


@dataclass(frozen=True)
class Example:
    """`kpis`: the text of its kpis.yaml; `observations`: the table of model/observations.py."""

    name: str
    organisation: str
    as_of: date
    kpis: str
    observations: pd.DataFrame


def example(name: str) -> Example:
    """One of EXAMPLES. Raises KeyError for another name."""
    if name not in EXAMPLES:
        raise KeyError(name)
    kpis = resources.text(f"rules/examples/{name}/kpis.yaml")
    said: dict[str, Any] = read_marked(resources.text(f"rules/examples/{name}/history.yaml"), "history.yaml").content
    catalogue = catalogue_from(read_marked(kpis, "kpis.yaml").content["kpis"], load())
    return Example(name, said["organisation"], date.fromisoformat(said["as_of"]), kpis, observations_of(said, catalogue))
