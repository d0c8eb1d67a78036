"""The replay of the alarm promise: what it counts, and that runs can be summed."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest

FILE = Path(__file__).resolve().parents[2] / "benchmarks" / "alarm_rate.py"


@pytest.fixture(scope="module")
def alarm_rate():
    spec = importlib.util.spec_from_file_location("alarm_rate", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["alarm_rate"] = module
    spec.loader.exec_module(module)
    return module


def test_the_interval_is_that_of_wilson(alarm_rate):
    """Newcombe 1998, Statistics in Medicine 17:857-872, table I: 15 of 148 gives .0624 to .1605."""
    low, high = alarm_rate.Rate(15, 148).wilson()
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)


def test_the_honest_mix_is_as_it_is_written_out(alarm_rate):
    rng = np.random.default_rng(1)
    changes = [alarm_rate._change(rng, "honest") for _ in range(2000)]
    still = [not kpi.any() and not counter.any() for kpi, counter in changes]
    both_worse = [kpi.min() < 0 and kpi.max() <= 0 and counter.min() < 0 and counter.max() <= 0 for kpi, counter in changes]
    assert abs(np.mean(still) - 0.40) < 0.04 and abs(np.mean(both_worse) - 0.13) < 0.03
    assert not any(kpi.max() > 0 > counter.min() and kpi.min() >= 0 and counter.max() <= 0 for kpi, counter in changes)


def test_searching_and_looking_often_finds_at_least_what_one_look_finds(alarm_rate):
    counts = alarm_rate.replay("worst", 40, 3)
    for cut in alarm_rate.CUTS:
        known = counts[f"worst|known|{cut}"]
        assert known.tries == 40
        assert known.hits <= counts[f"worst|searched|{cut}"].hits
        assert known.hits <= counts[f"worst|ever|{cut}"].hits <= counts[f"worst|ever, one cut|{cut}"].hits


def test_calibration_can_be_undone(alarm_rate):
    for rate in (0.1, 0.0015, 0.00015):
        assert alarm_rate.calibrated(alarm_rate.uncalibrated(rate)) == pytest.approx(rate)


def test_runs_with_different_seeds_are_summed_and_the_same_twice_is_refused(alarm_rate, tmp_path, capsys):
    few = [
        "--honest",
        "30",
        "--worst",
        "30",
        "--power",
        "60",
        "--size",
        "60",
        "--portfolio",
        "45",
        "--others",
        "1",
        "--workers",
        "1",
    ]
    alarm_rate.main([*few, "--json", str(tmp_path / "1.json")])
    found = json.loads((tmp_path / "1.json").read_text())
    assert found["counts"]["honest|known|0.05"][1] == 30 and sum(found["prior"]["phi"]) == pytest.approx(1)
    assert "Noise prior learnt from 45 series" in capsys.readouterr().out
    (tmp_path / "2.json").write_text(json.dumps({**found, "seeds": [2]}))
    alarm_rate.main(["--sum", str(tmp_path / "1.json"), str(tmp_path / "2.json"), "--json", str(tmp_path / "both.json")])
    both = json.loads((tmp_path / "both.json").read_text())
    assert both["counts"]["power|1.5|0.16"] == [2 * number for number in found["counts"]["power|1.5|0.16"]]
    with pytest.raises(SystemExit, match="same seed"):
        alarm_rate.main(["--sum", str(tmp_path / "1.json"), str(tmp_path / "1.json")])
