"""Denominator shrink: a share gets better while the cases that it is a share of become fewer, and the good ones do not.

Legs (EB-GLS contrasts from the target's date, min(z)): the share gets better; its denominator falls. Taking bad cases out leaves
the number of good ones; when less work comes in, good cases fall with all others: a third contrast, on log(good cases) minus half
of log(denominator), must rise. Null hypothesis: one leg did not move its way, or the good cases fell with the rest. Where the
department's volume is known, it is put into the model. Minimum data: WINDOWS.needs periods before and after.
Sources: METHODS 2.7 and 2.8; Berger 1982.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from monitor.checks._claims import Claim, Judged, Side, with_onset
from monitor.checks._frame import WINDOWS, Window, prior_of
from monitor.checks._ladder import climb, explained_away
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


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected share with its denominator."""
    outcomes, verdicts, panels = judge_all(situation, call, _claims_of)
    return outcomes + [_outcome(verdict, situation, call, panels[verdict.claim.frequency]) for verdict in verdicts]


def _claims_of(kpi: Kpi, panel: Panel) -> list[Claim] | Message:
    if sign_of(kpi) is None:
        return NO_DIRECTION
    row = panel.row(kpi.id)
    counted = np.isfinite(panel.denominator[row][np.isfinite(panel.value[row])])
    if kpi.unit != "%" or counted.mean() < 0.8:
        return Message(N_("the data do not say how many cases the share is of"))
    return list(_tried(kpi, panel, WINDOWS[panel.frequency]))


def _tried(kpi: Kpi, panel: Panel, window: Window) -> Iterator[Claim]:
    dates = dates_of(kpi, panel, window)
    base = panel.denominator[panel.row(kpi.id)]
    for start, day in zip(dates.starts, dates.days, strict=True):
        cases = request_of(logged(base), base, Scale.LOG, panel, start, window)
        sides = (
            kpi_side("main", kpi, panel, start, window, True),
            Side("volume", kpi.id, cases, False, "", "denominator", Message(LABEL)),
        )
        yield Claim(kpi.id, sides, panel.frequency, day if dates.known else None, dates.tried, dates.cap)


def _outcome(verdict: Judged, situation: Situation, call: Call, panel: Panel) -> Outcome:
    kpi = situation.catalogue[verdict.claim.kpi]
    nothing = Healthy(kpi.id, verdict.p_value, (), verdict.power)
    main, cases = verdict.fits
    large = verdict.smallest_size >= call.parameters["smallest_effect"] and -cases.effect >= call.parameters["smallest_fall"]
    if verdict.p_value > call.parameters["look_closer"] or not large:
        return nothing
    kept_p, kept = _good_cases_stayed(verdict, kpi, panel, prior_of(situation, panel.frequency))
    if kept_p > EQUIVALENCE:
        return nothing
    verdict = with_onset(verdict)
    volume = _volume(panel, kpi, situation, call)
    fewer = Explanation(
        Message(N_("Less work came in")),
        Verdict.RULED_OUT,
        Message(N_("Good cases would have become fewer with all others; they did not ({change}).")
                , {"change": Quantity(kept, "%+", "share")}),
    )  # fmt: skip
    ladder = (fewer, *climb(verdict, [kpi], volume))
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


def _good_cases_stayed(verdict: Judged, kpi: Kpi, panel: Panel, prior: Matrix) -> tuple[float, float]:
    """The p-value that good cases fell at least half as fast as all cases, and how much they changed, as a share."""
    row = panel.row(kpi.id)
    base = panel.denominator[row]
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


CHECK = Check(
    name="denominator_shrink",
    says="A share gets better while the cases that it is a share of become fewer, and the good ones do not.",
    evaluate=evaluate,
    parameters={
        "smallest_effect": Parameter(0.3, "The smallest change of either leg that matters", "usual spreads", 0.0, 5.0),
        "smallest_fall": Parameter(0.02, "The smallest fall of the denominator that matters", "", 0.0, 1.0),
        "look_closer": Parameter(0.05, "Explanations are tested where the p-value is below this", "", 0.0, 1.0),
    },
    roles=("volume",),
    numbers={**PAIR_NUMBERS, "fall": "how much the denominator fell, as a share"},
    statistical=True,
)
