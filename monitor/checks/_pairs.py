"""What the checks of 'this got better and that got worse' share: dates to try, legs, and evidence from a judged claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from monitor.checks._claims import Claim, Judged, Side, judge, leg_of
from monitor.checks._dates import known_starts, search_cost, searched_starts
from monitor.checks._facts import span_of
from monitor.checks._frame import WINDOWS, Window, prior_of
from monitor.checks._frame import judged as judged_panels
from monitor.checks._ladder import period_zone, tier_allowed
from monitor.checks._legs import LegRequest, fit_legs
from monitor.checks._scale import Scale, scaled, sign_of
from monitor.model.evidence import N_, Day, Evidence, Explanation, Fact, Leg, Message, NotAssessed, Outcome, Quantity
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.period import first_day, last_day
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency, Tier

NO_VALUES = Message(N_("has no values, or only one a year"))
NO_DIRECTION = Message(N_("the catalogue does not say whether higher or lower is better"))
NOTHING_MOVES = Message(N_("the values do not vary, or the change cannot be told from the season"))
EQUIVALENCE = 0.1
"""The level of the tests that something stayed as it was."""


@dataclass(frozen=True)
class Dates:
    """The periods in which a change may have begun, whether they are dates of targets, and what trying them costs."""

    starts: tuple[int, ...]
    days: tuple[date, ...]
    known: bool

    @property
    def tried(self) -> float:
        return float(len(self.starts)) if self.known else search_cost(len(self.starts))

    @property
    def cap(self) -> Tier:
        return Tier.FINDING if self.known else Tier.WATCH


def dates_of(kpi: Kpi, panel: Panel, window: Window) -> Dates:
    """The dates of the KPI's targets; where there is none, every quarter of its history."""
    first, periods = span_of(panel, kpi.id)
    known = known_starts(kpi, panel.frequency, first, periods, window)
    starts = known or searched_starts(panel.frequency, first, periods, window)
    return Dates(tuple(start for start, _ in starts), tuple(day for _, day in starts), bool(known))


def too_short(kpi: Kpi, panel: Panel, window: Window) -> Message | None:
    """What is missing where the KPI has too few periods to be compared before and after a date."""
    _, periods = span_of(panel, kpi.id)
    if periods >= 2 * window.needs:
        return None
    needed = Quantity(2 * window.needs, panel.frequency, "periods")
    return Message(N_("needs {needed}, has {has}"), {"needed": needed, "has": Quantity(periods, panel.frequency, "periods")})


def panel_with(panels: Mapping[Frequency, Panel], kpi: str) -> Panel | None:
    """The panel that holds a KPI's totals."""
    return next((panel for panel in panels.values() if panel.row(kpi) is not None), None)


def judge_all(
    situation: Situation, call: Call, claims_of: Callable[[Kpi, Panel], list[Claim] | Message]
) -> tuple[list[Outcome], list[Judged], dict[Frequency, Panel]]:
    """Judges the claims about every selected KPI: what could not be assessed, the strongest claim of each other, the panels.

    `claims_of` gives the claims, the reason why there are none, or an empty list where there is nothing to ask.
    """
    panels = judged_panels(situation)
    outcomes: list[Outcome] = []
    claims: list[Claim] = []
    for kpi in (situation.catalogue[one] for one in call.kpis):
        panel = panel_with(panels, kpi.id)
        found = NO_VALUES if panel is None else too_short(kpi, panel, WINDOWS[panel.frequency]) or claims_of(kpi, panel)
        if isinstance(found, Message):
            outcomes.append(NotAssessed(kpi.id, found))
        else:
            claims.extend(found)
    verdicts = judge(claims, {frequency: prior_of(situation, frequency) for frequency in panels})
    assessed = {verdict.claim.kpi for verdict in verdicts}
    missing = [name for name in dict.fromkeys(claim.kpi for claim in claims) if name not in assessed]
    return outcomes + [NotAssessed(name, NOTHING_MOVES) for name in missing], verdicts, panels


def kpi_side(role: str, kpi: Kpi, panel: Panel, start: int, window: Window, better: bool) -> Side:
    """A KPI's own values as a leg; it must have a direction."""
    row, sign = panel.row(kpi.id), sign_of(kpi)
    assert row is not None and sign is not None
    series = scaled(kpi, panel.value[row], panel.denominator[row], sign)
    return Side(
        role, kpi.id, request_of(series.values, panel.value[row], series.scale, panel, start, window), better, kpi.unit or ""
    )


def step_at(kpi: Kpi, panel: Panel, start: int) -> LegRequest:
    """A KPI's own values as a leg that changes at once; up is better where its direction is known."""
    row = panel.row(kpi.id)
    series = scaled(kpi, panel.value[row], panel.denominator[row], sign_of(kpi) or 1.0)
    at_once = replace(WINDOWS[panel.frequency], ramp=1)
    return request_of(series.values, panel.value[row], series.scale, panel, start, at_once)


def at_start(side: Side, start: int) -> Side:
    """The same leg, changing from another period on: its series is laid once, whatever the number of dates."""
    return replace(side, request=replace(side.request, start=start))


def request_of(series: Matrix, raw: Matrix, scale: Scale, panel: Panel, start: int, window: Window) -> LegRequest:
    """A series of a panel as a leg that changes from `start` on."""
    return LegRequest(series, raw, scale, panel.first, start, window.ramp, panel.frequency.per_year, window.periods)


