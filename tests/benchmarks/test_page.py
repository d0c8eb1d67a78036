"""The page of figures is made from a result, and what people wrote around the tables stays."""

from __future__ import annotations

import pytest

from benchmarks.page import FILE, TABLES, written
from benchmarks.plan import DOSES, GAMED
from benchmarks.records_plan import GAMED_RECORDS


def share(value=0.5):
    return {"hits": 1, "tries": 2, "value": value, "interval": [0.1, 0.9]}


def rate(value=0.4):
    return {"flags": 3, "kpi_years": 750, "per_100": value, "interval": [0.2, 0.8]}


@pytest.fixture
def told():
    both = {"watch": rate(), "finding": rate(0.04)}
    part = {"groups": dict.fromkeys(("all", "honest", "alike", "honest: outage"), both), "worst": {"watch": "honest: outage"}}
    rows = [
        {"pattern": one.name, "dose": dose, "prototype": None, "watch": share(), "finding": share(0.05), "other_word": share(0.0)}
        for one in GAMED
        for dose in DOSES
    ]
    waits = {"median": 90, "p90": None, "never": share(0.2)}
    delay = [{"pattern": "x", "dose": "strong", "histories": 4, "watch": waits, "finding": waits}]
    found = {f"{one.name}|{dose}": share(0.3) for one in GAMED for dose in DOSES}
    peer = {"comparator": "XmR", "threshold": 2.5, "false": rate(30.0), "nominal": found, "equal": found}
    return {
        "program": "abc",
        "seconds": 7,
        "honest": {"one_look": part, "replayed": {"every_days": 28, **part}},
        "recall": rows,
        "delay": {"every_days": 91, "rows": delay},
        "comparators": {"rows": [peer], "skipped": ""},
    }


@pytest.fixture
def of_records(told):
    """A result of records alone."""
    rows = [{**row, "pattern": one.name} for one in GAMED_RECORDS for row in told["recall"][:3]]
    one_look = {"groups": {name: both for name, both in told["honest"]["one_look"]["groups"].items() if name != "honest"}}
    both = {**told["honest"]["one_look"], **one_look}
    honest = {"one_look": both, "replayed": {"every_days": 91, **both}}
    return {"program": "def", "seconds": 9, "records": {"honest": honest, "recall": rows, "delay": told["delay"]}}


def test_all_tables_are_made_anew_and_the_words_stay(told):
    page = FILE.read_text(encoding="utf-8")
    again = written(page, told)
    assert "| all | one, at the end | 750 | 0.40 [0.20, 0.80] | 0.04 [0.20, 0.80] |" in again
    assert "| x | strong | 4 | 90, never | 0.20 [0.10, 0.90] |" in again
    assert "| **this engine, right word** |" in again and "| XmR | 30.00 [0.20, 0.80] | 0.30, 0.30, 0.30 | 2.50 |" in again
    assert "Program abc; 7 s." in again
    assert written(again, told) == again
    headings = [line for line in page.splitlines() if line.startswith(("#", "* Patterns", "* Two or three"))]
    assert [line for line in again.splitlines() if line in headings] == headings and len(headings) > 7


def test_a_result_of_records_alone_leaves_the_other_tables(told, of_records):
    page = written(FILE.read_text(encoding="utf-8"), told)
    again = written(page, of_records)
    assert "Program def; 9 s." in again and "Program abc; 7 s." in again
    assert "| superficial-closing: hanging up | weak | 0.50 [0.10, 0.90] |" in again
    assert "| all | every 91 days | 750 |" in again
    before, after = (text.partition("<!-- records-facts -->")[0] for text in (page, again))
    assert before == after


def test_a_page_without_a_place_for_a_table_is_refused(told):
    with pytest.raises(SystemExit, match="no place for the table 'honest'"):
        written("nothing here", told)
    assert len(TABLES) == 12
