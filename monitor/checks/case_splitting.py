"""Case splitting, from series: more cases per customer, less work per case, and no more work per customer than before.

Statistic: EB-GLS contrasts on cases per customer (up) and work per case (down), min(z), and an equivalence test (two one-sided
tests, Schuirmann 1987) that work per customer stayed within `margin`, or moved by less than `paper_share` of the
larger leg. More genuine problems raise the work per customer;
efficiency lowers it; only splitting leaves it. Null hypothesis: one of the legs did not move its way, or the work per customer
did change. Without the number of customers, cases themselves take their place and the result is worth asking about at most.
Minimum data: WINDOWS.needs periods before and after. Source: METHODS 2.5 (an accounting identity; the test is ours).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from monitor.checks._claims import Claim, Judged, Side, judge, leg_of, with_onset
from monitor.checks._dates import known_starts, search_cost, searched_starts
from monitor.checks._facts import span_of
from monitor.checks._frame import WINDOWS, Window, judged, prior_of
from monitor.checks._ladder import climb, explained_away, period_zone, tier_allowed
from monitor.checks._legs import LegRequest, fit_legs
from monitor.checks._scale import Scale
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Explanation, Fact, Healthy, Message, NotAssessed, Outcome, Quantity, Verdict
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.period import first_day, last_day
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier

METHOD = N_(
    "We compare cases per customer, work per case and work per customer before and after the date. Splitting is the only "
    "change, honest or not, that raises the first, lowers the second and leaves the third: all three are required."
)


@dataclass(frozen=True, eq=False)
class _Parts:
    """The series behind a claim, (T,): cases per customer (or cases), work per case, and their product."""

    cases: Matrix
    work: Matrix
    total: Matrix
    per_customer: bool
    work_kpi: str


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected count of cases with the work behind it."""
    panels = judged(situation)
    outcomes: list[Outcome] = []
    claims: list[Claim] = []
    parts: dict[str, _Parts] = {}
    for kpi in (situation.catalogue[one] for one in call.kpis):
        panel = next((one for one in panels.values() if one.row(kpi.id) is not None), None)
        found = _parts_of(situation, kpi, panel, call)
        if isinstance(found, NotAssessed):
            outcomes.append(found)
            continue
        assert panel is not None
        parts[kpi.id] = found
        unit = situation.catalogue[found.work_kpi].unit or ""
        claims.extend(_tried(kpi, panel, found, WINDOWS[panel.frequency], unit))
    verdicts = judge(claims, {frequency: prior_of(situation, frequency) for frequency in panels})
    assessed = {verdict.claim.kpi for verdict in verdicts}
    for kpi_id in parts:
        if kpi_id not in assessed:
            outcomes.append(NotAssessed(kpi_id, Message(N_("there are too few periods, or the values do not vary"))))
    return outcomes + [
        _outcome(verdict, parts[verdict.claim.kpi], situation, call, panels[verdict.claim.frequency]) for verdict in verdicts
    ]


def _parts_of(situation: Situation, kpi: Kpi, panel: Panel | None, call: Call) -> _Parts | NotAssessed:
    if panel is None:
        return NotAssessed(kpi.id, Message(N_("has no values, or only one a year")))
    work = _partner(situation, kpi, panel, call.roles.get("work", frozenset()))
    if work is None:
        return NotAssessed(kpi.id, Message(N_("no KPI of the same department says how much work a case takes")))
    row, work_row = panel.row(kpi.id), panel.row(work)
    cases, per_case = panel.value[row], panel.value[work_row]
    per_customer = _partner(situation, kpi, panel, call.roles.get("per_customer", frozenset()))
    customers = _customers(situation, kpi, panel, call)
    if per_customer is not None:
        ratio = panel.value[panel.row(per_customer)]
    elif customers is not None:
        ratio = cases / np.where(customers > 0, customers, np.nan)
    else:
        return _Parts(_log(cases), _log(per_case), _log(cases * per_case), False, work)
    return _Parts(_log(ratio), _log(per_case), _log(ratio * per_case), True, work)


def _customers(situation: Situation, kpi: Kpi, panel: Panel, call: Call) -> Matrix | None:
    """How many customers the cases came from: the KPI's own denominator, or a KPI that counts them."""
    row = panel.row(kpi.id)
    own = panel.denominator[row]
    if np.isfinite(own[~np.isnan(panel.value[row])]).mean() > 0.8:
        return np.asarray(own)
    other = _partner(situation, kpi, panel, call.roles.get("customers", frozenset()))
    return None if other is None else np.asarray(panel.value[panel.row(other)])


def _partner(situation: Situation, kpi: Kpi, panel: Panel, allowed: frozenset[str]) -> str | None:
    near = [one for one in allowed if one != kpi.id and panel.row(one) is not None]
    same = sorted(one for one in near if situation.catalogue[one].department == kpi.department)
    return same[0] if same else None


def _log(values: Matrix) -> Matrix:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.log(np.where(values > 0, values, np.nan)))


def _tried(kpi: Kpi, panel: Panel, parts: _Parts, window: Window, unit: str) -> Iterator[Claim]:
    first, periods = span_of(panel, kpi.id)
    known = known_starts(kpi, panel.frequency, first, periods, window)
    searched = searched_starts(panel.frequency, first, periods, window)
    cap = Tier.FINDING if parts.per_customer else Tier.WATCH
    for start, day in [(number, None) for number, _ in searched] + list(known):
        cases = _request(parts.cases, panel, start, window)
        label = Message(N_("Cases per customer")) if parts.per_customer else None
        sides = (
            Side("main", kpi.id, cases, True, "ratio", "cases_per_customer" if parts.per_customer else "value", label),
            Side("pair", parts.work_kpi, _request(parts.work, panel, start, window), False, unit),
        )
        yield Claim(kpi.id, sides, panel.frequency, day, search_cost(len(searched)) + len(known), cap)


