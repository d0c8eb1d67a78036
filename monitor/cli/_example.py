"""Writes one of the exemplary catalogues as a project of its own: the catalogue word for word, and its made-up values."""

from __future__ import annotations

from pathlib import Path

from monitor.errors import Place, Problem, ProjectError
from monitor.model.words import Language

PROJECT = """\
# yaml-language-server: $schema=schemas/kpi-monitor.schema.json
# An example of a good catalogue: read kpis.yaml. Organisation, people and values are made up.
# kpi-monitor run --as-of {as_of}
organisation: {organisation}
language: {language}
catalogue: kpis.yaml
observations:
  - file: data/observations.csv
"""


def write_example(folder: Path, name: str, language: Language) -> list[Path]:
    """Writes the project; returns its files. Raises ProjectError where one of them is there already."""
    from monitor.catalogue.schemas import texts as schema_texts
    from monitor.cli.demo_tables import write_long
    from monitor.engine.examples import example

    one = example(name)
    project = PROJECT.format(as_of=one.as_of, organisation=one.organisation, language=language)
    kpis = f"# yaml-language-server: $schema=schemas/kpis.schema.json\n{one.kpis}"
    texts = {"kpi-monitor.yaml": project, "kpis.yaml": kpis, **{f"schemas/{key}": text for key, text in schema_texts().items()}}
    values = folder / "data" / "observations.csv"
    taken = [path for path in (folder / "kpi-monitor.yaml", folder / "kpis.yaml", values) if path.exists()]
    if taken:
        what, mend = "the file is there already; it is not overwritten", "choose another folder, or move it away"
        raise ProjectError(Problem(Place(path.as_posix()), what, "", mend) for path in taken)
    written = []
    for key, text in texts.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    write_long(values, one.observations, one.observations["kpi"].unique().tolist())
    return [*written, values]
