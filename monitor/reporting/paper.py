"""A page as PDF: paged, with bookmarks, tagged for accessibility (PDF/UA-1), by WeasyPrint (extra `pdf`).

The page is the HTML of one language; its print style holds. WeasyPrint draws pictures without the page's style, so each picture
gets the rules that speak of it, with their colours filled in. What a reader unfolds on screen is left out, as on any print: the
numbers are in the workbook. Pages hold all that they need: nothing is fetched, from anywhere.
"""

from __future__ import annotations

import re
from functools import cache

from monitor import resources
from monitor.errors import Place, Problem, ProjectError

_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_DRAWS = re.compile(r"\b(fill|stroke|stroke-width|stroke-dasharray|opacity|font-size|font-weight)\s*:")
_OF_PICTURES = re.compile(r"^(svg\b.*|\.[a-z]{2}(\.s)?)$")
_VARIABLE = re.compile(r"var\((--[A-Za-z0-9]+)\)")
_PICTURE = re.compile(r"<svg\b[^>]*>")
_COLOURS = re.compile(r"(--[A-Za-z0-9]+):([^;}]+)")


def as_pdf(page: str) -> bytes:
    """The page on A4. Raises ProjectError where WeasyPrint is not installed."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise ProjectError([_missing(error)]) from error
    _quiet()
    drawn = _PICTURE.sub(lambda found: f"{found.group(0)}<style>{_picture_style()}</style>", page)
    sheet = CSS(string=resources.text("reports/static/paper.css"))
    document = HTML(string=drawn, url_fetcher=URLFetcher(allowed_protocols=("data",)))
    return bytes(document.write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1"))


def _missing(error: Exception) -> Problem:
    return Problem(
        Place("kpi-monitor.yaml"),
        f"PDF reports need WeasyPrint, and it cannot be used here: {str(error).splitlines()[0]}",
        "the extra `pdf`, and the library Pango of the system",
        "pip install 'kpi-health-monitor[pdf]', or take `pdf` out of `report: formats:`",
    )


def _quiet() -> None:
    """WeasyPrint tells of every property that paper has no use for; those are not the reader's concern."""
    import logging

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)


@cache
def _picture_style() -> str:
    """The rules of the page's style that speak of pictures, with the colours of print."""
    style = re.sub(r"/\*.*?\*/", "", resources.text("reports/static/report.css"), flags=re.DOTALL)
    colours = _colours(style)
    rules = []
    for selector, said in _RULE.findall(style):
        chosen = [one.strip() for one in selector.split(",") if _OF_PICTURES.match(one.strip())]
        if chosen and _DRAWS.search(said):
            filled = _VARIABLE.sub(lambda found: colours.get(found.group(1), "#000"), said)
            rules.append(f"{','.join(one.removeprefix('svg ') for one in chosen)}{{{filled}}}")
    return "".join(rules)


def _colours(style: str) -> dict[str, str]:
    """The palette of print: that of the screen, and what the print style sets otherwise."""
    screen, _, rest = style.partition("@media")
    printed = rest.partition("@media print")[2]
    return {name: value.strip() for part in (screen, printed) for name, value in _first(part).items()}


def _first(part: str) -> dict[str, str]:
    """Each variable as it is set first: the light palette stands before the dark one."""
    found: dict[str, str] = {}
    for name, value in _COLOURS.findall(part):
        found.setdefault(name, value)
    return found
