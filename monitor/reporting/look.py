"""What an organisation replaces of our looks: templates, a stylesheet after ours, its logo. No code, nothing that loads."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from monitor import resources
from monitor.catalogue.suggest import did_you_mean
from monitor.errors import Place, Problem, ProjectError
from monitor.model.project import Project

LOGO_KINDS: Mapping[str, str] = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
LARGEST_LOGO = 200_000
LOADS = re.compile(r"@import|url\(\s*['\"]?(?!data:)", re.IGNORECASE)
SEE = "see docs/own-report.md"


@dataclass(frozen=True)
class Look:
    """`templates`: text by name, `style`: CSS that follows ours, `logo`: a data URI; all empty where nothing is replaced."""

    templates: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """Where each template was read, for messages."""
    style: str = ""
    logo: str = ""


def look_of(project: Project) -> Look:
    """The organisation's look. Raises ProjectError with every mistake in it at once."""
    problems: list[Problem] = []
    settings = project.report
    found = _templates(project.folder, settings.templates, problems) if settings.templates else {}
    style = _style(project.folder, settings.style, problems) if settings.style else ""
    logo = _logo(project.folder, settings.logo, problems) if settings.logo else ""
    if problems:
        raise ProjectError(problems)
    texts = {name: path.read_text(encoding="utf-8") for name, path in found.items()}
    return Look(texts, {name: _shown(project.folder, path) for name, path in found.items()}, style, logo)


@cache
def builtin_templates() -> tuple[str, ...]:
    """The names of all templates of the pages, those of mails apart."""
    below = "reports/templates"
    names = (path.removeprefix(f"{below}/") for path, _ in resources.walk(below, ".html"))
    return tuple(name for name in names if not name.startswith("mail/"))


def _templates(folder: Path, below: str, problems: list[Problem]) -> dict[str, Path]:
    from jinja2 import Environment, TemplateSyntaxError

    place, where = folder / below, Place("kpi-monitor.yaml")
    if not place.is_dir():
        problems.append(
            Problem(where, f"there is no folder '{below}'", "a folder with templates", "correct `report: templates:`")
        )
        return {}
    found: dict[str, Path] = {}
    parser = Environment(extensions=["jinja2.ext.i18n"])
    for path in sorted(place.rglob("*.html")):
        name, shown = path.relative_to(place).as_posix(), _shown(folder, path)
        found[name] = path
        if name not in builtin_templates():
            mend = did_you_mean(name, builtin_templates()) or f"one of: {', '.join(builtin_templates())}"
            problems.append(Problem(Place(shown), f"no page uses a template '{name}'", "the name of a built-in template", mend))
        try:
            parser.parse(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            problems.append(Problem(Place(shown), "the file is not UTF-8", "a text in UTF-8", "save it as UTF-8"))
        except TemplateSyntaxError as error:
            problems.append(Problem(Place(shown, error.lineno), error.message or "the template cannot be read", "", SEE))
    if not found:
        problems.append(Problem(Place(below), "the folder has no template", "files such as leadership.html", SEE))
    return found


def _style(folder: Path, file: str, problems: list[Problem]) -> str:
    text = _text(folder / file, file, "style", problems)
    for number, line in enumerate(text.splitlines(), 1):
        if LOADS.search(line):
            told = "the stylesheet loads something from outside, which a page that works offline must not"
            problems.append(Problem(Place(file, number), told, "no @import, and url() with data: only", "write it into the file"))
        if "</" in line:
            problems.append(Problem(Place(file, number), "'</' would end the stylesheet", "plain CSS", "take it out"))
    return text


def _text(path: Path, file: str, key: str, problems: list[Problem]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(Place(file), "the file is not UTF-8", "a text in UTF-8", "save it as UTF-8"))
    except OSError:
        where = Place("kpi-monitor.yaml")
        problems.append(Problem(where, f"the file '{file}' cannot be read", "a file of the project", f"correct `report: {key}:`"))
    return ""


def _logo(folder: Path, file: str, problems: list[Problem]) -> str:
    path, where = folder / file, Place("kpi-monitor.yaml")
    kind = LOGO_KINDS.get(path.suffix.lower())
    if kind is None:
        kinds = ", ".join(LOGO_KINDS)
        problems.append(
            Problem(where, f"'{file}' cannot be a logo", f"a file of one of the kinds {kinds}", "correct `report: logo:`")
        )
        return ""
    try:
        content = path.read_bytes()
    except OSError:
        problems.append(Problem(where, f"the file '{file}' cannot be read", "a file of the project", "correct `report: logo:`"))
        return ""
    if len(content) > LARGEST_LOGO:
        size = f"{len(content) // 1000} kB"
        problems.append(Problem(Place(file), f"the logo has {size}", f"at most {LARGEST_LOGO // 1000} kB", "make it smaller"))
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _shown(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
