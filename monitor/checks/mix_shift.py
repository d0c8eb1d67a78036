"""Mix shift: the total gets better because easier cases weigh more in it, while the groups themselves do not get better.

Legs (EB-GLS contrasts): the total, and the total that the mix alone would give (today's weights, constant rates); both must get
better, the weaker decides. The groups' own part (constant weights) must not: Kitagawa's mix part is more than `mix_share` of the
change, and the 90 % interval of the rate part, from a block bootstrap, includes none or worse (or it is immaterial). Null
hypothesis: the mix did not change, so that an honest change of the groups met chance in the weights (calibrated like other
pairs). A mix that moved evenly before the date as well explains it. Worth asking about at most: that demand changed honestly at
just this time is not rare enough for more. Assumes that the groups were recorded before the outcome. Minimum data: WINDOWS.needs
periods before and after, two groups with 30 cases in either half. Sources: Kitagawa 1955; METHODS 2.8.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from monitor.checks._claims import Claim, Judged, Side, judge, with_onset
from monitor.checks._frame import WINDOWS, Window, judged, prior_of
from monitor.checks._ladder import climb, explained_away, remaining, tier_allowed
from monitor.checks._legs import effect_at
from monitor.checks._pairs import (
    NO_DIRECTION,
    NO_VALUES,
    NOTHING_MOVES,
    PAIR_NUMBERS,
    Telling,
    dates_of,
    evidence_of,
    pair_numbers,
    request_of,
    too_short,
)
from monitor.checks._scale import Scale, sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Explanation, Fact, Healthy, Message, NotAssessed, Outcome, Quantity
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency, Tier
from monitor.statistics.kitagawa import Parts, parts_of

LEAST_CASES = 30
MOST_GROUPS = 12
IMMATERIAL = 0.2
"""A rate part of less than this share of the change does not explain it, however sure it is."""

METHOD = N_(
    "We take the total apart into what comes from the groups' own results and what comes from their weights (Kitagawa), before "
    "and after the date. The total and the part of the weights must both have moved; the groups' own part must not."
)
LABEL = N_("What the mix alone would give")


@dataclass(frozen=True, eq=False)
class _Groups:
    """The groups of one KPI along one dimension, (groups, periods): sums and cases, and the series made of them, (periods,)."""

    dimension: str
    names: tuple[str, ...]
    sums: Matrix
    cases: Matrix
    panel: Panel

    @property
    def total(self) -> Matrix:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(self._any, self.sums.sum(axis=0) / self.cases.sum(axis=0), np.nan))

    @property
    def mix(self) -> Matrix:
        """Today's weights with every group's rate of the whole time."""
        rates = self.sums.sum(axis=1) / self.cases.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(self._any, rates @ self.cases / self.cases.sum(axis=0), np.nan))

    @property
    def _any(self) -> Matrix:
        return np.asarray(self.cases.sum(axis=0) > 0)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected KPI that has groups with their numbers of cases."""
    panels, parted = judged(situation), judged(replace(situation, totals=situation.segments))
    outcomes: list[Outcome] = []
    claims: list[Claim] = []
    groups: dict[str, list[_Groups]] = {}
    for kpi in (situation.catalogue[one] for one in call.kpis):
        found = _groups_of(kpi, parted)
        panel = found[0].panel if found else None
        reason = _not_assessed(kpi, found, panels, panel)
        if reason is not None:
            outcomes.append(NotAssessed(kpi.id, reason))
            continue
        groups[kpi.id] = found
        claims.extend(claim for one in found for claim in _tried(kpi, one, WINDOWS[one.panel.frequency], len(found)))
    verdicts = judge(claims, {frequency: prior_of(situation, frequency) for frequency in parted})
    assessed = {verdict.claim.kpi for verdict in verdicts}
    for kpi_id, found in groups.items():
        if kpi_id not in assessed:
            steady = all(np.nanmax(one.mix) - np.nanmin(one.mix) < 1e-9 for one in found)
            outcomes.append(Healthy(kpi_id, 1.0) if steady else NotAssessed(kpi_id, NOTHING_MOVES))
    return outcomes + [_outcome(verdict, groups[verdict.claim.kpi], situation, call) for verdict in verdicts]


