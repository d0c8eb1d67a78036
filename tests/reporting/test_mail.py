"""A mail says the same as HTML, as text and as JSON; its pictures and links work; it is dark, narrow and translated."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from monitor.errors import Place
from monitor.model.channel import Channel, Means, Subscription, When
from monitor.model.delivery import Content, Item, News, Reason, Told
from monitor.model.evidence import Message
from monitor.model.finding import Finding
from monitor.model.life import Loosened, Loosening, Standing, Waiver, WaiverState
from monitor.model.words import Language, Severity, Status, Tier
from monitor.reporting.charts.png import HEIGHT, SCALE, WIDTH, Line, line_png
from monitor.reporting.mail import rendered
from monitor.reporting.views.material import Material
from monitor.reporting.voice import voice_of
from monitor.reporting.write import write_reports
from tests.reporting.example import AS_OF, Example, example
from tests.reporting.example_rules import RULES

LINK = "https://reports.nordlys.example/{audience}.html"


def channel(**given: object) -> Channel:
    settings = {"name": "email leadership", "means": Means.EMAIL, "address": "", "link": LINK, **given}
    return Channel(place=Place("kpi-monitor.yaml"), **settings)  # type: ignore[arg-type]


def material(shown: Example, language: Language = Language.EN) -> Material:
    voice = voice_of(language, shown.situation.catalogue)
    return Material(shown.result, shown.situation, shown.rules, shown.project, shown.previous, voice)


@cache
def _known(language: Language) -> Example:
    return example(language)


def raised(reason: Reason = Reason.NEW, **given: object) -> tuple[Item, ...]:
    found = [one for one in _known(Language.EN).result.findings if one.status is Status.NEW and one.tier is not Tier.WATCH]
    return tuple(Item(replace(one, **given), reason) for one in found)  # type: ignore[arg-type]


def mail(news: News, language: Language = Language.EN, via: Channel | None = None, shown: Example | None = None) -> Content:
    return rendered(news, via or channel(), material(shown or _known(language), language))


def plain(html: str) -> str:
    """The text that an HTML mail shows."""
    body = re.sub(r"<(head|style|title)\b.*?</\1>|<!--.*?-->", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_text_html_and_json_tell_the_same() -> None:
    content = mail(News(raised()))
    page, text = plain(content.html), " ".join(content.text.split())
    titles = [one["title"] for one in content.document["items"]]
    assert len(titles) == len(raised()) and content.document["subject"] == content.subject
    for says in ("First response time is faster, but customer satisfaction is worse", "Nobody is responsible for 12 KPIs"):
        assert says in page and says in text
    for action in re.findall(r"To decide:</span>\s*<b>(.*?)</b>", content.html):
        assert unescape(action) in text.replace("> ", "")
    assert "23 of 34 KPIs can be relied on." in page and "23 of 34 KPIs can be relied on." in text


def test_the_subject_is_the_gravest_matter_and_no_line_is_too_long() -> None:
    content = mail(News(raised()))
    assert content.subject.startswith(
        "Nordlys Kundeservice A/S: First response time is faster, but customer satisfaction is worse, and "
    )
    assert len(content.subject) <= 110
    assert all(len(line) <= 72 or "https://" in line for line in content.text.splitlines())


def test_every_picture_is_shown_once_and_every_shown_picture_is_there() -> None:
    content = mail(News(raised()))
    assert re.findall(r'src="cid:([^"]+)"', content.html) == [one.id for one in content.pictures]
    assert len(content.pictures) >= 4
    for tag in re.findall(r"<img[^>]+>", content.html):
        assert re.search(r'alt="[^"]{20,}"', tag) and f'width="{WIDTH}"' in tag and f'height="{HEIGHT}"' in tag
    assert "<svg" not in content.html and "<script" not in content.html and "<link" not in content.html


@pytest.mark.parametrize("audience", ["leadership", "controller"])
def test_links_lead_to_their_places_in_the_report(audience: str, tmp_path: Path) -> None:
    shown = _known(Language.EN)
    content = mail(News(raised()), via=channel(audience=audience))
    parts = (shown.result, shown.situation, shown.rules, shown.project)
    (path, *_) = write_reports(*parts, previous=shown.previous, audience=(audience,), directory=tmp_path)
    page = path.read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]+)"', content.html)
    assert f"https://reports.nordlys.example/{audience}.html" in links
    anchors = [link.partition("#")[2] for link in links if "#" in link]
    assert anchors and not [anchor for anchor in anchors if f'id="{anchor}"' not in page]


def test_dark_and_narrow_stay_beside_and_every_colour_has_its_dark_twin() -> None:
    html = mail(News(raised())).html
    assert "prefers-color-scheme: dark" in html or "prefers-color-scheme:dark" in html
    assert "max-width: 520px" in html or "max-width:520px" in html
    dark = html[html.index("prefers-color-scheme") :]
    dark = dark[: dark.index("</style>")]
    twins = {name for rule in re.findall(r"([^{}]+)\{", dark) for name in re.findall(r"[.\s,]([a-z][a-z0-9]*)", rule)}
    for tag, classes, style in re.findall(r'<(\w+)[^>]*? class="([^"]+)"[^>]*? style="([^"]+)"', html):
        if re.search(r"(?<![-\w])(color|background):", style):
            assert twins & {tag, *classes.split()}, f"<{tag} class={classes}> stays as it is in the dark"


@pytest.mark.parametrize("language", [Language.DA, Language.NB, Language.SV])
def test_no_english_is_left_in_what_the_mail_itself_says(language: Language) -> None:
    from monitor.reporting.languages import catalogue_of

    marked = re.compile(r'gettext\(\s*"([^"]+)"(?:,\s*"([^"]+)")?')
    root = Path(__file__).parents[2] / "monitor" / "reporting" / "views"
    texts = {found for file in root.glob("mail*.py") for found in marked.findall(file.read_text(encoding="utf-8"))}
    known = catalogue_of(language)
    assert len(texts) > 30
    for one, _many in texts:
        message = known.get(one)
        assert message is not None and all([message.string] if isinstance(message.string, str) else message.string), one


def _one(**given: object) -> Finding:
    return replace(raised()[0].finding, **given)  # type: ignore[arg-type]


def test_worse_back_and_overdue_say_why_and_come_first() -> None:
    before = Told("F-3K7Q2", Reason.NEW, Severity.MEDIUM, Tier.FINDING, -1.0)
    new, others = raised()[0], raised()[1:4]
    late = Standing(Status.ASSIGNED, "Ann", assignee="Bo", follow_up=date(2025, 9, 1))
    items = (
        new,
        Item(replace(others[0].finding, severity=Severity.HIGH), Reason.WORSE, before),
        Item(replace(others[1].finding, came_back=Message("The waiver ended on 1 May.")), Reason.BACK),
        Item(replace(others[2].finding, standing=late), Reason.OVERDUE),
    )
    content = mail(News(items))
    page = plain(content.html)
    assert "1 new finding, 1 got worse, 1 is back, 1 overdue" in page
    assert "Bo was to follow it up by 1\N{NO-BREAK SPACE}September\N{NO-BREAK SPACE}2025." in unescape(content.html)
    assert "Severity: high, before medium." in page and "The waiver ended on 1 May." in page
    assert [page.index(label) for label in ("Overdue:", "Worse:", "Back:", "New:")] == sorted(
        page.index(label) for label in ("Overdue:", "Worse:", "Back:", "New:")
    )


def test_no_more_than_asked_are_told_in_full_and_the_rest_is_counted() -> None:
    content = mail(News(raised()), via=channel(most=1))
    page = plain(content.html)
    assert page.count("To decide:") == 1 and "And also" in page
    assert len(content.document["items"]) == len(raised())


def test_what_is_gone_waived_and_loosened_is_a_line_each() -> None:
    shown = _known(Language.EN)
    waived = _one(id="F-WAIVE", status=Status.WAIVED)
    rest = [one for one in shown.result.findings if one.id != "F-WAIVE"]
    waiver = Waiver("F-WAIVE", waived.rule, waived.kpi, "the COO", "known", AS_OF, date(2025, 12, 31), WaiverState.RUNNING)
    changed = replace(
        shown.result,
        findings=(*rest, waived),
        waivers=(waiver,),
        loosened=(Loosened(Loosening.LIMIT, Message("The limit was raised.")),),
    )
    gone = Told("F-GONE0", Reason.NEW, Severity.HIGH, Tier.FINDING, title="Leads changed the week their definition did")
    page = plain(mail(News(raised()[:1], (gone,)), shown=replace(shown, result=changed)).html)
    assert "Gone Leads changed the week their definition did." in page
    assert "by the COO, until 31\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2025." in page.replace(
        "31 December 2025", "31\xa0December\xa02025"
    )
    assert "Loosened The limit was raised." in page


def test_an_owner_reads_about_their_own_kpis_only() -> None:
    news = News(raised()[:1], own=frozenset({"frt", "csat"}), owner=True)
    page = plain(mail(news).html)
    assert "of your 2 KPIs can be relied on." in page
    assert "You get this mail because you answer for First response time and Customer satisfaction." in page
    assert "Not assessed" not in page


def test_why_one_gets_it_and_how_often() -> None:
    def says(**given: object) -> str:
        return plain(mail(News(raised()[:1]), via=channel(**given)).html)

    assert "on the list for leadership" in says() and "on the list for controllers" in says(audience="controller")
    assert "it is about Customer service." in says(subscribe=Subscription(departments=("Customer service",)))
    assert "one digest per period" in says(when=When.MONTHLY) and "after each run" in says(when=When.ALWAYS)
    assert "The report is attached." in says(link="", attach=True) and "Open the report" not in says(link="", attach=True)


def test_a_word_that_all_is_calm() -> None:
    content = mail(News((), still=(raised()[0].finding,)))
    assert content.subject == "Nordlys Kundeservice A/S: KPI health, nothing new"
    page = plain(content.html)
    assert "Nothing new" in page and "Still open First response time is faster" in page and "To decide" not in page


def test_names_from_the_catalogue_are_text_and_never_markup() -> None:
    from tests.reporting.example_catalogue import example_catalogue

    known = example_catalogue()
    hostile = replace(known["frt"], name={Language.EN: '<img src=x onerror="1">'})
    shown = example(Language.EN, replace(known, kpis={**known.kpis, "frt": hostile}))
    content = mail(News(raised()), shown=shown)
    tags: list[tuple[str, dict[str, str | None]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: tags.append((tag, dict(attributes)))  # type: ignore[method-assign]
    parser.feed(content.html)
    assert [attributes["src"] for tag, attributes in tags if tag == "img"] == [f"cid:{one.id}" for one in content.pictures]
    assert not any("onerror" in attributes for _, attributes in tags) and "&lt;img src=x" in content.html


def _pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    width, height = struct.unpack(">II", png[16:24])
    length = struct.unpack(">I", png[33:37])[0]
    raw = zlib.decompress(png[41 : 41 + length])
    return width, height, [raw[row * (width * 4 + 1) + 1 : (row + 1) * (width * 4 + 1)] for row in range(height)]


def test_a_picture_is_a_line_on_nothing_in_its_own_colour() -> None:
    png = line_png(Line(((0.0, 0.0), (0.5, 1.0), (1.0, 0.0))), "m")
    assert png == line_png(Line(((0.0, 0.0), (0.5, 1.0), (1.0, 0.0))), "m")
    width, height, rows = _pixels(png)
    assert (width, height) == (WIDTH * SCALE, HEIGHT * SCALE)
    assert rows[0][:4] == b"\0\0\0\0", "the corners are transparent"
    drawn = [row[x : x + 4] for row in rows for x in range(0, len(row), 4) if row[x + 3] > 100]
    assert drawn and {pixel[:3] for pixel in drawn} == {bytes((43, 131, 198))}


def test_a_gap_breaks_the_line_and_the_mark_stands_upright() -> None:
    _, height, rows = _pixels(line_png(Line(((0.0, 0.5), (0.4, 0.5), (0.5, float("nan")), (0.6, 0.5), (1.0, 0.5))), "p"))
    middle = rows[height // 2]
    assert middle[4 * WIDTH + 3] == 0, "nothing is drawn in the gap"
    _, height, rows = _pixels(line_png(Line((), mark=0.25), "m"))
    at = round(SCALE * (4 + 0.25 * (WIDTH - 8)))
    assert all(max(row[4 * x + 3] for x in range(at - 2, at + 2)) > 100 for row in rows)


def test_the_period_that_a_picture_shows() -> None:
    item = raised()[0]
    text = mail(News((item,))).html
    assert item.finding.evidence.onset is not None
    assert item.finding.evidence.onset - timedelta(days=2 * 365) < date(2023, 1, 2)
    assert "Since January 2023" in plain(text) and "week 37, 2024" in plain(text)
    assert RULES[item.finding.rule].family == item.finding.family
