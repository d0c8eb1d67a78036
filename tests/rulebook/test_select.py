from __future__ import annotations

from typing import Any

import pytest

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.rulebook.select import selected
from monitor.rulebook.selector import read_selector
from monitor.yaml_marks import Marked

CATALOGUE = catalogue_from(
    {
        "frt": {"like": "first-response-time", "level": "team", "consequence": "bonus", "counter": ["csat"], "main": True},
        "csat": {"like": "csat", "owner": "coo@x.example", "audience": ["board", "leads"]},
        "revenue": {"name": "Revenue", "targets": [{"from": "2025-01-01", "value": 1}]},
    },
    load(),
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({}, ("frt", "csat", "revenue")),
        ({"level": ["team", "person"]}, ("frt",)),
        ({"level": "absent"}, ("csat", "revenue")),
        ({"owner": "present"}, ("csat",)),
        ({"tags": ["speed", "satisfaction"]}, ("frt", "csat")),
        ({"all_tags": ["speed", "satisfaction"]}, ()),
        ({"rewarded": True}, ("frt",)),
        ({"rewarded": False, "main": False}, ("csat", "revenue")),
        ({"audience": ["board"]}, ("csat",)),
        ({"counter": ["csat"]}, ("frt",)),
        ({"like": "absent", "targets": "present"}, ("revenue",)),
        ({"any": [{"main": True}, {"targets": "present"}]}, ("frt", "revenue")),
        ({"none": [{"tags": ["speed"]}, {"targets": "present"}]}, ("csat",)),
        ({"has_values": True}, ("csat",)),
    ],
)
def test_a_selector_means(written: dict[str, Any], expected: tuple[str, ...]):
    mistakes: list[object] = []
    selector = read_selector(written, (), Marked("x", written), mistakes.append)
    assert not mistakes
    assert selected(selector, CATALOGUE, {"csat"}) == expected


def test_without_knowing_the_values_all_may_have_some():
    selector = read_selector({"has_values": True}, (), Marked("x", None), lambda problem: None)
    assert len(selected(selector, CATALOGUE)) == 3