def _not_assessed(kpi: Kpi, found: list[_Groups], panels: dict[Frequency, Panel], panel: Panel | None) -> Message | None:
    if not found or panel is None:
        present = any(one.row(kpi.id) is not None for one in panels.values())
        return Message(N_("has no groups with their numbers of cases")) if present else NO_VALUES
    if sign_of(kpi) is None:
        return NO_DIRECTION
    return too_short(kpi, _whole(kpi, found[0]), WINDOWS[panel.frequency])


def _groups_of(kpi: Kpi, parted: dict[Frequency, Panel]) -> list[_Groups]:
    """The KPI's groups along each dimension: those of 30 cases at least in either half; the rest as one."""
    rows: dict[tuple[Frequency, str], list[int]] = defaultdict(list)
    for frequency, panel in parted.items():
        for row, key in enumerate(panel.keys):
            if key.kpi == kpi.id and len(key.segment) == 1:
                rows[frequency, key.segment[0][0]].append(row)
    found = [_grouped(parted[frequency], dimension, numbers) for (frequency, dimension), numbers in rows.items()]
    return [one for one in found if one is not None]


def _grouped(panel: Panel, dimension: str, rows: list[int]) -> _Groups | None:
    cases = np.nan_to_num(panel.denominator[rows])
    values = panel.value[rows]
    known = np.isfinite(values) & (cases > 0)
    cases = np.where(known, cases, 0.0)
    sums = np.where(known, values * cases, 0.0)
    half = cases.shape[1] // 2
    large = np.minimum(cases[:, :half].sum(axis=1), cases[:, half:].sum(axis=1)) >= LEAST_CASES
    if large.sum() < 2 or large.sum() > MOST_GROUPS:
        return None
    names = [panel.keys[row].segment[0][1] for row, keep in zip(rows, large, strict=True) if keep]
    rest = [part[~large].sum(axis=0, keepdims=True) for part in (sums, cases)]
    if rest[1].sum() >= LEAST_CASES:
        sums, cases = (np.concatenate([part[large], other]) for part, other in zip((sums, cases), rest, strict=True))
        return _Groups(dimension, (*names, ""), sums, cases, panel)
    return _Groups(dimension, tuple(names), sums[large], cases[large], panel)


def _whole(kpi: Kpi, groups: _Groups) -> Panel:
    """The total along a dimension as a panel of one row, with the KPI's own dates."""
    from monitor.model.panel import SeriesKey

    row = groups.total[None, :]
    empty = np.full_like(row, np.nan)
    names = ("numerator", "denominator", "count", "responses", "invited", "target")
    panel = groups.panel
    return Panel(panel.frequency, panel.first, (SeriesKey(kpi.id),), row, **dict.fromkeys(names, empty))


def _tried(kpi: Kpi, groups: _Groups, window: Window, dimensions: int) -> Iterator[Claim]:
    whole, sign = _whole(kpi, groups), sign_of(kpi) or 1.0
    dates = dates_of(kpi, whole, window)
    unit = kpi.unit or ""
    for start, day in zip(dates.starts, dates.days, strict=True):
        total, mix = (request_of(sign * series, series, Scale.RAW, whole, start, window) for series in (groups.total, groups.mix))
        sides = (
            Side("main", kpi.id, total, True, unit, f"total by {groups.dimension}"),
            Side("pair", kpi.id, mix, True, unit, f"mix by {groups.dimension}", Message(LABEL)),
        )
        yield Claim(kpi.id, sides, whole.frequency, day if dates.known else None, dates.tried * dimensions, dates.cap)


