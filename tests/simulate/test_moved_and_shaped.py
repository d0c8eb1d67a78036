"""The scenarios in which work is moved, or figures are shaped: what happens in them is what they say."""

from datetime import date

import numpy as np
import pytest

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.engine.cases import situation_of
from monitor.errors import Place
from monitor.model.rule import Case
from monitor.simulate.scenarios import names, simulate

CALM = {"autocorrelation": 0.0, "drift": 0.0, "tails": "normal", "outliers": 0.0, "season": 0.0}
HONEST = [
    ("reclassification", "slow"),
    ("reclassification", "noted"),
    ("denominator-shrink", "rule"),
    ("mix-shift", "slow-demand"),
    ("spillover", "both-worse"),
    ("displacement", "load"),
    ("cascade-break", "late"),
    ("proxy-decay", "steadier"),
    ("unit-outlier", "small-unit"),
    ("threshold-bunching", "ceiling"),
    ("target-hugging", "coarse"),
    ("period-end-push", "month-end"),
    ("too-smooth", "averaging"),
    ("digit-heaping", "in-tens"),
    ("favourable-revision", "migration"),
]


def values(simulated, kpi, segment=""):
    rows = simulated.observations
    return rows[(rows["kpi"] == kpi) & (rows["segment"] == segment)].sort_values("period")["value"].to_numpy()


@pytest.mark.parametrize("name", names())
def test_a_catalogue_that_is_simulated_is_a_catalogue(name):
    simulated = simulate(name, 1)
    assert set(catalogue_from(simulated.kpis, load()).kpis) == set(simulated.kpis)


@pytest.mark.parametrize(("name", "kind"), HONEST)
def test_what_only_looks_like_it_has_no_truth(name, kind):
    assert simulate(name, 1, kind=kind).truth == ()


def test_what_is_passed_on_arrives_next_door():
    simulated = simulate("spillover", 2, **CALM)
    north, south = values(simulated, "backlog_north"), values(simulated, "backlog_south")
    assert north[:52].mean() - north[78:].mean() == pytest.approx(12, abs=4)
    assert south[78:].mean() - south[:52].mean() == pytest.approx(12, abs=4)


def test_late_cases_wait_for_customers_at_once():
    simulated = simulate("reclassification", 2, **CALM)
    late, waiting = values(simulated, "late_cases"), values(simulated, "waiting_cases")
    assert late[52:].mean() == pytest.approx(0.7 * late[:52].mean(), rel=0.05)
    assert (late + waiting)[52:].mean() == pytest.approx((late + waiting)[:52].mean(), rel=0.03)
    assert waiting[52:56].mean() > 1.3 * waiting[:52].mean()


def test_bad_orders_are_taken_out_and_good_ones_stay():
    simulated = simulate("denominator-shrink", 2, **CALM)
    rows = simulated.observations[simulated.observations["kpi"] == "on_time"]
    good, counted = rows["numerator"].to_numpy(), rows["denominator"].to_numpy()
    orders = values(simulated, "orders")
    assert good[78:].mean() / orders[78:].mean() == pytest.approx(good[:52].mean() / orders[:52].mean(), abs=0.01)
    assert counted[78:].mean() / orders[78:].mean() == pytest.approx(0.95, abs=0.01)


def test_cherry_picking_leaves_each_topic_as_it_was():
    simulated = simulate("mix-shift", 2, **CALM)
    for topic in ("topic=simple", "topic=complex"):
        share = values(simulated, "fcr", topic)
        assert share[78:].mean() == pytest.approx(share[:52].mean(), abs=1.6)


def test_orders_are_pulled_but_none_is_lost():
    pulled, honest = (simulate("period-end-push", 2, gaming=dose, **CALM) for dose in (1.0, 0.0))
    assert values(pulled, "orders").sum() == pytest.approx(values(honest, "orders").sum(), rel=0.005)
    [truth] = pulled.truth
    assert truth.onset == date(2023, 3, 1)


def test_loyalty_no_longer_follows_the_prepared_score():
    simulated = simulate("proxy-decay", 2, **CALM)
    slopes = []
    for part in (slice(None, 24), slice(24, None)):
        found = [np.polyfit(values(simulated, "score", f"shop=S{shop:02}")[part],
                            values(simulated, "loyalty", f"shop=S{shop:02}")[part], 1)[0] for shop in range(1, 13)]  # fmt: skip
        slopes.append(np.mean(found))
    assert slopes[1] < 0.55 * slopes[0]


def test_near_misses_become_hits():
    met = [np.mean(values(simulate("target-hugging", 2, gaming=dose, **CALM), "on_time")[52:] >= 80) for dose in (0, 1.0)]
    assert met[1] > met[0] + 0.1


def test_what_is_evened_out_varies_less_than_chance():
    spread = [np.diff(values(simulate("too-smooth", 2, gaming=dose, **CALM), "solved")[60:]).std() for dose in (0, 1.0)]
    assert spread[1] == pytest.approx(0.35 * spread[0], rel=0.25)


def test_misses_are_corrected_until_they_are_hits():
    simulated = simulate("favourable-revision", 2, **CALM)
    rows = simulated.observations.sort_values("recorded")
    told, kept = rows.drop_duplicates("period", keep="first"), rows.drop_duplicates("period", keep="last")
    since = told["period"].min() + 24
    hits = [(part.loc[part["period"] >= since, "value"] >= 90).mean() for part in (told, kept)]
    assert hits[1] > hits[0] + 0.1


def test_a_case_of_a_rule_sees_the_simulated_vintages():
    content = {"simulate": {"scenario": "favourable-revision", "gaming": 1.0, "seed": 2}}
    situation = situation_of(Case("corrected", True, content, Place("case.yaml")), load())
    assert len(situation.revisions["on_time"]) > 24
    assert all(one.recorded is not None and one.recorded <= situation.as_of for one in situation.revisions["on_time"])
