"""Cascade break: the KPIs that are to move a higher one all get better, and over two years the higher one does not follow.

Legs (EB-GLS contrasts from the dates on which the parts' targets began, with two years after them; where there are none, a ramp
over a year from every half year): every KPI that supports the higher one gets better; the higher one stays below `follows` of
what its parts moved on average, in usual spreads (a one-sided equivalence test). The weakest leg decides (Berger 1982); whether
the whole followed is asked only where all parts rose, as in a third of honest organisations (`RISING`). Null hypothesis:
one part did not get better, or the whole did follow. Minimum data: WINDOWS.needs periods before and two years after. Sources:
METHODS 2.2 and 2.11.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from monitor.checks._claims import Claim, Judged, calibrated, with_onset
from monitor.checks._dates import known_starts, search_cost
from monitor.checks._facts import span_of
from monitor.checks._frame import WINDOWS, Window, prior_of
from monitor.checks._legs import LegFit, fit_legs
from monitor.checks._pairs import NO_DIRECTION, NOTHING_MOVES, Telling, evidence_of, judge_all, kpi_side, onset_of
from monitor.checks._scale import sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Explanation, Fact, Healthy, Message, Names, NotAssessed, Outcome, Quantity, Verdict
from monitor.model.kpi import Kpi
from monitor.model.panel import Panel
from monitor.model.period import first_day
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier

YEARS = 2.0
RISING = 1 / 3
"""The share of honest organisations whose KPIs get better together: a fifth improve by themselves and an eighth on both sides, in
the honest mix of docs/methods/alarm-promise.md."""

METHOD = N_(
    "We compare the level of the higher KPI and of all KPIs that support it before and after the time in which these got better. "
    "All of them must have moved, and the higher one by less than half as much, in units of what each usually varies."
)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected KPI that others support against those."""

    def claims_of(kpi: Kpi, panel: Panel) -> list[Claim] | Message:
        parts = _parts(kpi, panel, situation)
        if sign_of(kpi) is None:
            return NO_DIRECTION
        if len(parts) < call.parameters["least_parts"]:
            return Message(N_("fewer than two KPIs with values of the same frequency support it"))
        claims = list(_tried(kpi, parts, panel, WINDOWS[panel.frequency]))
        return claims or Message(N_("there are not two years after a time of comparison"))

    supported = {kpi.supports for kpi in situation.catalogue.kpis.values()}
    asked = replace(call, kpis=tuple(kpi for kpi in call.kpis if kpi in supported))
    outcomes, verdicts, panels = judge_all(situation, asked, claims_of)
    return outcomes + [_outcome(verdict, situation, call, panels[verdict.claim.frequency]) for verdict in verdicts]


def _parts(kpi: Kpi, panel: Panel, situation: Situation) -> list[Kpi]:
    below = (one for one in situation.catalogue.kpis.values() if one.supports == kpi.id and one.id != kpi.id)
    return [one for one in below if panel.row(one.id) is not None and sign_of(one) is not None]


def _tried(kpi: Kpi, parts: list[Kpi], panel: Panel, window: Window) -> Iterator[Claim]:
    """The dates of the parts' targets; every half year where there are none. Two years must be left after them."""
    year = panel.frequency.per_year
    first, periods = span_of(panel, kpi.id)
    first, periods = first + max(periods - window.periods, 0), min(periods, window.periods)
    last = first + periods - round(YEARS * year)
    known = {start for part in parts for start, _ in known_starts(part, panel.frequency, first, periods, window) if start <= last}
    searched = range(first + window.needs, last + 1, max(round(year / 2), 1))
    response = window if known else replace(window, ramp=round(year))
    cost = float(len(known)) if known else search_cost(len(searched))
    for start in sorted(known) or searched:
        sides = tuple(kpi_side("pair", part, panel, start, response, True) for part in parts)
        yield Claim(kpi.id, sides, panel.frequency, None, cost, Tier.WATCH)


