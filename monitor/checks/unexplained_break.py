"""Unexplained break: a KPI's level changes at once and for good, and the catalogue does not say why.

Statistic: the largest EB-GLS step contrast over all dates of the middle 70 % of the periods, with the cost of the search in the
p-value (monitor.statistics.level_break). It must also be abrupt (a step beats every slower change), lasting (it beats every
passing one) and large. Null hypothesis: the level never changed at once. Minimum data: 2 x WINDOWS.needs periods. A note or a
change of target near the date explains it; a step at a declared change of definition is for the check `redefinition`.
Sources: Andrews 1993; METHODS 1.8 and 2.7.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from monitor.checks._claims import Side, leg_of
from monitor.checks._frame import WINDOWS, judged, prior_of
from monitor.checks._ladder import NEAR, declared_at, noted_at
from monitor.checks._legs import LegFit, LegRequest, fit_legs
from monitor.checks._level import Broken, breaks_of
from monitor.checks._pairs import step_at
from monitor.checks._scale import Scaled, scaled, sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import (
    N_,
    Day,
    Evidence,
    Explanation,
    Fact,
    Healthy,
    Message,
    Names,
    NotAssessed,
    Outcome,
    Quantity,
    Verdict,
)
from monitor.model.kpi import Kpi
from monitor.model.panel import Panel
from monitor.model.period import first_day, last_day
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency, Severity, Tier

METHOD = N_(
    "We look for the date at which a single lasting change of level fits best, with the KPI's memory from period to period, its "
    "season and its outliers. The search over all dates is paid for. A slow or a passing change is not counted."
)
Breaks = dict[str, Broken]


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Looks for a break in every selected KPI."""
    panels = judged(situation)
    placed = {key.kpi for panel in panels.values() for key in panel.keys}
    missing = Message(N_("has no values, or only one a year"))
    outcomes: list[Outcome] = [NotAssessed(kpi, missing) for kpi in call.kpis if kpi not in placed]
    for frequency, panel in panels.items():
        kpis = [situation.catalogue[kpi] for kpi in call.kpis if panel.row(kpi) is not None]
        outcomes.extend(_of_panel(situation, call, kpis, panel, frequency))
    return outcomes


def _of_panel(situation: Situation, call: Call, kpis: list[Kpi], panel: Panel, frequency: Frequency) -> list[Outcome]:
    series = {kpi.id: _scaled(kpi, panel) for kpi in kpis}
    closer, prior = call.parameters["look_closer"], prior_of(situation, frequency)
    values = {kpi: one.values for kpi, one in series.items()}
    breaks = breaks_of(values, panel.first, frequency.per_year, WINDOWS[frequency], prior, closer)
    likely = {kpi: one for kpi, one in breaks.items() if _worth_asking(one, call)}
    requests = {kpi: step_at(situation.catalogue[kpi], panel, one.at) for kpi, one in likely.items()}
    fits = fit_legs(requests, prior)
    outcomes: list[Outcome] = []
    for kpi in kpis:
        if kpi.id not in breaks:
            outcomes.append(NotAssessed(kpi.id, _too_short(kpi, panel, frequency)))
        elif kpi.id in fits and not declared_at(kpi, first_day(likely[kpi.id].at, frequency)):
            outcomes.append(_evidence(kpi, likely, requests[kpi.id], fits[kpi.id], situation, panel, call))
        else:
            outcomes.append(Healthy(kpi.id, breaks[kpi.id].p_value))
    return outcomes


def _scaled(kpi: Kpi, panel: Panel) -> Scaled:
    row = panel.row(kpi.id)
    return scaled(kpi, panel.value[row], panel.denominator[row], sign_of(kpi) or 1.0)


def _worth_asking(found: Broken, call: Call) -> bool:
    small = found.p_value <= call.parameters["look_closer"]
    return small and found.size >= call.parameters["smallest_effect"] and found.lasting_and_abrupt


def _too_short(kpi: Kpi, panel: Panel, frequency: Frequency) -> Message:
    known = int(np.isfinite(panel.value[panel.row(kpi.id)]).sum())
    needed = 2 * WINDOWS[frequency].needs
    if known >= needed:
        return Message(N_("the values do not vary, or the change cannot be told from the season"))
    facts: dict[str, Fact] = {"needed": Quantity(needed, frequency, "periods"), "has": Quantity(known, frequency, "periods")}
    return Message(N_("needs {needed}, has {has}"), facts)


