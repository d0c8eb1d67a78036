"""Settles what the rows of all sources mean together: frequencies, period numbers, ratios, revisions and conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitor.model.finding import SetAside
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.observations import COLUMNS
from monitor.model.words import Frequency
from monitor.sources.layout import NUMBERS
from monitor.sources.period import Stated, period_of, usual_frequency

if TYPE_CHECKING:
    import pandas

_KEY = ["kpi", "frequency", "period", "segment", "recorded"]
_NOT_A_PERIOD = -1
_A = {"daily": "a day", "weekly": "a week", "monthly": "a month", "quarterly": "a quarter", "yearly": "a year"}
_ROUGHLY = 0.01
"""How far a value may be from numerator / denominator before it is said to disagree."""


@dataclass(frozen=True)
class Settled:
    observations: pandas.DataFrame
    set_aside: tuple[SetAside, ...]


def settle(rows: pandas.DataFrame, catalogue: Catalogue) -> Settled:
    """The table of observations from the rows of `shape`, in the order of KPI, period, segment and recording."""
    aside: list[SetAside] = []
    rows = _in_periods(rows, catalogue, aside)
    rows = _possible(rows, aside)
    rows = _with_ratios(rows, catalogue, aside)
    rows = _once(rows, aside)
    aside += _looks_like_shares(rows, catalogue)
    rows = rows.sort_values([*_KEY, "source"], ignore_index=True)
    return Settled(rows[list(COLUMNS)].astype(COLUMNS), tuple(aside))


def _in_periods(rows: pandas.DataFrame, catalogue: Catalogue, aside: list[SetAside]) -> pandas.DataFrame:
    """Adds frequency and period; periods that are stated too roughly for their KPI are set aside."""
    different = rows[["kpi", "day", "form"]].drop_duplicates()
    frequencies = {str(kpi): _frequency(catalogue[str(kpi)], group) for kpi, group in different.groupby("kpi")}
    frequency = rows["kpi"].map({kpi: found.value for kpi, found in frequencies.items()}).astype("str")
    triples = list(zip(rows["day"].tolist(), rows["form"].tolist(), frequency.tolist(), strict=True))
    known = {key: period_of(Stated(key[0], Frequency(key[1])), Frequency(key[2])) for key in set(triples)}
    numbers = np.array([_NOT_A_PERIOD if known[key] is None else known[key] for key in triples], dtype=np.int64)
    rows = rows.assign(frequency=frequency, period=numbers)
    for kpi, form, place, wanted in rows.loc[numbers < 0, ["kpi", "form", "place", "frequency"]].itertuples(index=False):
        aside.append(SetAside(place, kpi, f"the period is {_A[form]}, but the KPI is {wanted}; the value is left out"))
    return rows[numbers >= 0]


def _frequency(kpi: Kpi, rows: pandas.DataFrame) -> Frequency:
    """What the catalogue says; if only the library says it, what the data show, and the library's where they do not."""
    if kpi.frequency is not None and (kpi.like is None or "frequency" in kpi.given):
        return kpi.frequency
    stated = [Stated(day, Frequency(form)) for day, form in zip(rows["day"].tolist(), rows["form"].tolist(), strict=True)]
    return usual_frequency(stated) or kpi.frequency or Frequency.DAILY


def _possible(rows: pandas.DataFrame, aside: list[SetAside]) -> pandas.DataFrame:
    """Counts below zero, and more answers than people asked, are set aside; the rest of their rows stays."""
    rows = rows.copy()
    impossible = {column: rows[column] < 0 for column in ("denominator", "count", "responses", "invited")}
    impossible["responses"] |= rows["responses"] > rows["invited"]
    for column, wrong in impossible.items():
        for kpi, source, number in rows.loc[wrong, ["kpi", "source", column]].itertuples(index=False):
            what = f"{column} {number:g} is impossible ({'below zero' if number < 0 else 'more than invited'}); it is left out"
            aside.append(SetAside(source, kpi, what))
        rows.loc[wrong, column] = np.nan
    return rows


