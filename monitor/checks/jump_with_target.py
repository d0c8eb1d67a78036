"""Jump with the target: a KPI gets better at once and for good just as its target begins, and nothing else around it moves.

Work that responds to a target gets better over weeks and months; a definition changes from one period to the next. Statistic:
the EB-GLS step contrast at a target's first period or one of the `within` after it, one-sided to the better; p is multiplied by
the number of dates. The step must beat every slower change by `at_once`, have at least `share_at_once` of the change in it, last,
and measure `smallest_effect` usual spreads; no KPI of the department and no counter-metric may have stepped at that date. Null
hypothesis: the level did not change at once. A lever that works at once may be honest: worth asking about, no more. A note at
the date explains it; a declared change of definition is for the check `redefinition`. Minimum data: WINDOWS.needs periods on both
sides. Sources: Andrews 1993; METHODS 2.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitor.checks._claims import Side, leg_of
from monitor.checks._dates import known_starts
from monitor.checks._facts import span_of
from monitor.checks._frame import WINDOWS, judged, prior_of
from monitor.checks._ladder import declared_at, noted_at
from monitor.checks._legs import LegFit, LegRequest, fit_legs
from monitor.checks._pairs import step_at
from monitor.checks._scale import sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import (
    N_,
    Day,
    Evidence,
    Explanation,
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
from monitor.model.words import Tier
from monitor.statistics.level_break import Shape, step_shape
from monitor.statistics.winsorise import winsorise

METHOD = N_(
    "We compare the level of the KPI before and after the beginning of its target, with its memory from period to period, its "
    "season and its outliers. The change must have come at once, last, and be alone among the KPIs around it."
)
NO_DATE = N_("no target began within its history, or the catalogue does not say whether higher or lower is better")
TOO_SHORT = N_("there are too few periods, or the values do not vary")
LASTS = -3.0
"""By so much, in log-likelihood, a change that passes may fit better than one that lasts."""

MOVED = 0.05
"""Another KPI moved with it where its own step at that date is this unlikely (two-sided, over all of them together)."""


@dataclass(frozen=True, eq=False)
class _Jump:
    """The likeliest step of a KPI at the beginning of a target; `tried` dates were looked at."""

    kpi: Kpi
    day: date
    request: LegRequest
    fit: LegFit
    tried: int

    @property
    def p_value(self) -> float:
        return min(1.0, self.fit.p_better * self.tried)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI."""
    panels = judged(situation)
    outcomes: list[Outcome] = []
    for panel in panels.values():
        kpis = [situation.catalogue[kpi] for kpi in call.kpis if panel.row(kpi) is not None]
        outcomes.extend(_of_panel(situation, call, kpis, panel))
    judged_here = {one.kpi for one in outcomes}
    return outcomes + [NotAssessed(kpi, Message(NO_DATE)) for kpi in call.kpis if kpi not in judged_here]


def _of_panel(situation: Situation, call: Call, kpis: list[Kpi], panel: Panel) -> list[Outcome]:
    asked = {kpi.id: _requests(kpi, panel, call) for kpi in kpis}
    requests = {f"{kpi}|{number}": one for kpi, some in asked.items() for number, (_, one) in enumerate(some)}
    fits = fit_legs(requests, prior_of(situation, panel.frequency))
    outcomes: list[Outcome] = []
    for kpi in kpis:
        known = [
            _Jump(kpi, day, request, fits[f"{kpi.id}|{number}"], len(asked[kpi.id]))
            for number, (day, request) in enumerate(asked[kpi.id])
            if f"{kpi.id}|{number}" in fits
        ]
        if known:
            outcomes.append(_outcome(min(known, key=lambda one: one.fit.p_better), situation, panel, call))
        else:
            outcomes.append(NotAssessed(kpi.id, Message(TOO_SHORT if asked[kpi.id] else NO_DATE)))
    return outcomes


def _requests(kpi: Kpi, panel: Panel, call: Call) -> list[tuple[date, LegRequest]]:
    """A step at the first period of each target and at those just after it, with the target's first day."""
    if sign_of(kpi) is None:
        return []
    first, periods = span_of(panel, kpi.id)
    starts = known_starts(kpi, panel.frequency, first, periods, WINDOWS[panel.frequency])
    later = range(int(call.parameters["within"]) + 1)
    return [(day, step_at(kpi, panel, start + more)) for start, day in starts if not declared_at(kpi, day) for more in later]


