"""Denominator shrink: a share gets better while the cases that it is a share of become fewer, and the good ones do not.

Legs (EB-GLS contrasts from the target's date, min(z)): the share gets better; its denominator falls. Where a KPI says what came
in to the department, the second leg is the denominator per thing that came in, which is far steadier. Taking bad cases out leaves
the number of good ones; when less work comes in, good cases fall with all others: a third contrast, on log(good cases) minus half
of log(denominator), both per thing that came in where that is known, must rise. Null hypothesis: one leg did not move its way, or
the good cases fell with the rest. Minimum data: WINDOWS.needs periods before and after.
Sources: METHODS 2.7 and 2.8; Berger 1982.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from monitor.checks._claims import Claim, Judged, Side, with_onset
from monitor.checks._frame import WINDOWS, Window, prior_of
from monitor.checks._ladder import LOAD, climb, explained_away
from monitor.checks._legs import fit_legs
from monitor.checks._pairs import (
    EQUIVALENCE,
    NO_DIRECTION,
    PAIR_NUMBERS,
    Telling,
    dates_of,
    evidence_of,
    judge_all,
    kpi_side,
    logged,
    pair_numbers,
    request_of,
)
from monitor.checks._scale import Scale, sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Explanation, Healthy, Message, Outcome, Quantity, Verdict
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.situation import Call, Situation
from monitor.model.words import Direction, Tier

METHOD = N_(
    "We compare the share, the number of cases that it is a share of, and the number of good cases before and after the date. "
    "Fewer cases and as many good ones as before are what leaving out bad cases looks like."
)
LABEL = N_("Cases that count")
COVERAGE = N_("Cases that count, per thing that came in")
MAYBE = 0.25
"""Between the level of tests that something stayed and this it is open whether good cases fell with the others: ask."""
ALONG = 0.3
"""A KPI of volume is what the share's cases are taken from where their logarithms correlate at least so much."""


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected share with its denominator."""
    outcomes, verdicts, panels = judge_all(situation, call, lambda kpi, panel: _claims_of(kpi, panel, situation, call))
    return outcomes + [_outcome(verdict, situation, call, panels[verdict.claim.frequency]) for verdict in verdicts]


def _claims_of(kpi: Kpi, panel: Panel, situation: Situation, call: Call) -> list[Claim] | Message:
    if sign_of(kpi) is None:
        return NO_DIRECTION
    row = panel.row(kpi.id)
    counted = np.isfinite(panel.denominator[row][np.isfinite(panel.value[row])])
    if kpi.unit != "%" or counted.mean() < 0.8:
        return Message(N_("the data do not say how many cases the share is of"))
    return list(_tried(kpi, panel, WINDOWS[panel.frequency], _came_in(panel, kpi, situation, call)))


def _tried(kpi: Kpi, panel: Panel, window: Window, came_in: Matrix | None) -> Iterator[Claim]:
    dates = dates_of(kpi, panel, window)
    base = panel.denominator[panel.row(kpi.id)] if came_in is None else _per(panel.denominator[panel.row(kpi.id)], came_in)
    label = Message(LABEL if came_in is None else COVERAGE)
    for start, day in zip(dates.starts, dates.days, strict=True):
        cases = request_of(logged(base), base, Scale.LOG, panel, start, window)
        sides = (
            kpi_side("main", kpi, panel, start, window, True),
            Side("volume", kpi.id, cases, False, "", "denominator", label),
        )
        yield Claim(kpi.id, sides, panel.frequency, day if dates.known else None, dates.tried, dates.cap)


def _outcome(verdict: Judged, situation: Situation, call: Call, panel: Panel) -> Outcome:
    kpi = situation.catalogue[verdict.claim.kpi]
    nothing = Healthy(kpi.id, verdict.p_value, (), verdict.power)
    main, cases = verdict.fits
    large = verdict.smallest_size >= call.parameters["smallest_effect"] and -cases.effect >= call.parameters["smallest_fall"]
    if verdict.p_value > call.parameters["look_closer"] or not large:
        return nothing
    volume, came_in = _volume(panel, kpi, situation, call), _came_in(panel, kpi, situation, call)
    kept_p, kept = _good_cases_stayed(verdict, kpi, panel, prior_of(situation, panel.frequency), came_in)
    if kept_p > MAYBE:
        return nothing
    verdict = with_onset(verdict)
    fewer = Explanation(
        Message(N_("Less work came in")),
        Verdict.RULED_OUT if kept_p <= EQUIVALENCE else Verdict.EXPLAINS_SOME,
        Message(N_("Good cases would have become fewer with all others; they did not ({change}).")
                , {"change": Quantity(kept, "%+", "share")}),
    )  # fmt: skip
    ladder = (fewer, *(climb(verdict, [kpi], volume) if came_in is None else _per_thing(verdict, kpi)))
    if explained_away(ladder):
        return nothing
    main, cases = verdict.fits
    fall = float(-np.expm1(cases.effect))
    telling = Telling(
        related=(),
        ladder=ladder,
        effect=Quantity(main.change, kpi.unit or "", "difference"),
        numbers={**pair_numbers(verdict, (kpi.unit or "", "")), "fall": Quantity(fall, kind="share")},
        method=Message(METHOD),
        source="METHODS 2.8; Berger 1982",
        cap=Tier.FINDING if volume is not None else Tier.WATCH,
        details={"good_cases_p": kept_p},
    )
    return evidence_of(verdict, telling, panel, call)


def _good_cases_stayed(verdict: Judged, kpi: Kpi, panel: Panel, prior: Matrix, came_in: Matrix | None) -> tuple[float, float]:
    """The p-value that good cases fell at least half as fast as all cases, and how much they changed, as a share."""
    row = panel.row(kpi.id)
    base = panel.denominator[row] if came_in is None else _per(panel.denominator[row], came_in)
    share = panel.value[row] / 100
    good = logged(base * (share if kpi.direction is Direction.HIGHER else 1 - share))
    start, window = verdict.claim.sides[0].request.start, WINDOWS[panel.frequency]
    series = {"kept": good - 0.5 * logged(base), "good": good}
    requests = {name: request_of(one, np.exp(one), Scale.LOG, panel, start, window) for name, one in series.items()}
    fits = fit_legs(requests, prior)
    if len(fits) < 2:
        return 1.0, 0.0
    return fits["kept"].p_better, float(np.expm1(fits["good"].effect))


def _volume(panel: Panel, kpi: Kpi, situation: Situation, call: Call) -> Matrix | None:
    """What came in to the department, from a KPI of its own."""
    allowed = sorted(one for one in call.roles.get("volume", frozenset()) if one != kpi.id and panel.row(one) is not None)
    near = [one for one in allowed if situation.catalogue[one].department == kpi.department]
    return np.asarray(panel.value[panel.row(near[0])]) if near else None


def _came_in(panel: Panel, kpi: Kpi, situation: Situation, call: Call) -> Matrix | None:
    """What came in, where the number of the share's cases goes along with it: then those are a part of it."""
    volume = _volume(panel, kpi, situation, call)
    return volume if volume is not None and _go_along(panel.denominator[panel.row(kpi.id)], volume) else None


