"""Totals from segments, where the data allow it: a total is never guessed (contract, Details)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from monitor.model.kpi import Catalogue

if TYPE_CHECKING:
    import pandas as pd

SUMMED = ("numerator", "denominator", "count", "responses", "invited")
KEY = ["kpi", "frequency", "period"]


def with_totals(catalogue: Catalogue, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows (columns of model.observations, one vintage each) with a total for every KPI and period that has segments only.

    Numerators and denominators are summed and divided; else values are averaged with responses or counts as weights. Where
    neither is known for every segment of the period, there is no total. Segments of one set of dimensions are used: the coarsest.
    """
    import pandas as pd

    parts = rows[rows["segment"] != ""]
    if parts.empty:
        return rows
    known = pd.MultiIndex.from_frame(rows.loc[rows["segment"] == "", KEY])
    parts = parts[~pd.MultiIndex.from_frame(parts[KEY]).isin(known)]
    parts = _of_one_division(parts)
    if parts.empty:
        return rows
    totals = _summed(parts, catalogue)
    return pd.concat([rows, totals[rows.columns]], ignore_index=True) if len(totals) else rows


def _of_one_division(parts: pd.DataFrame) -> pd.DataFrame:
    """The rows of the division with the fewest dimensions; of several the first in the alphabet."""
    texts = parts["segment"].unique()
    names = {text: tuple(part.partition("=")[0] for part in text.split("\t")) for text in texts}
    order = {division: place for place, division in enumerate(sorted(set(names.values()), key=lambda one: (len(one), one)))}
    place = parts["segment"].map({text: order[names[text]] for text in texts}).astype("int64")
    coarsest = place.groupby(parts["kpi"]).transform("min")
    found: pd.DataFrame = parts[place == coarsest]
    return found


def _summed(parts: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    weight = np.where(parts["responses"].notna(), parts["responses"], parts["count"])
    parts = parts.assign(weight=weight, weighted=parts["value"] * weight)
    columns = [*SUMMED, "weight", "weighted"]
    grouped = parts.groupby(KEY, sort=False)
    whole = grouped[columns].count().eq(grouped.size(), axis=0)
    totals = grouped[columns].sum().where(whole).join(grouped[["recorded"]].max()).reset_index()
    percent = np.array([100.0 if catalogue[kpi].unit == "%" else 1.0 for kpi in totals["kpi"]])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = percent * totals["numerator"].to_numpy() / totals["denominator"].to_numpy()
        mean = totals["weighted"].to_numpy() / totals["weight"].to_numpy()
    value = np.where(np.isfinite(ratio), ratio, mean)
    totals = totals.assign(value=value, segment="", target=np.nan, note="", source="")
    found: pd.DataFrame = totals[np.isfinite(value)]
    return found
