"""Drawn histories are like the organisation's own, and nothing happens in them."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.engine.null_histories import null_histories
from monitor.engine.panels import lay_panels
from monitor.engine.placebo import placebo_catalogues
from monitor.model.situation import Situation
from monitor.simulate.scenarios import simulate


def situation_of(scenario, seed=3, **settings):
    simulated = simulate(scenario, seed, **settings)
    catalogue = catalogue_from(simulated.kpis, load())
    totals, segments = lay_panels(catalogue, simulated.observations, simulated.as_of)
    return Situation(catalogue, simulated.as_of, totals, segments)


@pytest.fixture(scope="module")
def gamed():
    return situation_of("survey-selection", kind="skipping", gaming=1.0)


def test_the_change_is_gone_and_the_rest_is_alike(gamed):
    [panel] = gamed.totals.values()
    row = panel.row("csat")
    rises, spreads = [], []
    for table in null_histories(gamed, 12, 1):
        drawn = table[table["kpi"] == "csat"].sort_values("period")
        value = drawn["value"].to_numpy()
        assert len(drawn) == np.isfinite(panel.value[row]).sum()
        assert (drawn["responses"] <= drawn["invited"]).all() and (drawn["invited"] % 1 == 0).all()
        assert value.max() <= panel.value[row].max() + 0.5
        rises.append(value[78:].mean() - value[:52].mean())
        spreads.append(np.diff(value).std())
    own = panel.value[row]
    assert own[78:].mean() - own[:52].mean() > 0.1
    assert abs(np.mean(rises)) < 0.06
    assert np.mean(spreads) == pytest.approx(np.diff(own).std(), rel=0.15)


def test_shares_follow_from_whole_numbers(gamed):
    [table] = null_histories(situation_of("denominator-shrink"), 1, 1)
    share = table[table["kpi"] == "on_time"]
    assert (share["numerator"] % 1 == 0).all() and (share["denominator"] % 1 == 0).all()
    assert np.allclose(share["value"], 100 * share["numerator"] / share["denominator"])


def test_missing_periods_stay_missing():
    situation = situation_of("honest", kind="missing-blocks", size=1.0)
    [table] = null_histories(situation, 1, 1)
    [panel] = situation.totals.values()
    for row, key in enumerate(panel.keys):
        drawn = table[(table["kpi"] == key.kpi) & (table["segment"] == "")]
        assert set(drawn["period"] - panel.first) == set(np.flatnonzero(np.isfinite(panel.value[row])))


def test_the_same_seed_draws_the_same_and_each_draw_differs(gamed):
    first, second = null_histories(gamed, 2, 7)
    again, _ = null_histories(gamed, 2, 7)
    assert first.equals(again)
    assert not first["value"].equals(second["value"])


def test_placebo_dates_lie_before_the_targets():
    situation = situation_of("speed-target", before=104)
    [(day, catalogue, concerned)] = placebo_catalogues(situation)
    [target] = situation.catalogue["first_response_time"].targets
    [moved] = catalogue["first_response_time"].targets
    assert day == target.start and concerned == {"first_response_time"}
    assert (target.start - moved.start).days == pytest.approx(364, abs=2)
