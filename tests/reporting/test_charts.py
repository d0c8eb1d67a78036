"""Charts are checked as a reader sees them: what stands where, and that no two labels lie over each other."""

import math
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from monitor.model.words import Frequency, Language
from monitor.reporting.charts.layout import LAYOUTS
from monitor.reporting.charts.marks import path, text, width_of
from monitor.reporting.charts.scale import Time, spread, time_ticks, value_axis
from monitor.reporting.charts.spark import spark
from monitor.reporting.series import Series
from monitor.reporting.views.history import history_figure
from monitor.reporting.views.material import Material
from monitor.reporting.views.trends import Figure, finding_figure
from monitor.reporting.voice import Voice
from tests.reporting.example import example


def _material(language: Language) -> Material:
    ready = example(language)
    return Material(
        ready.result, ready.situation, ready.rules, ready.project, ready.previous, Voice(language, ready.situation.catalogue)
    )


def _figure(finding: str, language: Language = Language.EN) -> Figure:
    material = _material(language)
    made = finding_figure(next(one for one in material.result.findings if one.id == finding), material)
    assert made is not None
    return made


def _labels(svg: str) -> list[tuple[str, float, float, float, float]]:
    """(words, left, top, right, bottom) of every label."""
    boxes = []
    for node in ElementTree.fromstring(svg).iter("text"):
        words, bold = node.text or "", bool({"b", "t"} & set((node.get("class") or "").split()))
        x, y, wide = float(node.get("x") or 0), float(node.get("y") or 0), width_of(words, bold) * 0.94
        left = {"end": x - wide, "middle": x - wide / 2}.get(node.get("text-anchor") or "", x)
        boxes.append((words, left, y - 9, left + wide, y + 2))
    return boxes


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("finding", ["F-3K7Q2", "F-8TM4C", "F-5QX9D"])
@pytest.mark.parametrize("width", ["screen", "narrow", "paper"])
def test_no_two_labels_lie_over_each_other_and_none_leaves_the_picture(finding: str, width: str, language: Language) -> None:
    svg = getattr(_figure(finding, language).pictures, width)
    boxes = _labels(svg)
    wide = float(ElementTree.fromstring(svg).get("viewBox", "").split()[2])
    assert len(boxes) > 10
    assert not [box for box in boxes if box[1] < -1 or box[3] > wide + 1]
    clashes = [
        (one[0], other[0])
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]
    assert not clashes


def test_a_chart_tells_its_finding_to_those_who_do_not_see_it() -> None:
    says = ElementTree.fromstring(_figure("F-3K7Q2").pictures.screen).get("aria-label", "").replace("\N{NO-BREAK SPACE}", " ")
    assert "First response time, hours: falls from 3.4 h to 2.2 h." in says and "week 37, 2024" in says


def test_the_numbers_behind_a_chart_are_means_of_quarters() -> None:
    table = _figure("F-3K7Q2").table
    assert table.rows[0][0].replace("\N{NO-BREAK SPACE}", " ") == "Q1 2023" and len(table.rows) == 11
    assert 3.2 < float(table.rows[0][1]) < 3.6


def test_a_moved_target_is_a_step_and_both_values_are_written() -> None:
    svg = _figure("F-3K7Q2").pictures.screen.replace("\N{NO-BREAK SPACE}", " ")
    assert "target 4 h" in svg and "target 2 h" in svg
    step = re.search(r'd="([^"]+)" class="tg"', svg)
    assert step is not None and step[1].count("l") >= 3


def test_a_kpi_without_values_has_no_chart() -> None:
    material = _material(Language.EN)
    kpi = replace(material.voice.catalogue["frt"], id="unknown")
    assert history_figure(kpi, (), material) is None


@pytest.mark.parametrize("scale", [1e-6, 0.3, 1.0, 17.0, 4.3e9])
def test_value_axes_have_round_ticks_that_hold_the_values(scale: float) -> None:
    axis = value_axis([scale, scale * 1.4, math.nan], 0, 100, from_zero=False)
    assert axis.low <= scale * 1.000001 and axis.high >= scale * 1.399999 and 3 <= len(axis.ticks) <= 8
    assert value_axis([scale], 0, 100, from_zero=True).low == 0


def test_an_axis_of_nothing_or_of_one_value_still_has_a_height() -> None:
    for values in ([], [math.nan], [5.0], [0.0, 0.0], [-3.0]):
        axis = value_axis(values, 0, 100, from_zero=False)
        assert axis.high > axis.low


@pytest.mark.parametrize("days", [3, 40, 200, 900, 4000, 20000])
def test_time_axes_are_labelled_at_every_length_without_crowding(days: int) -> None:
    time = Time(date(2023, 1, 2), date(2023, 1, 2) + timedelta(days=days), 0, 300)
    ticks = time_ticks(time, Language.NB, 40)
    places = [time.x(tick.day) for tick in ticks]
    assert ticks and all(after - before >= 24 for before, after in pairwise(places))


def test_labels_are_moved_apart_and_keep_their_order() -> None:
    placed = spread([50, 52, 51], 17, 0, 100)
    assert placed[0] < placed[2] < placed[1] and placed[1] - placed[0] >= 34
    assert max(spread([99, 100], 17, 0, 100)) <= 100


def test_a_line_breaks_where_a_value_is_missing() -> None:
    assert path([(0, 1), (1, 2), (2, math.nan), (3, 4)], "lm").count("M") == 2
    assert path([(0, math.nan)], "lm") == ""


def test_what_users_write_is_escaped() -> None:
    assert "<script" not in text(0, 0, "<script>alert(1)</script>")
    series = Series(Frequency.WEEKLY, (date(2024, 1, 1), date(2024, 1, 8)), (1.0, 2.0), (math.nan, math.nan))
    assert '"><img' not in spark(series, "m", None, '"><img src=x onerror=alert(1)>')


def test_every_width_has_its_own_picture() -> None:
    figure = _figure("F-3K7Q2")
    widths = [
        float(ElementTree.fromstring(svg).get("viewBox", "").split()[2])
        for svg in (figure.pictures.screen, figure.pictures.narrow)
    ]
    assert widths == [layout.width for layout in LAYOUTS[:2]]
