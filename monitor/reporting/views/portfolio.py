"""The portfolio on one picture: level x perspective, main KPIs in bold, grades beside them, gaps hatched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model.kpi import Kpi
from monitor.model.words import Letter, Level, Perspective
from monitor.reporting import vocabulary
from monitor.reporting.views.material import Material
from monitor.reporting.views.overview import DOUBTED, Mark, mark
from monitor.reporting.voice import Voice, capital

FOLD_ABOVE = 60
MOST_PIPS = 28
LONGEST_KEPT = 12
"""Letters of a word that may be kept from breaking."""


@dataclass(frozen=True)
class Cell:
    """One KPI in the picture; a short last word stays with the dot of a main KPI."""

    id: str
    head: str
    tail: str
    mark: Mark
    main: bool


@dataclass(frozen=True)
class Fold:
    """How many KPIs of a grade a folded box holds."""

    mark: Mark
    count: int


@dataclass(frozen=True)
class Box:
    """The KPIs of one level and perspective. `gap`: none, where one would be expected."""

    head: str
    cells: tuple[Cell, ...]
    folded: tuple[Fold, ...]
    hidden: tuple[Cell, ...]
    gap: bool


@dataclass(frozen=True)
class Row:
    name: str
    says: str
    pips: int
    over: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Head:
    name: str
    says: str


@dataclass(frozen=True)
class Means:
    mark: Mark
    text: str


@dataclass(frozen=True)
class Portfolio:
    title: str
    label: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    key: tuple[Means, ...]
    folded: bool


def portfolio(material: Material) -> Portfolio:
    """The whole catalogue as the picture shows it."""
    voice = material.voice
    kpis = list(voice.catalogue.kpis.values())
    letters = {grade.kpi: grade.letter for grade in material.result.grades}
    columns = _columns(kpis)
    fold = len(kpis) > FOLD_ABOVE
    places = _by_place(kpis)
    twice = {name for name, count in Counter(name for (_, name), _ in places).items() if count > 1}
    rows = tuple(_row(key, found, columns, letters, material, fold, key[1] in twice) for key, found in places)
    heads = tuple(Head(_perspective(one, voice), _kpis(sum(kpi.perspective is one for kpi in kpis), voice)) for one in columns)
    key = tuple(Means(mark(letter, voice), voice.gettext(vocabulary.GRADE_MEANS[letter])) for letter in Letter)
    return Portfolio(_title(rows, columns, kpis, voice), _label(kpis, voice), heads, rows, key, fold)


def _columns(kpis: Sequence[Kpi]) -> tuple[Perspective | None, ...]:
    """The five perspectives, and one for KPIs that do not say; that alone where none does."""
    if not any(kpi.perspective for kpi in kpis):
        return (None,)
    return (*Perspective, None) if any(kpi.perspective is None for kpi in kpis) else tuple(Perspective)


def _by_place(kpis: Sequence[Kpi]) -> list[tuple[tuple[Level | None, str], list[Kpi]]]:
    """Company first, then departments, teams and persons, each in the order of the catalogue."""
    found: dict[tuple[Level | None, str], list[Kpi]] = {}
    for kpi in kpis:
        level = kpi.level or (Level.DEPARTMENT if kpi.department else None)
        found.setdefault((level, "" if level is Level.COMPANY else kpi.department or ""), []).append(kpi)
    order = {level: number for number, level in enumerate(Level)}
    return sorted(found.items(), key=lambda one: order.get(one[0][0], 9) if one[0][0] else 9)


def _row(
    key: tuple[Level | None, str],
    kpis: list[Kpi],
    columns: tuple[Perspective | None, ...],
    letters: dict[str, Letter],
    material: Material,
    fold: bool,
    twice: bool,
) -> Row:
    """`twice`: another level has the same department, so that the level belongs to the name."""
    voice, (level, department) = material.voice, key
    main = sum(kpi.main for kpi in kpis)
    over = max(main - material.project.limits.main_kpis_per_level, 0)
    where = voice.gettext(vocabulary.LEVELS[level]) if level else voice.gettext("Level not said")
    boxes = tuple(
        _box([kpi for kpi in kpis if kpi.perspective is one], one, level is Level.COMPANY, letters, voice, fold)
        for one in columns
    )
    below = twice and level in (Level.TEAM, Level.PERSON)
    return Row(
        f"{department}, {where.lower()}" if department and below else department or where,
        _row_says(where if department and not below else "", main, over, material),
        min(main, MOST_PIPS),
        min(over, MOST_PIPS),
        boxes,
    )


def _row_says(where: str, main: int, over: int, material: Material) -> str:
    voice = material.voice
    said = voice.ngettext("{n} main", "{n} main", main)
    if over:
        limit = voice.number(material.project.limits.main_kpis_per_level)
        said = voice.gettext("{main}: {over} over {limit}", main=said, over=voice.number(over), limit=limit)
    return f"{where.lower()} · {said}" if where else said


def _box(kpis: list[Kpi], column: Perspective | None, company: bool, letters: dict[str, Letter], voice: Voice, fold: bool) -> Box:
    ordered = sorted(kpis, key=lambda kpi: not kpi.main)
    found = [(letters.get(kpi.id, Letter.NOT_ASSESSED), kpi) for kpi in ordered]
    cells = [(letter, _cell(kpi, letter, voice)) for letter, kpi in found]
    head = _perspective(column, voice)
    if not fold:
        return Box(head, tuple(cell for _, cell in cells), (), (), not kpis and company and column is not None)
    shown = tuple(cell for letter, cell in cells if letter in DOUBTED)
    counts = Counter(letter for letter, _ in cells if letter not in DOUBTED)
    folded = tuple(Fold(mark(letter, voice), counts[letter]) for letter in Letter if counts[letter])
    hidden = tuple(cell for letter, cell in cells if letter not in DOUBTED)
    return Box(head, shown, folded, hidden, not kpis and company and column is not None)


def _cell(kpi: Kpi, letter: Letter, voice: Voice) -> Cell:
    words = kpi.called(voice.language).split(" ")
    kept = 2 if len(words) > 2 and len(words[-1]) < 3 else 1 if len(words[-1]) <= LONGEST_KEPT else 0
    if kept == 0:
        return Cell(kpi.id, " ".join(words), "", mark(letter, voice), kpi.main)
    head = " ".join(words[:-kept])
    return Cell(kpi.id, f"{head} " if head else "", "\N{NO-BREAK SPACE}".join(words[-kept:]), mark(letter, voice), kpi.main)


def _perspective(column: Perspective | None, voice: Voice) -> str:
    return voice.gettext(vocabulary.PERSPECTIVES[column]) if column else voice.gettext("Perspective not said")


def _kpis(number: int, voice: Voice) -> str:
    return voice.ngettext("{n} KPI", "{n} KPIs", number)


def _label(kpis: Sequence[Kpi], voice: Voice) -> str:
    main = sum(kpi.main for kpi in kpis)
    return voice.gettext("{kpis}, {main} of them main", kpis=_kpis(len(kpis), voice), main=voice.number(main))


def _title(rows: Sequence[Row], columns: Sequence[Perspective | None], kpis: Sequence[Kpi], voice: Voice) -> str:
    """What the picture says: the fullest level, and the perspectives that are hardly measured."""
    parts = []
    fullest = max(rows, key=lambda row: row.over, default=None)
    if fullest is not None and fullest.over:
        parts.append(voice.gettext("{where} steers by {n} main KPIs", where=fullest.name, n=voice.number(fullest.pips)))
    empty = [_perspective(one, voice).lower() for one in columns if one and not any(kpi.perspective is one for kpi in kpis)]
    if empty and len(empty) < len(Perspective):
        parts.append(voice.gettext("nothing is measured of: {what}", what=voice.listed(empty)))
    few = [
        _perspective(one, voice).lower()
        for one in columns
        if one and 0 < sum(kpi.perspective is one for kpi in kpis) * 20 < len(kpis)
    ]
    if few:
        parts.append(voice.ngettext("{what} is hardly measured", "{what} are hardly measured", len(few), what=voice.listed(few)))
    if not parts:
        return voice.gettext("What is measured, and where")
    return capital("; ".join(parts))
