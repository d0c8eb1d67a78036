"""The built-in KPI library: complete, without contradictions, and found by the names that people use."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from monitor import resources
from monitor.catalogue import library_page
from monitor.catalogue.library import Library, context_words, load, read_library
from monitor.catalogue.tags import TAGS, UNITS
from monitor.errors import ProjectError
from monitor.model.words import PATTERNS, Direction, Family, Language, Measures, Perspective

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT.parent / "shared" / "article-kpis.csv"
README = resources.text("rules/library/README.md")
FILES = dict(resources.walk("rules/library", ".yaml"))
ID_OF_RULES = {
    *("csat", "nps", "first-response-time", "repeat-contacts", "reopened-cases", "first-contact-resolution", "cases-closed"),
    *("work-per-case", "average-handling-time", "contact-volume", "backlog", "survey-response-rate", "churn-rate", "returns"),
    *("complaints", "revenue", "leads", "conversion-rate", "on-time-departure", "on-time-arrival", "cancellation-rate"),
}


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


def test_it_has_the_standard_kpis(library: Library) -> None:
    assert len(library) >= 200
    assert set(library) >= ID_OF_RULES
    dora = {"deployment-frequency", "lead-time-for-changes", "change-failure-rate", "time-to-restore"}
    assert dora <= set(library)


def test_every_term_of_the_articles_is_the_exact_name_of_the_kpi_that_it_means(library: Library) -> None:
    if not ARTICLES.exists():
        pytest.skip("the list of the articles' KPIs (../shared/article-kpis.csv) is not beside this checkout")
    with ARTICLES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 100
    wrong = [row for row in rows if library.exact(row["term"]) is None]
    differing = [row for row in rows if library.exact(row["term"]) != library.exact(row["english"])]
    assert not wrong and not differing


def test_every_term_of_the_articles_is_found_with_a_slip_of_the_pen(library: Library) -> None:
    if not ARTICLES.exists():
        pytest.skip("the list of the articles' KPIs (../shared/article-kpis.csv) is not beside this checkout")
    with ARTICLES.open(encoding="utf-8") as file:
        terms = {row["term"] for row in csv.DictReader(file) if len(row["term"]) >= 8}
    for term in sorted(terms):
        middle = len(term) // 2
        meant = library.exact(term)
        for slip in (term[:middle] + term[middle + 1 :], term[:middle] + term[middle] + term[middle:]):
            assert meant in [match.entry for match in library.find(slip, 3)], slip


def test_every_entry_is_complete(library: Library) -> None:
    for entry in library.values():
        assert set(entry.name) == set(entry.aliases) == set(entry.definition) == set(Language), entry.id
        assert entry.tags and entry.counter and entry.gaming and entry.context, entry.id
        assert entry.id not in entry.counter, entry.id
        assert len(entry.aliases[Language.EN]) + len(entry.aliases[Language.DA]) >= 1, entry.id
        assert all(PATTERNS[word] is Family.GOODHART for word in entry.gaming), entry.id


def test_what_one_must_know_is_said_in_every_language(library: Library) -> None:
    used = {word for entry in library.values() for word in entry.context}
    words = context_words()
    assert set(words) == used
    assert all(set(said) == set(Language) and all(said.values()) for said in words.values())


def test_definitions_are_one_sentence(library: Library) -> None:
    for entry in library.values():
        for language, text in entry.definition.items():
            assert text[0].isupper() and text.endswith(".") and "\n" not in text, (entry.id, language)
            assert len(text) <= 160, (entry.id, language)


def test_percentages_are_shares_times_a_hundred(library: Library) -> None:
    named = {"average-annual-growth-rate", "patch-compliance"}
    for entry in library.values():
        if entry.unit == "%" and entry.id not in named:
            assert "* 100" in entry.formula, entry.id


def test_gross_margin_is_the_accepted_one(library: Library) -> None:
    entry = library["gross-margin"]
    assert entry.formula == "(revenue - cost of goods sold) / revenue * 100"
    assert entry.note is not None and "operating" in entry.note[Language.EN]


def test_benchmarks_are_those_of_the_field(library: Library) -> None:
    limits = {entry.id: (rule.above, rule.below) for entry in library.values() for rule in entry.benchmarks}
    assert limits["current-ratio"] == (2.0, None)
    assert limits["quick-ratio"] == (1.0, None)
    assert limits["oee"] == (85, None)
    assert limits["ae-four-hour"] == (95, None)
    assert limits["time-to-restore"] == (None, 1)
    assert all(rule.source for entry in library.values() for rule in entry.benchmarks)


def test_the_library_is_not_one_sided_itself(library: Library) -> None:
    for word in Perspective:
        assert sum(entry.perspective is word for entry in library.values()) >= 15, word
    for measure in Measures:
        assert sum(entry.measures is measure for entry in library.values()) >= 15, measure
    assert any(entry.direction is Direction.UNCLEAR for entry in library.values())


def test_a_term_belongs_to_one_kpi_apart_from_those_in_the_readme(library: Library) -> None:
    table = README.partition("| term | may mean |")[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("|") and "---" not in line]
    documented = {term: tuple(kpis.split(", ")) for term, kpis in rows}
    assert dict(library.ambiguous) == documented
    assert all(library.exact(term) is None for term in documented)


@pytest.mark.parametrize("name", FILES)
def test_no_key_stands_twice(name: str) -> None:
    def keys(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            assert len(names) == len(set(names)), sorted({key for key in names if names.count(key) > 1})
            for _, value in node.value:
                keys(value)

    keys(yaml.compose(FILES[name], Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def test_the_readme_explains_every_tag_and_unit(library: Library) -> None:
    for word, meaning in {**TAGS, **UNITS}.items():
        assert f"| `{word}` | {meaning} |" in README
    assert set(TAGS) == set().union(*(entry.tags for entry in library.values()))


def test_the_page_is_up_to_date(library: Library) -> None:
    shown = (ROOT / library_page.PAGE).read_text(encoding="utf-8")
    assert shown == library_page.page_of(library), "make it again with: python -m monitor.catalogue.library_page"


BROKEN = """area: sales
kpis:
  new-kpi:
    names: {en: [A], da: [B], nb: [C]}
    definition: {en: A., da: B., nb: C., sv: D.}
    formula: a / b
    unit: bananas
    direction: up
    measures: outcome
    timing: lagging
    perspective: customer
    category: operational
    tags: [speed, fast]
    counter: [nothing]
