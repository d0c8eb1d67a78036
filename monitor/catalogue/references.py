"""What KPIs say about each other, about the library and about the project's records: names that lead nowhere.

Works on the content as it was read, so that a mistake elsewhere in a KPI hides nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.catalogue.library import Library
from monitor.catalogue.mistakes import Path, Places
from monitor.catalogue.project_file import event_names_problem
from monitor.catalogue.suggest import nearest
from monitor.catalogue.written_kpi import KpiWritten
from monitor.errors import Problem
from monitor.model.project import Project
from monitor.model.words import Direction

_VERY_CLOSE = 0.85


@dataclass(frozen=True)
class Entry:
    """One KPI of a file: as read ({} where it is no KPI), and as understood (None where it holds mistakes)."""

    id: str
    raw: Mapping[str, Any]
    written: KpiWritten | None
    places: Places

    def path(self, *steps: str | int) -> Path:
        """The way from the top of the file to a value of this KPI."""
        return ("kpis", self.id, *steps)

    def text(self, key: str) -> str | None:
        """A text of this KPI, or None where it is not said or no text."""
        value = self.raw.get(key)
        return value.strip() or None if isinstance(value, str) else None


def reference_problems(entries: Sequence[Entry], library: Library, project: Project | None) -> Iterator[Problem]:
    """All names that lead nowhere, and what does not fit together within a KPI."""
    known = _known(entries)
    for entry in entries:
        yield from _of_name(entry)
        yield from _of_like(entry, library)
        yield from _of_counter(entry, known, library)
        yield from _of_supports(entry, known)
        yield from _of_direction(entry, library)
        if project is not None:
            yield from _of_records(entry, project)


def _known(entries: Sequence[Entry]) -> dict[str, str]:
    """Ids and names -> ids."""
    known: dict[str, str] = {}
    for entry in entries:
        name = entry.raw.get("name")
        names = name.values() if isinstance(name, Mapping) else [name]
        known |= {text: entry.id for text in names if isinstance(text, str)}
    return known | {entry.id: entry.id for entry in entries}


def _of_name(entry: Entry) -> Iterator[Problem]:
    if entry.written is None and not entry.raw:
        return
    if not entry.raw.get("name") and not entry.raw.get("like"):
        mend = "give it a name, or take it from the library with `like`: kpi-monitor library find WORDS"
        yield Problem(entry.places.key_place(entry.path()), f"'{entry.id}' has no name", "'name' or 'like'", mend)


def _of_like(entry: Entry, library: Library) -> Iterator[Problem]:
    like = entry.text("like")
    if like is None or like in library:
        return
    found = library.find(like, 1)
    meant = found[0].entry.id if found else nearest(like, library)
    mend = f"did you mean '{meant}'?" if meant else "see what there is: kpi-monitor library find WORDS"
    yield Problem(entry.places.place(entry.path("like")), f"the library has no KPI '{like}'", "", mend)


def _of_counter(entry: Entry, known: Mapping[str, str], library: Library) -> Iterator[Problem]:
    counter = entry.raw.get("counter")
    for number, name in enumerate(counter if isinstance(counter, list) else []):
        where = entry.places.place(entry.path("counter", number))
        if name == entry.id:
            what = f"'{entry.id}' cannot be its own counter-metric"
            yield Problem(where, what, "another KPI, which must not suffer when this one improves")
        elif isinstance(name, str) and name.strip() and known.get(name) != name:
            yield Problem(
                where, f"there is no KPI '{name}'", "the id of a KPI of this catalogue", _meant(name, known, entry, library)
            )


def _of_supports(entry: Entry, known: Mapping[str, str]) -> Iterator[Problem]:
    """A goal in words is fine; a KPI's id that is misspelt, or its name, is not."""
    supports = entry.text("supports")
    if supports is None or (supports != entry.id and known.get(supports) == supports):
        return
    where = entry.places.place(entry.path("supports"))
    if supports == entry.id:
        yield Problem(where, f"'{entry.id}' cannot support itself", "the id of a higher-level KPI, or a goal")
        return
    others = {text: kpi for text, kpi in known.items() if kpi != entry.id}
    close = nearest(supports, others, _VERY_CLOSE)
    if close:
        mend = f"did you mean '{others[close]}'? A goal in words is written under `goal`"
        yield Problem(where, f"there is no KPI '{supports}'", "the id of a higher-level KPI, or a goal", mend)


def _meant(name: str, known: Mapping[str, str], entry: Entry, library: Library) -> str:
    if "," in name:
        return f"write a list: [{name}]"
    others = {text: kpi for text, kpi in known.items() if kpi != entry.id}
    close = nearest(name, others)
    if close:
        return f"did you mean '{others[close]}'?"
    standard = library.exact(name)
    return f"add it to the catalogue: {name}: {{like: {standard.id}}}" if standard else "add that KPI, or remove it here"


def _of_direction(entry: Entry, library: Library) -> Iterator[Problem]:
    like = library.get(entry.text("like") or "")
    direction = entry.text("direction") or (like.direction if like else None)
    targets = entry.raw.get("targets")
    for number, target in enumerate(targets if isinstance(targets, list) else []):
        if not isinstance(target, Mapping):
            continue
        where = entry.places.place(entry.path("targets", number))
        ends = [key for key in ("low", "high") if target.get(key) is not None]
        if direction == Direction.RANGE and len(ends) < 2 and (ends or target.get("value") is not None):
            yield Problem(where, "a target with `direction: range` has two ends", "'low' and 'high'")
        elif ends and direction != Direction.RANGE:
            said = f"`direction: {direction}`" if direction else "no `direction`"
            what = f"a target with 'low' and 'high', but {said}"
            yield Problem(where, what, "", "write `direction: range`, or a target with 'value'")


def _of_records(entry: Entry, project: Project) -> Iterator[Problem]:
    records = entry.raw.get("records")
    events = records.get("events") if isinstance(records, Mapping) else None
    if isinstance(events, str):
        problem = event_names_problem(events, project, entry.places.place(entry.path("records", "events")))
        if problem:
            yield problem
