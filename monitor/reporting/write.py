"""Writes the reports of a run into a folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from monitor.errors import Place, Problem, ProjectError
from monitor.model.finding import RunResult
from monitor.model.kpi import Catalogue
from monitor.model.project import Project
from monitor.model.rule import Rule
from monitor.model.situation import Situation
from monitor.model.words import Language
from monitor.reporting.look import look_of
from monitor.reporting.packed import with_languages
from monitor.reporting.period import Reviewed
from monitor.reporting.templates import page
from monitor.reporting.views.controller import controller
from monitor.reporting.views.leadership import leadership
from monitor.reporting.views.material import Material
from monitor.reporting.voice import voice_of

FORMATS = ("html",)
AUDIENCES: Mapping[str, Callable[[Material], object]] = {"leadership": leadership, "controller": controller}


def write_reports(
    result: RunResult,
    situation: Situation,
    rules: Mapping[str, Rule],
    project: Project,
    *,
    previous: RunResult | None = None,
    audience: Sequence[str] = ("leadership", "controller"),
    language: Language = Language.EN,
    formats: Sequence[str] = FORMATS,
    directory: Path,
    period: Reviewed | None = None,
    named: Catalogue | None = None,
) -> list[Path]:
    """Writes one self-contained page per audience, in `language` with the others inside; their paths, in the order of `audience`.

    `period` makes it a review of a period; `named` holds KPIs of earlier catalogues, for their names.
    A page replaces its predecessor in one step: a reader sees the old one or the new one, never half of it.
    Raises ProjectError for a format or an audience that is not known.
    """
    _check(audience, formats)
    look = look_of(project)
    spoken = [language, *(one for one in Language if one is not language)]
    materials = [
        Material(result, situation, rules, project, previous, voice_of(one, situation.catalogue, named), period) for one in spoken
    ]
    evidence = "controller.html" if "controller" in audience else ""
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name in dict.fromkeys(audience):
        path = directory / f"{name}.html"
        pages = [page(f"{name}.html", one.voice, look, evidence, view=AUDIENCES[name](one)) for one in materials]
        _replace(path, with_languages(pages[0], dict(zip(spoken[1:], pages[1:], strict=True))))
        written.append(path)
    return written


def _check(audience: Sequence[str], formats: Sequence[str]) -> None:
    place = Place("kpi-monitor.yaml")
    problems = [
        Problem(place, f"There is no report in the format '{one}'", f"one of: {', '.join(FORMATS)}", "correct `report: formats:`")
        for one in formats
        if one not in FORMATS
    ]
    problems += [
        Problem(place, f"There is no report for '{one}'", f"one of: {', '.join(AUDIENCES)}", "correct `report: audience:`")
        for one in audience
        if one not in AUDIENCES
    ]
    if problems:
        raise ProjectError(problems)


def _replace(path: Path, text: str) -> None:
    """Writes beside the file and moves it into place."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
