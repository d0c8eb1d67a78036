"""Writes the commented catalogue that a new project begins with. What was guessed says so; what is not known is not said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.model.words import Category
from monitor.sources.heading_unit import unit_of
from monitor.sources.starter_kpis import Found, Source, Step
from monitor.sources.starter_scalar import long_text, one_line, scalar
from monitor.sources.starter_table import LONG
from monitor.sources.synonyms import DIRECTIONS, FREQUENCIES, word_for

_PER_CENT = frozenset({"%", "pct", "pct.", "percent", "per cent", "procent", "prosent"})
_STEPS_PER_YEAR = 2


@dataclass(frozen=True)
class Like:
    """The entry of the KPI library that a KPI is taken to be: `score` 0-1, `alias` the name that matched.

    `unit` and `formula` are those of the entry: the table's own may differ, so both are shown.
    """

    id: str
    alias: str
    score: float
    confirmed: bool = False
    unit: str = ""
    formula: str = ""


def catalogue_text(sources: Mapping[str, Source], likes: Mapping[str, Like]) -> str:
    """kpis.yaml."""
    lines = [
        "# yaml-language-server: $schema=schemas/kpis.schema.json",
        "# Written by `kpi-monitor init` from tables. A comment says where a line was guessed; nothing else was added.",
        "# What tables seldom say, and what the report needs, for each KPI: an owner (a person), level, main (true for the 5-7",
        "# that count), counter (what must not suffer), supports or goal, consequence, deadlines and reasons of the targets.",
        "kpis:",
    ]
    for file, source in sources.items():
        for kpi in source.kpis:
            lines += _kpi_lines(kpi, source, likes.get(kpi.id), file)
    return "\n".join(lines) + "\n"


def _kpi_lines(kpi: Found, source: Source, like: Like | None, file: str) -> Iterator[str]:
    header, roles = source.understood.table.header, source.understood.roles
    yield f"  {kpi.id}:"
    if like:
        how = "confirmed" if like.confirmed else "guessed"
        yield f"    like: {like.id}   # {how}: '{like.alias}' in the KPI library, {like.score:.0%} alike; else remove it"
    yield f"    name: {scalar(one_line(kpi.name))}"
    if source.by_code:
        yield f"    source_names: [{json.dumps(kpi.code, ensure_ascii=False)}]   # what {file} calls it"
    yield from _about_lines(kpi)
    missing = _missing(kpi, like)
    if missing:
        yield f"    # fill in: {', '.join(missing)}"
    yield from _lent_lines(kpi, like)
    target = header[roles["target"]] if "target" in roles and source.understood.kind == LONG else ""
    yield from _target_lines(kpi, target)


def _about_lines(kpi: Found) -> Iterator[str]:
    said = kpi.said
    if unit := said.get("unit"):
        yield f"    unit: {scalar('%' if unit.casefold() in _PER_CENT else one_line(unit))}"
    elif unit := unit_of(kpi.name):
        yield f"    unit: {scalar(unit)}   # guessed from its heading"
    if direction := word_for(said.get("direction", ""), DIRECTIONS):
        yield f"    direction: {direction}   # the table says: {one_line(said['direction'])}"
    elif "direction" in said:
        yield f"    # direction in the table: {one_line(said['direction'])}"
    if stated := word_for(said.get("frequency", ""), FREQUENCIES):
        yield f"    frequency: {stated}"
    elif kpi.frequency:
        yield f"    frequency: {kpi.frequency.value}   # from {kpi.periods} periods"
    yield from _owner_lines(one_line(said.get("department", "")), one_line(said.get("owner", "")))
    for key in ("definition", "formula"):
        if text := one_line(said.get(key, "")):
            yield from long_text(key, text, indent=4)
    yield from _category_lines(said.get("category", ""))


def _owner_lines(department: str, owner: str) -> Iterator[str]:
    if department:
        yield f"    department: {scalar(department)}"
    if owner:
        yield f"    owner: {scalar(owner)}"
    elif department:
        yield f"    owner: {scalar(department)}   # the department, as far as the table tells; better a person"


def _category_lines(category: str) -> Iterator[str]:
    if category.casefold() in list(Category):
        yield f"    category: {category.casefold()}"
    elif category:
        yield f"    # category in the table: {one_line(category)}"


def _missing(kpi: Found, like: Like | None) -> list[str]:
    """What the report needs and neither the table nor the library says."""
    known = {key for key, text in kpi.said.items() if text}
    if word_for(kpi.said.get("direction", ""), DIRECTIONS) is None:
        known.discard("direction")
    if like:
        known |= {"unit", "direction", "definition"}
    if unit_of(kpi.name):
        known.add("unit")
    if "department" in known:
        known.add("owner")
    return [key for key in ("unit", "direction", "owner", "definition") if key not in known]


def _lent_lines(kpi: Found, like: Like | None) -> Iterator[str]:
    """What the library lends and the table may see otherwise: per million hours here, per 200,000 there."""
    lent = {"unit": like.unit, "formula": like.formula} if like else {}
    for key, text in lent.items():
        if text and not kpi.said.get(key) and not (key == "unit" and unit_of(kpi.name)):
            yield f"    # {key} from the KPI library: {one_line(text)}; write your own if it differs"


def _target_lines(kpi: Found, column: str) -> Iterator[str]:
    """Targets as steps, where they change rarely; else a word that they are read from the data period by period."""
    steps = [step for step in kpi.targets if step.value != 0 or not kpi.zero_targets]
    if not steps:
        return
    years = (kpi.targets[-1].start - kpi.targets[0].start).days / 365.25 + 1
    if len(kpi.targets) > _STEPS_PER_YEAR * years:
        yield f"    # The target changes too often to be written here; it is read from '{column}', period by period."
        return
    yield f"    targets:   # where '{column}' changes; since when they were decided, deadlines and reasons are not in the table"
    for step, following in zip(kpi.targets, (*kpi.targets[1:], None), strict=True):
        if step in steps:
            yield f"      - {{from: {step.start}, {_until(step, following, steps)}value: {step.value:.15g}}}"
        else:
            yield f"      # from {step.start} the table says 0: perhaps no target"


def _until(step: Step, following: Step | None, steps: list[Step]) -> str:
    """Before a time that perhaps has no target, the one before it ends."""
    if following is None or following in steps:
        return ""
    last: date = following.start - timedelta(days=1)
    return f"until: {last}, "
