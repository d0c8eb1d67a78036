import hashlib
import json
import os
import re
import zlib
from base64 import b64decode, b64encode
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from monitor.errors import ProjectError
from monitor.model.evidence import Message
from monitor.model.finding import Finding, SetAside, Skipped
from monitor.model.kpi import Benchmark, Catalogue, Note
from monitor.model.words import Language
from monitor.reporting.packed import HEAVY
from monitor.reporting.templates import page
from monitor.reporting.views.leadership import leadership
from monitor.reporting.views.material import Material
from monitor.reporting.voice import Voice
from monitor.reporting.write import AUDIENCES, write_reports
from tests.reporting.example import Example, example
from tests.reporting.example_catalogue import example_catalogue
from tests.reporting.lived import lived

GOLDEN = Path(__file__).parent / "golden"


def _written(ready: Example, folder: Path, language: Language = Language.EN) -> dict[str, str]:
    paths = write_reports(
        ready.result, ready.situation, ready.rules, ready.project, previous=ready.previous, language=language, directory=folder
    )
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.foreign = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if tag == "a" else []
        self.scripts += [given.get("type") or ""] if tag == "script" else []
        self.foreign += tag in ("iframe", "object", "img") or any(name.startswith("on") or name == "style" for name in given)
        self.foreign += tag == "script" and "src" in given


def _read(html: str) -> _Ids:
    reader = _Ids()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("language", [Language.EN, Language.DA])
@pytest.mark.parametrize("name", ["leadership", "controller"])
def test_pages_are_as_they_were_looked_at(name: str, language: Language) -> None:
    """`UPDATE_GOLDEN=1 pytest tests/reporting` writes them anew; look at them before committing."""
    ready = lived(language)
    material = Material(
        ready.result, ready.situation, ready.rules, ready.project, ready.previous, Voice(language, ready.situation.catalogue)
    )
    made = re.sub(
        r"<(style|script)>.*?</\1>",
        r"<\1></\1>",
        page(f"{name}.html", material.voice, view=AUDIENCES[name](material)),
        flags=re.S,
    )
    made = re.sub(r"sha256-[^']*", "sha256-", made)
    made = "\n".join(line.rstrip() for line in made.replace("><", ">\n<").splitlines()) + "\n"
    made = re.sub(r"(<svg[^>]*>).*?</svg>", r"\1</svg>", made, flags=re.S)
    golden = GOLDEN / f"{name}-{language}.html"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8"), "the page changed: look at it, then UPDATE_GOLDEN=1"


def test_both_pages_are_written_small_and_whole(tmp_path: Path) -> None:
    pages = _written(example(), tmp_path / "report")
    assert set(pages) == {"leadership", "controller"}
    assert all(html.startswith("<!doctype html>") and html.rstrip().endswith("</html>") for html in pages.values())
    assert all(len(html.encode()) < 2_000_000 for html in pages.values())
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == ["controller.html", "leadership.html"]


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    assert _written(example(), tmp_path / "a") == _written(example(), tmp_path / "b")


def test_every_link_leads_somewhere_and_no_anchor_is_there_twice(tmp_path: Path) -> None:
    read = {name: _read(html) for name, html in _written(example(), tmp_path).items()}
    read |= {name: _read(html) for name, html in _written(lived(), tmp_path).items()}
    for name, found in read.items():
        assert len(found.ids) == len(set(found.ids))
        for link in found.links:
            target, _, anchor = link.partition("#")
            where = read[target.removesuffix(".html")] if target else read[name]
            assert not anchor or anchor in where.ids, f"{name}: {link}"


def test_nothing_in_a_page_loads_and_only_our_script_runs(tmp_path: Path) -> None:
    """The policy names our script and style by their hashes; the only other script is data, which no browser runs."""
    for html in _written(example(), tmp_path).values():
        read = _read(html)
        assert read.scripts == ["", "application/json"] and read.foreign == 0
        allowed = re.search(r"script-src '(.*?)'; style-src '(.*?)'", unescape(html))
        inside = [re.search(f"<{tag}>(.*?)</{tag}>", html, re.S) for tag in ("script", "style")]
        assert allowed is not None and "default-src 'none'" in unescape(html) and "unsafe" not in html.split("<title>")[0]
        for hashed, found in zip(allowed.groups(), inside, strict=True):
            assert found is not None and hashed == f"sha256-{b64encode(hashlib.sha256(found[1].encode()).digest()).decode()}"
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)


def _unpacked(packed: str, heavy: list[str]) -> str:
    text = zlib.decompress(b64decode(packed), -15).decode()
    return re.sub(r' (d|data-v|src)="@(\d+)"', lambda one: f' {one[1]}="{heavy[int(one[2])]}"', text)


def test_the_other_languages_lie_in_the_page_whole(tmp_path: Path) -> None:
    """Unpacked as the script does it, each is the page that would be written in that language."""
    written = _written(example(), tmp_path / "en")
    for name, html in written.items():
        packed = re.search(r'<script type="application/json" id="languages">(.*?)</script>', html, re.S)
        assert packed is not None
        found = json.loads(packed[1])
        assert list(found) == ["da", "nb", "sv"]
        heavy = [text for _, text in HEAVY.findall(html[html.index("<body") :])]
        danish = _written(example(Language.DA), tmp_path / "da", Language.DA)[name]
        body = _unpacked(found["da"]["body"], heavy)
        assert f"<body>{body}</body>" in danish and found["da"]["title"] in unescape(danish)
        assert len(packed[1]) < len(html) * 0.45


