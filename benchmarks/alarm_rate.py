"""How often honest organisations raise an alarm: the replay behind the constants of the alarm promise.

    python benchmarks/alarm_rate.py --honest 9000 --worst 3000 --json alarms.json
    python benchmarks/alarm_rate.py --sum alarms-1.json alarms-2.json

Histories are three years of weeks, with a target from the second year on, in the noise of `monitor.simulate.noise`. `honest`
draws from a mix that is written out in `_change`; `worst`: every KPI honestly improves by 0.5 to 1.5 standard deviations. Legs
are fitted by the product's own functions and default noise prior. Of every part hits and tries are kept, so that runs with
different seeds can be summed. What the numbers mean: docs/methods/alarm-promise.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from monitor.checks._claims import calibrated
from monitor.checks._dates import search_cost, searched_starts
from monitor.checks._frame import WINDOWS, Window
from monitor.model.words import Frequency
from monitor.simulate.frame import Series
from monitor.simulate.noise import Noise, drawn_noise, noise_series, yearly_wave
from monitor.statistics.alarm_budget import budget_of
from monitor.statistics.contrast import background, ramp
from monitor.statistics.eb_gls import DRIFT, PHI, average, fit_grid
from monitor.statistics.noise_prior import DEFAULT, default_prior, learn_prior
from monitor.statistics.winsorise import winsorise

CUTS = (0.16, 0.05, 0.02, 0.005)
DOSES = (0.5, 0.75, 1.0, 1.5)
CHUNK = 250


@dataclass(frozen=True)
class Rhythm:
    """How long a history is, and in which of its periods the target begins."""

    frequency: Frequency
    periods: int
    target: int

    @property
    def per_year(self) -> float:
        return self.frequency.per_year

    @property
    def window(self) -> Window:
        return WINDOWS[self.frequency]

    @property
    def rise(self) -> Series:
        return ramp(np.arange(self.periods), self.target, self.window.ramp)

    @property
    def dates(self) -> list[int]:
        """The dates that are tried where none is known."""
        return [start for start, _ in searched_starts(self.frequency, 0, self.periods, self.window)]


WEEKLY = Rhythm(Frequency.WEEKLY, 156, 52)
OTHERS: Mapping[str, Rhythm] = {
    "weeks, 4.5 years": Rhythm(Frequency.WEEKLY, 234, 78),
    "months, 5 years": Rhythm(Frequency.MONTHLY, 60, 24),
    "months, 8 years": Rhythm(Frequency.MONTHLY, 96, 36),
    "quarters, 8 years": Rhythm(Frequency.QUARTERLY, 32, 12),
    "quarters, 12 years": Rhythm(Frequency.QUARTERLY, 48, 12),
}
"""Windows in which dates are searched besides; the longest that the checks look at among them."""

KINDS = ("nothing", "better", "both better", "volume", "counter worse", "season")
SHARES = (0.40, 0.20, 0.12, 0.13, 0.05, 0.10)
FAMILIES: Mapping[str, Noise] = {
    "white": Noise(),
    "AR .3": Noise(autocorrelation=0.3),
    "AR .6": Noise(autocorrelation=0.6),
    "AR .9": Noise(autocorrelation=0.9),
    "drift 0.5": Noise(drift=0.5),
    "drift 1": Noise(drift=1.0),
    "AR .3, drift 1": Noise(autocorrelation=0.3, drift=1.0),
    "t5, outliers, season": Noise(tails="t5", outliers=0.01, season=0.8),
}


@dataclass(frozen=True)
class Rate:
    """Hits of tries."""

    hits: int
    tries: int

    @property
    def share(self) -> float:
        return self.hits / self.tries if self.tries else float("nan")

    def wilson(self) -> tuple[float, float]:
        """The 95 % interval of Wilson (1927)."""
        if not self.tries:
            return 0.0, 1.0
        z, n, p = 1.96, self.tries, self.share
        centre, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(float((centre - half) / (1 + z * z / n)), 0.0), float((centre + half) / (1 + z * z / n))

    def __str__(self) -> str:
        low, high = self.wilson()
        return f"{self.share:.5f} [{low:.5f}, {high:.5f}]"


def pairs(rng: np.random.Generator, number: int, mix: str, rhythm: Rhythm = WEEKLY) -> tuple[Series, Series]:
    """A KPI and its counter-metric, both (number, periods), up = better, in standard deviations of their noise."""
    made = [_pair(rng, mix, rhythm) for _ in range(number)]
    return np.stack([one for one, _ in made]), np.stack([other for _, other in made])


def _pair(rng: np.random.Generator, mix: str, rhythm: Rhythm) -> tuple[Series, Series]:
    one, other = _noise_pair(rng, rhythm)
    kpi, counter = _change(rng, mix, rhythm)
    return one + kpi, other + counter


def _noise_pair(rng: np.random.Generator, rhythm: Rhythm) -> tuple[Series, Series]:
    common = rng.standard_normal(rhythm.periods)
    one, other = (noise_series(rng, drawn_noise(rng, {}), rhythm.periods, rhythm.per_year, common) for _ in range(2))
    return one, other


def _change(rng: np.random.Generator, mix: str, rhythm: Rhythm = WEEKLY) -> tuple[Series, Series]:
    """What honestly happens to the two, with sizes of 0.5 to 1.5: nothing in 40 %, in 20 % the KPI gets better, in 12 % both do,
    in 13 % a load of a quarter to three quarters of a year makes both worse, in 5 % the counter-metric gets worse, in 10 % the
    season changes.
    """
    size, other = rng.uniform(0.5, 1.5, 2)
    rise, still = rhythm.rise, np.zeros(rhythm.periods)
    begin, lasts = int(rng.integers(0, rhythm.periods)), rng.uniform(0.25, 0.75) * rhythm.per_year
    load = np.zeros(rhythm.periods)
    load[begin : begin + max(round(lasts), 1)] = 1.0
    season = (np.arange(rhythm.periods) >= rhythm.target) * yearly_wave(rng, rhythm.periods, rhythm.per_year)
    kind = "worst" if mix == "worst" else str(rng.choice(KINDS, p=SHARES))
    changes = {
        "worst": (size * rise, still),
        "nothing": (still, still),
        "better": (size * rise, still),
        "both better": (size * rise, other * rise),
        "volume": (-size * load, -other * load),
        "counter worse": (still, -size * rise),
        "season": (size * season, other * season),
    }
    return changes[kind]


def legs(series: Series, start: int, rhythm: Rhythm = WEEKLY) -> tuple[Series, Series]:
    """One-sided p-values (rise, fall) of each series for a ramp from column `start`."""
    at = np.arange(series.shape[1])
    design = np.concatenate([ramp(at, start, rhythm.window.ramp)[:, None], background(at, rhythm.per_year)], axis=1)
    fit = average(fit_grid(winsorise(series)[0], at, design), default_prior().weights)
    return fit.p_up, fit.p_down


def pair_p(kpi: Series, counter: Series, start: int, rhythm: Rhythm = WEEKLY) -> Series:
    """The p-value of 'the KPI rose and the counter-metric fell', before calibration."""
    return np.maximum(legs(kpi, start, rhythm)[0], legs(counter, start, rhythm)[1])


Counts = dict[str, Rate]


def replay(mix: str, number: int, seed: int) -> Counts:
    """Counts of the pair statistic for `number` histories: at the known date, over all dates, and over quarterly looks."""
    kpi, counter = pairs(np.random.default_rng([seed, mix == "worst"]), number, mix)
    known = pair_p(kpi, counter, WEEKLY.target)
    searched = np.min([known, *(pair_p(kpi, counter, start) for start in WEEKLY.dates if start != WEEKLY.target)], axis=0)
    looks = range(WEEKLY.target + WEEKLY.window.needs, WEEKLY.periods, 13)
    seen = {end: pair_p(kpi[:, :end], counter[:, :end], WEEKLY.target) for end in looks} | {WEEKLY.periods: known}
    counts: Counts = {}
    for cut in CUTS:
        ever = np.any([p <= uncalibrated(calibrated(cut) * end / WEEKLY.periods) for end, p in seen.items()], axis=0)
        flat = np.any([p <= cut for p in seen.values()], axis=0)
        found = {"known": known <= cut, "searched": searched <= cut, "ever": ever, "ever, one cut": flat}
        counts |= {f"{mix}|{name}|{cut}": Rate(int(hit.sum()), number) for name, hit in found.items()}
    return counts


def search(name: str, number: int, seed: int) -> Counts:
    """Counts of the pair statistic over all dates of another rhythm, in the honest mix."""
    rhythm = OTHERS[name]
    counts, some = [], min(CHUNK, number)
    for chunk in range(-(-number // some)):
        kpi, counter = pairs(np.random.default_rng([seed, 5, chunk]), some, "honest", rhythm)
        p = np.min([pair_p(kpi, counter, start, rhythm) for start in rhythm.dates], axis=0)
        counts.append({f"{name}|searched|{cut}": Rate(int((p <= cut).sum()), some) for cut in CUTS})
    return summed(iter(counts))


def uncalibrated(rate: float) -> float:
    """The weakest leg's p-value whose calibrated rate is `rate`."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if calibrated(middle) < rate else (low, middle)
    return high


