"""Contacts that come back just outside the window in which they count; weekdays make no step."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from monitor.checks.records_repeat_window import _step
from monitor.engine.cases import fires
from monitor.model.evidence import Evidence, Healthy
from tests.checks.recorded import ask, recorded, table
from tests.checks.situations import evidence, reason
from tests.statistics.test_size import at_most

CHECK = "records_repeat_window"
KPIS = ["resolution_time"]


def test_contacts_held_back_until_the_window_is_over_are_found():
    found = evidence(ask(CHECK, recorded("records-desk", 7, kind="held-back"), KPIS))
    assert fires(found) and found.numbers["window"].value == 7
    assert found.numbers["after"].value > 1.5 * found.numbers["last"].value
    assert 100 < len(found.legs[0].derived) < 110  # since the target: a year of three comes before it
    assert found.start == date(2023, 1, 2)


def test_a_medium_dose_is_found():
    """In the first version, which compared with the largest step of all other weeks and with the time before, p was .1 here."""
    assert fires(evidence(ask(CHECK, recorded("records-desk", 304, kind="held-back", gaming="medium"), KPIS)))


def test_the_share_of_false_alarms_stays_within_the_level():
    """Honest contacts that ebb at two speeds, with weekdays: 3,000 draws of a year."""
    rng, day = np.random.default_rng(4), np.arange(37)
    below = 0
    for _ in range(3000):
        slow, usual = rng.uniform(0.05, 0.6), rng.uniform(2, 8)
        hazard = (1 - slow) * np.exp(-day / usual) / usual + slow / 60
        mean = 30 * hazard * np.exp(rng.normal(0, 0.4, 7))[(day + rng.integers(7)) % 7]
        step = _step(rng.poisson(mean * np.exp(rng.normal(0, 0.2, 52))[:, None]).astype(float), 7)
        below += step is not None and step.z > 2.326
    assert below <= 45


@pytest.mark.parametrize("kind", ["superficial", "honest", "fault", "repeats"])
def test_contacts_that_come_back_at_any_time_make_no_step(kind: str):
    assert not any(fires(one) for one in ask(CHECK, recorded("records-desk", 3, kind=kind), KPIS))


def test_weekdays_make_no_step():
    rng = np.random.default_rng(2)
    p_values = []
    for _ in range(20):
        gap = rng.exponential(9, 6000)
        gap = np.where(rng.random(6000) < 0.4, np.round(gap / 7) * 7 + rng.uniform(0, 0.9, 6000), gap)
        opened = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.uniform(0, 300, 6000), unit="D")
        pairs = {"subject": np.arange(6000).astype(str)}
        one = pd.DataFrame({**pairs, "opened": opened, "closed": opened + pd.Timedelta(hours=1)})
        two = pd.DataFrame({**pairs, "opened": one["closed"] + pd.to_timedelta(gap, unit="D"), "closed": pd.NaT})
        frame = pd.concat([one, two], ignore_index=True)
        frame["id"] = frame.index.astype(str)
        (said,) = ask(CHECK, table({"cases": frame}, {"cases": "cases"}, date(2025, 6, 1)))
        assert isinstance(said, Evidence | Healthy) and said.p_value is not None
        p_values.append(said.p_value)
    for cut in (0.05, 0.01, 0.003):
        assert sum(p_value <= cut for p_value in p_values) <= at_most(cut, 20)


def test_few_contacts_are_not_assessed():
    opened = pd.date_range("2024-01-01", periods=100, freq="D")
    frame = pd.DataFrame({"id": [str(one) for one in range(100)], "opened": opened, "closed": opened, "subject": "s"})
    assert "too few" in reason(ask(CHECK, table({"cases": frame}, {"cases": "cases"}, date(2025, 6, 1))))
    assert "whose case" in reason(
        ask(CHECK, table({"cases": frame.drop(columns="subject")}, {"cases": "cases"}, date(2025, 6, 1)))
    )
