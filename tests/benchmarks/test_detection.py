"""The detection benchmark runs, and counts what it says it counts."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parents[2] / "benchmarks" / "detection.py"


@pytest.fixture(scope="module")
def detection():
    spec = importlib.util.spec_from_file_location("detection", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["detection"] = module
    spec.loader.exec_module(module)
    return module


def test_a_strong_dose_is_found_under_its_word(detection):
    simulated = detection.simulate("lead-volume", 1, gaming="strong")
    findings, years, kpis = detection.findings_of(simulated)
    assert any(detection._right(one, simulated) for one in findings)
    assert kpis > 1
    assert years == pytest.approx(3 * kpis, rel=0.05)


def test_the_interval_is_wilsons(detection):
    """Wilson (1927): 1 of 10 lies in .018 to .404."""
    assert detection.wilson(1, 10) == pytest.approx((0.0179, 0.4042), abs=0.0005)
