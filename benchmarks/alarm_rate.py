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
from monitor.checks._dates import SEARCHED, searched_starts
from monitor.checks._frame import WINDOWS
from monitor.model.words import Frequency
from monitor.simulate.frame import Series
from monitor.simulate.noise import Noise, drawn_noise, noise_series, yearly_wave
from monitor.statistics.alarm_budget import LOOKS, budget_of
from monitor.statistics.contrast import background, ramp
from monitor.statistics.eb_gls import DRIFT, PHI, average, fit_grid
from monitor.statistics.noise_prior import DEFAULT, default_prior, learn_prior
from monitor.statistics.winsorise import winsorise

WEEKS, TARGET = 156, 52
PER_YEAR = Frequency.WEEKLY.per_year
WINDOW = WINDOWS[Frequency.WEEKLY]
CUTS = (0.16, 0.05, 0.02, 0.005)
DOSES = (0.5, 0.75, 1.0, 1.5)
CHUNK = 250
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
        return float((centre - half) / (1 + z * z / n)), float((centre + half) / (1 + z * z / n))

    def __str__(self) -> str:
        low, high = self.wilson()
        return f"{self.share:.5f} [{low:.5f}, {high:.5f}]"


def pairs(rng: np.random.Generator, number: int, mix: str) -> tuple[Series, Series]:
    """A KPI and its counter-metric, both (number, WEEKS), up = better, in standard deviations of their noise."""
    made = [_pair(rng, mix) for _ in range(number)]
    return np.stack([one for one, _ in made]), np.stack([other for _, other in made])


def _pair(rng: np.random.Generator, mix: str) -> tuple[Series, Series]:
    common = rng.standard_normal(WEEKS)
    noise = [noise_series(rng, drawn_noise(rng, {}), WEEKS, PER_YEAR, common) for _ in range(2)]
    kpi, counter = _change(rng, mix)
    return noise[0] + kpi, noise[1] + counter


def _change(rng: np.random.Generator, mix: str) -> tuple[Series, Series]:
    """What honestly happens to the two: nothing in 40 %, in 20 % the KPI gets better, in 12 % both do, in 13 % a load of 13 to 39
    weeks makes both worse, in 5 % the counter-metric gets worse, in 10 % the season changes. Sizes: 0.5 to 1.5.
    """
    size, other = rng.uniform(0.5, 1.5, 2)
    rise, still = ramp(np.arange(WEEKS), TARGET, WINDOW.ramp), np.zeros(WEEKS)
    begin = int(rng.integers(0, WEEKS))
    load = np.zeros(WEEKS)
    load[begin : begin + int(rng.integers(13, 40))] = 1.0
    season = (np.arange(WEEKS) >= TARGET) * yearly_wave(rng, WEEKS, PER_YEAR)
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


def legs(series: Series, start: int) -> tuple[Series, Series]:
    """One-sided p-values (rise, fall) of each series for a ramp from column `start`."""
    at = np.arange(series.shape[1])
    design = np.concatenate([ramp(at, start, WINDOW.ramp)[:, None], background(at, PER_YEAR)], axis=1)
    fit = average(fit_grid(winsorise(series, design)[0], at, design), default_prior().weights)
    return fit.p_up, fit.p_down


def pair_p(kpi: Series, counter: Series, start: int) -> Series:
    """The p-value of 'the KPI rose and the counter-metric fell', before calibration."""
    return np.maximum(legs(kpi, start)[0], legs(counter, start)[1])


Counts = dict[str, Rate]


