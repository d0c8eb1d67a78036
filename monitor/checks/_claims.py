"""Claims of the form 'this rose and that fell since a date', judged together: evidence, or nothing found.

A claim holds only if every leg moved its way: the p-value is that of the weakest leg (intersection-union test, Berger 1982),
calibrated on honest organisations (CALIBRATED). Null hypothesis: at least one leg did not move its way, or honest changes of
both came together by chance. Assumes that the legs are measured independently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from monitor.checks._legs import LegFit, LegRequest, around, effect_at, fit_legs, onset_profile
from monitor.model.evidence import Interval, Leg, Message
from monitor.model.panel import Matrix
from monitor.model.period import first_day
from monitor.model.words import Frequency, Tier


@dataclass(frozen=True, eq=False)
class Side:
    """One leg of a claim: which measure, and whether the claim says that it got better (True) or worse (on its scale)."""

    role: str
    kpi: str
    request: LegRequest
    better: bool
    unit: str = ""
    column: str = "value"
    label: Message | None = None
    """What the series is called where it is not a KPI's own values."""


@dataclass(frozen=True, eq=False)
class Claim:
    """What is claimed of a KPI. `tried` is how many dates and partners the claim was picked from: p is multiplied by it."""

    kpi: str
    sides: tuple[Side, ...]
    frequency: Frequency
    reference: date | None
    tried: float = 1.0
    cap: Tier = Tier.FINDING


@dataclass(frozen=True, eq=False)
class Judged:
    """A claim with its fitted legs and p-value. `overlap`: the legs' changes began together, as far as can be told."""

    claim: Claim
    fits: tuple[LegFit, ...]
    p_value: float
    onset: int | None = None
    zone: tuple[int, int] | None = None
    overlap: bool = True
    others: tuple[Judged, ...] = ()
    """The claims about the same KPI and date with other partners."""

    @property
    def power(self) -> float:
        """How likely a change of one and a half usual spreads in every leg would have shown (one-sided 5 % on each leg)."""
        from scipy.special import ndtr

        seen = [ndtr(1.5 * fit.spread / fit.error - 1.645) if fit.error > 0 else 1.0 for fit in self.fits]
        return float(np.prod(seen))

    @property
    def smallest_size(self) -> float:
        """The smallest leg's effect in units of its usual spread."""
        return min(fit.size for fit in self.fits)


STEEP = 0.01
"""Below this weaker leg's p-value honest pairs become rare faster: with the power 2.6 in 200,000 histories; 2.25 is used."""


def calibrated(p_value: float) -> float:
    """The rate at which honest organisations show an intersection-union p-value this small: 1.3 p^1.75, and steeper below .01.

    Measured by replay (docs/methods/alarm-promise.md) on 200,000 histories of an honest mix: p <= .16, .05, .02, .01, .005, .003
    came in .0393, .0069, .00138, .00033, .00007 and .000015 of them. In the worst case, when every KPI honestly improves
    (40,000 histories), it was .120, .024, .0049, .0014, .0002 and .0001.
    """
    rate = 1.3 * p_value**1.75
    if p_value < STEEP:
        rate = 1.3 * STEEP**1.75 * (p_value / STEEP) ** 2.25
    return float(min(p_value, rate, 1.0))


def judge(claims: Sequence[Claim], priors: Mapping[Frequency, Matrix]) -> list[Judged]:
    """Judges all claims; of several for one KPI the strongest is kept. Claims whose legs cannot be fitted are left out."""
    fits: dict[str, LegFit] = {}
    for frequency in {claim.frequency for claim in claims}:
        requests = {_name(side): side.request for claim in claims if claim.frequency is frequency for side in claim.sides}
        fits.update(fit_legs(requests, priors[frequency]))
    all_of: dict[str, list[Judged]] = defaultdict(list)
    for claim in claims:
        found = tuple(fits[_name(side)] for side in claim.sides if _name(side) in fits)
        if len(found) == len(claim.sides):
            all_of[claim.kpi].append(Judged(claim, found, _p_value(claim, found)))
    return [_best(judged) for judged in all_of.values()]


def _best(judged: Sequence[Judged]) -> Judged:
    best = min(judged, key=lambda one: one.p_value)
    others = [one for one in judged if one is not best and one.claim.sides[0].request.start == best.claim.sides[0].request.start]
    return replace(best, others=tuple(others))


def _name(side: Side) -> str:
    covariate = "" if side.request.covariate is None else "+"
    return f"{side.kpi}|{side.column}|{side.request.start}|{side.request.length}|{side.request.drop}{covariate}"