def _outcome(jump: _Jump, situation: Situation, panel: Panel, call: Call) -> Outcome:
    if jump.p_value > call.parameters["look_closer"] or jump.fit.size < call.parameters["smallest_effect"]:
        return Healthy(jump.kpi.id, jump.p_value)
    shape, around = _shape(jump), _around(jump.kpi, situation, panel)
    at_once = shape.beats_slow >= call.parameters["at_once"] and shape.share >= call.parameters["share_at_once"]
    if not at_once or shape.beats_passing < LASTS or _moved(jump, around, panel, situation):
        return Healthy(jump.kpi.id, 1.0, tuple(around))
    return _evidence(jump, shape, tuple(around), panel, call)


def _shape(jump: _Jump) -> Shape:
    """How the step came about, at its own likeliest noise."""
    request = jump.request
    columns = request.columns()
    clipped, _ = winsorise(request.series[columns][None, :])
    return step_shape(clipped[0], columns + request.first, request.per_year, request.start, jump.fit.best)


def _around(kpi: Kpi, situation: Situation, panel: Panel) -> Mapping[str, Kpi]:
    """The KPI's counter-metrics and the other KPIs of its department that have values of the same frequency."""
    every = situation.catalogue.kpis.values()
    counter = {*kpi.counter, *kpi.usual_counter}
    near = (one for one in every if one.id in counter or (kpi.department and one.department == kpi.department))
    return {one.id: one for one in near if one.id != kpi.id and panel.row(one.id) is not None}


def _moved(jump: _Jump, around: Mapping[str, Kpi], panel: Panel, situation: Situation) -> bool:
    """Whether another KPI stepped at the same date: then something happened there, whatever it was."""
    requests = {name: step_at(kpi, panel, jump.request.start) for name, kpi in around.items()}
    fits = fit_legs(requests, prior_of(situation, panel.frequency)).values()
    return any(2 * min(fit.p_better, fit.p_worse) * len(around) <= MOVED for fit in fits)


def _evidence(jump: _Jump, shape: Shape, around: tuple[str, ...], panel: Panel, call: Call) -> Evidence:
    kpi, unit, fit = jump.kpi, jump.kpi.unit or "", jump.fit
    onset = first_day(jump.request.start, panel.frequency)
    return Evidence(
        kpi=kpi.id,
        identity=f"target:{jump.day.isoformat()}",
        start=onset,
        end=last_day(int(jump.request.columns()[-1]) + panel.first, panel.frequency),
        onset=onset,
        reference=jump.day,
        p_value=jump.p_value,
        statistic=fit.effect / fit.error if fit.error else None,
        n=fit.n_before + fit.n_after,
        effect=Quantity(fit.change, unit, "difference"),
        cap=Tier.WATCH,
        explained=noted_at(kpi, onset),
        numbers={
            "before": Quantity(fit.before, unit),
            "after": Quantity(fit.after, unit),
            "change": Quantity(abs(fit.change), unit, "difference"),
            "since": Day(onset, panel.frequency),
            "target_from": Day(jump.day),
        },
        legs=(leg_of(Side("main", kpi.id, jump.request, True, unit), fit, panel.frequency),),
        ladder=_ladder(around),
        method=Message(METHOD),
        source="Andrews 1993; METHODS 2.7",
        parameters=dict(call.parameters),
        details={"effect_in_spreads": fit.size, "memory": fit.memory, "share_at_once": shape.share},
    )


def _ladder(around: tuple[str, ...]) -> tuple[Explanation, ...]:
    alone = Message(N_("{kpis} did not change at that date."), {"kpis": Names(around)})
    nobody = Message(N_("There is no other KPI to compare with."))
    return (
        Explanation(
            Message(N_("A slow change")),
            Verdict.RULED_OUT,
            Message(N_("A change at once fits better than one over three months or longer.")),
        ),
        Explanation(
            Message(N_("Something that changed the whole department")),
            Verdict.RULED_OUT if around else Verdict.NOT_TESTED,
            alone if around else nobody,
        ),
        Explanation(
            Message(N_("A measure that worked from its first day")),
            Verdict.NOT_TESTED,
            Message(N_("Nothing in the catalogue says what was done: a note would explain it.")),
        ),
    )


CHECK = Check(
    name="jump_with_target",
    says="A KPI gets better at once and for good just as its target begins, and nothing around it moves.",
    evaluate=evaluate,
    parameters={
        "within": Parameter(2, "How many periods after the target's first one the jump may come", "periods", 0, 13),
        "smallest_effect": Parameter(1.0, "The smallest jump that matters", "usual spreads", 0.0, 10.0),
        "at_once": Parameter(1.5, "By how much a jump must beat every slower change", "log-likelihood", 0.0, 100.0),
        "share_at_once": Parameter(0.8, "The part of the change that must come at once", "", 0.0, 1.0),
        "look_closer": Parameter(0.05, "Jumps with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "before": "level before the jump",
        "after": "level after it",
        "change": "size of the jump",
        "since": "the period of the jump, as estimated",
        "target_from": "the first day of the target",
    },
    statistical=True,
)