def replay(mix: str, number: int, seed: int) -> Counts:
    """Counts of the pair statistic for `number` histories: at the known date, over all dates, and over quarterly looks."""
    kpi, counter = pairs(np.random.default_rng([seed, mix == "worst"]), number, mix)
    known = pair_p(kpi, counter, TARGET)
    dates = [start for start, _ in searched_starts(Frequency.WEEKLY, 0, WEEKS, WINDOW)]
    searched = np.min([known if start == TARGET else pair_p(kpi, counter, start) for start in dates], axis=0)
    looks = range(TARGET + WINDOW.needs, WEEKS + 1, 13)
    seen = {end: known if end == WEEKS else pair_p(kpi[:, :end], counter[:, :end], TARGET) for end in looks}
    counts: Counts = {}
    for cut in CUTS:
        ever = np.any([p <= uncalibrated(calibrated(cut) * end / WEEKS) for end, p in seen.items()], axis=0)
        flat = np.any([p <= cut for p in seen.values()], axis=0)
        found = {"known": known <= cut, "searched": searched <= cut, "ever": ever, "ever, one cut": flat}
        counts |= {f"{mix}|{name}|{cut}": Rate(int(hit.sum()), number) for name, hit in found.items()}
    return counts


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
    made = [_noise_pair(rng) for _ in range(number)]
    kpi, counter = np.stack([one for one, _ in made]), np.stack([other for _, other in made])
    rise = ramp(np.arange(WEEKS), TARGET, WINDOW.ramp)
    found = {dose: pair_p(kpi + dose * rise, counter - dose * rise, TARGET) for dose in DOSES}
    return {f"power|{dose}|{cut}": Rate(int((p <= cut).sum()), number) for dose, p in found.items() for cut in CUTS}


def _noise_pair(rng: np.random.Generator) -> tuple[Series, Series]:
    common = rng.standard_normal(WEEKS)
    one, other = (noise_series(rng, drawn_noise(rng, {}), WEEKS, PER_YEAR, common) for _ in range(2))
    return one, other


def size(number: int, seed: int) -> Counts:
    """How often one leg without any change is called a rise, by the family of its noise."""
    rng = np.random.default_rng([seed, 3])
    counts: Counts = {}
    for name, family in FAMILIES.items():
        p_up, _ = legs(np.stack([noise_series(rng, family, WEEKS, PER_YEAR) for _ in range(number)]), TARGET)
        counts |= {f"size|{name}|{cut}": Rate(int((p_up <= cut).sum()), number) for cut in (0.05, 0.01, 0.001)}
    return counts


def learnt(number: int, seed: int) -> tuple[Series, Series]:
    """The marginal weights (phi, drift) that EM learns from `number` series of the mixture, with no change in them."""
    rng = np.random.default_rng([seed, 4])
    series = np.stack([noise_series(rng, drawn_noise(rng, {}), WEEKS, PER_YEAR) for _ in range(number)])
    at = np.arange(WEEKS)
    design = np.concatenate([ramp(at, WEEKS // 2, 1)[:, None], background(at, PER_YEAR)], axis=1)
    weights = learn_prior(fit_grid(winsorise(series, design)[0], at, design).log_likelihood).weights
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
        replays = []
        for mix, number in (("honest", wish.honest), ("worst", wish.worst)):
            seeds = range(wish.seed * 10_000, wish.seed * 10_000 + -(-number // CHUNK))
            replays.append(pool.map(partial(replay, mix, CHUNK), seeds))
        counts = summed(chain(*replays, (one.result() for one in others)))
        phi, drift = prior.result()
    return {"seeds": [wish.seed], "counts": counts, "prior": {"series": wish.portfolio, "phi": phi, "drift": drift}}


def table(result: Mapping[str, Any]) -> str:
    """The result in words and numbers."""
    counts: Counts = result["counts"]
    lines = ["Share of honest histories whose weaker leg has p <= cut, at the known date of the target [95 % interval]"]
    for mix in ("honest", "worst"):
        lines += [f"  {mix:7} p <= {cut:<6} {counts[f'{mix}|known|{cut}']}{_promised(mix, cut)}" for cut in CUTS]
    lines.append(
        f"Cost of searching every quarter for the date (SEARCHED = {SEARCHED}): share; in relation to calibrated; to known"
    )
    for mix, cut in ((mix, cut) for mix in ("honest", "worst") for cut in CUTS):
        any_date, known = counts[f"{mix}|searched|{cut}"], counts[f"{mix}|known|{cut}"]
        expected = calibrated(cut) if mix == "honest" else cut
        lines.append(f"  {mix:7} p <= {cut:<6} {any_date}  {any_date.share / expected:5.2f}  {_ratio(any_date, known)}")
    lines.append(f"Looking every quarter (LOOKS = {LOOKS}): ever / last look, with cuts that grow with the years; with one cut")
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