def _explained(kpi: Kpi, onset: date) -> str | None:
    """The note, or the change of target, around the date."""
    noted = noted_at(kpi, onset)
    if noted is not None:
        return noted
    for target in kpi.targets:
        if abs(target.start - onset) <= NEAR:
            said = "" if target.value is None else f": {target.value:g} {kpi.unit or ''}".rstrip()
            return target.reason or f"{target.start.isoformat()}{said}"
    return None


def _evidence(
    kpi: Kpi, breaks: Breaks, request: LegRequest, fit: LegFit, situation: Situation, panel: Panel, call: Call
) -> Evidence:
    found, unit = breaks[kpi.id], kpi.unit or ""
    onset = first_day(found.at, panel.frequency)
    together = _companions(kpi, breaks, situation)
    matters = kpi.main or bool(kpi.targets)
    sure = found.p_value <= call.parameters["extremely_sure"] and found.size >= call.parameters["extremely_large"]
    numbers: dict[str, Fact] = {
        "before": Quantity(fit.before, unit),
        "after": Quantity(fit.after, unit),
        "change": Quantity(abs(fit.change), unit, "difference"),
        "since": Day(onset, panel.frequency),
    }
    return Evidence(
        kpi=kpi.id,
        related=together,
        start=onset,
        end=last_day(int(found.columns[-1]) + panel.first, panel.frequency),
        onset=onset,
        onset_zone=(onset - timedelta(days=1), last_day(found.at, panel.frequency)),
        p_value=found.p_value,
        statistic=found.z,
        n=len(found.columns),
        effect=Quantity(fit.change, unit, "difference"),
        severity=Severity.MEDIUM if matters else Severity.LOW,
        cap=Tier.FINDING if sure and matters and not together else Tier.WATCH,
        numbers=numbers,
        legs=(leg_of(Side("main", kpi.id, request, found.effect > 0, unit), fit, panel.frequency),),
        ladder=_ladder(kpi, found, together),
        explained=_explained(kpi, onset),
        method=Message(METHOD),
        source="Andrews 1993; METHODS 1.8",
        parameters=dict(call.parameters),
        details=_details(found, fit),
    )


def _companions(kpi: Kpi, breaks: Breaks, situation: Situation) -> tuple[str, ...]:
    """Other KPIs of the department whose level changed within two periods of this one."""
    here = breaks[kpi.id].at
    near = [one for one, found in breaks.items() if one != kpi.id and abs(found.at - here) <= 2]
    return tuple(one for one in near if kpi.department and situation.catalogue[one].department == kpi.department)


def _ladder(kpi: Kpi, found: Broken, together: tuple[str, ...]) -> tuple[Explanation, ...]:
    slow = Message(N_("A slow change"))
    passing = Message(N_("A passing disturbance"))
    common = Message(N_("Something that changed the whole department"))
    alone = Message(N_("No other KPI of the department changed at the same time."))
    same = Message(N_("{kpis} changed at the same time: look for a common cause first."), {"kpis": Names(together)})
    return (
        Explanation(slow, Verdict.RULED_OUT, Message(N_("A change at once fits better than one over three months or longer."))),
        Explanation(passing, Verdict.RULED_OUT, Message(N_("The new level has lasted to the end of the data."))),
        Explanation(
            common, Verdict.NOT_TESTED if together or not kpi.department else Verdict.RULED_OUT, same if together else alone
        ),
    )


def _details(found: Broken, fit: LegFit) -> dict[str, float]:
    details = {"effect_in_spreads": found.size, "memory": fit.memory, "outliers_pulled_in": float(fit.outliers)}
    if found.shape is not None:
        details |= {"beats_slow": found.shape.beats_slow, "beats_passing": found.shape.beats_passing}
        details["share_at_once"] = found.shape.share
    return details


CHECK = Check(
    name="unexplained_break",
    says="A KPI's level changes at once and for good, and the catalogue does not say why.",
    evaluate=evaluate,
    parameters={
        "smallest_effect": Parameter(1.0, "The smallest change of level that matters", "usual spreads", 0.0, 10.0),
        "look_closer": Parameter(0.05, "Breaks with a p-value above this are not looked at", "", 0.0, 1.0),
        "extremely_sure": Parameter(1e-6, "The p-value from which on a break may be more than worth asking about", "", 0.0, 1.0),
        "extremely_large": Parameter(3.0, "The size that it must have, too", "usual spreads", 0.0, 100.0),
    },
    numbers={
        "before": "level before the break",
        "after": "level after it",
        "change": "size of the break",
        "since": "the period of the break, as estimated",
    },
    statistical=True,
)