def _p_value(claim: Claim, fits: Iterable[LegFit]) -> float:
    legs = [fit.p_better if side.better else fit.p_worse for side, fit in zip(claim.sides, fits, strict=True)]
    return min(1.0, calibrated(max(legs)) * claim.tried)


def rejudged(judged: Judged, requests: Sequence[LegRequest]) -> tuple[float, ...] | None:
    """How much of each leg's effect stays when its request is changed (a covariate, dropped periods): 1 is all of it.

    None where a changed leg cannot be fitted. At the leg's own noise model, before and after the change of the request.
    """
    effects = [(effect_at(side.request, fit), effect_at(request, fit)) for side, fit, request in _changed(judged, requests)]
    kept = [now / before for before, now in effects if before and now is not None]
    return tuple(kept) if len(kept) == len(effects) else None


def _changed(judged: Judged, requests: Sequence[LegRequest]) -> Iterable[tuple[Side, LegFit, LegRequest]]:
    return zip(judged.claim.sides, judged.fits, requests, strict=True)


def with_onset(judged: Judged) -> Judged:
    """Estimates when the change began, from half a year before the date to a year after: most likely start and 80 % zone.

    `overlap` is False when the 95 % zones of the legs have no period in common.
    """
    starts = _starts(judged.claim)
    profiles = [onset_profile(side.request, fit, starts) for side, fit in zip(judged.claim.sides, judged.fits, strict=True)]
    zones = [_zone(profile, starts, 0.95) for profile in profiles]
    together = np.sum(profiles, axis=0)
    if not np.isfinite(together).any():
        return judged
    low, high = max(zone[0] for zone in zones), min(zone[1] for zone in zones)
    onset = starts[int(np.argmax(together))]
    fits = tuple(around(side.request, fit, onset) for side, fit in zip(judged.claim.sides, judged.fits, strict=True))
    others = tuple(_around(other, onset) for other in judged.others)
    return replace(judged, fits=fits, others=others, onset=onset, zone=_zone(together, starts), overlap=low <= high)


def _around(judged: Judged, onset: int) -> Judged:
    sides = zip(judged.claim.sides, judged.fits, strict=True)
    return replace(judged, fits=tuple(around(side.request, fit, onset) for side, fit in sides))


def _starts(claim: Claim) -> list[int]:
    request = claim.sides[0].request
    year = round(request.per_year)
    first = max(request.start - year // 2, request.first + 4)
    return list(range(first, min(request.start + year, request.first + len(request.series) - 3)))


def _zone(profile: Matrix, starts: Sequence[int], mass_wanted: float = 0.8) -> tuple[int, int]:
    weights = np.exp(profile - np.max(profile))
    order = np.argsort(-weights)
    mass = np.cumsum(weights[order]) / weights.sum()
    inside = order[: int(np.searchsorted(mass, mass_wanted)) + 1]
    return starts[int(inside.min())], starts[int(inside.max())]


def leg_of(side: Side, fit: LegFit, frequency: Frequency) -> Leg:
    """A fitted leg as evidence."""
    p_value = fit.p_better if side.better else fit.p_worse
    before_until, settled = fit.split or (side.request.start, side.request.start + side.request.length // 2)
    return Leg(
        kpi=side.kpi,
        role=side.role,
        column=side.column,
        before=fit.before,
        before_interval=_finite(fit.before_interval),
        after=fit.after,
        after_interval=_finite(fit.after_interval),
        change=fit.change,
        change_interval=_interval(fit.change, _z(p_value)) or _finite(fit.change_interval),
        unit=side.unit,
        z=_z(p_value),
        p_value=p_value,
        n_before=fit.n_before,
        n_after=fit.n_after,
        before_until=first_day(before_until, frequency),
        after_from=first_day(settled, frequency),
        derived=() if side.label is None else tuple(float(one) if np.isfinite(one) else None for one in side.request.raw),
        derived_first=side.request.first,
        frequency=frequency,
        label=side.label,
    )


def _interval(change: float, z: float) -> Interval | None:
    """The 90 % interval that fits the test: it leaves out zero exactly where the test is beyond 5 % on one side."""
    if not np.isfinite(change) or z <= 0:
        return None
    half = 1.645 * abs(change) / z
    return Interval(change - half, change + half)


def _finite(interval: Interval) -> Interval | None:
    return interval if np.isfinite([interval.low, interval.high]).all() else None


def _z(p_value: float) -> float:
    from scipy.special import ndtri

    return float(-ndtri(min(max(p_value, 1e-300), 1 - 1e-12)))