def logged(values: Matrix) -> Matrix:
    """Natural logarithms; NaN where a value is not above zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.log(np.where(values > 0, values, np.nan)))


@dataclass(frozen=True)
class Stayed:
    """Whether a series stayed as it was. `outside`: p-value of two one-sided tests (Schuirmann 1987; null: it moved by the margin
    or more); `moved`: two-sided p-value that it did not move at all; `effect`: how far it moved.
    """

    outside: float
    moved: float
    effect: float
    allowed: float

    @property
    def sure(self) -> bool:
        """It is shown that it moved by less than the margin."""
        return self.outside <= EQUIVALENCE

    @property
    def refuted(self) -> bool:
        """It is shown that it moved, and it did by more than is allowed."""
        return self.moved <= EQUIVALENCE and abs(self.effect) > self.allowed


def stayed(request: LegRequest, prior: Matrix, margin: float, part: float = 1.0) -> Stayed:
    """Whether the series moved by less than `margin` from its date on, or by more than `part` of it; one that cannot be fitted
    shows nothing.
    """
    from scipy.stats import norm

    fit = fit_legs({"one": request}, prior).get("one")
    if fit is None or fit.error == 0:
        return Stayed(1.0, 1.0, 0.0, part * margin)
    outside = max(norm.sf((fit.effect + margin) / fit.error), norm.cdf((fit.effect - margin) / fit.error))
    return Stayed(float(outside), float(2 * norm.sf(abs(fit.effect) / fit.error)), fit.effect, part * margin)


def pair_numbers(verdict: Judged, units: Sequence[str]) -> dict[str, Fact]:
    """Levels and changes of the first two legs, with the period in which the change began and the date of the target."""
    main, pair = verdict.fits[:2]
    frequency = verdict.claim.frequency
    numbers: dict[str, Fact] = {
        "before": Quantity(main.before, units[0]),
        "after": Quantity(main.after, units[0]),
        "change": Quantity(abs(main.change), units[0], "difference"),
        "counter_before": Quantity(pair.before, units[1]),
        "counter_after": Quantity(pair.after, units[1]),
        "counter_change": Quantity(abs(pair.change), units[1], "difference"),
        "since": Day(first_day(onset_of(verdict), frequency), frequency),
    }
    if verdict.claim.reference is not None:
        numbers["target_from"] = Day(verdict.claim.reference)
    return numbers


PAIR_NUMBERS: Mapping[str, str] = {
    "before": "level of the KPI before",
    "after": "level of the KPI after",
    "change": "size of the KPI's change",
    "counter_before": "level of the other measure before",
    "counter_after": "level of the other measure after",
    "counter_change": "size of the other measure's change",
    "since": "the period in which the change began, as estimated",
    "target_from": "the date of the target, where it is known",
}
"""What `pair_numbers` fills, for the registry."""


def onset_of(verdict: Judged) -> int:
    """The period in which the change began, as estimated, or that of the date."""
    return verdict.onset if verdict.onset is not None else verdict.claim.sides[0].request.start


def legs_of(verdict: Judged) -> tuple[Leg, ...]:
    """All legs of a judged claim as evidence."""
    sides = zip(verdict.claim.sides, verdict.fits, strict=True)
    return tuple(leg_of(side, fit, verdict.claim.frequency) for side, fit in sides)


@dataclass(frozen=True)
class Telling:
    """What one check says of a claim, beside what the claim itself holds."""

    related: tuple[str, ...]
    ladder: tuple[Explanation, ...]
    effect: Quantity
    numbers: Mapping[str, Fact]
    method: Message
    source: str
    cap: Tier = Tier.FINDING
    segment: tuple[tuple[str, str], ...] = ()
    identity: str = ""
    details: Mapping[str, float] | None = None


def evidence_of(verdict: Judged, telling: Telling, panel: Panel, call: Call) -> Evidence:
    """Evidence from a judged claim: a finding only where no explanation that was tested accounts for part of it."""
    onset = first_day(onset_of(verdict), panel.frequency)
    last = int(verdict.claim.sides[0].request.columns()[-1]) + panel.first
    legs = legs_of(verdict)
    caps = (verdict.claim.cap, telling.cap, Tier.FINDING if tier_allowed(telling.ladder) else Tier.WATCH)
    sizes = {f"effect_in_spreads_{leg.role}": fit.size for leg, fit in zip(legs, verdict.fits, strict=True)}
    return Evidence(
        kpi=verdict.claim.kpi,
        related=telling.related,
        segment=telling.segment,
        identity=telling.identity,
        start=onset,
        end=last_day(last, panel.frequency),
        onset=onset,
        onset_zone=period_zone(verdict),
        reference=verdict.claim.reference,
        p_value=verdict.p_value,
        statistic=min(leg.z or 0.0 for leg in legs),
        n=verdict.fits[0].n_before + verdict.fits[0].n_after,
        effect=telling.effect,
        cap=Tier.WATCH if Tier.WATCH in caps else Tier.FINDING,
        numbers=telling.numbers,
        legs=legs,
        ladder=telling.ladder,
        method=telling.method,
        source=telling.source,
        parameters=dict(call.parameters),
        details={**sizes, "memory": verdict.fits[0].memory, "tried": verdict.claim.tried, **(telling.details or {})},
    )
