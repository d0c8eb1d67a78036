"""Round values over units and periods, in simulations and in two elections."""

from __future__ import annotations

import numpy as np

from monitor.model.evidence import Verdict
from monitor.model.panel import SeriesKey
from monitor.model.words import Frequency
from tests.checks.panels import evidence, judged, p_values, panel, real, reasons, situation


def units(hits: np.ndarray, cases: np.ndarray, **said: object):
    """One KPI with a row for each unit."""
    keys = [SeriesKey("met", (("unit", f"u{row}"),)) for row in range(len(hits))]
    laid = panel(keys, Frequency.MONTHLY, value=100 * hits / cases, numerator=hits, denominator=cases)
    return situation({"met": {"unit": "%", **said}}, segments=laid)


def counted(seed: int, number: int = 40, months: int = 48) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    cases = rng.integers(300, 2000, (number, months))
    return rng.binomial(cases, 0.85).astype(float), cases.astype(float)


def test_counted_shares_are_rarely_called_round():
    p = np.concatenate([p_values(judged("digit_heaping", units(*counted(seed, 10, 40)))) for seed in range(200)])
    assert len(p) == 200 and (p <= 0.05).sum() <= 20 and p.min() > 1e-4


def chosen_after_half(seed: int) -> tuple[np.ndarray, np.ndarray]:
    hits, cases = counted(seed)
    chosen = (np.random.default_rng(seed).random(hits.shape) < 0.25) & (np.arange(48) >= 24)
    return np.where(chosen, np.round(np.round(100 * hits / cases) * cases / 100), hits), cases


def test_chosen_percentages_are_found_and_compared_with_the_time_before_the_target():
    at = units(*chosen_after_half(1), direction="higher", targets=[{"from": "2023-01-01", "value": 85}])
    (found,) = evidence(judged("digit_heaping", at), 0.0015)
    assert found.ladder[1].verdict == Verdict.RULED_OUT
    assert evidence(judged("digit_heaping", units(*chosen_after_half(1))), 0.0015)[0].ladder[1].verdict == Verdict.NOT_TESTED


def test_computed_numerators_and_written_roundness_are_not_judged():
    hits, cases = counted(2)
    percent = np.round(100 * hits / cases)
    assert "numerators" in reasons(judged("digit_heaping", units(percent * cases / 100, cases)))[0]
    assert "rounded" in reasons(judged("digit_heaping", units(np.round(percent * 10), np.full(cases.shape, 1000.0))))[0]
    assert "needs" in reasons(judged("digit_heaping", units(hits[:2], cases[:2])))[0]


def test_an_election_with_and_one_without_heaps():
    """Kobak et al. 2016: leader's share by polling station in 2012; Rhode Island as the clean one."""
    import pandas as pd

    russia = pd.read_csv(real("russia_elections_polling_stations/stations_2012.csv.gz"))
    clean = pd.read_csv(real("us_precinct_results_clean/precincts_ri.csv.gz"))
    for table, hits, cases, heaped in ((russia, "leader_votes", "ballots_cast", 1), (clean, "leader_votes", "total_votes", 0)):
        table = table[table[cases] > 0]
        at = units(table[[hits]].to_numpy(dtype=float), table[[cases]].to_numpy(dtype=float))
        assert len(evidence(judged("digit_heaping", at), 0.0015)) == heaped
