"""Keys of KPIs are set in the text of a catalogue, and nothing else changes."""

from __future__ import annotations

import difflib

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.catalogue.edit import edited
from monitor.errors import ProjectError

COMMENTED = """\
# The KPIs of the desk.
kpis:

  # how fast
  frt:                 # the name in the data
    like: first-response-time   # guessed
    main: yes please   # not read
    targets:
      - {from: 2024-01-01, value: 4}   # board

  csat:
    name:
      en: Satisfied
      da: Tilfredse
    # the counter-metrics come later
    counter:
"""


def changed(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line.rstrip("\r\n") for line in lines if line[0] in "+-"]


def test_a_value_is_replaced_where_it_stands():
    text = COMMENTED.replace("yes please", "true")
    after = edited(text, "kpis.yaml", {"frt": {"main": False}})
    assert changed(text, after) == ["-     main: true   # not read", "+     main: false   # not read"]


def test_a_new_key_stands_behind_a_line_that_is_whole():
    text = COMMENTED.replace("    main: yes please   # not read\n", "")
    after = edited(text, "kpis.yaml", {"frt": {"main": True, "counter": ("csat",)}})
    assert changed(text, after) == ["+     main: true", "+     counter: [csat]"]
    assert "like: first-response-time   # guessed\n    main: true\n    counter: [csat]\n    targets:" in after


def test_a_key_with_nothing_behind_it_is_filled_and_a_kpi_of_blocks_gets_its_key_first():
    text = COMMENTED.replace("    main: yes please   # not read\n", "")
    after = edited(text, "kpis.yaml", {"csat": {"main": True, "counter": ("frt",)}})
    assert changed(text, after) == ["+     main: true", "-     counter:", "+     counter: [frt]"]


FLOW = "kpis: {frt: {like: first-response-time, targets: [{from: 2024-01-01, value: 4}]}, csat: {like: csat, counter: []}}\n"


def test_brackets_stay_brackets():
    after = edited(FLOW, "kpis.yaml", {"frt": {"main": True}, "csat": {"counter": ("frt",), "main": False}})
    assert after == (
        "kpis: {frt: {like: first-response-time, targets: [{from: 2024-01-01, value: 4}], main: true}, "
        "csat: {like: csat, counter: [frt], main: false}}\n"
    )


def test_brackets_over_several_lines_with_comments_and_a_last_comma():
    text = "kpis:\n  frt: {\n    like: first-response-time, # a comment, with a }\n    name: Svartid,\n  }\n"
    after = edited(text, "kpis.yaml", {"frt": {"main": True}})
    assert after == text.replace("Svartid,", "Svartid, main: true,")


def test_a_list_of_lines_is_replaced_as_a_whole():
    text = "kpis:\n  a:\n    name: A\n    counter:\n      - b   # once\n      - c\n"
    text += "    # about the owner\n    owner: x\n  b: {name: B}\n"
    after = edited(text, "kpis.yaml", {"a": {"counter": ("b",)}})
    assert after == "kpis:\n  a:\n    name: A\n    counter: [b]\n    # about the owner\n    owner: x\n  b: {name: B}\n"


def test_line_ends_of_windows_stay():
    text = COMMENTED.replace("    main: yes please   # not read\n", "").replace("\n", "\r\n")
    after = edited(text, "kpis.yaml", {"frt": {"main": True}, "csat": {"main": True}})
    assert after.count("\n") == after.count("\r\n") == text.count("\n") + 2


def test_a_last_line_without_an_end():
    after = edited("kpis:\n  a:\n    name: A", "kpis.yaml", {"a": {"main": True}})
    assert after == "kpis:\n  a:\n    name: A\n    main: true"


def test_texts_over_several_lines_are_no_place_to_stand():
    text = "kpis:\n  a:\n    definition: |\n      one\n      two\n\n    name: A\n  b:\n    definition: >\n      folded\n"
    after = edited(text, "kpis.yaml", {"a": {"main": True}, "b": {"main": False}})
    assert after == text.replace("    name: A\n", "    name: A\n    main: true\n").replace(
        "  b:\n    definition", "  b:\n    main: false\n    definition"
    )


def test_a_kpi_that_is_a_reference_is_refused_and_told():
    text = "kpis:\n  a: &one {name: A}\n  b: *one\n"
    with pytest.raises(ProjectError) as told:
        edited(text, "kpis.yaml", {"b": {"main": True}})
    assert "kpis.yaml:2:" in str(told.value) and "by hand" in str(told.value)


def test_a_kpi_that_is_not_in_the_file_is_refused():
    with pytest.raises(ProjectError, match="not in this file"):
        edited("kpis:\n  a: {name: A}\n", "kpis.yaml", {"b": {"main": True}})


def test_an_id_that_yaml_would_read_otherwise_is_quoted():
    after = edited("kpis: {a: {name: A}, '12': {name: B}, 'true': {name: C}}", "f", {"a": {"counter": ("12", "true", "x y")}})
    assert "counter: ['12', 'true', 'x y']" in after


names = st.sampled_from(["A", "'it''s'", '"q: #"', "Ærlig tilfredshed", "a 😀 face", "[x]".replace("[", "").replace("]", "")])
styles = st.sampled_from(["flow", "block", "spaced"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, styles, st.sampled_from([None, "true", "false"])), min_size=1, max_size=5), st.booleans())
def test_any_layout_keeps_all_that_it_says(kpis: list[tuple[str, str, str | None]], windows: bool):
    parts = ["# top\nkpis:\n"]
    for number, (name, style, main) in enumerate(kpis):
        said = [f"name: {name}", *([f"main: {main}"] if main else []), "owner: x"]
        if style == "flow":
            parts.append(f"  k{number}: {{{', '.join(said)}}} # c\n")
        else:
            gap = "\n    # note\n" if style == "spaced" else ""
            parts.append(f"  k{number}:\n{gap}" + "".join(f"    {one}  # c\n{gap}" for one in said))
    text = "".join(parts)
    text = text.replace("\n", "\r\n") if windows else text
    after = edited(text, "f", {f"k{number}": {"main": True} for number in range(len(kpis))})
    meant = yaml.safe_load(text)
    for kpi in meant["kpis"].values():
        kpi["main"] = True
    assert yaml.safe_load(after) == meant
    assert after.count("#") == text.count("#")
