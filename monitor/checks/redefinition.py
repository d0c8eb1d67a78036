"""Redefinition: a KPI jumps where its definition changes, or its definition changes without being declared.

Declared changes (`changes:` in the catalogue): EB-GLS contrast (a step at the date), one-sided to the better, since nobody
gains by a jump to the worse; two-sided where the catalogue gives no direction. A jump by the factor of another unit is explained.
Null hypothesis: the KPI's level is the same before and after the date. Minimum data: WINDOWS.needs / 2 periods on both sides. A
change of definition, formula, unit, threshold or filter that the store saw between two runs and that no `changes:` entry
declares is a fact.
Source: METHODS 2.7.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from monitor.checks._facts import span_of
from monitor.checks._frame import WINDOWS, judged, prior_of
from monitor.checks._legs import LegFit, LegRequest, fit_legs
from monitor.checks._pairs import step_at
from monitor.checks._scale import sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Fact, Healthy, Leg, Message, NotAssessed, Outcome, Quantity
from monitor.model.kpi import Change, Kpi
from monitor.model.panel import Panel
from monitor.model.period import first_day, index_of, last_day
from monitor.model.situation import Call, CatalogueChange, Situation
from monitor.model.words import Frequency, Severity, Tier

WATCHED_FIELDS = frozenset({"definition", "formula", "unit", "threshold", "records.where"})
METHOD = N_(
    "We compare the level of the KPI before and after the day on which its definition changed, with its memory from period to "
    "period, its season and its outliers."
)
CONVERSIONS = (7.0, 8.0, 12.0, 24.0, 30.0, 52.0, 60.0, 100.0, 365.0, 1000.0, 1440.0, 3600.0, 1e6)
"""Hours of days, minutes of hours, months of years, percent, thousands: what another unit of the same thing multiplies by."""
NEAR_CONVERSION = 0.06
SEEN = N_("The catalogue of this run is compared with those of earlier runs.")


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges declared changes by the data, and undeclared ones by earlier catalogues."""
    if call.parameters["kind"] == "undeclared":
        return _undeclared(situation, call)
    panels = judged(situation)
    requests: dict[str, dict[str, LegRequest]] = {}
    about: dict[str, tuple[Kpi, Change, Panel]] = {}
    outcomes: list[Outcome] = []
    for kpi in (situation.catalogue[one] for one in call.kpis):
        for change in kpi.changes:
            found = _request(kpi, change, panels)
            if isinstance(found, NotAssessed):
                outcomes.append(found)
                continue
            panel, request = found
            name = f"{kpi.id}|{change.start}"
            requests.setdefault(panel.frequency, {})[name] = request
            about[name] = (kpi, change, panel)
    for frequency, wanted in requests.items():
        fits = fit_legs(wanted, prior_of(situation, Frequency(frequency)))
        for name in wanted:
            kpi, change, panel = about[name]
            outcomes.append(_outcome(kpi, change, panel, wanted[name], fits.get(name), call))
    return outcomes


