"""Every simulated catalogue is one that people could have written: the reader takes it."""

import pytest

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.simulate.demo import nordlys
from monitor.simulate.honest import KINDS
from monitor.simulate.scenarios import names, simulate


@pytest.mark.parametrize("name", names())
def test_scenarios(name):
    simulated = simulate(name, 1)
    assert set(catalogue_from(simulated.kpis, load()).kpis) == set(simulated.kpis)


def test_declared_and_noted_changes():
    for kind in ("declared", "noted"):
        kpis = simulate("redefinition", 1, kind=kind).kpis
        read = catalogue_from(kpis, load())["first_response_time"]
        assert read.changes or read.notes


@pytest.mark.parametrize("kind", KINDS)
def test_honest_kinds(kind):
    assert catalogue_from(simulate("honest", 1, kind=kind).kpis, load()).kpis


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_demo(language):
    catalogue = catalogue_from(nordlys(language).simulated.kpis, load())
    assert len(catalogue.kpis) == 35
    assert sum(kpi.main for kpi in catalogue.kpis.values() if kpi.department == "Customer service") == 11
    assert sum(not kpi.owner for kpi in catalogue.kpis.values()) == 10
    company = {kpi.perspective for kpi in catalogue.kpis.values() if kpi.level == "company"}
    assert company == {"financial", "customer", "process"}