def _outcome(verdict: Judged, situation: Situation, call: Call, panel: Panel) -> Outcome:
    """`judge` has found the date at which the parts rose most surely; here the whole is asked whether it followed."""
    kpi = situation.catalogue[verdict.claim.kpi]
    parts = tuple(side.kpi for side in verdict.claim.sides)
    request = verdict.claim.sides[0].request
    whole = kpi_side("main", kpi, panel, request.start, replace(WINDOWS[panel.frequency], ramp=request.length), False)
    fit = fit_legs({"whole": whole.request}, prior_of(situation, panel.frequency)).get("whole")
    if fit is None:
        return NotAssessed(kpi.id, NOTHING_MOVES)
    p_value = _not_followed(verdict, fit, call)
    small = min(part.size for part in verdict.fits) < call.parameters["smallest_effect"]
    if p_value > call.parameters["look_closer"] or small:
        return Healthy(kpi.id, p_value, parts)
    found = with_onset(verdict)
    claim = replace(found.claim, sides=(whole, *found.claim.sides))
    return _evidence(replace(found, claim=claim, fits=(fit, *found.fits), p_value=p_value), kpi, parts, panel, call)


def _not_followed(verdict: Judged, whole: LegFit, call: Call) -> float:
    """The p-value of 'all parts rose and the whole moved by less than `follows` of what they did on average'."""
    from scipy.stats import norm

    wanted = call.parameters["follows"] * sum(fit.size for fit in verdict.fits) / len(verdict.fits) * whole.spread
    followed = float(norm.cdf((whole.effect - wanted) / whole.error)) if whole.error > 0 else 1.0
    rose = calibrated(max(fit.p_better for fit in verdict.fits))
    return min(1.0, max(RISING * followed, rose) * verdict.claim.tried)


def _evidence(verdict: Judged, kpi: Kpi, parts: tuple[str, ...], panel: Panel, call: Call) -> Outcome:
    rungs = (
        Explanation(
            Message(N_("It takes longer than two years")),
            Verdict.NOT_TESTED,
            Message(N_("The data do not say how long the higher KPI takes to follow.")),
        ),
        Explanation(
            Message(N_("Something else pulled the higher KPI down")),
            Verdict.NOT_TESTED,
            Message(N_("Nothing in the catalogue says what else moves it.")),
        ),
    )
    whole, unit = verdict.fits[0], kpi.unit or ""
    numbers: dict[str, Fact] = {
        "before": Quantity(whole.before, unit),
        "after": Quantity(whole.after, unit),
        "change": Quantity(abs(whole.change), unit, "difference"),
        "parts": Names(parts),
        "since": Day(first_day(onset_of(verdict), panel.frequency), panel.frequency),
    }
    telling = Telling(
        related=parts,
        ladder=rungs,
        effect=Quantity(whole.change, unit, "difference"),
        numbers=numbers,
        method=Message(METHOD),
        source="METHODS 2.11; Berger 1982",
        cap=Tier.WATCH,
    )
    return evidence_of(verdict, telling, panel, call)


CHECK = Check(
    name="cascade_break",
    says="The KPIs that are to move a higher one all get better, and over two years the higher one does not follow.",
    evaluate=evaluate,
    parameters={
        "least_parts": Parameter(2, "How many supporting KPIs are needed at least", "", 1, 50),
        "follows": Parameter(
            0.5, "The whole follows when it moves by this share of what its parts moved on average", "", 0.0, 2.0
        ),
        "smallest_effect": Parameter(0.5, "The smallest change of each part that matters", "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, "The largest p-value that is told", "", 0.0, 1.0),
    },
    numbers={
        "before": "level of the higher KPI before",
        "after": "level of the higher KPI after",
        "change": "size of the higher KPI's change",
        "parts": "the KPIs that support it",
        "since": "the period in which these began to get better, as estimated",
    },
    statistical=True,
)
