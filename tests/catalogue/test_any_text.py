"""Whatever stands in the files: the answer is a catalogue or a list of mistakes, never another error."""

from __future__ import annotations

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.catalogue.kpi_file import catalogue_from, read_catalogue
from monitor.catalogue.library import load
from monitor.catalogue.project_file import read_project, read_tolerantly
from monitor.errors import ProjectError
from tests.catalogue import examples

EXAMPLE_KPIS = examples.KPIS + examples.COUNTERS
SIGNS = ("\t", "  ", "\n", ": ", "- ", "[", "]", "{", "}", "'", '"', "&a ", "*a", "-", "#", "|", "? ", "%", "${", "---\n")
WORDS = ("!!int ", "null", "\0", "\ud800", "1e999", ".nan", "2024-13-01", "<<: ", "\ufeff", "\u00a0", "true", "0x10", "9" * 5000)
SNIPPETS = st.sampled_from(SIGNS) | st.sampled_from(WORDS)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
CONTENT = st.recursive(
    PLAIN, lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below, max_size=3), max_leaves=8
)
GROUPS = ("targets", "records", "threshold", "notes", "decisions", "reviewed", "revisions", "benchmark")
FIELDS = ("name", "like", "unit", "direction", "counter", "supports", "version", "main", "from", "value", "low", "what")
KEYS = st.sampled_from(GROUPS) | st.sampled_from(FIELDS) | st.sampled_from(("csat", "first-response-time"))
NEAR = st.recursive(
    PLAIN | KEYS, lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=5), max_leaves=12
)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """A text with a few pieces cut out, doubled or put in."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(SNIPPETS | st.just(text[start:end] * 2)) + text[end:]
    return text


def read(project: bytes, kpis: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "kpi-monitor.yaml").write_bytes(project)
        (folder / "kpis.yaml").write_bytes(kpis)
        with contextlib.suppress(ProjectError):
            found = read_tolerantly(folder, examples.ENVIRONMENT)
            assert found.problems or found.project is not None
            read_catalogue(read_project(folder, examples.ENVIRONMENT), load())


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@settings(max_examples=150, deadline=None)
@given(damaged(examples.PROJECT))
def test_a_damaged_project_file(text: str):
    read(encoded(text), encoded(EXAMPLE_KPIS))


@settings(max_examples=150, deadline=None)
@given(damaged(EXAMPLE_KPIS))
def test_a_damaged_catalogue(text: str):
    read(encoded(examples.PROJECT), encoded(text))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes(project: bytes, kpis: bytes):
    read(project, b"kpis: " + kpis)
    read(b"organisation: " + project, kpis)


@settings(max_examples=250, deadline=None)
@given(st.dictionaries(st.text(max_size=8), CONTENT, max_size=3) | st.dictionaries(KEYS, NEAR, max_size=3))
def test_any_content(content: dict[str, object]):
    with contextlib.suppress(ProjectError):
        assert set(catalogue_from(content, load()).kpis) == set(content)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["organisation", "catalogue", "observations", "events", "store", "notify"]), NEAR))
def test_any_project(content: dict[str, object]):
    import yaml

    read(encoded(yaml.safe_dump(content, allow_unicode=True)), encoded(EXAMPLE_KPIS))
