"""How records lie around a limit, as the chart shows it."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from monitor.model.evidence import Histogram
from monitor.model.kpi import Catalogue
from monitor.model.words import Language
from monitor.reporting.charts.marks import width_of
from monitor.reporting.views.figure import Figure
from monitor.reporting.views.spread import histogram_figure
from monitor.reporting.voice import voice_of

EDGES = tuple(3 + number * 0.25 for number in range(9))
PILE = Histogram(EDGES, (400, 380, 700, 900, 60, 70, 130, 120), (400, 360, 320, 280, 240, 200, 160, 130), 4.0, "below", "hours")


def _figure(shown: Histogram, language: Language = Language.EN) -> Figure:
    return histogram_figure(shown, "First answers", voice_of(language, Catalogue({})))


def _svg(shown: Histogram, language: Language = Language.EN, width: str = "screen") -> ElementTree.Element:
    return ElementTree.fromstring(getattr(_figure(shown, language).pictures, width))


def _words(svg: ElementTree.Element) -> list[str]:
    return [(node.text or "").replace("\N{NO-BREAK SPACE}", " ") for node in svg.iter("text")]


def test_what_is_more_and_fewer_is_said_with_the_digits_that_are_known() -> None:
    said = _words(_svg(replace(PILE, zone=(3.5, 4.0))))
    assert "About 1,000 more" in said and "About 310 fewer" in said and "Limit: 4 hours" in said
    assert len([rect for rect in _svg(replace(PILE, zone=(3.5, 4.0))).iter("rect") if rect.get("class") == "xm"]) == 2


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("width", ["screen", "narrow", "paper"])
@pytest.mark.parametrize("met", ["below", "above"])
def test_labels_stay_in_the_picture_and_apart(language: Language, width: str, met: str) -> None:
    zone = (3.5, 4.0) if met == "below" else (4.0, 4.5)
    turned = PILE if met == "below" else replace(PILE, counts=PILE.counts[::-1], expected=PILE.expected[::-1])
    svg = _svg(replace(turned, zone=zone, met=met), language, width)
    wide = float(svg.get("viewBox", "").split()[2])
    boxes = []
    for node in svg.iter("text"):
        words, bold = node.text or "", "b" in (node.get("class") or "").split()
        x, y, long = float(node.get("x") or 0), float(node.get("y") or 0), width_of(words, bold) * 0.94
        left = {"end": x - long, "middle": x - long / 2}.get(node.get("text-anchor") or "", x)
        boxes.append((words, left, y - 9, left + long, y + 2))
    assert all(box[1] >= -1 and box[3] <= wide + 1 for box in boxes)
    assert not [
        (one[0], other[0])
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]


def test_without_an_expectation_only_the_records_are_drawn() -> None:
    plain = replace(PILE, expected=(), zone=(3.5, 4.0))
    assert not any("expected" in text for text in _words(_svg(plain)))
    assert len(_figure(plain).table.heads) == 2 and "around the limit of" in _svg(plain).get("aria-label", "")


def test_the_table_holds_the_bins_around_the_limit() -> None:
    table = _figure(PILE).table
    assert [row[1] for row in table.rows] == ["400", "380", "700", "900", "60", "70", "130", "120"]
    assert table.rows[0][0].replace("\N{NO-BREAK SPACE}", " ") == "3.00 – 3.25 hours"
