from __future__ import annotations

from datetime import date

import pytest

from monitor.store.descriptions import as_stored
from monitor.store.store import Store

JANUARY, MARCH, JUNE, JULY = date(2025, 1, 1), date(2025, 3, 1), date(2025, 6, 1), date(2025, 7, 1)
CONTENT = {"speed": {"name": {"da": "Svartid «ø»"}, "targets": [{"from": date(2024, 1, 1), "value": 4}], "tags": ("a", "b")}}


def test_each_version_is_kept_once(store: Store) -> None:
    with store.work() as work:
        assert work.catalogue() is None
        for fingerprint, day in [("a", JANUARY), ("a", MARCH), ("b", JUNE), ("b", JULY), ("a", JULY)]:
            work.keep_catalogue(fingerprint, {"is": fingerprint}, day)
    with store.read() as reading:
        kept = [(one.fingerprint, one.first_used, one.last_used) for one in reading.catalogues()]
    assert kept == [("a", JANUARY, MARCH), ("b", JUNE, JULY), ("a", JULY, JULY)]


def test_the_version_in_force_on_a_day(store: Store) -> None:
    with store.work() as work:
        work.keep_catalogue("a", {"is": "a"}, JANUARY)
        work.keep_catalogue("b", {"is": "b"}, JUNE)
        found = [work.catalogue(day) for day in (date(2024, 1, 1), JANUARY, MARCH, JUNE, None)]
    assert [one and one.content["is"] for one in found] == [None, "a", "a", "b", "b"]


def test_a_replay_of_the_past_with_todays_catalogue_says_nothing_about_the_past(store: Store) -> None:
    with store.work() as work:
        work.keep_catalogue("a", {}, JANUARY)
        work.keep_catalogue("b", {}, JUNE)
        work.keep_catalogue("b", {}, MARCH)
        work.keep_catalogue("b", {}, date(2024, 1, 1))
        assert [(one.fingerprint, one.first_used) for one in work.catalogues()] == [("a", JANUARY), ("b", JUNE)]


def test_content_comes_back_as_json_has_it(store: Store) -> None:
    with store.work() as work:
        work.keep_catalogue("a", CONTENT, JANUARY)
        found = work.catalogue()
    assert found is not None
    assert found.content == as_stored(CONTENT)
    assert found.content["speed"]["targets"] == [{"from": "2024-01-01", "value": 4}]
    assert found.content["speed"]["tags"] == ["a", "b"]


def test_content_that_json_cannot_hold_is_refused(store: Store) -> None:
    with pytest.raises(TypeError, match="not object"), store.work() as work:
        work.keep_catalogue("a", {"x": object()}, JANUARY)


def test_rules_are_kept_by_version_and_edited_ones_too(store: Store) -> None:
    with store.work() as work:
        work.keep_rules({("no-owner", 1): "one", ("no-target", 1): "other"})
        work.keep_rules({("no-owner", 1): "one", ("no-owner", 2): "two"})
        work.keep_rules({("no-owner", 1): "edited"})
        work.keep_rules({("no-owner", 1): "one"})
    with store.read() as reading:
        found = [reading.rule_text(*key) for key in (("no-owner", 1), ("no-owner", 2), ("no-target", 1), ("no-target", 2))]
    assert found == ["one", "two", "other", None]