def _request(kpi: Kpi, change: Change, panels: dict[Frequency, Panel]) -> tuple[Panel, LegRequest] | NotAssessed:
    panel = next((one for one in panels.values() if one.row(kpi.id) is not None), None)
    if panel is None:
        return NotAssessed(kpi.id, Message(N_("has no values, or only one a year")))
    window = replace(WINDOWS[panel.frequency], needs=WINDOWS[panel.frequency].needs // 2)
    start = index_of(change.start, panel.frequency)
    start += 0 if first_day(start, panel.frequency) == change.start else 1
    first, periods = span_of(panel, kpi.id)
    if not window.needs <= start - max(first, first + periods - window.periods) or start - first > periods - window.needs:
        facts: dict[str, Fact] = {"needed": Quantity(window.needs, panel.frequency, "periods"), "day": Day(change.start)}
        return NotAssessed(kpi.id, Message(N_("needs {needed} before and after the change of definition on {day}"), facts))
    return panel, step_at(kpi, panel, start)


def _outcome(kpi: Kpi, change: Change, panel: Panel, request: LegRequest, fit: LegFit | None, call: Call) -> Outcome:
    if fit is None:
        return NotAssessed(kpi.id, Message(N_("the values do not vary, or the change cannot be told from the season")))
    p_value = min(1.0, 2 * min(fit.p_better, fit.p_worse)) if sign_of(kpi) is None else fit.p_better
    if p_value > call.parameters["look_closer"] or fit.size < call.parameters["smallest_effect"]:
        return Healthy(kpi.id, p_value)
    severity, cap = _weight(kpi, panel, fit)
    leg = Leg(
        kpi=kpi.id,
        role="main",
        before=fit.before,
        before_interval=fit.before_interval,
        after=fit.after,
        after_interval=fit.after_interval,
        change=fit.change,
        change_interval=fit.change_interval,
        unit=kpi.unit or "",
        p_value=p_value,
        n_before=fit.n_before,
        n_after=fit.n_after,
        before_until=change.start,
        after_from=change.start,
    )
    return Evidence(
        kpi=kpi.id,
        identity=change.start.isoformat(),
        start=change.start,
        end=last_day(int(request.columns()[-1]) + panel.first, panel.frequency),
        onset=change.start,
        reference=change.start,
        p_value=p_value,
        statistic=fit.effect / fit.error if fit.error else None,
        n=fit.n_before + fit.n_after,
        effect=Quantity(fit.change, kpi.unit or "", "difference"),
        severity=severity,
        cap=cap,
        explained=_converted(fit, change),
        numbers={
            "before": Quantity(fit.before, kpi.unit or ""),
            "after": Quantity(fit.after, kpi.unit or ""),
            "change": Quantity(abs(fit.change), kpi.unit or "", "difference"),
            "day": Day(change.start),
            "new_definition": change.definition or change.formula or change.what or "",
        },
        legs=(leg,),
        method=Message(METHOD),
        source="METHODS 2.7; Lazarus et al. 2018",
        parameters=dict(call.parameters),
        details={"effect_in_spreads": fit.size, "memory": fit.memory},
    )


def _converted(fit: LegFit, change: Change) -> str | None:
    """What the catalogue says of the change, where the jump is that of another unit: the same thing, written otherwise."""
    if min(fit.before, fit.after) <= 0:
        return None
    factor = max(fit.after / fit.before, fit.before / fit.after)
    unit = next((one for one in CONVERSIONS if abs(factor / one - 1) <= NEAR_CONVERSION), None)
    if unit is None:
        return None
    return change.what or change.definition or change.formula or f"1 : {unit:g}"


def _weight(kpi: Kpi, panel: Panel, fit: LegFit) -> tuple[Severity | None, Tier]:
    """A jump matters most where it turned a missed target into a met one, and is a mere break where nobody can say who gains."""
    row, sign = panel.row(kpi.id), sign_of(kpi)
    targets = panel.target[row][np.isfinite(panel.target[row])] if row is not None else np.array([])
    if sign is None or len(targets) == 0:
        return Severity.LOW, Tier.WATCH
    target = float(targets[-1])
    rescued = sign * fit.before < sign * target <= sign * fit.after
    return (None if rescued else Severity.MEDIUM), Tier.FINDING


def _undeclared(situation: Situation, call: Call) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for change in situation.catalogue_changes:
        if change.kpi in call.kpis and change.field in WATCHED_FIELDS and not _declared(situation, change, call):
            outcomes.append(_seen(change, call))
    return outcomes


def _declared(situation: Situation, change: CatalogueChange, call: Call) -> bool:
    near = call.parameters["declared_within_days"]
    return any(abs((declared.start - change.seen_on).days) <= near for declared in situation.catalogue[change.kpi].changes)


def _seen(change: CatalogueChange, call: Call) -> Evidence:
    return Evidence(
        kpi=change.kpi,
        identity=f"{change.field}:{change.after}",
        start=change.seen_on,
        end=change.seen_on,
        reference=change.seen_on,
        cap=Tier.FINDING,
        numbers={"day": Day(change.seen_on), "field": change.field, "earlier": str(change.before), "later": str(change.after)},
        method=Message(SEEN),
        parameters=dict(call.parameters),
    )


CHECK = Check(
    name="redefinition",
    says="A KPI jumps where its definition changes, or its definition changes without being declared.",
    evaluate=evaluate,
    parameters={
        "kind": Parameter(
            "declared",
            "Declared changes by the data, or undeclared ones by earlier catalogues",
            choices=("declared", "undeclared"),
        ),
        "smallest_effect": Parameter(0.5, "The smallest jump that matters", "usual spreads", 0.0, 10.0),
        "look_closer": Parameter(0.05, "Jumps with a p-value above this are not looked at", "", 0.0, 1.0),
        "declared_within_days": Parameter(92, "A declared change this near covers what the store saw", "days", 0, 3660),
    },
    numbers={
        "before": "level before the change of definition",
        "after": "level after it",
        "change": "size of the jump",
        "day": "the date of the change",
        "new_definition": "the new definition, in the catalogue's words",
        "field": "the field that was changed (undeclared)",
        "earlier": "what it was (undeclared)",
        "later": "what it is now (undeclared)",
    },
    statistical=True,
)
