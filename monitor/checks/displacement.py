"""Displacement: a KPI with a target gets better while work of the same department that no target watches gets worse.

Legs (EB-GLS contrasts from the target's date, min(z)): the KPI gets better; a KPI of the same department without a target, of the
kind that the rule names (backlog, waiting, age of open work), gets worse. Null hypothesis: at least one did not change that way.
Assumes that both are measured independently. Minimum data: WINDOWS.needs periods before and after the date of a target.
Sources: Holmström & Milgrom 1991; METHODS 2.11.
"""

from __future__ import annotations

from monitor.checks._claims import Claim, Judged, with_onset
from monitor.checks._frame import WINDOWS
from monitor.checks._ladder import climb, explained_away, volume_of
from monitor.checks._pairs import (
    NO_DIRECTION,
    PAIR_NUMBERS,
    Telling,
    dates_of,
    evidence_of,
    judge_all,
    kpi_side,
    pair_numbers,
)
from monitor.checks._scale import sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Healthy, Message, Outcome, Quantity
from monitor.model.kpi import Kpi
from monitor.model.panel import Panel
from monitor.model.situation import Call, Situation

METHOD = N_(
    "We compare both measures before and after the date of the target, each with its own memory from period to period, its "
    "season and its outliers. The KPI with the target must have got better and the other one worse: the "
    "weaker of the two decides."
)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected KPI with a target against what its department does without one."""

    def claims_of(kpi: Kpi, panel: Panel) -> list[Claim] | Message:
        if sign_of(kpi) is None:
            return NO_DIRECTION
        partners = _unwatched(kpi, panel, situation, call)
        if not partners:
            return Message(N_("no KPI without a target says how the rest of the department's work goes"))
        dates, window = dates_of(kpi, panel, WINDOWS[panel.frequency]), WINDOWS[panel.frequency]
        if not dates.known:
            return Message(N_("no target began with enough periods before and after it"))
        return [
            Claim(
                kpi.id,
                (kpi_side("main", kpi, panel, start, window, True), kpi_side("pair", partner, panel, start, window, False)),
                panel.frequency,
                day,
                dates.tried * len(partners),
            )
            for start, day in zip(dates.starts, dates.days, strict=True)
            for partner in partners
        ]

    outcomes, verdicts, panels = judge_all(situation, call, claims_of)
    return outcomes + [_outcome(verdict, situation, call, panels[verdict.claim.frequency]) for verdict in verdicts]


def _unwatched(kpi: Kpi, panel: Panel, situation: Situation, call: Call) -> list[Kpi]:
    """KPIs of the same department that may play the role, have values of the same frequency, a direction and no target."""
    allowed = call.roles.get("unwatched", frozenset())
    others = (situation.catalogue[one] for one in sorted(allowed) if one != kpi.id and panel.row(one) is not None)
    same = (one for one in others if kpi.department and one.department == kpi.department)
    return [one for one in same if not one.targets and one.id not in kpi.counter and sign_of(one) is not None]


def _outcome(verdict: Judged, situation: Situation, call: Call, panel: Panel) -> Outcome:
    kpis = [situation.catalogue[side.kpi] for side in verdict.claim.sides]
    nothing = Healthy(kpis[0].id, verdict.p_value, (kpis[1].id,), verdict.power)
    if verdict.p_value > call.parameters["look_closer"] or verdict.smallest_size < call.parameters["smallest_effect"]:
        return nothing
    verdict = with_onset(verdict)
    ladder = climb(verdict, kpis, volume_of(panel, kpis[0], list(situation.catalogue.kpis.values())))
    if explained_away(ladder):
        return nothing
    units = (kpis[0].unit or "", kpis[1].unit or "")
    telling = Telling(
        related=(kpis[1].id,),
        ladder=ladder,
        effect=Quantity(verdict.fits[1].change, units[1], "difference"),
        numbers=pair_numbers(verdict, units),
        method=Message(METHOD),
        source="Holmström & Milgrom 1991; Berger 1982",
    )
    return evidence_of(verdict, telling, panel, call)


CHECK = Check(
    name="displacement",
    says="A KPI with a target gets better while work of the same department that no target watches gets worse.",
    evaluate=evaluate,
    parameters={
        "smallest_effect": Parameter(0.3, "The smallest change of either measure that matters", "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, "Explanations are tested where the p-value is below this", "", 0.0, 1.0),
    },
    roles=("unwatched",),
    numbers=PAIR_NUMBERS,
    statistical=True,
)
