"""Survey selection: a score rises while fewer of those concerned are asked or answer.

Statistic: EB-GLS contrasts on the score (up) and on coverage (down), min(z). Coverage is the share asked (invited / count, or
invited / the department's cases) and the share of the asked who answered; both are tried. Null hypothesis: the score did
not rise, or coverage did not fall, or honest changes of both met by chance. Leaving people out raises a score only by as much as
they are less satisfied: where that is less than half a standard deviation of single answers, an honest cut and better service
explain both. The target's date has three quarters of the test, a search over all quarters the rest. Assumes that who is asked is
decided apart from the score. Without the list of those who were not asked the result is worth asking about, not proof: capped at
watch unless the share asked itself fell. Minimum data: WINDOWS.needs periods before and after. Sources: METHODS 2.6; Cohen 1988.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from monitor.checks._claims import Claim, Judged, Side, judge, leg_of, with_onset
from monitor.checks._dates import known_starts, search_cost, searched_starts
from monitor.checks._facts import span_of
from monitor.checks._frame import WINDOWS, Window, judged, prior_of
from monitor.checks._ladder import climb, explained_away, period_zone, tier_allowed
from monitor.checks._legs import LegRequest
from monitor.checks._scale import Scale, scaled, sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Explanation, Fact, Healthy, Message, NotAssessed, Outcome, Quantity, Verdict
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.period import first_day, last_day
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier

FILLED = 0.8
"""A share is used where it is known for this share of the scored periods."""

LABELS = {"asked": N_("Share of customers asked"), "answered": N_("Share of those asked who answered")}

ON_DATES, ASKED = 0.75, 0.9
"""The parts of the test that the target's own date has beside a search over all quarters, and the share asked beside the share
that answered, which falls by itself where customers are tired of surveys and is worth asking about at most. p-values are divided
by their parts (weighted Bonferroni): the test is strongest where most is expected."""

MEDIUM, LARGE = 0.5, 0.8
"""Differences between groups, in standard deviations, that are called medium and large (Cohen 1988): those who are chosen for
being unhappy are far apart from the rest, those who are left out by chance are not apart at all."""

MARGIN = 1.05
"""More people asked than there were cases: then the cases are not those who could be asked."""

METHOD = N_(
    "We compare the score and the share of customers behind it before and after the date, each with its own memory from period "
    "to period and its season. Both must have moved, the score up and the share down: the weaker of the two decides."
)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected survey score against its own coverage."""
    panels = judged(situation)
    outcomes: list[Outcome] = []
    claims: list[Claim] = []
    for kpi in (situation.catalogue[one] for one in call.kpis):
        panel = next((one for one in panels.values() if one.row(kpi.id) is not None), None)
        found = _claims_of(situation, call, kpi, panel)
        if isinstance(found, NotAssessed):
            outcomes.append(found)
        else:
            claims.extend(found)
    verdicts = judge(claims, {frequency: prior_of(situation, frequency) for frequency in panels})
    assessed = {verdict.claim.kpi for verdict in verdicts}
    for kpi_id in dict.fromkeys(claim.kpi for claim in claims):
        if kpi_id not in assessed:
            outcomes.append(
                NotAssessed(kpi_id, Message(N_("the values do not vary, or the change cannot be told from the season")))
            )
    return outcomes + [_outcome(verdict, situation, call, panels[verdict.claim.frequency]) for verdict in verdicts]


def _claims_of(situation: Situation, call: Call, kpi: Kpi, panel: Panel | None) -> list[Claim] | NotAssessed:
    if panel is None:
        return NotAssessed(kpi.id, Message(N_("has no values, or only one a year")))
    coverages = coverages_of(panel, kpi, _eligible(situation, kpi, panel, call.roles.get("eligible", frozenset())))
    if not coverages:
        return NotAssessed(kpi.id, Message(N_("the data do not say how many were asked and how many answered")))
    window = WINDOWS[panel.frequency]
    first, periods = span_of(panel, kpi.id)
    if periods < 2 * window.needs:
        facts: dict[str, Fact] = {
            "needed": Quantity(2 * window.needs, panel.frequency, "periods"),
            "has": Quantity(periods, panel.frequency, "periods"),
        }
        return NotAssessed(kpi.id, Message(N_("needs {needed}, has {has}"), facts))
    return list(_tried(kpi, panel, coverages, window, first, periods))


