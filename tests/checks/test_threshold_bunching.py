"""Records at a limit: which side counts, which test decides, what is explained, and what is said."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from monitor.catalogue.kpi_file import catalogue_from
from monitor.checks import limit_avoidance, records_digit_heaping, threshold_bunching
from monitor.checks._limit_bins import bins_of
from monitor.checks._limit_cells import cells_of
from monitor.checks._limits import limit_of
from monitor.engine.case_records import records_of
from monitor.model.evidence import Evidence, Healthy, NotAssessed, Verdict
from monitor.model.records import RecordKind
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier
from monitor.records.open import records_from
from monitor.simulate.scenarios import simulate

AS_OF = date(2025, 6, 30)


def situation_with(frame, kind=RecordKind.MEASUREMENTS, **said):
    """Records in one source, and a KPI about them."""
    kpi = {
        "name": "Judged",
        "unit": "points",
        "direction": "higher",
        "records": {"events": "records", "measure": "value"},
        **said,
    }
    return Situation(
        catalogue_from({"judged": kpi}, {}), AS_OF, records=records_from({"records": frame}, {"records": kind}, AS_OF, "UTC")
    )


def judged(situation, check=threshold_bunching.CHECK, kpi="judged", **parameters):
    defaults = {name: parameter.default for name, parameter in check.parameters.items()}
    return check.evaluate(situation, Call("rule", (kpi,), {}, {**defaults, **parameters}))


def measured(values, seed=1):
    """Measurements spread over a year."""
    days = np.random.default_rng(seed).integers(0, 364, len(values))
    return pd.DataFrame({"at": pd.Timestamp("2024-06-03") + pd.to_timedelta(days, unit="D"), "value": values})


def simulated(kind, seed=3, scenario="records-bunching", **settings):
    made = simulate(scenario, seed, kind=kind, **settings)
    records = records_of({}, made.records, made.kinds, made.as_of)
    return Situation(catalogue_from(made.kpis, {}), made.as_of, records=records), next(iter(made.kpis))


@pytest.mark.parametrize(("met", "inclusive"), [("below", True), ("below", False), ("above", True), ("above", False)])
def test_a_value_on_the_limit_counts_where_the_catalogue_says(met, inclusive):
    values = np.repeat(np.arange(0.0, 100.0), 20)
    situation = situation_with(measured(values), threshold={"limit": 50, "met": met, "inclusive": inclusive})
    limit = limit_of(situation, situation.catalogue["judged"])
    cells = cells_of(situation.records, limit)
    bins = bins_of(cells)
    below = 50 + inclusive if met == "below" else 50 - inclusive
    assert bins.met.sum() == 20 * (below if met == "below" else 100 - 50 - 1 + inclusive)
    assert bins.number.sum() == len(values)
    assert bins.counts.sum() + cells.outside.sum() <= len(values)
    assert cells.step == 1.0


def piled(seed=2, share=0.5):
    """Scores whose near misses were lifted."""
    rng = np.random.default_rng(seed)
    values = np.round(np.clip(rng.normal(58, 16, 12_000), 0, 100))
    lifted = (values >= 46) & (values < 50) & (rng.random(len(values)) < share)
    return np.where(lifted, 50 + rng.integers(0, 2, len(values)), values)


def test_scores_lifted_to_the_pass_mark():
    situation = situation_with(measured(piled()), threshold={"limit": 50, "met": "above"})
    found = judged(situation)[0]
    assert isinstance(found, Evidence)
    assert found.p_value < 1e-4
    assert found.cap is Tier.FINDING
    assert found.events == "records"
    shape = found.histogram
    assert shape.met == "above"
    assert len(shape.edges) == len(shape.counts) + 1 == len(shape.expected) + 1
    assert shape.zone[0] == 50
    honest = situation_with(measured(piled(share=0.0)), threshold={"limit": 50, "met": "above"})
    assert isinstance(judged(honest)[0], Healthy)


def test_the_same_pile_from_below():
    situation = situation_with(measured(100 - piled()), direction="lower", threshold={"limit": 50})
    found = judged(situation)[0]
    assert isinstance(found, Evidence)
    assert found.histogram.met == "below"
    assert found.numbers["just_met"].value > 2 * found.numbers["just_missed"].value


def test_a_scale_with_gaps_is_put_together():
    values = piled()
    values = values[(values % 3 != 1) | (np.arange(len(values)) % 20 == 0)]
    found = judged(situation_with(measured(values), threshold={"limit": 50, "met": "above"}))[0]
    assert isinstance(found, Evidence)
    assert found.histogram.edges[1] - found.histogram.edges[0] >= 2


def test_a_rule_that_sets_one_value_is_not_judged():
    values = np.where(np.random.default_rng(1).random(4000) < 0.7, 60.0, np.random.default_rng(2).uniform(0, 120, 4000))
    found = judged(situation_with(measured(values), direction="lower", threshold={"limit": 60}))[0]
    assert isinstance(found, NotAssessed)
    assert "same value" in found.because.text


def test_a_tiny_pile_among_very_many_records_does_not_matter():
    rng = np.random.default_rng(4)
    values = np.concatenate([rng.lognormal(2.7, 0.8, 200_000), 24 - rng.uniform(0, 0.2, 250)])
    situation = situation_with(measured(values), unit="hours", direction="lower", threshold={"limit": 24})
    assert isinstance(judged(situation)[0], Healthy)


def test_what_cannot_be_judged_says_why():
    frame = measured(np.arange(50.0))
    reasons = [
        ({"threshold": {"limit": 24, "met": "below"}}, "near its limit"),
        ({"threshold": {"limit": 24, "met": "below"}, "records": {"events": "records"}}, "no measure"),
        ({"threshold": {"limit": 24, "met": "below"}, "records": {"events": "others", "measure": "value"}}, "no source"),
        ({"threshold": {"limit": 24, "met": "below"}, "records": {"events": "records", "measure": "gone"}}, "no column"),
        ({"threshold": {"limit": 24}, "direction": "unclear"}, "side"),
    ]
    for said, because in reasons:
        found = judged(situation_with(frame, **said))[0]
        assert isinstance(found, NotAssessed)
        assert because in found.because.text


def test_a_share_to_be_high_on_a_wait_to_be_low():
    situation, kpi = simulated("move")
    limit = limit_of(situation, situation.catalogue[kpi])
    assert limit.below
    assert limit.unit == "hours"


def test_units_are_counted_and_named_only_where_that_is_asked():
    situation, kpi = simulated("move", cases=600.0)
    plain, named = judged(situation, kpi=kpi)[0], judged(situation, kpi=kpi, name_units=True)[0]
    rung = plain.ladder[-1]
    assert rung.verdict == Verdict.RULED_OUT
    assert rung.facts if hasattr(rung, "facts") else rung.shown.facts["units"].value == 4
    assert "team" not in str(plain)
    assert "team 1" in str(named.ladder[-1].shown.facts["names"])


def test_records_that_come_back_speak_against_honest_ordering():
    situation, kpi = simulated("early")
    ordering = next(rung for rung in judged(situation, kpi=kpi)[0].ladder if "taken up first" in rung.name.text)
    assert ordering.verdict == Verdict.RULED_OUT
    assert "opened again" in ordering.shown.text


def test_a_pile_of_before_the_target_is_not_the_targets():
    situation, kpi = simulated("always")
    assert isinstance(judged(situation, kpi=kpi)[0], Healthy)


def test_purchases_in_parts():
    situation, kpi = simulated("split", 2, "records-purchases")
    found = judged(situation, limit_avoidance.CHECK, kpi)[0]
    assert isinstance(found, Evidence)
    assert found.cap is Tier.WATCH
    assert found.histogram.zone[0] == 2500
    honest, kpi = simulated("honest", 2, "records-purchases")
    assert isinstance(judged(honest, limit_avoidance.CHECK, kpi)[0], Healthy)


def test_purchases_without_a_supplier_are_not_judged():
    frame = pd.DataFrame({"id": ["1"], "at": [pd.Timestamp("2024-01-01")], "amount": [10.0]})
    said = {"records": {"events": "records", "measure": "amount"}, "threshold": {"limit": 100, "met": "below"}}
    found = judged(situation_with(frame, RecordKind.PURCHASES, **said), limit_avoidance.CHECK)[0]
    assert isinstance(found, NotAssessed)


def test_whole_percentages_of_records():
    rng = np.random.default_rng(5)
    cases = rng.integers(200, 3000, 20_000)
    hits = np.round(cases * rng.uniform(0.3, 0.8, len(cases)))
    heaped = np.where(rng.random(len(cases)) < 0.05, np.round(cases * np.round(100 * hits / cases) / 100), hits)
    for numerator, kind in ((heaped, Evidence), (hits, Healthy)):
        frame = measured(hits).assign(numerator=numerator, denominator=cases)
        found = judged(situation_with(frame, unit="%", records={"events": "records"}), records_digit_heaping.CHECK)[0]
        assert isinstance(found, kind)


def test_nothing_is_said_without_records():
    situation = Situation(catalogue_from({"judged": {"name": "Judged"}}, {}), AS_OF)
    for check in (threshold_bunching.CHECK, limit_avoidance.CHECK, records_digit_heaping.CHECK):
        assert judged(situation, check) == []


def hurried(count: int, seed: int = 4) -> pd.DataFrame:
    """Cases of three years; since the last of them, answers that would come soon after four hours come before, and come back."""
    draw = np.random.default_rng(seed)
    opened = pd.Timestamp("2022-06-27") + pd.to_timedelta(np.sort(draw.uniform(0, 1095, count)), unit="D")
    wait = draw.gamma(2.0, 1.5, count)
    pulled = (opened >= pd.Timestamp("2024-07-01")) & (wait > 4) & (draw.random(count) < 0.6 * np.exp((4 - wait) / 0.33))
    waited = np.where(pulled, 4 - 0.25 * draw.random(count), wait)
    return pd.DataFrame(
        {
            "id": np.arange(count).astype(str),
            "opened": opened,
            "first_response": opened + pd.to_timedelta(waited, unit="h"),
            "reopened": draw.random(count) < np.where(pulled, 0.15, 0.05),
            "unit": draw.choice(["Nord", "Syd", "Vest"], count),
        }
    )


def test_what_came_back_and_which_units_hold_the_pile_are_counted_since_the_target():
    situation = situation_with(
        hurried(60_000),
        RecordKind.CASES,
        unit="hours",
        direction="lower",
        records={"events": "records", "measure": "first_response_hours"},
        threshold={"limit": 4, "met": "below"},
        targets=[{"from": date(2024, 7, 1), "value": 4}],
    )
    found = judged(situation)[0]
    assert isinstance(found, Evidence)
    shown = {rung.name.text: rung for rung in found.ladder}
    back = shown["Nearly late records are honestly taken up first"]
    assert back.verdict is Verdict.RULED_OUT and 0.03 < back.shown.facts["elsewhere"].value < 0.07
    everywhere = shown["The habit of one unit"].shown.facts
    assert everywhere["holding"].value == everywhere["units"].value == 3
