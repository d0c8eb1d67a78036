"""Writes the reports of a run into a folder."""

from __future__ import annotations

import json
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
from monitor.reporting.findings_json import document
from monitor.reporting.look import look_of
from monitor.reporting.packed import with_languages
from monitor.reporting.paper import as_pdf
from monitor.reporting.period import Reviewed
from monitor.reporting.site import FOLDER, as_site, put
from monitor.reporting.templates import page
from monitor.reporting.views.controller import controller
from monitor.reporting.views.leadership import leadership
from monitor.reporting.views.material import Material
from monitor.reporting.voice import voice_of
from monitor.reporting.workbook import as_workbook

FORMATS = ("html", "pdf", "xlsx", "site", "json")
FOR_CONTROLLERS = frozenset({"xlsx", "site"})
"""Formats that are made for the controller only."""
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
    formats: Sequence[str] = ("html",),
    directory: Path,
    period: Reviewed | None = None,
    named: Catalogue | None = None,
) -> list[Path]:
    """Writes what is asked for in each format, audience by audience; the paths, in that order.

    `html`: one self-contained page per audience, in `language` with the others inside. `pdf`: the page in `language` on paper,
    where the extra `pdf` is installed. `xlsx`: one workbook with the tables of the run, for the controller.
    `site`: a folder of pages in `language`, for the controller (monitor.reporting.site). `json`: the findings.
    `period` makes it a review of a period; `named` holds KPIs of earlier catalogues, for their names.
    A file replaces its predecessor in one step: a reader sees the old one or the new one, never half of it.
    Raises ProjectError, and writes nothing, for a format or an audience that is not known and where the extra `pdf` is missing.
    """
    _check(audience, formats)
    look = look_of(project)
    spoken = [language, *(one for one in Language if one is not language)]
    materials = [
        Material(result, situation, rules, project, previous, voice_of(one, situation.catalogue, named), period) for one in spoken
    ]
    evidence = "controller.html" if "controller" in audience else ""
    made: dict[Path, bytes] = {}
    for name in dict.fromkeys(audience):
        pages = [
            page(f"{name}.html", one.voice, look, evidence, view=AUDIENCES[name](one))
            for one in (materials if "html" in formats else materials[:1] if "pdf" in formats else ())
        ]
        if "html" in formats:
            packed = with_languages(pages[0], dict(zip(spoken[1:], pages[1:], strict=True)))
            made[directory / f"{name}.html"] = packed.encode()
        if "pdf" in formats:
            made[directory / f"{name}.pdf"] = as_pdf(pages[0])
        if "xlsx" in formats and name == "controller":
            made[directory / f"{name}.xlsx"] = as_workbook(materials[0])
    if "json" in formats:
        told = document(result, rules, situation.catalogue, language)
        made[directory / "findings.json"] = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    site = as_site(materials[0], look) if "site" in formats and "controller" in audience else {}
    directory.mkdir(parents=True, exist_ok=True)
    index = [put(directory / FOLDER, site)] if site else []
    for path, content in made.items():
        _replace(path, content)
    return [*made, *index]


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
    if not problems and set(formats) <= FOR_CONTROLLERS and "controller" not in audience:
        what = f"There is no report as {' or '.join(sorted(set(formats)))} for {', '.join(audience)}"
        problems.append(Problem(place, what, "the audience controller, or html or pdf", "correct `report:`"))
    if problems:
        raise ProjectError(problems)


def _replace(path: Path, content: bytes) -> None:
    """Writes beside the file and moves it into place."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
