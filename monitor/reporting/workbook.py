"""The controller's workbook (XLSX): the run as tables with typed cells, for those who check by sorting, filtering and adding up.

Texts are written as texts: nothing that a user or a data file wrote can become a formula or a link (CWE-1236). Numbers and dates
are numbers and dates; what is not known is an empty cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from monitor.model.evidence import N_
from monitor.model.finding import Finding
from monitor.model.kpi import Kpi
from monitor.reporting.views.material import Material

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | float | int | date | None
MOST_ROWS = 1_048_575
WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """One table: its name (at most 31 letters), its columns and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def as_workbook(material: Material) -> bytes:
    """All tables of a run as one workbook, in the material's language."""
    from xlsxwriter import Workbook

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(target, options)
    book.set_properties({"title": material.voice.gettext("KPI health"), "company": material.result.organisation})
    formats = _Formats(book)
    for sheet in sheets(material):
        _write(book.add_worksheet(sheet.name[:31]), sheet, formats)
    book.close()
    return target.getvalue()


def sheets(material: Material) -> tuple[Sheet, ...]:
    """The tables, the most looked at first."""
    return tuple(make(material) for make in (_findings, _grades, _legs, _ladder, _kpis, _values, _skipped, _aside, _rules, _run))


class _Formats:
    def __init__(self, book: Workbook) -> None:
        self.head: Format = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        self.text: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.plain: Format = book.add_format({"valign": "top"})


