"""The controller's report as a static site: an index with search and filter, a page for each KPI and for each finding.

It needs no server: relative links only, nothing is fetched, and what the search looks in stands in the index. Ids are written by
people; a page's file is named after its id where that is safe in every file system, and else after a part of it and its hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from monitor import resources
from monitor.errors import Place, Problem, ProjectError
from monitor.model.words import Family
from monitor.reporting.look import LOGO_KINDS, Look
from monitor.reporting.templates import Printer, script_of, style_of
from monitor.reporting.views.controller import Controller, controller
from monitor.reporting.views.evidence import Proof, proof
from monitor.reporting.views.filters import Choice, finding_filters
from monitor.reporting.views.material import Material, weight
from monitor.reporting.views.overview import overview

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
FOLDER, INDEX, STYLE, SCRIPT = "site", "index.html", "style.css", "site.js"
_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_UNSAFE = re.compile(r"[^a-z0-9]+")
_DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
_FINDING = re.compile(r"F-[0-9A-Z]{1,64}")


def as_site(material: Material, look: Look) -> dict[str, bytes]:
    """Every file of the site by its path in it, in the language of the material."""
    view = controller(material, draw_all=True)
    proofs = _proofs(view, material)
    places = {f"kpi-{one.id}": f"kpi/{file_name(one.id)}.html" for one in view.kpis}
    places |= {one.id: f"finding/{file_name(one.id, _FINDING)}.html" for one in proofs}
    site = _Site(Printer(material.voice, look), view, places, _index_anchors(view), _logo_file(look))
    made = {INDEX: site.page("site/index.html", INDEX, overview=overview(material), fact_row="fact-row", **_filters(material))}
    for page in view.kpis:
        place = places[f"kpi-{page.id}"]
        made[place] = site.page("site/kpi.html", place, one=page, alone=True)
    for one in proofs:
        made[places[one.id]] = site.page("site/finding.html", places[one.id], one=one, alone=True)
    files = {path: text.encode() for path, text in made.items()}
    style = f"{resources.text('reports/static/site.css')}\n{style_of(look)}"
    files |= {STYLE: style.encode(), SCRIPT: script_of().encode()}
    return files | ({site.logo: _logo_bytes(look)} if site.logo else {})


def file_name(id: str, safe: re.Pattern[str] = _SAFE) -> str:
    """The id where it is a safe name of a file, on every system; else what is safe of it, and its hash, which tells ids apart."""
    if safe.fullmatch(id) and not _DEVICE.fullmatch(id):
        return id
    digest = hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{_UNSAFE.sub('-', id.lower()).strip('-')[:60] or 'x'}~{digest}"


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Writes the site beside `folder` and moves it into its place as a whole, so that old pages are gone; the index.

    Raises ProjectError where something stands in its place that is not such a site: it is left alone.
    """
    _check_place(folder)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    new, old = beside / "new", beside / "old"
    try:
        for path, content in files.items():
            file = new / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder / INDEX


@dataclass(frozen=True)
class _Site:
    """What all pages share; `places` gives the page of an anchor, `anchors` are those of the index."""

    printer: Printer
    view: Controller
    places: Mapping[str, str]
    anchors: frozenset[str]
    logo: str

    def page(self, template: str, place: str, **views: object) -> str:
        root = "../" * place.count("/")
        logo = f"{root}{self.logo}" if self.logo else ""
        shared = {"policy": POLICY, "root": root, "logo": logo, "evidence": "", "to": self._links(place, root)}
        return self.printer.printed(template, view=self.view, **shared, **views)

    def _links(self, here: str, root: str) -> Callable[[str], str]:
        def to(anchor: str) -> str:
            if anchor in self.places:
                return f"{root}{self.places[anchor]}"
            start = "" if here == INDEX else f"{root}{INDEX}"
            return f"{start}#{quote(anchor, safe='')}" if anchor in self.anchors else start or "#main"

        return to


def _filters(material: Material) -> dict[str, tuple[Choice, ...]]:
    """Those of the findings in the numbers and those of the facts: the two stand far from each other here."""
    findings = sorted(material.result.findings, key=weight)
    gaming = [finding for finding in findings if finding.family is Family.GOODHART]
    facts = [finding for finding in findings if finding.family is not Family.GOODHART]
    return {"filters": finding_filters(gaming, material.voice), "fact_filters": finding_filters(facts, material.voice)}


def _proofs(view: Controller, material: Material) -> list[Proof]:
    """That of every finding: those of the report, and of each fact of the catalogue and what a note explains."""
    known = {one.id: one for one in (*view.proofs, *view.explained)}
    others = (finding for finding in material.result.findings if finding.id not in known)
    return [*known.values(), *(proof(finding, material) for finding in others)]


def _index_anchors(view: Controller) -> frozenset[str]:
    return frozenset(("run", "rules", *(f"rule-{rule.id}" for rule in view.rules)))


def _logo_file(look: Look) -> str:
    kind = look.logo.removeprefix("data:").partition(";")[0]
    return next((f"logo{ending}" for ending, known in LOGO_KINDS.items() if known == kind), "")


def _logo_bytes(look: Look) -> bytes:
    return base64.b64decode(look.logo.partition(",")[2])


def _check_place(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not _is_site(folder)):
        told = f"'{folder}' is in the way: it is not a site that was written before"
        raise ProjectError([Problem(Place("kpi-monitor.yaml"), told, "nothing, or an earlier site", "move it away")])


def _is_site(folder: Path) -> bool:
    return folder.is_dir() and (not any(folder.iterdir()) or ((folder / INDEX).is_file() and (folder / SCRIPT).is_file()))