def _hostile() -> Example:
    evil = "\"><script>alert('x')</script><img src=x onerror=alert(1)>{{ 7*7 }}</svg>"
    known = example_catalogue()
    kpis = {
        name: replace(
            kpi,
            name={language: f"{text} {evil}" for language, text in kpi.name.items()},
            owner=evil,
            unit=evil,
            definition=evil,
            department=f"{kpi.department}{evil}" if kpi.department else None,
            goal=evil,
            formula=evil,
            benchmark=Benchmark(3.0, evil),
            set_with=(evil,),
            decisions=tuple(replace(one, what=evil) for one in kpi.decisions),
            changes=tuple(replace(one, what=evil) for one in kpi.changes),
            targets=tuple(replace(one, reason=evil) for one in kpi.targets),
            notes=tuple(replace(note, what=evil) for note in kpi.notes),
        )
        for name, kpi in known.kpis.items()
    }
    ready = lived(catalogue=Catalogue(kpis, "x"))
    findings = tuple(_hostile_standing(finding, evil) for finding in ready.result.findings)
    first = replace(findings[0], notes=(Note(ready.result.as_of, evil),))
    result = replace(
        ready.result,
        organisation=evil,
        id=evil,
        findings=(first, *findings[1:]),
        set_aside=(SetAside(evil, "frt", evil), SetAside(evil, None, evil)),
        skipped=(Skipped(evil, "frt", Message("{evil}", {"evil": evil})), *ready.result.skipped),
        changes=(Message("{evil}", {"evil": evil}),),
        loosened=tuple(replace(one, message=Message("{evil}", {"evil": evil})) for one in ready.result.loosened),
    )
    return replace(ready, result=result)


def _hostile_standing(finding: Finding, evil: str) -> Finding:
    standing = finding.standing
    if standing is None:
        return finding
    said = replace(standing, by=evil, because=evil, assignee=evil, confirmed_by=evil, confirmed_because=evil)
    return replace(finding, standing=said)


def test_what_users_write_is_text_and_never_markup(tmp_path: Path) -> None:
    for html in _written(_hostile(), tmp_path).values():
        read = _read(html)
        assert read.scripts == ["", "application/json"] and read.foreign == 0
        assert "<script>alert" not in html and "<img" not in html and "49" not in re.findall(r"KPI health</div>(.{40})", html)
        assert "{{ 7*7 }}" in html
        heavy = [text for _, text in HEAVY.findall(html[html.index("<body") :])]
        packed = json.loads(re.findall(r'id="languages">(.*?)</script>', html, re.S)[0])
        for one in packed.values():
            body = _unpacked(one["body"], heavy)
            assert "<script" not in body and "<img" not in body and _read(body).foreign == 0 and "{{ 7*7 }}" in body


def test_an_unknown_format_or_audience_is_told_with_the_known_ones(tmp_path: Path) -> None:
    ready = example()
    with pytest.raises(ProjectError) as told:
        write_reports(
            ready.result,
            ready.situation,
            ready.rules,
            ready.project,
            formats=("docx",),
            audience=("press",),
            directory=tmp_path / "no",
        )
    assert "docx" in str(told.value) and "html" in str(told.value) and "leadership" in str(told.value)
    assert len(told.value.problems) == 2 and not (tmp_path / "no").exists()


def test_a_first_run_says_so(tmp_path: Path) -> None:
    ready = example()
    html = _written(replace(ready, result=replace(ready.result, previous=None), previous=None), tmp_path)["leadership"]
    assert "This is the first report of this project" in html and "fewer than last time" not in html


def test_a_run_without_findings_is_a_calm_page_that_says_what_it_does_not_know(tmp_path: Path) -> None:
    ready = example()
    calm = replace(ready.result, findings=(), explained=(), gone=(), changes=())
    html = _written(replace(ready, result=calm), tmp_path)["leadership"]
    assert "Nothing to decide" in html and "What could not be assessed" in html and "To decide" not in html


def test_findings_to_ask_about_stay_with_the_controller(tmp_path: Path) -> None:
    pages = _written(example(), tmp_path)
    assert "F-7WD1B" in pages["controller"] and "F-7WD1B" not in pages["leadership"]


def test_facts_that_many_kpis_share_are_told_once_to_leadership_and_each_to_the_controller(tmp_path: Path) -> None:
    pages = _written(example(), tmp_path)
    assert "Nobody is responsible for 12 KPIs" in pages["leadership"]
    assert sum(f'id="F-NOW{number:02}"' in pages["controller"] for number in range(12)) == 12


def test_at_most_three_findings_stand_on_the_first_page() -> None:
    ready = example()
    material = Material(
        ready.result, ready.situation, ready.rules, ready.project, None, Voice(Language.EN, ready.situation.catalogue)
    )
    view = leadership(material)
    assert [one.id for one in view.matters] == ["F-5QX9D", "F-3K7Q2", "F-8TM4C"]


def test_a_large_catalogue_is_folded_and_stays_small(tmp_path: Path) -> None:
    ready = example()
    kpis = {
        f"{name}_{copy}": replace(kpi, id=f"{name}_{copy}")
        for copy in range(30)
        for name, kpi in ready.situation.catalogue.kpis.items()
    } | dict(ready.situation.catalogue.kpis)
    grades = tuple(replace(ready.result.grades[0], kpi=name) for name in kpis)
    situation = replace(ready.situation, catalogue=Catalogue(kpis, "x"))
    html = _written(replace(ready, situation=situation, result=replace(ready.result, grades=grades)), tmp_path)
    assert len(html["leadership"]) < 1_000_000 and len(html["controller"]) < 4_000_000
    assert '<div class="fold">' in html["leadership"]
