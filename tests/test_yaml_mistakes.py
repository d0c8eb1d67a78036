from __future__ import annotations

import pytest

from monitor.yaml_marks import read_tolerantly

TRAPS = [
    ("a:\n\t- b: 1", "2:1", "a tab stands where spaces are needed", "use spaces"),
    ("a: >\n\tx", "2:1", "a tab stands where spaces are needed", "use spaces"),
    ("owner: @ceo", "1:8", "a text that begins with @ must be in quotes", "such as 'like this'"),
    ("a: 'x\nb: 2\nc: 3\n", "1:4", "a quote is opened here and never closed", "close the quote"),
    ('file: "C:\\data"', "1:10", "a backslash within double quotes", "single quotes"),
    ("a: 'don't'", "1:9", "more text after the closing quote", "written twice"),
    ("reason: Board: plan", "1:14", "a second ': ' in one line", "quotes"),
    ("a: [x\nb: 1", "1:4", "the list that is opened here with [ is not closed", "close it with ]"),
    ("a: {x: 1\nb: 3", "1:4", "what is opened here with { is not closed", "close it with }"),
    ("a:\n  b: 1\n c: 2", "3:2", "not indented like those it belongs to", "number of spaces"),
    ("- a\nb: 1", "2:1", "does not belong to the list above it", "'- '"),
    ("a: *x", "1:4", "begins with *", "quotes"),
    ("a: 1\n---\nb: 2", "2:1", "a second document", "one document"),
    ("[" * 5000, "1:1001", "nested too deeply", "brackets"),
]


@pytest.mark.parametrize(("text", "place", "what", "mend"), TRAPS, ids=[trap[2] + str(n) for n, trap in enumerate(TRAPS)])
def test_the_usual_mistakes_are_told_in_plain_words(text: str, place: str, what: str, mend: str):
    _, problems = read_tolerantly(text, "kpis.yaml")
    assert len(problems) == 1
    assert str(problems[0]).startswith(f"kpis.yaml:{place}: This is not valid YAML: ")
    assert what in problems[0].what
    assert mend in problems[0].mend