def power(number: int, seed: int) -> Counts:
    """Shares of histories found in which both legs move by a dose from the target on."""
    rng = np.random.default_rng([seed, 2])
    made = [_noise_pair(rng, WEEKLY) for _ in range(number)]
    kpi, counter = np.stack([one for one, _ in made]), np.stack([other for _, other in made])
    found = {dose: pair_p(kpi + dose * WEEKLY.rise, counter - dose * WEEKLY.rise, WEEKLY.target) for dose in DOSES}
    return {f"power|{dose}|{cut}": Rate(int((p <= cut).sum()), number) for dose, p in found.items() for cut in CUTS}


def size(number: int, seed: int) -> Counts:
    """How often one leg without any change is called a rise, by the family of its noise."""
    rng = np.random.default_rng([seed, 3])
    counts: Counts = {}
    for name, family in FAMILIES.items():
        p_up, _ = legs(
            np.stack([noise_series(rng, family, WEEKLY.periods, WEEKLY.per_year) for _ in range(number)]), WEEKLY.target
        )
        counts |= {f"size|{name}|{cut}": Rate(int((p_up <= cut).sum()), number) for cut in (0.05, 0.01, 0.001)}
    return counts


def learnt(number: int, seed: int) -> tuple[Series, Series]:
    """The marginal weights (phi, drift) that EM learns from `number` series of the mixture, with no change in them."""
    rng = np.random.default_rng([seed, 4])
    series = np.stack([noise_series(rng, drawn_noise(rng, {}), WEEKLY.periods, WEEKLY.per_year) for _ in range(number)])
    at = np.arange(WEEKLY.periods)
    design = np.concatenate([ramp(at, WEEKLY.periods // 2, 1)[:, None], background(at, WEEKLY.per_year)], axis=1)
    weights = learn_prior(fit_grid(winsorise(series)[0], at, design).log_likelihood).weights
    grid = weights.reshape(len(PHI), len(DRIFT))
    return grid.sum(axis=1), grid.sum(axis=0)


def summed(parts: Iterator[Counts]) -> Counts:
    """Counts of several parts as one."""
    hits: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for part in parts:
        for name, rate in part.items():
            hits[name][0] += rate.hits
            hits[name][1] += rate.tries
    return {name: Rate(*both) for name, both in hits.items()}


def measure(wish: argparse.Namespace) -> dict[str, Any]:
    """All parts, in `workers` processes."""
    with ProcessPoolExecutor(wish.workers) as pool:
        prior = pool.submit(learnt, wish.portfolio, wish.seed)
        others = [pool.submit(power, wish.power, wish.seed), pool.submit(size, wish.size, wish.seed)]
        others += [pool.submit(search, name, wish.others, wish.seed) for name in OTHERS]
        replays = []
        for mix, number in (("honest", wish.honest), ("worst", wish.worst)):
            some = min(CHUNK, number)
            seeds = range(wish.seed * 10_000, wish.seed * 10_000 + -(-number // some))
            replays.append(pool.map(partial(replay, mix, some), seeds))
        counts = summed(chain(*replays, (one.result() for one in others)))
        phi, drift = prior.result()
    return {"seeds": [wish.seed], "counts": counts, "prior": {"series": wish.portfolio, "phi": phi, "drift": drift}}


def table(result: Mapping[str, Any]) -> str:
    """The result in words and numbers."""
    counts: Counts = result["counts"]
    lines = ["Share of honest histories whose weaker leg has p <= cut, at the known date of the target [95 % interval]"]
    for mix in ("honest", "worst"):
        lines += [f"  {mix:7} p <= {cut:<6} {counts[f'{mix}|known|{cut}']}{_promised(mix, cut)}" for cut in CUTS]
    lines.append("Trying every quarter for the date, honest mix: share; as a factor on calibrated (the factor in use)")
    for name, dates in (("honest", WEEKLY.dates), *((name, rhythm.dates) for name, rhythm in OTHERS.items())):
        lines.append(f"  {'weeks, 3 years' if name == 'honest' else name}: {len(dates)} dates ({search_cost(len(dates)):.1f})")
        found = {cut: counts[f"{name}|searched|{cut}"] for cut in CUTS}
        lines += [f"    p <= {cut:<6} {rate}  {rate.share / calibrated(cut):5.2f}" for cut, rate in found.items()]
    lines.append("Looking every quarter: ever / last look, with cuts that grow with the years; with one cut")
    for mix, cut in ((mix, cut) for mix in ("honest", "worst") for cut in CUTS):
        ever, flat, last = (counts[f"{mix}|{name}|{cut}"] for name in ("ever", "ever, one cut", "known"))
        lines.append(f"  {mix:7} p <= {cut:<6} {ever}  {_ratio(ever, last)}  {_ratio(flat, last)}")
    lines.append("Share found when both legs move by a dose (standard deviations of weekly noise), at each cut")
    lines += [f"  {dose:<5}" + "".join(f"  {counts[f'power|{dose}|{cut}'].share:.3f}" for cut in CUTS) for dose in DOSES]
    lines.append("Share of single series without a change that are called a rise, at nominal .05, .01, .001")
    for name in FAMILIES:
        lines.append(f"  {name:22}" + "  ".join(str(counts[f"size|{name}|{cut}"]) for cut in (0.05, 0.01, 0.001)))
    return "\n".join([*lines, *_prior_lines(result["prior"])])


def _promised(mix: str, cut: float) -> str:
    return f"  calibrated: {calibrated(cut):.5f}" if mix == "honest" else f"  nominal: {cut}"


def _ratio(one: Rate, other: Rate) -> str:
    return f"{one.hits / other.hits:5.2f} ({one.hits}/{other.hits})" if other.hits else f"  -   ({one.hits}/0)"


def _prior_lines(prior: Mapping[str, Any]) -> list[str]:
    shipped = DEFAULT.reshape(len(PHI), len(DRIFT)) / DEFAULT.sum()
    lines = [f"Noise prior learnt from {prior['series']} series of the mixture (shipped in brackets)"]
    for name, grid, weights, now in (
        ("phi", PHI, prior["phi"], shipped.sum(axis=1)),
        ("drift", DRIFT, prior["drift"], shipped.sum(axis=0)),
    ):
        cells = (f"{point:g}: {weight:.2f} ({old:.2f})" for point, weight, old in zip(grid, weights, now, strict=True))
        lines.append(f"  {name:5} " + ", ".join(cells))
    return lines


def write(result: Mapping[str, Any], path: Path) -> None:
    """The result as JSON: hits and tries of every count, and the prior."""
    prior = {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in result["prior"].items()}
    counts = {name: [rate.hits, rate.tries] for name, rate in result["counts"].items()}
    path.write_text(json.dumps({**result, "counts": counts, "prior": prior}, indent=1) + "\n", encoding="utf-8")


def read(paths: Sequence[Path]) -> dict[str, Any]:
    """Several results as one; the prior is the mean of theirs, weighted by their series."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    counts = summed({name: Rate(*both) for name, both in one["counts"].items()} for one in found)
    series = [one["prior"]["series"] for one in found]
    prior = {key: np.average([one["prior"][key] for one in found], axis=0, weights=series) for key in ("phi", "drift")}
    seeds = list(chain.from_iterable(one["seeds"] for one in found))
    return {"seeds": seeds, "counts": counts, "prior": {"series": sum(series), **prior}}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--honest", type=int, default=9000, help="histories of the honest mix")
    parser.add_argument("--worst", type=int, default=3000, help="histories in which every KPI honestly improves")
    parser.add_argument("--others", type=int, default=1000, help="histories of each other rhythm, for the search of dates")
    parser.add_argument("--power", type=int, default=2000, help="histories per dose")
    parser.add_argument("--size", type=int, default=4000, help="series per family of noise")
    parser.add_argument("--portfolio", type=int, default=2000, help="series from which the noise prior is learnt")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--json", type=Path, help="write the counts here")
    parser.add_argument("--sum", type=Path, nargs="+", help="sum earlier results, with different seeds, instead of measuring")
    wish = parser.parse_args(arguments)
    result = read(wish.sum) if wish.sum else measure(wish)
    if len(set(result["seeds"])) < len(result["seeds"]):
        sys.exit("Two of these results have the same seed: the same histories would count twice.")
    watch = budget_of(3, 10, 1).watch
    print(f"Cuts of a KPI with three years and ten tests: {watch:.4f} and {watch / 10:.5f}; as p of the weaker leg: "
          f"{uncalibrated(watch):.4f} and {uncalibrated(watch / 10):.4f}")  # fmt: skip
    print(table(result))
    if wish.json:
        write(result, wish.json)


if __name__ == "__main__":
    main()
