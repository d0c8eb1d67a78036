"""Paired divergence: a KPI gets better from the date of its target on while its counter-metric gets worse.

Statistic: EB-GLS contrast (a ramp from the target's date) on both legs, min(z of the KPI, -z of the counter-metric); over several
counter-metrics Simes' p-value. Null
hypothesis: at least one of the two did not change that way, or honest changes of both met by chance. Assumes that the
counter-metric is measured independently. Minimum data: WINDOWS.needs periods before and after the date. Where no date is known,
every quarter of the history is tried and the result is worth asking about at most. Source: Grove 1983; METHODS 2.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.checks._claims import Claim, Judged, Side, judge, leg_of, with_onset
from monitor.checks._dates import known_starts, search_cost, searched_starts
from monitor.checks._facts import span_of
from monitor.checks._frame import WINDOWS, Window, judged, prior_of
from monitor.checks._ladder import climb, explained_away, period_zone, tier_allowed, volume_of
from monitor.checks._legs import LegRequest
from monitor.checks._scale import scaled, sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Fact, Healthy, Message, Names, NotAssessed, Outcome, Quantity
from monitor.model.kpi import Kpi
from monitor.model.panel import Panel
from monitor.model.period import first_day, last_day
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency, Tier

SOURCE = "Grove 1983; Berger 1982; Lazarus et al. 2018"
METHOD = N_(
    "We compare the level of both measures before and after the date of the target, each with its own memory from period to "
    "period, its season and its outliers. Both must have moved, the KPI to the better and its counter-metric to the worse: the "
    "weaker of the two decides."
)

METHOD_SEARCHED = N_(
    "No date is known from which the KPI was under pressure, so every quarter of its history is tried, and the result corrected "
    "for that. Both measures must have moved at the same time, the KPI to the better and its counter-metric to the worse: the "
    "weaker of the two decides."
)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected KPI against its counter-metrics."""
    panels = judged(situation)
    place = {key.kpi: frequency for frequency, panel in panels.items() for key in panel.keys}
    outcomes: list[Outcome] = []
    claims: list[Claim] = []
    for kpi in call.kpis:
        found = _claims_of(situation, call, situation.catalogue[kpi], panels, place)
        if isinstance(found, NotAssessed):
            outcomes.append(found)
        else:
            claims.extend(found)
    verdicts = judge(claims, {frequency: prior_of(situation, frequency) for frequency in panels})
    assessed = {verdict.claim.kpi for verdict in verdicts}
    for kpi in dict.fromkeys(claim.kpi for claim in claims):
        if kpi not in assessed:
            outcomes.append(NotAssessed(kpi, Message(N_("the values do not vary, or the change cannot be told from the season"))))
    return outcomes + [_outcome(verdict, situation, call, panels[verdict.claim.frequency]) for verdict in verdicts]


def _claims_of(
    situation: Situation, call: Call, kpi: Kpi, panels: dict[Frequency, Panel], place: dict[str, Frequency]
) -> list[Claim] | NotAssessed:
    frequency = place.get(kpi.id)
    if frequency is None:
        return NotAssessed(kpi.id, Message(N_("has no values, or only one a year")))
    if sign_of(kpi) is None:
        return NotAssessed(kpi.id, Message(N_("the catalogue does not say whether higher or lower is better")))
    allowed = call.roles.get("counter", frozenset())
    covered = call.parameters["covered"]
    partners = [
        one for one in partners_of(situation, kpi) if one in allowed and not _left_to(covered, kpi, situation.catalogue[one])
    ]
    if not partners:
        return NotAssessed(kpi.id, Message(N_("has no counter-metric of the kind that this rule needs")))
    usable = [situation.catalogue[one] for one in partners if place.get(one) is frequency and sign_of(situation.catalogue[one])]
    if not usable:
        return NotAssessed(kpi.id, Message(N_("its counter-metrics have no values of the same frequency, or no direction")))
    panel, window = panels[frequency], WINDOWS[frequency]
    first, periods = span_of(panel, kpi.id)
    if periods < 2 * window.needs:
        needs = {"needed": Quantity(2 * window.needs, frequency, "periods"), "has": Quantity(periods, frequency, "periods")}
        return NotAssessed(kpi.id, Message(N_("needs {needed}, has {has}"), needs))
    return list(_tried(kpi, usable, panel, window, first, periods))


def _left_to(covered: Sequence[str], kpi: Kpi, partner: Kpi) -> bool:
    """Whether another rule speaks of this pair: `covered` holds lines of tags, 'speed waiting > quality satisfaction'."""
    for line in covered:
        ours, _, theirs = line.partition(">")
        if kpi.tags & set(ours.split()) and partner.tags & set(theirs.split()):
            return True
    return False


def partners_of(situation: Situation, kpi: Kpi) -> tuple[str, ...]:
    """The counter-metrics that the catalogue names; where it names none, the library's usual ones in the same department."""
    usual = (one for one in kpi.usual_counter if situation.catalogue[one].department == kpi.department)
    return kpi.counter or tuple(usual)


def _tried(kpi: Kpi, partners: list[Kpi], panel: Panel, window: Window, first: int, periods: int) -> Iterator[Claim]:
    known = known_starts(kpi, panel.frequency, first, periods, window)
    starts = known or searched_starts(panel.frequency, first, periods, window)
    tried = (len(known) if known else search_cost(len(starts))) * len(partners)
    mains, pairs = _side("main", kpi, panel, window, True), [_side("pair", one, panel, window, False) for one in partners]
    for start, day in starts:
        for pair in pairs:
            sides = (_at(mains, start), _at(pair, start))
            yield Claim(kpi.id, sides, panel.frequency, day if known else None, tried, Tier.FINDING if known else Tier.WATCH)


