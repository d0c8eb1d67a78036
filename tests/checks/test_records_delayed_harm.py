"""Delayed harm from records: cohorts of one age, with the mix of products held; open cohorts are never compared."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from monitor.checks._record_sources import sources_of
from monitor.checks.records_delayed_harm import _cohorts
from monitor.engine.cases import fires
from monitor.model.records import RecordKind
from monitor.model.situation import Call
from monitor.model.words import Frequency, Tier
from tests.checks.recorded import ask, recorded, table
from tests.checks.situations import evidence, reason

CHECK = "records_delayed_harm"
KPIS = ["sales"]


def test_sales_to_the_wrong_customers_are_found():
    found = evidence(ask(CHECK, recorded("records-sales", 2, kind="pushing"), KPIS))
    assert fires(found) and found.cap is Tier.FINDING and found.kpi == "sales"
    assert 3 < found.effect.value < 12, "three in thirteen are misfits, and 35 % of them leave besides"
    assert found.details["kept_all_after"] < found.details["kept_all_before"] < found.details["kept_half_before"]


@pytest.mark.parametrize("kind", ["honest", "campaign", "fault"])
@pytest.mark.parametrize("seed", [3, 4])
def test_what_looks_like_it_is_not(kind: str, seed: int):
    assert not any(fires(one) for one in ask(CHECK, recorded("records-sales", seed, kind=kind), KPIS))


def test_cohorts_that_are_younger_than_the_age_are_left_out():
    at = recorded("records-sales", 2, kind="honest")
    (source,) = sources_of(at, Call("r", ("sales",), {}, {}), RecordKind.SALES)
    cohorts = _cohorts(source, ("cancelled",), 90)
    assert cohorts.sums.frequency is Frequency.WEEKLY
    assert cohorts.sums.panel.end_of(cohorts.sums.periods - 1) <= at.as_of - pd.Timedelta(days=90)
    few = recorded("records-sales", 2, kind="honest", sales=20)
    (source,) = sources_of(few, Call("r", ("sales",), {}, {}), RecordKind.SALES)
    assert _cohorts(source, ("cancelled",), 90).sums.frequency is Frequency.MONTHLY


def test_harm_without_its_time_is_not_assessed():
    sold = pd.date_range("2024-01-01", periods=400, freq="D")
    frame = pd.DataFrame({"id": [str(one) for one in range(400)], "sold": sold, "amount": 10.0, "cancelled": [False, True] * 200})
    assert "when something" in reason(ask(CHECK, table({"sales": frame}, {"sales": "sales"}, date(2025, 3, 1))))