def coverages_of(panel: Panel, kpi: Kpi, eligible: Matrix | None) -> list[tuple[Matrix, str]]:
    """The shares (0-100) of those concerned who are behind the score: `asked` of all, and `answered` of the asked, where known.

    Who could have been asked is `count` where the data say it, else `eligible` (T,), the cases of the same department.
    """
    row = panel.row(kpi.id)
    with np.errstate(invalid="ignore", divide="ignore"):
        could = panel.count[row] if np.isfinite(panel.count[row]).any() or eligible is None else eligible
        shares = ((100 * panel.invited[row] / could, "asked"), (100 * panel.responses[row] / panel.invited[row], "answered"))
    scored = ~np.isnan(panel.value[row])
    known = [(np.where(np.isfinite(share), share, np.nan), name) for share, name in shares]
    return [
        (share, name) for share, name in known if np.isfinite(share[scored]).mean() > FILLED and np.nanmax(share) <= 100 * MARGIN
    ]


def _eligible(situation: Situation, kpi: Kpi, panel: Panel, allowed: frozenset[str]) -> Matrix | None:
    """How many cases the department of a KPI had, from the KPI that counts them; for a company's score the only one there is."""
    counted = [situation.catalogue[other] for other in sorted(allowed) if panel.row(other) is not None]
    same = [other for other in counted if other.department == kpi.department]
    chosen = same or (counted if kpi.department is None and len(counted) == 1 else [])
    return np.asarray(panel.value[panel.row(chosen[0].id)]) if chosen else None


def _tried(
    kpi: Kpi, panel: Panel, coverages: list[tuple[Matrix, str]], window: Window, first: int, periods: int
) -> Iterator[Claim]:
    known = known_starts(kpi, panel.frequency, first, periods, window)
    searched = searched_starts(panel.frequency, first, periods, window)
    on_dates, in_search = (ON_DATES, 1 - ON_DATES) if known else (0.0, 1.0)
    dates: list[tuple[int, date | None, float]] = [(start, day, len(known) / on_dates) for start, day in known]
    dates += [(start, None, search_cost(len(searched)) / in_search) for start, _ in searched]
    for share, name in coverages:
        cap, part = (Tier.FINDING, ASKED) if name == "asked" else (Tier.WATCH, 1 - ASKED)
        for start, day, cost in dates:
            score, asked = _score(kpi, panel, start, window), _coverage(kpi, panel, share, name, start, window)
            yield Claim(kpi.id, (score, asked), panel.frequency, day, cost / (part if len(coverages) > 1 else 1.0), cap)


def _score(kpi: Kpi, panel: Panel, start: int, window: Window) -> Side:
    row = panel.row(kpi.id)
    assert row is not None
    series = scaled(kpi, panel.value[row], panel.denominator[row], sign_of(kpi) or 1.0)
    return Side(
        "main", kpi.id, _request(series.values, panel.value[row], series.scale, panel, start, window), True, kpi.unit or ""
    )


def _coverage(kpi: Kpi, panel: Panel, share: Matrix, name: str, start: int, window: Window) -> Side:
    bounded = np.clip(share / 100, 0.005, 0.995)
    request = _request(np.log(bounded / (1 - bounded)), share, Scale.LOGIT, panel, start, window)
    return Side("pair", kpi.id, request, False, "%", name, Message(LABELS[name]))


def _request(series: Matrix, raw: Matrix, scale: Scale, panel: Panel, start: int, window: Window) -> LegRequest:
    return LegRequest(series, raw, scale, panel.first, start, window.ramp, panel.frequency.per_year, window.periods)


