"""What is proposed for the catalogue as a whole, as the board reads it: which main KPIs, and what else would make it better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model.portfolio import MainKpis, Seat
from monitor.reporting.proposal import group_title, parts
from monitor.reporting.views.material import Material
from monitor.reporting.voice import Voice, capital

MOST_LINES = 4


@dataclass(frozen=True)
class Change:
    """A KPI that becomes a main KPI, or is one no longer, and why."""

    kpi: str
    why: str


@dataclass(frozen=True)
class Place:
    """The main KPIs of a level and department: those that stay, come in and step back."""

    title: str
    stay: str
    come: tuple[Change, ...]
    go: tuple[Change, ...]


@dataclass(frozen=True)
class More:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """Empty `title`: there is nothing to propose. Only places with changes are listed."""

    title: str
    places: tuple[Place, ...]
    more: tuple[More, ...]


def proposal(material: Material) -> Proposal:
    """The whole proposal."""
    voice, found = material.voice, material.result.portfolio
    places = tuple(_place(group, voice) for group in found.groups if group.changes)
    more = tuple(More(title, _few(lines, voice)) for title, lines in parts(found, voice))
    if not places and not more:
        return Proposal("", (), ())
    return Proposal(_title(found.main_today, found.main_proposed, voice) if places else _beside(voice), places, more)


def _title(today: int, proposed: int, voice: Voice) -> str:
    if proposed == today:
        return voice.gettext("Other main KPIs would say more")
    return voice.gettext("{n} main KPIs in place of {today}", n=voice.number(proposed), today=voice.number(today))


def _beside(voice: Voice) -> str:
    return voice.gettext("What would make the catalogue better")


def _place(group: MainKpis, voice: Voice) -> Place:
    stay = [seat.kpi for seat in group.main if seat.now]
    return Place(
        group_title(group, voice),
        voice.names(stay, 12),
        _changes([seat for seat in group.main if not seat.now], voice),
        _changes(group.step_back, voice),
    )


def _changes(seats: Sequence[Seat], voice: Voice) -> tuple[Change, ...]:
    return tuple(Change(capital(voice.name(seat.kpi)), " ".join(voice.say(one) for one in seat.because)) for seat in seats)


def _few(lines: Sequence[str], voice: Voice) -> tuple[str, ...]:
    rest = len(lines) - MOST_LINES
    return (*lines[:MOST_LINES], voice.ngettext("{n} more", "{n} more", rest)) if rest > 1 else tuple(lines)
