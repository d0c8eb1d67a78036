"""Templates, style and logo of the organisation's own: what they can do, and how their mistakes are told."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import ProjectError
from monitor.model.project import ReportSettings
from monitor.reporting.look import builtin_templates, look_of
from monitor.reporting.write import write_reports
from tests.reporting.example import example

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><rect width="40" height="10"/></svg>'


def _written(folder: Path, **settings: str) -> dict[str, str]:
    ready = example()
    project = replace(ready.project, folder=folder, report=ReportSettings(**settings))
    paths = write_reports(
        ready.result, ready.situation, ready.rules, project, previous=ready.previous, directory=folder / "report"
    )
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def _problems(folder: Path, **settings: str) -> list[str]:
    with pytest.raises(ProjectError) as told:
        _written(folder, **settings)
    return [str(problem) for problem in told.value.problems]


def _file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_an_own_template_extends_the_built_in_one(tmp_path: Path) -> None:
    own = "{% extends 'builtin/leadership.html' %}{% block portfolio %}<p id='own'>{{ view.organisation }}</p>{% endblock %}"
    _file(tmp_path / "templates/leadership.html", own)
    pages = _written(tmp_path, templates="templates")
    assert "<p id='own'>Nordlys Kundeservice A/S</p>" in pages["leadership"] and 'id="portfolio"' not in pages["leadership"]
    assert 'id="kpis"' in pages["controller"] and "<p id='own'>" not in pages["controller"]


def test_a_part_of_a_page_can_be_replaced_alone(tmp_path: Path) -> None:
    _file(tmp_path / "t/leadership/limits.html", "<p>{{ view.sure[0] }}</p>")
    assert "What could not be assessed</h2>" not in _written(tmp_path, templates="t")["leadership"]


def test_style_follows_ours_and_the_logo_stands_in_the_page(tmp_path: Path) -> None:
    _file(tmp_path / "own.css", ":root{--main:#7a1f5c}\r\n")
    _file(tmp_path / "logo.svg", LOGO)
    for html in _written(tmp_path, style="own.css", logo="logo.svg").values():
        style = html.partition("<style>")[2].partition("</style>")[0]
        assert style.endswith(":root{--main:#7a1f5c}\n") and "\r" not in style
        assert '<img class="logo" src="data:image/svg+xml;base64,' in html
        assert html.count("data:image/svg+xml") == 1, "the other languages refer to it"


def test_every_mistake_is_told_with_its_place_and_its_mend(tmp_path: Path) -> None:
    _file(tmp_path / "t/leadership.html", "{% extends 'builtin/leadership.html' %}\n{% block main %}\n{% endblok %}")
    _file(tmp_path / "t/leadrship/limits.html", "x")
    _file(tmp_path / "own.css", "a{}\n@import url(https://fonts.example/x.css);\nb{}</style><script>")
    _file(tmp_path / "logo.gif", "GIF")
    told = "\n".join(_problems(tmp_path, templates="t", style="own.css", logo="logo.gif"))
    assert "t/leadership.html:3: " in told and "endblok" in told
    assert "no page uses a template 'leadrship/limits.html'" in told and "leadership/limits.html" in told
    assert "own.css:2: the stylesheet loads something from outside" in told and "own.css:3: '</' would end" in told
    assert "'logo.gif' cannot be a logo" in told and not (tmp_path / "report").exists()


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    told = "\n".join(_problems(tmp_path, templates="t", style="own.css", logo="logo.svg"))
    assert all(
        name in told for name in ("'t'", "'own.css'", "'logo.svg'", "report: templates:", "report: style:", "report: logo:")
    )


def test_a_template_that_asks_for_what_is_not_there_is_told_at_its_line(tmp_path: Path) -> None:
    _file(tmp_path / "t/leadership/limits.html", "<p>fine</p>\n<p>{{ view.profits }}</p>")
    (told,) = _problems(tmp_path, templates="t")
    assert told.startswith("t/leadership/limits.html:2: ") and "profits" in told and "docs/own-report.md" in told


@pytest.mark.parametrize(
    "attack", ["{{ ''.__class__.__mro__ }}", "{{ view.__init__.__globals__ }}", "{% include '/etc/passwd' %}"]
)
def test_a_template_reaches_nothing_but_its_views(tmp_path: Path, attack: str) -> None:
    _file(tmp_path / "t/leadership/limits.html", attack)
    assert _problems(tmp_path, templates="t")


def test_a_large_logo_is_told(tmp_path: Path) -> None:
    _file(tmp_path / "logo.svg", "<svg>" + " " * 300_000 + "</svg>")
    assert "the logo has 300 kB" in _problems(tmp_path, logo="logo.svg")[0]


def test_our_own_templates_can_all_be_replaced_and_mails_stay_ours() -> None:
    names = builtin_templates()
    assert {"base.html", "leadership.html", "controller/kpi.html"} <= set(names) and not any("mail" in name for name in names)
    assert look_of(example().project).templates == {}
