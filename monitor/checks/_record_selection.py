"""Who was chosen (asked, counted) of all, and how their cases went: the expected outcome of each kind of case, from before.

Cases are put together by what is known of them before anybody is chosen: category, how long they were open (steps of a factor of
three), whether they were reopened. The expected outcome of a group is that of the cases with an outcome before the date, by an
additive weighted regression on these facts. Only sums per week and group come out of the records.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.checks._record_sources import Sums
from monitor.model.panel import Matrix

LEAST_BEFORE = 150
"""So many outcomes before the date are needed to know what to expect (METHODS 2.6)."""

RIDGE = 5.0
SEPARATOR = "|"


@dataclass(frozen=True, eq=False)
class Groups:
    """Sums by group and period (groups, periods): all cases, the chosen, those with an outcome, and the sum of outcomes."""

    sums: Sums
    facts: tuple[tuple[str, ...], ...]
    """The facts of each group, in the order of the rows."""

    def of(self, name: str) -> Matrix:
        return np.asarray(self.sums.columns[name])


def facts_sql(category: str, hours: str, reopened: str) -> str:
    """SQL for a text that holds the facts of a case."""
    step = f"CAST(CAST(floor(ln(greatest({hours}, 0.02)) / ln(3)) AS INTEGER) AS VARCHAR)"
    again = f"CASE WHEN {reopened} THEN '1' ELSE '0' END"
    return f"{category} || '{SEPARATOR}' || {step} || '{SEPARATOR}' || {again}"


def groups_of(sums: Sums, names: list[str]) -> Groups:
    """Groups from sums whose categories are texts of facts."""
    return Groups(sums, tuple(tuple(name.rsplit(SEPARATOR, 2)) for name in names))


def expected(groups: Groups, before: NDArray[np.bool_]) -> Matrix | None:
    """The expected outcome of each group (groups,), from the periods `before`; None with too few outcomes."""
    n = groups.of("answered")[:, before].sum(axis=1)
    total = groups.of("outcome")[:, before].sum(axis=1)
    if n.sum() < LEAST_BEFORE:
        return None
    middle = float(total.sum() / n.sum())
    columns = [(at, value) for at in range(3) for value in sorted({fact[at] for fact in groups.facts})]
    design = np.array([[1.0 if fact[at] == value else 0.0 for at, value in columns] for fact in groups.facts])
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(n > 0, total / n - middle, 0.0)
    normal = design.T @ (n[:, None] * design) + RIDGE * np.eye(design.shape[1])
    return np.asarray(middle + design @ np.linalg.solve(normal, design.T @ (n * mean)))


def tilt(groups: Groups, outcome: Matrix, chosen: str, of: str, least: float = 10.0) -> Matrix:
    """By how much the expected outcome of the chosen lies above that of all, in each period (periods,)."""
    some, whole = groups.of(chosen), groups.of(of)
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = outcome @ some / some.sum(axis=0) - outcome @ whole / whole.sum(axis=0)
    return np.where((some.sum(axis=0) >= least / 2) & (whole.sum(axis=0) >= least), apart, np.nan)


@dataclass(frozen=True)
class Rates:
    """How many of the cases that were likely to go badly, and of the others, were chosen."""

    bad_before: float
    bad_after: float
    good_before: float
    good_after: float


def rates_of(groups: Groups, outcome: Matrix, chosen: str, before: NDArray[np.bool_], after: NDArray[np.bool_]) -> Rates:
    """Shares chosen of the third of all cases with the worst expected outcome, and of the others."""
    cases = groups.of("cases").sum(axis=1)
    order = np.argsort(outcome)
    bad = np.zeros(len(outcome), dtype=bool)
    bad[order[: max(int(np.searchsorted(np.cumsum(cases[order]), cases.sum() / 3)), 1)]] = True

    def share(rows: NDArray[np.bool_], span: NDArray[np.bool_]) -> float:
        return float(groups.of(chosen)[rows][:, span].sum() / max(groups.of("cases")[rows][:, span].sum(), 1.0))

    return Rates(share(bad, before), share(bad, after), share(~bad, before), share(~bad, after))


def asked_as_before(
    groups: Groups, outcome: Matrix, worst: float, before: NDArray[np.bool_], after: NDArray[np.bool_]
) -> tuple[float, float, float]:
    """The score after, and between which values it would lie if every kind of case were asked as often as before.

    Those who would then answer besides score between `worst` and what cases like theirs scored before. These are bounds, no
    estimate of the truth: the facts of a case hold only part of what customers feel.
    """
    cases, asked, answered = (groups.of(name)[:, after].sum(axis=1) for name in ("cases", "chosen", "answered"))
    usual = groups.of("chosen")[:, before].sum(axis=1) / np.maximum(groups.of("cases")[:, before].sum(axis=1), 1.0)
    extra = np.maximum(usual * cases - asked, 0.0) * answered.sum() / max(float(asked.sum()), 1.0)
    total, number, added = float(groups.of("outcome")[:, after].sum()), max(float(answered.sum()), 1.0), float(extra.sum())
    one, other = (total + added * worst) / (number + added), (total + float(extra @ outcome)) / (number + added)
    return total / number, min(one, other), max(one, other)