def _with_ratios(rows: pandas.DataFrame, catalogue: Catalogue, aside: list[SetAside]) -> pandas.DataFrame:
    """Fills in values that are not given, and reports those that disagree with numerator and denominator."""
    scale = rows["kpi"].map(lambda kpi: 100.0 if catalogue[kpi].unit == "%" else 1.0).astype("float64")
    ratio = rows["numerator"] / rows["denominator"].where(rows["denominator"] > 0) * scale
    value = rows["value"].to_numpy()
    far = np.abs(value - ratio.to_numpy()) > np.maximum(_ROUGHLY * np.abs(ratio.to_numpy()), _rounding(value))
    for kpi, source, given, wanted in zip(rows["kpi"][far], rows["source"][far], rows["value"][far], ratio[far], strict=True):
        aside.append(
            SetAside(source, kpi, f"the value {given:g} disagrees with numerator/denominator, {wanted:g}; the value is kept")
        )
    nothing = rows["value"].isna() & (rows["numerator"] != 0) & rows["numerator"].notna() & (rows["denominator"] == 0)
    for kpi, source, over in rows.loc[nothing, ["kpi", "source", "numerator"]].itertuples(index=False):
        aside.append(SetAside(source, kpi, f"the numerator is {over:g} and the denominator 0, so that there is no value"))
    beyond = (rows["numerator"] > rows["denominator"]) & (scale == 100.0)
    for kpi, source, over, under in rows.loc[beyond, ["kpi", "source", "numerator", "denominator"]].itertuples(index=False):
        aside.append(SetAside(source, kpi, f"the numerator {over:g} is more than the denominator {under:g}; both are kept"))
    return rows.assign(value=rows["value"].fillna(ratio))


def _rounding(value: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Half of the last decimal with which each value is written (0.5 for 95, 0.05 for 95.1)."""
    half = np.zeros(len(value))
    with np.errstate(over="ignore", invalid="ignore"):
        for decimals in range(6, -1, -1):
            half = np.where(np.round(value, decimals) == value, 0.5 * 10.0**-decimals, half)
    return half


def _once(rows: pandas.DataFrame, aside: list[SetAside]) -> pandas.DataFrame:
    """One row per KPI, period, segment and day of recording. Rows that complete each other are joined; of rows that
    contradict each other the last one is kept and the earlier ones are set aside.
    """
    import pandas as pd

    doubled = rows.duplicated(_KEY, keep=False)
    if not doubled.any():
        return rows
    several = rows[doubled]
    groups = several.groupby(_KEY, sort=False)
    last = groups[list(NUMBERS)].transform("last")
    contradicts = (several[list(NUMBERS)].notna() & (several[list(NUMBERS)] != last)).any(axis=1)
    later = groups["source"].transform("last")
    for kpi, place, kept in zip(several["kpi"][contradicts], several["place"][contradicts], later[contradicts], strict=True):
        what = f"the same KPI, period and segment stands again in {kept} with another value; the later one is kept"
        aside.append(SetAside(place, kpi, f"{what} (with `recorded_at` both would be)"))
    joined = several[~contradicts].groupby(_KEY, sort=False, as_index=False).last()
    return pd.concat([rows[~doubled], joined], ignore_index=True)


def _looks_like_shares(rows: pandas.DataFrame, catalogue: Catalogue) -> list[SetAside]:
    """Percentages that were probably written as shares (0.95 for 95 %), as Excel keeps them. They are kept."""
    filled = rows[rows["value"].notna() & rows["kpi"].isin([kpi.id for kpi in catalogue.kpis.values() if kpi.unit == "%"])]
    of_kpi = filled.groupby("kpi")["value"].agg(["count", "min", "max", "median"])
    strange = of_kpi[(of_kpi["count"] >= 8) & (of_kpi["min"] >= 0) & (of_kpi["max"] <= 1) & (of_kpi["median"] > 0.5)]
    first = filled.groupby("kpi")["source"].first()
    what = "all {} values lie between 0 and 1, but percentages are written 0-100; the values are kept"
    return [SetAside(first[kpi], str(kpi), what.format(int(strange["count"][kpi]))) for kpi in strange.index]
