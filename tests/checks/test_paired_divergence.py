"""Paired divergence: what fires, what stays quiet, what cannot be judged, and what is said about it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from monitor.checks._dates import search_cost
from monitor.engine.cases import fires
from monitor.model.evidence import Evidence, Healthy, Verdict
from monitor.model.words import Tier
from tests.checks.situations import FIRST, TARGET, evidence, healthy, look, noise, ramp, reason, rung, simulated, tabled

SPEED, CSAT = "first_response_time", "csat"
COUNTER = {"counter": [CSAT]}
ENTRIES: dict[str, Any] = {
    "speed": {"name": "Speed", "direction": "higher", "counter": ["quality"], "targets": [{"from": TARGET, "value": 12}]},
    "quality": {"name": "Quality", "direction": "higher"},
}
QUALITY = {"counter": ["quality"]}


def shifted(up: float = 1.5, down: float = 1.5, periods: int = 156, start: int = 52, seed: int = 1) -> dict[str, np.ndarray]:
    """Two KPIs with a spread of 1 that move from week `start` on."""
    rise = ramp(periods, start, 26)
    return {"speed": 10 + noise(seed, periods) + up * rise, "quality": 50 + noise(seed + 100, periods) - down * rise}


@pytest.mark.parametrize("frequency", ["weekly", "monthly", "quarterly"])
@pytest.mark.parametrize("seed", [1, 2])
def test_superficial_answers_are_found(frequency: str, seed: int):
    at = simulated("speed-target", seed, frequency=frequency, gaming="strong")
    found = evidence(look("paired_divergence", at, SPEED, COUNTER))
    assert found.related == (CSAT,) and found.cap is Tier.FINDING
    assert found.p_value is not None and found.p_value < 0.01
    assert found.reference == at.catalogue[SPEED].targets[0].start
    speed, csat = found.legs
    assert speed.change is not None and speed.change < 0 and csat.change is not None and csat.change < 0
    assert (speed.z or 0) > 1.5 and (csat.z or 0) > 1.5, "z is positive in the direction that the rule looks for"


@pytest.mark.parametrize("frequency", ["weekly", "monthly", "quarterly"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_honest_effort_is_not(frequency: str, seed: int):
    at = simulated("speed-target", seed, frequency=frequency, gaming="none")
    assert healthy(look("paired_divergence", at, SPEED, COUNTER)).related == (CSAT,)


def test_more_manipulation_gives_smaller_p_values():
    found = [
        look("paired_divergence", simulated("speed-target", 1, gaming=dose), SPEED, COUNTER)[0].p_value
        for dose in ("none", "weak", "strong")
    ]
    assert found == sorted(found, reverse=True) and found[-1] < found[0]


def test_the_levels_and_the_date_are_told():
    found = evidence(look("paired_divergence", tabled(ENTRIES, shifted()), "speed", QUALITY))
    assert found.numbers["before"].value == pytest.approx(10, abs=0.4)
    assert found.numbers["after"].value == pytest.approx(11.5, abs=0.4)
    assert found.numbers["counter_change"].value == pytest.approx(1.5, abs=0.4)
    assert found.onset_zone is not None and found.onset_zone[0] <= TARGET + timedelta(weeks=13)
    assert found.onset_zone[1] >= TARGET - timedelta(weeks=13)
    interval = found.legs[0].change_interval
    assert interval is not None and interval.low < 1.5 < interval.high
    assert found.n == 156 and abs(found.legs[0].n_before - 52) <= 13


def test_one_leg_alone_is_not_enough():
    for up, down in ((2, 0), (0, 2), (2, -2), (-2, 2)):
        (found,) = look("paired_divergence", tabled(ENTRIES, shifted(up, down)), "speed", QUALITY)
        assert not fires(found)


def test_a_change_that_is_too_small_to_matter_is_not_raised():
    at = tabled(ENTRIES, shifted())
    size = evidence(look("paired_divergence", at, "speed", QUALITY)).details["counter_effect_in_spreads"]
    assert isinstance(look("paired_divergence", at, "speed", QUALITY, smallest_effect=size + 1)[0], Healthy)


def test_of_two_counter_metrics_the_stronger_leads_and_both_are_shown():
    kpis = {
        **ENTRIES,
        "speed": {**ENTRIES["speed"], "counter": ["quality", "waste"]},
        "waste": {"name": "W", "direction": "lower"},
    }
    values = {**shifted(), "waste": 5 + noise(9, 156) + 3 * ramp(156, 52, 26)}
    found = evidence(look("paired_divergence", tabled(kpis, values), "speed", {"counter": ["quality", "waste"]}))
    assert found.details["tried"] == 2
    assert found.related == ("waste", "quality") and [leg.kpi for leg in found.legs] == ["speed", "waste", "quality"]


def test_the_librarys_usual_counter_metric_is_used_where_none_is_named():
    kpis = {"frt": {"like": "first-response-time", "targets": [{"from": TARGET, "value": 2}]}, "csat": {"like": "csat"}}
    values = {
        "frt": 4 * np.exp(noise(1, 156, 0.1) - 0.2 * ramp(156, 52, 26)),
        "csat": 4 + noise(2, 156, 0.1) - 0.2 * ramp(156, 52, 26),
    }
    assert evidence(look("paired_divergence", tabled(kpis, values), "frt", COUNTER)).related == ("csat",)


def without(kpi: str, *fields: str, **added: Any) -> dict[str, Any]:
    return {**ENTRIES, kpi: {**{name: said for name, said in ENTRIES[kpi].items() if name not in fields}, **added}}


@pytest.mark.parametrize(
    ("kpis", "roles", "why"),
    [
        (without("speed", "direction"), QUALITY, "does not say whether higher or lower is better"),
        (without("speed", direction="unclear"), QUALITY, "does not say whether higher or lower is better"),
        (without("speed", "counter"), QUALITY, "has no counter-metric of the kind that this rule needs"),
        (ENTRIES, {"counter": ["speed"]}, "has no counter-metric of the kind that this rule needs"),
        (without("quality", "direction"), QUALITY, "no values of the same frequency, or no direction"),
    ],
)
def test_what_cannot_be_judged_is_said(kpis: dict[str, Any], roles: dict[str, Any], why: str):
    assert why in reason(look("paired_divergence", tabled(kpis, shifted()), "speed", roles))


def test_without_values_nothing_is_said():
    assert "has no values" in reason(look("paired_divergence", tabled(ENTRIES, {"quality": noise(1, 156)}), "speed", QUALITY))


@pytest.mark.parametrize(("frequency", "needed"), [("weekly", 52), ("monthly", 24), ("quarterly", 12)])
def test_a_year_on_each_side_is_the_least(frequency: str, needed: int):
    kpis = without("speed", "targets")
    short, enough = (
        tabled(kpis, {"speed": 10 + noise(1, periods), "quality": 10 + noise(2, periods)}, frequency)
        for periods in (needed - 1, needed)
    )
    assert reason(look("paired_divergence", short, "speed", QUALITY)) == f"needs {needed}, has {needed - 1}"
    assert isinstance(look("paired_divergence", enough, "speed", QUALITY)[0], Healthy)


def test_counters_of_another_rhythm_are_not_compared():
    at, monthly = tabled(ENTRIES, {"speed": 10 + noise(1, 156)}), tabled(ENTRIES, {"quality": 5 + noise(2, 36)}, "monthly")
    both = type(at)(catalogue=at.catalogue, as_of=at.as_of, totals={**at.totals, **monthly.totals})
    assert "no values of the same frequency" in reason(look("paired_divergence", both, "speed", QUALITY))


def test_a_counter_metric_that_never_moves_says_nothing():
    values = {**shifted(), "quality": np.full(156, 4.0)}
    assert "do not vary" in reason(look("paired_divergence", tabled(ENTRIES, values), "speed", QUALITY))


def test_without_a_date_every_quarter_is_tried_and_it_is_worth_asking_at_most():
    known = evidence(look("paired_divergence", tabled(ENTRIES, shifted(2, 2)), "speed", QUALITY))
    found = evidence(look("paired_divergence", tabled(without("speed", "targets"), shifted(2, 2)), "speed", QUALITY))
    assert (known.cap, found.cap) == (Tier.FINDING, Tier.WATCH)
    assert found.reference is None and "target_from" not in found.numbers
    assert found.details["tried"] == search_cost(9) and found.p_value > known.p_value / 2


@pytest.mark.parametrize("start", [date(2021, 1, 4), date(2024, 11, 4), date(2031, 1, 6)])
def test_a_target_from_outside_the_data_gives_no_date(start: date):
    kpis = without("speed", targets=[{"from": start, "value": 12}])
    found = evidence(look("paired_divergence", tabled(kpis, shifted(2, 2)), "speed", QUALITY))
    assert found.reference is None and found.cap is Tier.WATCH


def test_only_dates_of_more_demanding_targets_are_tried():
    targets = [{"from": TARGET, "value": 12}, {"from": date(2023, 7, 3), "value": 11}, {"from": date(2024, 1, 1), "value": 14}]
    found = evidence(look("paired_divergence", tabled(without("speed", targets=targets), shifted(2, 2)), "speed", QUALITY))
    assert found.details["tried"] == 2 and found.reference == TARGET


def test_days_are_judged_as_weeks():
    days = 156 * 7
    rise = ramp(days, 52 * 7, 26 * 7)
    weekend = np.where(np.arange(days) % 7 >= 5, 3.0, 0.0)
    values = {"speed": 10 + weekend + noise(1, days) + 1.0 * rise, "quality": 50 + noise(2, days) - 1.0 * rise}
    found = evidence(look("paired_divergence", daily(values), "speed", QUALITY))
    assert found.n == 156 and found.legs[0].before == pytest.approx(10 + 6 / 7, abs=0.2)


def daily(values: dict[str, np.ndarray]) -> Any:
    import pandas as pd

    from monitor.model.observations import COLUMNS
    from tests.checks.situations import situation

    filled = {"str": "", "int64": 0, "float64": np.nan}
    tables = []
    for kpi, value in values.items():
        table = pd.DataFrame({name: [filled[kind]] * len(value) for name, kind in COLUMNS.items()})
        tables.append(table.assign(kpi=kpi, frequency="daily", value=value, period=FIRST.toordinal() + np.arange(len(value))))
    kpis = {kpi: {**said, "frequency": "daily"} for kpi, said in ENTRIES.items()}
    return situation(kpis, pd.concat(tables), FIRST + timedelta(days=len(value)))


def loaded(volume_says_it: bool) -> Any:
    """More work comes in from the target on. With `volume_says_it` both KPIs follow the load; else they follow the target."""
    load = np.exp(noise(5, 156, 0.25) + 0.8 * ramp(156, 52, 26))
    moved = np.log(load) * 2 if volume_says_it else 1.6 * ramp(156, 52, 26)
    kpis = {**{kpi: {**said, "department": "Desk"} for kpi, said in ENTRIES.items()},
            "load": {"like": "contact-volume", "name": "Contacts", "department": "Desk"}}  # fmt: skip
    values = {"speed": 10 + noise(1, 156, 0.5) + moved, "quality": 50 + noise(2, 156, 0.5) - moved, "load": np.round(300 * load)}
    at = tabled(kpis, values)
    assert "volume" in at.catalogue["load"].tags, "the test needs a KPI that the library calls volume"
    return at


def test_what_the_volume_explains_does_not_reach_leadership():
    (found,) = look("paired_divergence", loaded(volume_says_it=True), "speed", QUALITY)
    assert isinstance(found, Healthy) or found.cap is Tier.WATCH
    same = evidence(look("paired_divergence", loaded(volume_says_it=False), "speed", QUALITY))
    assert rung(same, "More work came in") == Verdict.RULED_OUT and same.cap is Tier.FINDING


def test_where_the_volume_is_unknown_it_is_said():
    found = evidence(look("paired_divergence", tabled(ENTRIES, shifted()), "speed", QUALITY))
    assert rung(found, "More work came in") == Verdict.NOT_TESTED
    assert rung(found, "Season and holidays") == Verdict.RULED_OUT
    assert rung(found, "It began before the target did") == Verdict.RULED_OUT


def test_a_note_near_the_beginning_is_shown_and_does_not_silence():
    days = {"New phones": TARGET + timedelta(weeks=2), "Moved house": date(2023, 9, 4), "New tables": date(2024, 12, 2)}
    notes = [{"from": day, "what": what} for what, day in days.items()]
    found = evidence(look("paired_divergence", tabled(without("quality", notes=notes), shifted(2, 2)), "speed", QUALITY))
    assert found.cap is Tier.FINDING and found.explained is None
    assert rung(found, "New phones") == Verdict.NOT_TESTED
    assert rung(found, "Moved house") == Verdict.RULED_OUT
    assert all(one.name.facts.get("what") != "New tables" for one in found.ladder), "two years later it explains nothing"


def test_a_decision_is_shown():
    decisions = [{"on": TARGET - timedelta(days=60), "what": "Speed first"}]
    decided = evidence(look("paired_divergence", tabled(without("quality", decisions=decisions), shifted()), "speed", QUALITY))
    said = {one.name.text: one.shown for one in decided.ladder}["A trade-off that somebody chose"]
    assert said.facts["what"] == "Speed first"
    plain = evidence(look("paired_divergence", tabled(ENTRIES, shifted()), "speed", QUALITY))
    said = {one.name.text: one.shown for one in plain.ladder}["A trade-off that somebody chose"]
    assert said.text.startswith("No decision")


def test_changes_that_begin_apart_are_a_coincidence_in_part():
    rise, later = ramp(156, 52, 1), ramp(156, 88, 1)
    values = {"speed": 10 + noise(1, 156, 0.3) + 3 * rise, "quality": 50 + noise(2, 156, 0.3) - 3 * later}
    (found,) = look("paired_divergence", tabled(ENTRIES, values), "speed", QUALITY)
    assert isinstance(found, Healthy) or (
        rung(found, "Two changes that met by chance") == Verdict.EXPLAINS_SOME and found.cap is Tier.WATCH
    )


def test_a_bad_spell_before_the_target_explains_a_recovery():
    """Both were unusual in the quarter before the target and went back: the target did nothing."""
    spell = np.where((np.arange(156) >= 39) & (np.arange(156) < 52), 1.0, 0.0)
    values = {"speed": 10 + noise(1, 156, 0.5) - 4 * spell, "quality": 50 + noise(2, 156, 0.5) + 4 * spell}
    (found,) = look("paired_divergence", tabled(ENTRIES, values), "speed", QUALITY)
    assert isinstance(found, Healthy) or found.cap is Tier.WATCH


def test_gaps_are_tolerated():
    values = shifted(2, 2)
    for number, kpi in enumerate(values):
        values[kpi][np.random.default_rng(number).choice(155, 20, replace=False)] = np.nan
    found = evidence(look("paired_divergence", tabled(ENTRIES, values), "speed", QUALITY))
    assert isinstance(found, Evidence) and found.n == 136


def test_two_counter_metrics_that_both_got_worse_share_the_cost_of_picking_one():
    """Simes (1986): where the second is as sure as the first, trying two costs nothing; where it did not move, it costs twice."""
    entries = {**ENTRIES, "speed": {**ENTRIES["speed"], "counter": ["quality", "returns"]}}
    entries["returns"] = {"name": "Returns", "direction": "higher"}
    both = {"counter": ["quality", "returns"]}
    series = shifted(up=1.2, down=1.2)
    alone = evidence(look("paired_divergence", tabled(ENTRIES, series), "speed", QUALITY)).p_value
    twice = {**series, "returns": series["quality"]}
    still = {**series, "returns": 50 + noise(7, 156)}
    assert evidence(look("paired_divergence", tabled(entries, twice), "speed", both)).p_value == pytest.approx(alone)
    assert evidence(look("paired_divergence", tabled(entries, still), "speed", both)).p_value == pytest.approx(2 * (alone or 0))
