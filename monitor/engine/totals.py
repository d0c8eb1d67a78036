"""Totals from segments, where the data allow it: a total is never guessed (contract, Details)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.model.kpi import Catalogue
from monitor.model.panel import Matrix

if TYPE_CHECKING:
    import pandas as pd

SUMMED = ("numerator", "denominator", "count", "responses", "invited")
KEY = ["kpi", "frequency", "period"]
AGREES = 0.01
"""How far values may be from numerator / denominator, as a share, before the values are believed."""


def with_totals(catalogue: Catalogue, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows (columns of model.observations, one vintage each) with a total for every KPI and period that has segments only.

    Numerators and denominators are summed and divided. Values that are on another scale than that ratio (accidents per million
    hours) are averaged with the denominators as weights; else responses are the weights, or counts. Where the value is the count
    in every segment, counts are summed. There is no total where none of these is known for every segment of the period, nor
    where a segment with values before and after (or, in the newest period, just before) has none. Segments of one set of
    dimensions are used: that with most periods, of several the coarsest.
    """
    import pandas as pd

    parts = rows[rows["segment"] != ""]
    if parts.empty:
        return rows
    known = pd.MultiIndex.from_frame(rows.loc[rows["segment"] == "", KEY])
    parts = _of_one_division(parts)
    parts = parts[_whole(parts)]
    parts = parts[~pd.MultiIndex.from_frame(parts[KEY]).isin(known)]
    if parts.empty:
        return rows
    totals = _summed(parts, catalogue)
    return pd.concat([rows, totals[rows.columns]], ignore_index=True) if len(totals) else rows


def _of_one_division(parts: pd.DataFrame) -> pd.DataFrame:
    """The rows of the division with most periods; of several that with the fewest dimensions, then the first in the alphabet."""
    texts = parts["segment"].unique()
    names = {text: tuple(part.partition("=")[0] for part in text.split("\t")) for text in texts}
    order = {division: place for place, division in enumerate(sorted(set(names.values()), key=lambda one: (len(one), one)))}
    if len(order) == 1:
        return parts
    place = parts["segment"].map({text: order[names[text]] for text in texts}).astype("int64")
    periods = parts.groupby(["kpi", place.rename("place")])["period"].nunique().reset_index()
    best = periods.sort_values(["period", "place"], ascending=[False, True]).drop_duplicates("kpi").set_index("kpi")["place"]
    found: pd.DataFrame = parts[place == parts["kpi"].map(best)]
    return found


def _whole(parts: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows stand in a period in which no segment of their KPI is missing. A segment may begin, and may end."""
    kpi = [parts["kpi"], parts["frequency"]]
    newest = parts["period"].groupby(kpi).transform("max")
    before = parts["period"].where(parts["period"] < newest).groupby(kpi).transform("max")
    series = parts.groupby(["kpi", "frequency", "segment"], sort=False)["period"]
    first, last = series.transform("min"), series.transform("max")
    last = last.where(last != before, newest)  # it was there in the last period but one: its newest value has yet to come
    spans = parts.assign(first=first, last=last).drop_duplicates(["kpi", "frequency", "segment"])
    each = parts[KEY].drop_duplicates().merge(spans[["kpi", "frequency", "first", "last"]], on=["kpi", "frequency"])
    each = each[(each["first"] <= each["period"]) & (each["period"] <= each["last"])]
    expected = parts[KEY].merge(each.groupby(KEY).size().rename("expected").reset_index(), on=KEY, how="left")["expected"]
    return np.asarray(parts.groupby(KEY)["segment"].transform("size").to_numpy() == expected.to_numpy())


def _summed(parts: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    value = parts["value"]
    parts = parts.assign(
        by_responses=value * parts["responses"],
        by_count=value * parts["count"],
        by_denominator=np.where(parts["denominator"] == 0, 0.0, value * parts["denominator"]),
        counted=value.eq(parts["count"]).groupby(parts["kpi"]).transform("all"),
    )
    columns = [*SUMMED, "by_responses", "by_count", "by_denominator"]
    grouped = parts.groupby(KEY, sort=False)
    whole = grouped[columns].count().eq(grouped.size(), axis=0)
    totals = grouped[columns].sum().where(whole).join(grouped[["recorded", "counted"]].max()).reset_index()
    totals = totals.assign(value=_values(totals, catalogue), segment="", target=np.nan, note="", source="")
    found: pd.DataFrame = totals[np.isfinite(totals["value"])]
    return found


def _values(totals: pd.DataFrame, catalogue: Catalogue) -> Matrix:
    """The first that is known: the count, the ratio (or values weighted by denominators), weighted by responses, by counts."""
    percent = np.array([100.0 if catalogue[kpi].unit == "%" else 1.0 for kpi in totals["kpi"]])
    column = {name: totals[name].to_numpy(dtype=float) for name in totals.columns if name not in (*KEY, "counted")}
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = percent * column["numerator"] / column["denominator"]
        weighted = column["by_denominator"] / column["denominator"]
        ratio = np.where(np.abs(weighted - ratio) > AGREES * np.abs(ratio), weighted, ratio)
        choices = [ratio, column["by_responses"] / column["responses"], column["by_count"] / column["count"]]
    value = np.where(totals["counted"], column["count"], np.nan)
    for choice in choices:
        value = np.where(np.isfinite(value), value, choice)
    found: Matrix = value
    return found