def _per_thing(verdict: Judged, kpi: Kpi) -> tuple[Explanation, ...]:
    """The ladder where cases are counted per thing that came in: volume needs no model beside it."""
    rungs = climb(verdict, [kpi], None)
    ruled_out = Explanation(Message(LOAD), Verdict.RULED_OUT, Message(N_("Cases are counted per thing that came in.")))
    return tuple(ruled_out if rung.name.text == LOAD else rung for rung in rungs)


def _go_along(cases: Matrix, volume: Matrix) -> bool:
    """Whether two counts rise and fall together from period to period, beside their trends."""
    changes = np.diff(logged(cases)), np.diff(logged(volume))
    known = np.isfinite(changes[0]) & np.isfinite(changes[1])
    if known.sum() < 12 or min(np.ptp(one[known]) for one in changes) == 0:
        return False
    return bool(np.corrcoef(changes[0][known], changes[1][known])[0, 1] >= ALONG)


def _per(cases: Matrix, volume: Matrix) -> Matrix:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(volume > 0, cases / volume, np.nan))


CHECK = Check(
    name="denominator_shrink",
    says="A share gets better while the cases that it is a share of become fewer, and the good ones do not.",
    evaluate=evaluate,
    parameters={
        "smallest_effect": Parameter(0.3, "The smallest change of either leg that matters", "usual spreads", 0.0, 5.0),
        "smallest_fall": Parameter(0.01, "The smallest fall of the denominator that matters", "", 0.0, 1.0),
        "look_closer": Parameter(0.05, "Explanations are tested where the p-value is below this", "", 0.0, 1.0),
    },
    roles=("volume",),
    numbers={**PAIR_NUMBERS, "fall": "how much the denominator fell, as a share"},
    statistical=True,
)
