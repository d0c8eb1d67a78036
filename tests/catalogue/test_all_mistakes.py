"""One project with a mistake in nearly every line: all are told at once, each in its place, in words that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.catalogue import kpi_file, library, project_file
from monitor.errors import ProjectError
from tests.catalogue.examples import ENVIRONMENT

HERE = Path(__file__).parent / "mistakes"


def told(folder: Path) -> list[str]:
    """All that is said about a project file and its catalogue, with places relative to the folder."""
    read = project_file.read_tolerantly(folder, ENVIRONMENT)
    problems = list(read.problems)
    if read.project is not None:
        problems += kpi_file.read_tolerantly(read.project, library.load()).problems
    return [str(problem).replace(f"{folder.as_posix()}/", "") for problem in ProjectError(problems).problems]


def test_every_mistake_is_told_with_its_place_and_its_mend():
    assert told(HERE) == (HERE / "told.txt").read_text(encoding="utf-8").splitlines()


def test_no_message_speaks_pydantic_or_python():
    for sentence in told(HERE):
        assert "Input should be" not in sentence
        assert "pydantic" not in sentence
        assert "None" not in sentence


KPI = "kpis:\n  a:\n    name: A\n    {}\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "decisions: [{on: 3/4/2025, what: x}]",
            "4:22: 'on': '3/4/2025' is no date; expected a day such as 2025-03-31; write the year",
        ),
        (
            "reviewed: {last: 2025-06}",
            "4:22: 'last': '2025-06' is no date; expected a day such as 2025-03-31; add the day: 2025-06-01",
        ),
        ("reviewed: {last: 20250630}", "4:22: 'last': 20250630 is no date; expected a day such as 2025-03-31; write 2025-06-30"),
        ("revisions: {within: 8 uger}", "4:25: 'within': '8 uger' is no duration; expected such as 10 days"),
        ("benchmark: {value: 1 200}", "4:24: 'value' is '1 200'; expected a number; write it without separators: 1200"),
        ("benchmark: {value: .inf}", "4:24: 'value' is inf; expected a number that is not infinite"),
        ("benchmark: {value: '4'}", "4:24: 'value' is '4'; expected a number; leave out the quotes: 4"),
        ("benchmark: {source: x}", "4:5: 'value' is missing in 'benchmark'; expected the value of others"),
        ("main: 1", "4:11: 'main' is 1; expected true or false"),
        ("main: ja", "4:11: 'main' is 'ja'; expected true or false; write true"),
        ("goal: 2025", "4:11: 'goal' is 2025; expected a text; put it in quotes: \"2025\""),
        ("goal: true", "4:11: 'goal' is true; expected a text; put it in quotes: \"true\""),
        ("audience: [a, '']", "4:19: item 2 of 'audience' is empty; fill it in, or remove the key"),
        ("audience: [a, [b]]", "4:19: item 2 of 'audience' is a list; expected a text"),
        ("like: kundetilfreshed", "4:11: the library has no KPI 'kundetilfreshed'; did you mean 'csat'?"),
        ("counter: ['b, c']", "4:15: there is no KPI 'b, c'; expected the id of a KPI of this catalogue; write a list: [b, c]"),
        (
            "counter: [csat]",
            "4:15: there is no KPI 'csat'; expected the id of a KPI of this catalogue; add it to the catalogue: csat: {like",
        ),
        ("counter: [a]", "4:15: 'a' cannot be its own counter-metric"),
        ("supports: a", "4:15: 'a' cannot support itself"),
        (
            "threshold: {limit: 3, met: bellow}",
            "4:32: 'bellow' is not possible for 'met'; expected below or above; did you mean 'below'?",
        ),
        (
            "targets: [{from: 2024-05-01, deadline: 2024-04-30, value: 1}]",
            "4:44: item 1 of 'targets': 'deadline' (2024-04-30) is before 'from'",
        ),
        ("targets: [{from: 2024-05-01, value: 1, low: 2, high: 3}]", "either 'value' or 'low' and 'high'"),
        ("notes: [{from: 2024-05-02, to: 2024-05-01, what: x}]", "4:36: item 1 of 'notes': 'to' (2024-05-01) is before 'from'"),
        (
            "notes: [{from: 2024-05-02, until: 2024-05-03, what: x}]",
            "4:32: there is no key 'until' in item 1 of 'notes'; expected one of from, to or what; did you mean 'to'?",
        ),
        ("Owner: x", "4:5: there is no key 'Owner' in 'a'; did you mean 'owner'?"),
        ("bananas: x", "4:5: there is no key 'bananas' in 'a'; expected one of like, name, unit,"),
        ("reason: Board: plan", "4:18: This is not valid YAML: a second ': ' in one line"),
    ],
)
def test_single_mistakes(tmp_path: Path, line: str, expected: str):
    (tmp_path / "kpi-monitor.yaml").write_text("organisation: X\n", encoding="utf-8")
    (tmp_path / "kpis.yaml").write_text(KPI.format(line), encoding="utf-8")
    assert [sentence for sentence in told(tmp_path) if expected in sentence], told(tmp_path)


def test_a_mistake_in_one_place_hides_none_in_another(tmp_path: Path):
    (tmp_path / "kpi-monitor.yaml").write_text("organisation: X\nlanguage: xx\n", encoding="utf-8")
    text = "kpis:\n  a:\n    ownr: x\n    like: csat\n    counter: [b]\n    targets: [{from: 2024-01-01, low: 1, high: 2}]\n"
    (tmp_path / "kpis.yaml").write_text(text, encoding="utf-8")
    assert [sentence.split(": ")[0] for sentence in told(tmp_path)] == [
        "kpi-monitor.yaml:2:11",
        "kpis.yaml:3:5",
        "kpis.yaml:5:15",
        "kpis.yaml:6:15",
    ]