def _write(page: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    rows = sheet.rows[:MOST_ROWS]
    for column, title in enumerate(sheet.columns):
        page.write_string(0, column, title, formats.head)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _cell(page, number, column, cell, formats)
    for column in range(len(sheet.columns)):
        page.set_column(column, column, _width(sheet, column))
    page.freeze_panes(1, 1)
    if rows:
        page.autofilter(0, 0, len(rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _cell(page: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if cell is None or (isinstance(cell, float) and not abs(cell) < float("inf")):
        return
    if isinstance(cell, date):
        page.write_datetime(row, column, cell, formats.day)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell, formats.plain)
    else:
        page.write_string(row, column, str(cell)[:32_767], formats.text)


def _width(sheet: Sheet, column: int) -> float:
    longest = max((len(str(row[column])) for row in sheet.rows[:500] if row[column] is not None), default=0)
    return min(max(longest, len(sheet.columns[column]), 6) + 2, WIDEST)


def _all(material: Material) -> Iterator[Finding]:
    result = material.result
    yield from (*result.findings, *result.explained, *result.gone)


def _columns(material: Material, text: str) -> tuple[str, ...]:
    """Titles of columns, translated together: a translator sees what stands beside each."""
    return tuple(material.voice.gettext(text).split(" | "))


def _findings(material: Material) -> Sheet:
    voice = material.voice

    def row(one: Finding) -> tuple[Cell, ...]:
        said, evidence = material.said(one), one.evidence
        effect = evidence.effect
        return (
            one.id, one.status.value, one.severity.value, one.tier.value, one.family.value, one.pattern, one.rule,
            evidence.kpi, voice.name(evidence.kpi) if evidence.kpi else evidence.events, _segment(evidence.segment),
            ", ".join(evidence.related), evidence.start, evidence.end, one.first_seen, evidence.p_value, one.q_value,
            evidence.statistic, evidence.n, effect.value if effect else None, effect.unit if effect else None,
            said.title, said.what, said.action, material.owner(evidence.kpi), ", ".join(one.pitfalls),
        )  # fmt: skip

    columns = _columns(
        material,
        N_(
            "Finding | Status | Severity | Tier | Family | Pattern | Rule | KPI | Name | Segment | Related | "
            "From | To | First seen | p-value | q-value | Statistic | n | Effect | Unit | Title | "
            "What we saw | What to do | Owner | Pitfalls"
        ),
    )
    return Sheet(voice.gettext("Findings"), columns, [row(one) for one in _all(material)])


def _grades(material: Material) -> Sheet:
    voice = material.voice
    rows: list[tuple[Cell, ...]] = [
        (one.kpi, voice.name(one.kpi), one.letter.value, ", ".join(one.because), " ".join(voice.say(why) for why in one.reasons))
        for one in material.result.grades
    ]
    return Sheet(voice.gettext("Grades"), _columns(material, N_("KPI | Name | Grade | Because of | Reasons")), rows)


def _legs(material: Material) -> Sheet:
    columns = _columns(
        material,
        N_(
            "Finding | KPI | Role | Series | Unit | Before | After | Change | Change, low | Change, high | "
            "z | p-value | Periods before | Periods after | Before until | After from"
        ),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            one.id, leg.kpi, leg.role, leg.column, leg.unit, leg.before, leg.after, leg.change,
            leg.change_interval.low if leg.change_interval else None, leg.change_interval.high if leg.change_interval else None,
            leg.z, leg.p_value, leg.n_before, leg.n_after, leg.before_until, leg.after_from,
        )
        for one in _all(material)
        for leg in one.evidence.legs
    ]  # fmt: skip
    return Sheet(material.voice.gettext("Measures"), columns, rows)


def _ladder(material: Material) -> Sheet:
    voice = material.voice
    rows: list[tuple[Cell, ...]] = [
        (one.id, voice.say(rung.name), rung.verdict, voice.say(rung.shown))
        for one in _all(material)
        for rung in one.evidence.ladder
    ]
    columns = _columns(material, N_("Finding | Honest explanation | Result | What the test showed"))
    return Sheet(voice.gettext("Explanations"), columns, rows)


def _kpis(material: Material) -> Sheet:
    fields: tuple[Callable[[Kpi], Cell], ...] = (
        lambda kpi: kpi.unit,
        lambda kpi: kpi.direction,
        lambda kpi: kpi.frequency,
        lambda kpi: kpi.level,
        lambda kpi: kpi.department,
        lambda kpi: int(kpi.main),
        lambda kpi: kpi.owner,
        lambda kpi: kpi.definition,
        lambda kpi: kpi.formula,
        lambda kpi: kpi.version,
        lambda kpi: ", ".join(kpi.counter),
        lambda kpi: _target(kpi, material.result.as_of),
    )
    kpis = material.situation.catalogue.kpis.values()
    rows = [(kpi.id, material.voice.name(kpi.id), *(take(kpi) for take in fields)) for kpi in kpis]
    columns = _columns(
        material,
        N_(
            "KPI | Name | Unit | Direction | Frequency | Level | Department | Main | Owner | Definition | Formula | "
            "Version | Counter-metrics | Target"
        ),
    )
    return Sheet(material.voice.gettext("Catalogue"), columns, rows)


def _target(kpi: Kpi, day: date) -> Cell:
    target = kpi.target_on(day)
    if target is None:
        return None
    return target.value if target.value is not None else f"{target.low}–{target.high}"


def _values(material: Material) -> Sheet:
    columns = _columns(material, N_("KPI | Segment | Frequency | From | Value | Numerator | Denominator | Target"))
    return Sheet(material.voice.gettext("Values"), columns, list(_value_rows(material)))


def _value_rows(material: Material) -> Iterator[tuple[Cell, ...]]:
    """Every value that the run looked at: the totals, then the segments."""
    for panels in (material.situation.totals, material.situation.segments):
        for frequency, panel in panels.items():
            for row, key in enumerate(panel.keys):
                for column in range(panel.periods):
                    value = float(panel.value[row, column])
                    if value == value:
                        beside = (panel.numerator, panel.denominator, panel.target)
                        numbers = tuple(float(one[row, column]) for one in beside)
                        yield key.kpi, _segment(key.segment), frequency.value, panel.start_of(column), value, *numbers


def _skipped(material: Material) -> Sheet:
    rows: list[tuple[Cell, ...]] = [(one.rule, one.kpi, material.voice.say(one.because)) for one in material.result.skipped]
    return Sheet(material.voice.gettext("Not assessed"), _columns(material, N_("Rule | KPI | Because")), rows)


def _aside(material: Material) -> Sheet:
    rows: list[tuple[Cell, ...]] = [(one.place, one.kpi, one.what) for one in material.result.set_aside]
    return Sheet(material.voice.gettext("Set aside"), _columns(material, N_("Place | KPI | What was wrong")), rows)


def _rules(material: Material) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            rule.id,
            rule.version,
            rule.family.value,
            rule.pattern,
            rule.check,
            rule.status,
            _said(rule.parameters.items()),
            rule.share,
        )
        for rule in material.rules.values()
    ]
    columns = _columns(material, N_("Rule | Version | Family | Pattern | Check | Status | Parameters | Share"))
    return Sheet(material.voice.gettext("Rules"), columns, rows)


def _run(material: Material) -> Sheet:
    result, promise = material.result, material.result.promise
    names = _columns(
        material,
        N_(
            "Run | Organisation | As of | Version | KPIs | Observations | Rules | Fingerprint of the data | "
            "Fingerprint of the catalogue | False flags promised per 100 KPI-years | False flags reached per 100 KPI-years | "
            "False findings promised per 100 KPI-years | False findings reached per 100 KPI-years | "
            "KPI-years | Tests | Noise model"
        ),
    )
    values: tuple[Cell, ...] = (
        result.id,
        result.organisation,
        result.as_of,
        result.version,
        result.kpis,
        result.observations,
        result.rules,
        result.data_fingerprint,
        result.catalogue_fingerprint,
        promise.promised_watch,
        promise.reached_watch,
        promise.promised_finding,
        promise.reached_finding,
        promise.kpi_years,
        promise.tests,
        promise.noise_model,
    )
    return Sheet(material.voice.gettext("Run"), _columns(material, N_("Fact | Value")), list(zip(names, values, strict=True)))


def _segment(segment: Iterable[tuple[str, str]]) -> str | None:
    return ", ".join(f"{name}={value}" for name, value in segment) or None


def _said(pairs: Iterable[tuple[str, Any]]) -> str:
    return ", ".join(f"{name}={value}" for name, value in pairs)
