from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.catalogue.content import catalogue_of, content_of, fingerprint_of
from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.errors import Place
from monitor.model.kpi import Catalogue, Kpi, Note, Review, Revisions, Target, Threshold
from monitor.model.words import Direction, Frequency, Language
from monitor.yaml_marks import read_marked
from tests.catalogue import examples


def rich() -> Catalogue:
    content = read_marked(examples.KPIS + examples.COUNTERS, "kpis.yaml").content["kpis"]
    return catalogue_from(content, load())


def test_a_rich_catalogue_survives_json():
    catalogue = rich()
    assert catalogue_of(json.loads(json.dumps(content_of(catalogue)))) == catalogue


def test_only_what_is_said_is_kept():
    content = content_of(catalogue_from({"a": {"name": "A"}}, load()))
    assert content["kpis"]["a"] == {"id": "a", "name": {"en": "A"}, "place": {"file": "case, a"}, "given": ["name"]}


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
KPI = st.builds(
    Kpi,
    id=TEXT,
    name=st.dictionaries(st.sampled_from(Language), TEXT),
    place=st.builds(Place, TEXT, st.integers(0, 99), st.integers(0, 99)),
    direction=st.none() | st.sampled_from(Direction),
    main=st.booleans(),
    definition=st.none() | TEXT,
    counter=st.lists(TEXT).map(tuple),
    targets=st.lists(st.builds(Target, start=st.dates(), value=st.none() | NUMBER, until=st.none() | st.dates())).map(tuple),
    threshold=st.none() | st.builds(Threshold, limit=NUMBER, inclusive=st.booleans()),
    reviewed=st.none() | st.builds(Review, last=st.none() | st.dates(), every=st.none() | st.sampled_from(Frequency)),
    notes=st.lists(st.builds(Note, st.dates(), TEXT, st.none() | st.dates()), max_size=2).map(tuple),
    revisions=st.none() | st.builds(Revisions, st.none() | TEXT, st.none() | st.integers(0, 999)),
    tags=st.frozensets(TEXT),
    given=st.frozensets(TEXT),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(KPI, max_size=2))
def test_any_catalogue_survives_json(kpis: list[Kpi]):
    known = {kpi.id: kpi for kpi in kpis}
    catalogue = Catalogue(known, fingerprint_of(known), tuple(known))
    assert catalogue_of(json.loads(json.dumps(content_of(catalogue)))) == catalogue


def plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(below) for key, below in value.items())
    return all(map(plain, value)) if isinstance(value, list) else isinstance(value, str | int | float | bool)


def test_the_content_is_plain():
    assert plain(content_of(rich()))


def test_places_do_not_change_the_fingerprint():
    one = catalogue_from({"a": {"name": "A"}}, load(), file="one")
    two = catalogue_from({"a": {"name": "A"}}, load(), file="two")
    assert one.fingerprint == two.fingerprint