def _at(side: Side, start: int) -> Side:
    return replace(side, request=replace(side.request, start=start))


def _side(role: str, kpi: Kpi, panel: Panel, window: Window, better: bool) -> Side:
    row = panel.row(kpi.id)
    sign = sign_of(kpi)
    assert row is not None and sign is not None
    series = scaled(kpi, panel.value[row], panel.denominator[row], sign)
    request = LegRequest(
        series=series.values,
        raw=panel.value[row],
        scale=series.scale,
        first=panel.first,
        start=panel.first,
        length=window.ramp,
        per_year=panel.frequency.per_year,
        periods=window.periods,
    )
    return Side(role, kpi.id, request, better, kpi.unit or "")


def _outcome(verdict: Judged, situation: Situation, call: Call, panel: Panel) -> Outcome:
    related = tuple(dict.fromkeys(one.claim.sides[1].kpi for one in (verdict, *verdict.others)))
    verdict = replace(verdict, p_value=_together(verdict))
    nothing = Healthy(verdict.claim.kpi, verdict.p_value, related, verdict.power)
    if verdict.p_value > call.parameters["look_closer"] or verdict.smallest_size < call.parameters["smallest_effect"]:
        return nothing
    verdict = with_onset(verdict)
    kpis = [situation.catalogue[side.kpi] for side in verdict.claim.sides]
    volume = volume_of(panel, kpis[0], list(situation.catalogue.kpis.values()))
    ladder = climb(verdict, kpis, volume)
    if explained_away(ladder):
        return nothing
    cap = verdict.claim.cap if tier_allowed(ladder) else Tier.WATCH
    legs = tuple(leg_of(side, fit, panel.frequency) for side, fit in zip(verdict.claim.sides, verdict.fits, strict=True))
    others = [one for one in verdict.others if one.p_value <= call.parameters["look_closer"]]
    related = tuple(one.claim.sides[1].kpi for one in (verdict, *others))
    more = tuple(leg_of(one.claim.sides[1], one.fits[1], panel.frequency) for one in others)
    onset = verdict.onset if verdict.onset is not None else verdict.claim.sides[0].request.start
    last = int(verdict.claim.sides[0].request.columns()[-1]) + panel.first
    return Evidence(
        kpi=verdict.claim.kpi,
        related=related,
        start=first_day(onset, panel.frequency),
        end=last_day(last, panel.frequency),
        onset=first_day(onset, panel.frequency),
        onset_zone=period_zone(verdict),
        reference=verdict.claim.reference,
        p_value=verdict.p_value,
        statistic=min(leg.z or 0.0 for leg in legs),
        n=verdict.fits[0].n_before + verdict.fits[0].n_after,
        effect=Quantity(legs[1].change or 0.0, legs[1].unit, "difference"),
        cap=cap,
        numbers=_numbers(verdict, kpis, onset, panel),
        legs=legs + more,
        ladder=ladder,
        method=Message(METHOD if verdict.claim.reference else METHOD_SEARCHED),
        source=SOURCE,
        parameters=dict(call.parameters),
        details=_details(verdict),
    )


def _together(verdict: Judged) -> float:
    """The p-value over all partners at the same date (Simes 1986): k partners that got worse share the cost of picking one.

    Valid where partners depend on each other positively (Sarkar 1998), as they do: all are compared with one KPI.
    """
    p_values = sorted((verdict.p_value, *(one.p_value for one in verdict.others)))
    return min(p_value / (number + 1) for number, p_value in enumerate(p_values))


def _numbers(verdict: Judged, kpis: list[Kpi], onset: int, panel: Panel) -> dict[str, Fact]:
    main, pair = verdict.fits
    unit, other = kpis[0].unit or "", kpis[1].unit or ""
    reference = verdict.claim.reference
    numbers: dict[str, Fact] = {
        "counter": Names((kpis[1].id,)),
        "before": Quantity(main.before, unit),
        "after": Quantity(main.after, unit),
        "change": Quantity(abs(main.change), unit, "difference"),
        "counter_before": Quantity(pair.before, other),
        "counter_after": Quantity(pair.after, other),
        "counter_change": Quantity(abs(pair.change), other, "difference"),
        "since": Day(first_day(onset, panel.frequency), panel.frequency),
    }
    if reference is not None:
        numbers["target_from"] = Day(reference)
    return numbers


def _details(verdict: Judged) -> dict[str, float]:
    main, pair = verdict.fits
    return {
        "effect_in_spreads": main.size,
        "counter_effect_in_spreads": pair.size,
        "exchange_rate": pair.change / main.change if main.change else 0.0,
        "memory": main.memory,
        "counter_memory": pair.memory,
        "outliers_pulled_in": float(main.outliers + pair.outliers),
        "tried": verdict.claim.tried,
    }


CHECK = Check(
    name="paired_divergence",
    says="A KPI gets better from its target's date on while its counter-metric gets worse.",
    evaluate=evaluate,
    parameters={
        "smallest_effect": Parameter(0.3, "The smallest change of either measure that matters", "usual spreads", 0.0, 5.0),
        "covered": Parameter((), "Pairs that other rules speak of, as lines of tags: 'speed > quality satisfaction'"),
        "look_closer": Parameter(0.05, "Explanations are tested where the p-value is below this", "", 0.0, 1.0),
    },
    roles=("counter",),
    numbers={
        "before": "level of the KPI before",
        "after": "level of the KPI after",
        "change": "size of the KPI's change",
        "counter_before": "level of the counter-metric before",
        "counter_after": "level of the counter-metric after",
        "counter_change": "size of the counter-metric's change",
        "since": "the period in which the change began, as estimated",
        "target_from": "the date of the target, where it is known",
    },
    statistical=True,
)
