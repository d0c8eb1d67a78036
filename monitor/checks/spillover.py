"""Spillover: a KPI gets better in one department while it gets worse in another, and the two together stay as they were.

Legs (EB-GLS contrasts from the target's date, min(z)): the KPI gets better; the same KPI (the same library entry and unit) of
another department gets worse. Conservation: two one-sided tests (Schuirmann 1987) that their mean moved by less than
the larger change alone would have moved it; where that cannot be shown, and it is not shown to have moved by more than `together`
of it either, the change is worth asking about.
Null hypothesis: one leg did not move its way. Minimum data: WINDOWS.needs periods before and after the date of a target.
Sources: Holmström & Milgrom 1991; METHODS 2.11.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from monitor.checks._claims import Claim, Judged, with_onset
from monitor.checks._frame import WINDOWS, prior_of
from monitor.checks._ladder import climb, explained_away
from monitor.checks._pairs import (
    NO_DIRECTION,
    PAIR_NUMBERS,
    Stayed,
    Telling,
    at_start,
    dates_of,
    evidence_of,
    judge_all,
    kpi_side,
    pair_numbers,
    request_of,
    stayed,
)
from monitor.checks._scale import Scale, sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Explanation, Healthy, Message, Outcome, Quantity, Verdict
from monitor.model.kpi import Kpi
from monitor.model.panel import Panel
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier

METHOD = N_(
    "We compare the KPI of both departments before and after the date of the target. One must have got better and the other "
    "worse, and what the two have together must be as before: then nothing was won, it was moved."
)

MOST = 12
"""Of more departments with the same KPI the question is which of them is different (a funnel), not where work went."""

EACH = N_("One department got better and another one worse, each for itself")
CONSERVED = N_("What one won is what the other lost: the two together are as before.")
ABOUT = N_("The two together are about as before, but the values are too unsteady to be sure of it.")


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected KPI with a target against the same KPI of other departments."""
    alike: dict[tuple[object, ...], list[Kpi]] = defaultdict(list)
    for one in sorted(call.roles.get("elsewhere", frozenset())):
        alike[_kind(situation.catalogue[one])].append(situation.catalogue[one])

    def claims_of(kpi: Kpi, panel: Panel) -> list[Claim] | Message:
        if sign_of(kpi) is None:
            return NO_DIRECTION
        others = _same_elsewhere(kpi, panel, alike)
        if not others:
            return Message(N_("no other department has the same KPI"))
        if len(others) > MOST:
            return Message(N_("more than {most} other departments have the same KPI"), {"most": Quantity(MOST, kind="count")})
        dates, window = dates_of(kpi, panel, WINDOWS[panel.frequency]), WINDOWS[panel.frequency]
        if not dates.known:
            return Message(N_("no target began with enough periods before and after it"))
        main = kpi_side("main", kpi, panel, panel.first, window, True)
        pairs = [kpi_side("pair", other, panel, panel.first, window, False) for other in others]
        tried = dates.tried * len(others)
        return [
            Claim(kpi.id, (at_start(main, start), at_start(pair, start)), panel.frequency, day, tried)
            for start, day in zip(dates.starts, dates.days, strict=True)
            for pair in pairs
        ]

    outcomes, verdicts, panels = judge_all(situation, call, claims_of)
    return outcomes + [_outcome(verdict, situation, call, panels[verdict.claim.frequency]) for verdict in verdicts]


def _kind(kpi: Kpi) -> tuple[object, ...]:
    return kpi.like, kpi.unit, kpi.direction


def _same_elsewhere(kpi: Kpi, panel: Panel, alike: Mapping[tuple[object, ...], list[Kpi]]) -> list[Kpi]:
    """The same library entry, unit and direction in another department; the rule's role `elsewhere` narrows it."""
    if not (kpi.like and kpi.department):
        return []
    others = (one for one in alike.get(_kind(kpi), []) if one.id != kpi.id and one.department)
    return [one for one in others if one.department != kpi.department and panel.row(one.id) is not None]


def _outcome(verdict: Judged, situation: Situation, call: Call, panel: Panel) -> Outcome:
    kpis = [situation.catalogue[side.kpi] for side in verdict.claim.sides]
    nothing = Healthy(kpis[0].id, verdict.p_value, (kpis[1].id,), verdict.power)
    if verdict.p_value > call.parameters["look_closer"] or verdict.smallest_size < call.parameters["smallest_effect"]:
        return nothing
    both = _together(verdict, panel, situation, call.parameters["together"])
    if both.refuted:
        return nothing
    verdict = with_onset(verdict)
    conserved = Explanation(Message(EACH), Verdict.RULED_OUT if both.sure else Verdict.NOT_TESTED, _told(both))
    ladder = (conserved, *climb(verdict, kpis, None))
    if explained_away(ladder):
        return nothing
    unit = kpis[0].unit or ""
    telling = Telling(
        related=(kpis[1].id,),
        ladder=ladder,
        effect=Quantity(verdict.fits[1].change, unit, "difference"),
        numbers={**pair_numbers(verdict, (unit, unit)), "department": kpis[1].department or ""},
        method=Message(METHOD),
        source="Holmström & Milgrom 1991; Schuirmann 1987",
        cap=Tier.FINDING if both.sure else Tier.WATCH,
        details={"equivalence_p": both.outside},
    )
    return evidence_of(verdict, telling, panel, call)


def _told(both: Stayed) -> Message:
    return Message(CONSERVED if both.sure else ABOUT)


def _together(verdict: Judged, panel: Panel, situation: Situation, part: float) -> Stayed:
    """Whether the mean of the two stayed as it was, compared with what the larger change alone would have done to it."""
    one, other = (panel.value[panel.row(side.kpi)] for side in verdict.claim.sides)
    mean, window = (one + other) / 2, WINDOWS[panel.frequency]
    start = verdict.claim.sides[0].request.start
    alone = max(abs(fit.change) for fit in verdict.fits) / 2
    return stayed(request_of(mean, mean, Scale.RAW, panel, start, window), prior_of(situation, panel.frequency), alone, part)


CHECK = Check(
    name="spillover",
    says="A KPI gets better in one department while the same KPI gets worse in another, and together they stay as they were.",
    evaluate=evaluate,
    parameters={
        "together": Parameter(
            0.5, "The mean of the two may move by this share of what the larger change alone would do", "", 0.0, 1.0
        ),
        "smallest_effect": Parameter(0.3, "The smallest change of either measure that matters", "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, "Explanations are tested where the p-value is below this", "", 0.0, 1.0),
    },
    roles=("elsewhere",),
    numbers={**PAIR_NUMBERS, "department": "the department in which it got worse"},
    statistical=True,
)
