"""Very short contacts: agents who hang up, told from tempo, wrong numbers and simple calls; nobody is named."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.engine.cases import fires
from monitor.errors import NotEnoughDataError
from monitor.model.words import Tier
from monitor.statistics.very_short import very_short
from tests.checks.recorded import ask, recorded, table
from tests.checks.situations import evidence, healthy, reason

CHECK = "records_short_contacts"
FRAME = {"before": 2, "after": 2}
DATA = Path(__file__).parents[3] / "shared" / "data"


def test_agents_who_hang_up_are_found_and_not_named():
    found = evidence(ask(CHECK, recorded("records-contacts", 2, kind="hanging-up", **FRAME)))
    assert fires(found) and found.cap is Tier.FINDING
    assert 2 <= found.numbers["outside"].value <= 4 and found.numbers["units"].value == 16
    assert 250 < found.effect.value < 750, "16 x 1,200 calls, of which four agents cut off 15, 12, 9 and 6 %"
    assert not any(f'"a{number}"' in json.dumps(asdict(found), default=str) for number in range(16))


@pytest.mark.parametrize("kind", ["tempo", "wrong-numbers", "simple"])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_looks_like_it_is_not(kind: str, seed: int):
    assert not fires(healthy(ask(CHECK, recorded("records-contacts", seed, kind=kind, **FRAME))))


def test_too_few_agents_are_not_assessed():
    assert "needs 10" in reason(ask(CHECK, recorded("records-contacts", 1, agents=8, **FRAME)))


def test_without_categories_it_is_worth_asking_about_at_most():
    at = recorded("records-contacts", 2, kind="hanging-up", **FRAME)
    calls = at.records.ask('SELECT id, opened_local AS opened, closed_local AS closed, agent FROM "calls"')
    found = evidence(ask(CHECK, table({"calls": calls}, {"calls": "cases"}, at.as_of)))
    assert found.cap is Tier.WATCH and found.events == "calls"


def test_the_null_holds_where_units_differ_by_chance_and_tempo():
    rng = np.random.default_rng(5)
    p_values = []
    for _ in range(200):
        middle = rng.normal(np.log(150), 0.25, 14)
        seconds = np.exp(middle[:, None] + rng.normal(0, 0.9, (14, 900)))
        short = rng.random((14, 900)) < 0.03
        seconds = np.where(short, rng.gamma(3.0, 1.2, (14, 900)), seconds)
        classes = np.array([((seconds >= 10 * k) & (seconds < 10 * (k + 1))).sum(axis=1) for k in range(4)], dtype=float)
        p_values.append(very_short(classes[:, :, None], np.full((14, 1), 900.0)).smallest)
    assert np.mean(np.array(p_values) < 0.05) <= 0.05
    with pytest.raises(NotEnoughDataError):
        very_short(np.ones((4, 9, 1)), np.ones((9, 1)))


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared folder with the bank's calls is not here (../shared/data)")
def test_the_banks_short_calls_are_found():
    calls = pd.read_csv(DATA / "anonymous_bank_calls_feb1999" / "calls_first_half.csv.gz", low_memory=False)
    found = evidence(ask(CHECK, table({"calls": bank(calls)}, {"calls": "cases"}, pd.Timestamp("1999-02-28").date())))
    assert fires(found) and found.numbers["units"].value == 23
    assert found.numbers["outside"].value >= 3 and found.numbers["share"].value > 4 * found.numbers["usual"].value


def bank(calls: pd.DataFrame) -> pd.DataFrame:
    """Calls that an agent took, as cases."""
    served = calls[calls["outcome"] == "AGENT"]
    day = pd.to_datetime(served["date"].astype(str))
    opened = day + pd.to_timedelta(served["ser_start"])
    return pd.DataFrame(
        {
            "id": served["call_id"].astype(str) + served["vru_line"].astype(str) + opened.astype(str),
            "subject": served["customer_id"].astype(str),
            "opened": opened,
            "closed": opened + pd.to_timedelta(served["ser_time"], unit="s"),
            "agent": served["server"].astype(str),
            "category": served["type"].astype(str),
        }
    )