def _request(series: Matrix, panel: Panel, start: int, window: Window) -> LegRequest:
    raw = np.exp(series)
    return LegRequest(series, raw, Scale.LOG, panel.first, start, window.ramp, panel.frequency.per_year, window.periods)


def _outcome(verdict: Judged, parts: _Parts, situation: Situation, call: Call, panel: Panel) -> Outcome:
    kpi = situation.catalogue[verdict.claim.kpi]
    if verdict.p_value > call.parameters["look_closer"] or verdict.smallest_size < call.parameters["smallest_effect"]:
        return Healthy(kpi.id, verdict.p_value, (parts.work_kpi,), verdict.power)
    most = max(abs(fit.effect) for fit in verdict.fits)
    margin = max(call.parameters["margin"], call.parameters["paper_share"] * most)
    same, kept = _equivalence(verdict, parts, panel, margin, prior_of(situation, panel.frequency))
    if same > call.parameters["equivalence_level"]:
        return Healthy(kpi.id, verdict.p_value, (parts.work_kpi,), verdict.power)
    verdict = with_onset(verdict)
    kpis = [kpi, situation.catalogue[parts.work_kpi]]
    conserved = Explanation(
        Message(N_("More problems, or faster work")),
        Verdict.RULED_OUT,
        Message(
            N_("The work per customer is about the same ({kept}): real problems would add to it, efficiency would lower it."),
            {"kept": kept},
        ),
    )
    ladder = (conserved, *climb(verdict, kpis, None))
    if explained_away(ladder):
        return Healthy(kpi.id, verdict.p_value, (parts.work_kpi,), verdict.power)
    return _evidence(verdict, kpis, ladder, call, panel, same)


def _equivalence(verdict: Judged, parts: _Parts, panel: Panel, margin: float, prior: Matrix) -> tuple[float, Quantity]:
    """The p-value of two one-sided tests that the log of the total work moved by less than the margin, and its change."""
    from scipy.stats import norm

    start = verdict.claim.sides[0].request.start
    fit = fit_legs({"total": _request(parts.total, panel, start, WINDOWS[panel.frequency])}, prior).get("total")
    if fit is None or fit.error == 0:
        return 1.0, Quantity(0.0, kind="share")
    outside = max(norm.sf((fit.effect + margin) / fit.error), norm.cdf((fit.effect - margin) / fit.error))
    return float(outside), Quantity(float(np.expm1(fit.effect)), "%+", "share")


def _evidence(
    verdict: Judged, kpis: list[Kpi], ladder: tuple[Explanation, ...], call: Call, panel: Panel, same: float
) -> Evidence:
    cases, work = verdict.fits
    onset = first_day(verdict.onset if verdict.onset is not None else verdict.claim.sides[0].request.start, panel.frequency)
    last = int(verdict.claim.sides[0].request.columns()[-1]) + panel.first
    legs = tuple(leg_of(side, fit, panel.frequency) for side, fit in zip(verdict.claim.sides, verdict.fits, strict=True))
    on_paper = float(1 - np.exp(-cases.effect))
    numbers: dict[str, Fact] = {
        "cases_change": Quantity(float(np.expm1(cases.effect)), kind="share"),
        "work_change": Quantity(float(-np.expm1(work.effect)), kind="share"),
        "on_paper": Quantity(on_paper, kind="share"),
        "since": Day(onset, panel.frequency),
    }
    return Evidence(
        kpi=kpis[0].id,
        related=(kpis[1].id,),
        start=onset,
        end=last_day(last, panel.frequency),
        onset=onset,
        onset_zone=period_zone(verdict),
        reference=verdict.claim.reference,
        p_value=verdict.p_value,
        statistic=min(leg.z or 0.0 for leg in legs),
        n=cases.n_before + cases.n_after,
        effect=Quantity(on_paper, kind="share"),
        cap=verdict.claim.cap if tier_allowed(ladder) else Tier.WATCH,
        numbers=numbers,
        legs=legs,
        ladder=ladder,
        method=Message(METHOD),
        source="METHODS 2.5; Schuirmann 1987",
        parameters=dict(call.parameters),
        details={"effect_in_spreads": cases.size, "work_effect_in_spreads": work.size, "equivalence_p": same},
    )


CHECK = Check(
    name="case_splitting",
    says="More cases per customer, less work per case, and no more work per customer than before.",
    evaluate=evaluate,
    parameters={
        "margin": Parameter(0.08, "Work per customer counts as unchanged within this share", "", 0.0, 1.0),
        "paper_share": Parameter(0.5, "Or within this share of the larger leg: the rest of either is the other", "", 0.0, 1.0),
        "equivalence_level": Parameter(0.1, "The equivalence test's level", "", 0.0, 1.0),
        "smallest_effect": Parameter(0.3, "The smallest change of either leg that matters", "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, "Explanations are tested where the p-value is below this", "", 0.0, 1.0),
    },
    roles=("work", "per_customer", "customers"),
    numbers={
        "cases_change": "how much cases per customer rose, as a share",
        "work_change": "how much work per case fell, as a share",
        "on_paper": "the share of today's cases that would not be there without splitting",
        "since": "the period in which the change began, as estimated",
    },
    statistical=True,
)