def _outcome(verdict: Judged, all_groups: list[_Groups], situation: Situation, call: Call) -> Outcome:
    kpi = situation.catalogue[verdict.claim.kpi]
    nothing = Healthy(kpi.id, verdict.p_value, (), verdict.power)
    if verdict.p_value > call.parameters["look_closer"] or verdict.smallest_size < call.parameters["smallest_effect"]:
        return nothing
    column = verdict.claim.sides[0].column
    groups = next(one for one in all_groups if column == f"total by {one.dimension}")
    parts = _parts(verdict, groups)
    sign = sign_of(kpi) or 1.0
    if sign * parts.change <= 0 or parts.mix / parts.change < call.parameters["mix_share"] or _work_helped(parts, sign):
        return nothing
    verdict = with_onset(verdict)
    along = _all_along(verdict)
    ladder = (along, *climb(verdict, [kpi], None))
    if not tier_allowed((along,)) or explained_away(ladder):
        return nothing
    telling = Telling(
        related=(),
        ladder=ladder,
        effect=Quantity(parts.mix, kpi.unit or "", "difference"),
        numbers=_numbers(verdict, kpi, groups, parts),
        method=Message(METHOD),
        source="Kitagawa 1955; METHODS 2.8",
        cap=Tier.WATCH,  # an honest change in demand looks the same
        identity=groups.dimension,
        details={"mix_part": parts.mix, "rate_part": parts.rate},
    )
    return evidence_of(verdict, telling, groups.panel, call)


def _all_along(verdict: Judged) -> Explanation:
    """Whether the weights were moving evenly before the date as well: what stays of their step beside a straight line."""
    mix = verdict.claim.sides[1].request
    line = np.arange(len(mix.series), dtype=np.float64) / max(len(mix.series), 1)
    whole, beside = effect_at(mix, verdict.fits[1]), effect_at(replace(mix, covariate=line), verdict.fits[1])
    kept = (beside / whole,) if whole and beside is not None else None
    name = Message(N_("The mix has been changing all along"))
    return remaining(name, kept, N_("Beside an even change over the whole time, {share} of it remains."))


def _work_helped(parts: Parts, sign: float) -> bool:
    """Whether the groups themselves surely got better, by more than is immaterial beside the change."""
    assert parts.rate_interval is not None
    least = min(sign * end for end in parts.rate_interval)
    return least > 0 and parts.rate / parts.change > IMMATERIAL


def _parts(verdict: Judged, groups: _Groups) -> Parts:
    request = verdict.claim.sides[0].request
    columns = request.columns()
    pivot = request.start - request.first
    before, after = columns[columns < pivot], columns[columns >= pivot + request.length // 2]
    return parts_of(groups.sums, groups.cases, before, after, seed=request.start, block=max(round(request.per_year / 8), 2))


def _numbers(verdict: Judged, kpi: Kpi, groups: _Groups, parts: Parts) -> dict[str, Fact]:
    unit = kpi.unit or ""
    request = verdict.claim.sides[0].request
    columns = request.columns()
    pivot = request.start - request.first
    weights = [groups.cases[:, part].sum(axis=1) for part in (columns[columns < pivot], columns[columns >= pivot])]
    grown = int(np.argmax(weights[1] / weights[1].sum() - weights[0] / weights[0].sum()))
    return {
        **pair_numbers(verdict, (unit, unit)),
        "mix_part": Quantity(parts.mix, unit, "difference"),
        "rate_part": Quantity(parts.rate, unit, "difference"),
        "dimension": groups.dimension,
        "grown": groups.names[grown],
    }


CHECK = Check(
    name="mix_shift",
    says="The total gets better because easier cases weigh more in it, while the groups themselves do not get better.",
    evaluate=evaluate,
    parameters={
        "mix_share": Parameter(0.5, "The least share of the change that comes from the mix", "", 0.0, 10.0),
        "smallest_effect": Parameter(
            0.3, "The smallest change of the total or of the mix that matters", "usual spreads", 0.0, 5.0
        ),
        "look_closer": Parameter(0.05, "The parts are computed where the p-value is below this", "", 0.0, 1.0),
    },
    numbers={
        **PAIR_NUMBERS,
        "mix_part": "what the weights of the groups contribute to the change",
        "rate_part": "what the groups' own results contribute",
        "dimension": "what the groups are, such as region",
        "grown": "the group whose weight grew most",
    },
    statistical=True,
)