"""


def test_every_mistake_is_told_with_its_line() -> None:
    with pytest.raises(ProjectError) as caught:
        read_library({"rules/library/sales.yaml": BROKEN})
    told = "\n".join(map(str, caught.value.problems))
    for line, words in ((4, "names"), (7, "'bananas'"), (8, "'up'"), (13, "fast"), (3, "has no frequency")):
        assert any(str(one).startswith(f"rules/library/sales.yaml:{line}:") and words in str(one) for one in told.splitlines()), (
            line
        )


def test_unknown_counter_metrics_and_doubles_are_told() -> None:
    entry = (
        BROKEN.replace("nb: [C]}", "nb: [C], sv: [D]}").replace("bananas", "hours").replace("up", "lower").replace(", fast", "")
    )
    entry = entry.replace("    tags", "    frequency: weekly\n    tags")
    with pytest.raises(ProjectError) as caught:
        read_library({"a.yaml": entry, "b.yaml": entry})
    told = [str(one) for one in caught.value.problems]
    assert any(one.startswith("a.yaml:15: ") and "'nothing'" in one for one in told)
    assert any(one.startswith("b.yaml:3: ") and "two entries" in one for one in told)


def test_no_yaml_at_all() -> None:
    with pytest.raises(ProjectError, match=r"x\.yaml:\d:\d+: this is no YAML"):
        read_library({"x.yaml": "area: [sales"})
    with pytest.raises(ProjectError, match="no library file"):
        read_library({"x.yaml": "- sales"})


def test_an_incomplete_benchmark_is_told() -> None:
    (name, text), *_ = FILES.items()
    with pytest.raises(ProjectError, match="benchmark"):
        read_library({name: text.replace("      - above: 0\n", "      - about: 0\n")})
