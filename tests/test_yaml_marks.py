from __future__ import annotations

import math

import pytest

from monitor.errors import Place, ProjectError
from monitor.yaml_marks import read_marked, read_tolerantly


def test_scalars_follow_yaml_1_2_and_dates_stay_text():
    content = read_marked("[no, yes, on, 1:30, 2024-01-01, 007, 0x1F, 0o17, 1e3, .5, -.inf, ~, true, 'true']", "a.yaml").content
    assert content == ["no", "yes", "on", "1:30", "2024-01-01", 7, 31, 15, 1000.0, 0.5, -math.inf, None, True, "true"]


def test_every_path_has_its_place():
    marked = read_marked("kpis:\n  speed:\n    counter: [csat, nps]\n", "k.yaml")
    assert marked.place(("kpis", "speed", "counter", 1)) == Place("k.yaml", 3, 21)
    assert marked.key_place(("kpis", "speed", "counter")) == Place("k.yaml", 3, 5)
    assert marked.place(("kpis", "speed", "owner")) == Place("k.yaml", 3, 5), "a missing key is told where its parent stands"


def test_keys_are_text():
    assert read_marked("{no: 1, 2024: 2}", "a.yaml").content == {"no": 1, "2024": 2}


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a: 1\na: 2\n", 2, 1, "'a' stands here twice, first in line 1"),
        ("a: [1\nb: 2", 1, 4, "opened here with [ is not closed"),
        ("a: !!python/object:os.x 1", 1, 4, "tags are not used here"),
        ("a: &x [*x]", 1, 4, "contains itself"),
        ("? [1]\n: 2", 1, 3, "A key must be a word"),
        ("a:\n  \x01", 2, 3, "does not allow"),
    ],
)
def test_mistakes_have_their_place(text: str, line: int, column: int, said: str):
    with pytest.raises(ProjectError) as caught:
        read_marked(text, "k.yaml")
    problem = caught.value.problems[0]
    assert (problem.where.line, problem.where.column) == (line, column)
    assert said in str(problem)


def test_duplicates_do_not_hide_what_could_be_read():
    marked, problems = read_tolerantly("a: 1\na: 2\nb: 3\n", "k.yaml")
    assert marked.content == {"a": 1, "b": 3}
    assert len(problems) == 1


def test_a_file_that_unfolds_without_end_is_refused():
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"] + [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    with pytest.raises(ProjectError, match="too large"):
        read_marked("\n".join(lines), "k.yaml")


def test_nesting_without_end_is_refused():
    with pytest.raises(ProjectError):
        read_marked("[" * 20000 + "]" * 20000, "k.yaml")
