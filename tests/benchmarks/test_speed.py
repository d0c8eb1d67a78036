"""The speed benchmark measures a real project of the size that it says."""

import importlib.util
import sys
from pathlib import Path

import pytest

from monitor.catalogue.library import load
from monitor.engine.together import read_everything
from monitor.sources.read import read_observations

FILE = Path(__file__).resolve().parents[2] / "benchmarks" / "speed.py"


@pytest.fixture(scope="module")
def speed():
    spec = importlib.util.spec_from_file_location("speed", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["speed"] = module
    spec.loader.exec_module(module)
    return module


def test_the_project_has_the_size_that_was_asked_for(speed, tmp_path):
    speed.make_project(tmp_path, 20, 60)
    everything = read_everything(tmp_path, {})
    values = read_observations(everything.project, everything.catalogue, load(), {})
    assert len(everything.catalogue.kpis) == 20
    assert values.set_aside == ()
    assert 0.9 * 20 * 60 < len(values.observations) <= 20 * 60
    assert all(other in everything.catalogue.kpis for kpi in everything.catalogue.kpis.values() for other in kpi.counter)


def test_a_process_costs_time_and_memory(speed):
    cost = speed.cost_of([sys.executable, "-c", "print(sum(range(10**6)))"])
    assert cost.output.strip() == "499999500000"
    assert 0 < cost.cpu < 60
    assert cost.peak_mb > 1


def test_a_process_that_fails_says_what_it_said(speed):
    with pytest.raises(RuntimeError, match="no luck"):
        speed.cost_of([sys.executable, "-c", "import sys; print('no luck'); sys.exit(3)"])


def test_the_table_shows_the_cost_of_a_kpi_in_relation_to_the_first_row(speed):
    rows = [{"kpis": 10, "cpu_ms_per_kpi": 20.0}, {"kpis": 20, "cpu_ms_per_kpi": 15.0}]
    assert [line.split()[-2:] for line in speed.table(rows).splitlines()[1:]] == [["1.00", "x"], ["0.75", "x"]]
