from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from monitor.catalogue.compare import changes_between
from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.model.kpi import Catalogue, Target, Threshold
from monitor.model.situation import CatalogueChange
from monitor.model.words import Language

TODAY = date(2025, 7, 1)
BEFORE: dict[str, Any] = {
    "name": "A",
    "definition": "d",
    "formula": "f",
    "unit": "%",
    "direction": "lower",
    "frequency": "weekly",
    "owner": "o",
    "counter": ["b", "c"],
    "consequence": "none",
    "records": {"events": "cases", "where": "x > 1"},
    "threshold": {"limit": 4},
    "targets": [{"from": "2025-01-01", "value": 4}],
}


def catalogue(**changed: Any) -> Catalogue:
    return catalogue_from({"a": BEFORE | changed, "b": {"name": "B"}, "c": {"name": "C"}}, load())


@pytest.mark.parametrize(
    ("field", "changed", "before", "after"),
    [
        ("definition", {"definition": "e"}, "d", "e"),
        ("formula", {"formula": "g"}, "f", "g"),
        ("unit", {"unit": "hours"}, "%", "hours"),
        ("direction", {"direction": "higher"}, "lower", "higher"),
        ("frequency", {"frequency": "monthly"}, "weekly", "monthly"),
        ("threshold", {"threshold": {"limit": 5}}, Threshold(4), Threshold(5)),
        ("threshold", {"threshold": None}, Threshold(4), None),
        ("records.where", {"records": {"events": "cases"}}, "x > 1", None),
        ("owner", {"owner": None}, "o", None),
        ("counter", {"counter": ["b"]}, ("b", "c"), ("b",)),
        ("consequence", {"consequence": "bonus"}, "none", "bonus"),
        ("main", {"main": True}, False, True),
        (
            "targets",
            {"targets": [{"from": "2025-01-01", "value": 5}]},
            (Target(date(2025, 1, 1), 4),),
            (Target(date(2025, 1, 1), 5),),
        ),
        ("targets", {"targets": []}, (Target(date(2025, 1, 1), 4),), ()),
    ],
)
def test_every_field_that_matters(field: str, changed: dict[str, Any], before: Any, after: Any):
    assert changes_between(catalogue(), catalogue(**changed), TODAY) == (CatalogueChange("a", field, before, after, TODAY),)


def test_several_changes_of_one_kpi():
    changes = changes_between(catalogue(), catalogue(unit="hours", owner="p"), TODAY)
    assert [change.field for change in changes] == ["unit", "owner"]


@pytest.mark.parametrize(
    "changed",
    [
        {"goal": "another"},
        {"counter": ["c", "b"]},
        {"targets": [{"from": "2025-01-01", "value": 4, "reason": "now with a reason", "set_on": "2024-12-01"}]},
    ],
)
def test_what_changes_no_number_is_no_change(changed: dict[str, Any]):
    assert changes_between(catalogue(), catalogue(**changed), TODAY) == ()


def test_kpis_that_come_and_go():
    earlier = catalogue_from({"a": {"name": "A"}, "b": {"name": "B"}}, load())
    later = catalogue_from({"c": {"name": "C"}, "b": {"name": "B"}}, load())
    assert changes_between(earlier, later, TODAY) == (
        CatalogueChange("c", "kpi", None, "c", TODAY),
        CatalogueChange("a", "kpi", "a", None, TODAY),
    )


def test_what_is_taken_from_the_library_is_the_same_in_another_language():
    content = {"csat": {"like": "csat"}}
    danish, swedish = (catalogue_from(content, load(), language) for language in (Language.DA, Language.SV))
    assert danish["csat"].definition != swedish["csat"].definition
    assert changes_between(danish, swedish, TODAY) == ()
    (own,) = changes_between(danish, catalogue_from({"csat": {"like": "csat", "definition": "ours"}}, load(), Language.DA), TODAY)
    assert own.field == "definition" and own.after == "ours"
