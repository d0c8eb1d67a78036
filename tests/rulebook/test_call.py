from __future__ import annotations

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.checks import registry
from monitor.errors import Place
from monitor.rulebook.call import call_of
from monitor.rulebook.parameters import parameter_problems
from monitor.rulebook.read import builtin_rules

CATALOGUE = catalogue_from({"frt": {"like": "first-response-time"}, "csat": {"like": "csat"}}, load())


def test_parameters_come_from_the_check_the_rule_and_the_project():
    call = call_of(builtin_rules()["too-many-per-owner"], CATALOGUE, {"high_above": 9})
    assert call.parameters == {"by": "owner", "high_above": 9, "critical_from": 25}


def test_roles_hold_who_may_play_them():
    call = call_of(builtin_rules()["speed-without-quality"], CATALOGUE, {})
    assert call.kpis == ("frt",)
    assert "csat" in call.roles["counter"]
    assert "frt" not in call.roles["counter"]


def test_a_project_that_sets_parameters_wrong_is_told():
    check = registry.find("stale_data")
    given = {"weekly": 2.5, "monthly": -1, "weakly": 3, "elsewhere": "nowhere", "daily": 10}
    told = "\n".join(str(problem) for problem in parameter_problems(check, given, lambda name: Place("p.yaml", 1, 1)))
    assert "'weekly' is 2.5; expected a whole number" in told
    assert "'monthly' is -1; expected at least 0" in told
    assert "did you mean 'weekly'?" in told
    assert "'nowhere'" in told
    assert "'daily' is" not in told