def _outcome(verdict: Judged, situation: Situation, call: Call, panel: Panel) -> Outcome:
    kpi = situation.catalogue[verdict.claim.kpi]
    score, coverage = verdict.fits
    lost = 1 - coverage.after / coverage.before if coverage.before else 0.0
    too_small = score.size < call.parameters["smallest_effect"] or lost < call.parameters["smallest_loss"]
    if verdict.p_value > call.parameters["look_closer"] or too_small:
        return Healthy(kpi.id, verdict.p_value, (), verdict.power)
    verdict = with_onset(verdict)
    score, coverage = verdict.fits
    distance = _distance(verdict, panel)
    ladder = (_alike(distance), *climb(verdict, [kpi], None))
    if explained_away(ladder):
        return Healthy(kpi.id, verdict.p_value, (), verdict.power)
    legs = tuple(leg_of(side, fit, panel.frequency) for side, fit in zip(verdict.claim.sides, verdict.fits, strict=True))
    onset = first_day(verdict.onset if verdict.onset is not None else verdict.claim.sides[0].request.start, panel.frequency)
    last = int(verdict.claim.sides[0].request.columns()[-1]) + panel.first
    return Evidence(
        kpi=kpi.id,
        start=onset,
        end=last_day(last, panel.frequency),
        onset=onset,
        onset_zone=period_zone(verdict),
        reference=verdict.claim.reference,
        p_value=verdict.p_value,
        statistic=min(leg.z or 0.0 for leg in legs),
        n=score.n_before + score.n_after,
        effect=Quantity(coverage.change, "%", "difference"),
        cap=verdict.claim.cap if tier_allowed(ladder) else Tier.WATCH,
        numbers={
            "before": Quantity(score.before, kpi.unit or ""),
            "after": Quantity(score.after, kpi.unit or ""),
            "change": Quantity(abs(score.change), kpi.unit or "", "difference"),
            "coverage_before": Quantity(coverage.before / 100, kind="share"),
            "coverage_after": Quantity(coverage.after / 100, kind="share"),
            "since": Day(onset, panel.frequency),
        },
        legs=legs,
        ladder=ladder,
        method=Message(METHOD),
        source="METHODS 2.6; Schouten, Cobben & Bethlehem 2009",
        parameters=dict(call.parameters),
        details={"effect_in_spreads": score.size, "coverage_lost": lost, "tried": verdict.claim.tried},
    )


def _distance(verdict: Judged, panel: Panel) -> float:
    """How much less satisfied those must be who are no longer behind the score, if leaving them out is all that raised it, in
    standard deviations of single answers; infinity where the answers behind the score are not known.

    Of a mean m, a share x with the mean u is left out: it rises by x (m - u) / (1 - x). Single answers spread as the score does
    from period to period, times the root of the answers behind it; that is too much where scores vary by more than chance, so
    that the distance is rather too small.
    """
    score, coverage = verdict.fits
    lost = 1 - coverage.after / coverage.before
    answers = panel.responses[panel.row(verdict.claim.kpi)]
    if not np.isfinite(answers).any() or score.effect == 0:
        return float("inf")
    rise = score.change / score.effect * score.spread
    spread = abs(rise) * float(np.sqrt(np.nanmedian(answers)))
    return float(abs(score.change) * (1 - lost) / lost / spread) if spread > 0 else float("inf")


def _alike(distance: float) -> Explanation:
    name = Message(N_("Fewer of all were asked, and service improved"))
    if not np.isfinite(distance):
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("The data do not say how many answered.")))
    times = Quantity(distance, kind="factor")
    if distance >= LARGE:
        text = N_(
            "To raise the score so much, those left out must be far less satisfied: {distance} the usual spread of answers."
        )
        return Explanation(name, Verdict.RULED_OUT, Message(text, {"distance": times}))
    text = N_("To raise the score, those left out need only be a little less satisfied: {distance} the usual spread of answers.")
    verdict = Verdict.EXPLAINS_SOME if distance >= MEDIUM else Verdict.EXPLAINS
    return Explanation(name, verdict, Message(text, {"distance": times}))


CHECK = Check(
    name="survey_selection",
    says="A survey score rises while fewer of those concerned are asked or answer.",
    evaluate=evaluate,
    parameters={
        "smallest_effect": Parameter(0.3, "The smallest rise of the score that matters", "usual spreads", 0.0, 5.0),
        "smallest_loss": Parameter(0.05, "The smallest loss of coverage that matters, as a share of it", "", 0.0, 1.0),
        "look_closer": Parameter(0.05, "Explanations are tested where the p-value is below this", "", 0.0, 1.0),
    },
    numbers={
        "before": "score before",
        "after": "score after",
        "change": "size of the rise",
        "coverage_before": "share asked (or answering) before",
        "coverage_after": "share asked (or answering) after",
        "since": "the period in which the change began, as estimated",
    },
    roles=("eligible",),
    statistical=True,
)
