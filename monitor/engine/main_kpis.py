"""Which KPIs should be the main ones of each level and department: five to seven, with the outcome and every view among them.

The user's own choice stands where it is within the limit; what is missing in it is added while there is room. Where there are too
many, or nothing is chosen, seats are given in order: what money hangs on, the outcome, each view of the work, what must not
suffer, then the rest, those first that show something new. Standing is ordinal and reads the catalogue only: a doubted KPI does
not lose its seat, or hiding would pay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.checks._catalogue_facts import by_level_and_department, has_target, rewarded
from monitor.model.evidence import N_, Message, Names, Quantity
from monitor.model.kpi import Kpi
from monitor.model.portfolio import MainKpis, Seat
from monitor.model.situation import Situation
from monitor.model.words import Direction, Level, Measures, Perspective, Timing

FEWEST = 5
"""So many are proposed where nothing is chosen yet."""

FEW = 3
"""A level where nobody has chosen any needs so many that could be, before some are proposed."""

VIEWS: Mapping[Perspective, str] = {
    Perspective.CUSTOMER: N_("It sees the work as customers do."),
    Perspective.FINANCIAL: N_("It shows whether it pays."),
    Perspective.PEOPLE: N_("It shows how those who do the work fare."),
    Perspective.PROCESS: N_("It shows how the work runs."),
    Perspective.SUSTAINABILITY: N_("It shows what the work does to the world around it."),
}
STAKES = N_("Money or a sanction hangs on it: it steers, whatever the list says.")
OUTCOME = N_("It is an outcome: what the others are for.")
LEADING = N_("It moves before the results do.")
GUARDS = N_("It is what must not suffer when {kpis} gets better.")
CHOSEN = N_("It was chosen, and nothing speaks against it.")
FITS = N_("It leads to a goal, and somebody answers for it.")
NEXT = N_("It comes next in the catalogue.")
SAME = N_("It says the same as {kpis}.")
VANITY = N_("It looks good and steers nothing.")
ACTIVITY = N_("It counts what is done, not what comes of it.")
UNCLEAR = N_("Nobody has said whether more of it is good.")
NO_GOAL = N_("It leads to no goal.")
COVERED = N_("What it shows, {kpis} shows already.")
NO_ROOM = N_("{limit} main KPIs are the most that a level can steer by; the others come first.")

_BROAD = frozenset({"quality", "survey-score", "activity", "cases", "speed"})
"""Tags that too many different KPIs share to tell that two show the same side of the work."""

_KIND = {Measures.OUTCOME: 0, Measures.OUTPUT: 1, None: 2, Measures.ACTIVITY: 3, Measures.INPUT: 4}


@dataclass(frozen=True)
class World:
    """What the choice reads: which KPIs have values, what repeats another, what others lead to; `chosen`: anything is."""

    situation: Situation
    valued: frozenset[str]
    repeats: Mapping[str, str]
    heads: frozenset[str]
    chosen: bool

    def driven(self, kpi: Kpi) -> bool:
        """Whether a target or a reward pushes it, so that something may suffer: an outcome only where money hangs on it."""
        return rewarded(kpi) or (has_target(kpi, self.situation.as_of) and kpi.measures is not Measures.OUTCOME)

    def leads(self, kpi: Kpi) -> bool:
        """Whether it leads to a goal, or is one."""
        return bool(kpi.supports or kpi.goal or kpi.id in self.heads)

    def may_lead(self, kpi: Kpi) -> bool:
        """Whether it may become a main KPI for what it shows: where people have chosen some, only one with a target."""
        return kpi.main or not self.chosen or has_target(kpi, self.situation.as_of)

    def may_sit(self, kpi: Kpi) -> bool:
        """Whether it may become a main KPI: where people have chosen some, only one that leads to a goal and has values."""
        return kpi.main or not self.chosen or (self.leads(kpi) and kpi.id in self.valued and kpi.owner is not None)


@dataclass
class _Table:
    """The seats of one group while they are given."""

    limit: int
    taken: dict[str, list[Message]] = field(default_factory=dict)

    def give(self, kpi: Kpi, why: Message) -> None:
        """A seat, or one more reason for it; nothing where the table is full."""
        if kpi.id in self.taken:
            if why not in self.taken[kpi.id]:
                self.taken[kpi.id].append(why)
        elif len(self.taken) < self.limit:
            self.taken[kpi.id] = [why]


def main_kpis(situation: Situation, repeats: Mapping[str, str]) -> tuple[MainKpis, ...]:
    """The proposal for each level and department, in the order company, departments, teams, persons.

    `repeats`: KPI -> the one that says the same and is kept.
    """
    valued = frozenset(key.kpi for panel in situation.totals.values() for key in panel.keys)
    kpis = list(situation.catalogue.kpis.values())
    heads = frozenset(kpi.supports for kpi in kpis if kpi.supports)
    world = World(situation, valued, repeats, heads, any(kpi.main for kpi in kpis))
    order = {level: number for number, level in enumerate(Level)}
    groups = sorted(by_level_and_department(kpis).items(), key=lambda group: order[group[0][0]])
    found = [_group(level, department, members, world) for (level, department), members in groups]
    return tuple(one for one in found if one.today or len(one.main) >= FEW or not world.chosen)


def _group(level: Level, department: str, kpis: Sequence[Kpi], world: World) -> MainKpis:
    limit = world.situation.limits.main_kpis_per_level
    today = [kpi for kpi in kpis if kpi.main]
    usable = sorted((kpi for kpi in kpis if _usable(kpi, world)), key=lambda kpi: standing(kpi, world))
    table = _Table(limit)
    within = 0 < len(today) <= limit
    for kpi in usable:
        if kpi.main and (within or rewarded(kpi)):
            table.give(kpi, Message(CHOSEN if within else STAKES))
    _needed(level, usable, table, world)
    _guards(usable, table, world)
    if (today and not within) or not world.chosen:
        _filled(usable, table, limit if today else min(FEWEST, limit), world)
    by_id = {kpi.id: kpi for kpi in kpis}
    main = tuple(Seat(kpi, by_id[kpi].main, _said(reasons)) for kpi, reasons in table.taken.items())
    seated = [by_id[seat.kpi] for seat in main]
    gone = tuple(Seat(kpi.id, True, _gone(kpi, limit, seated, world)) for kpi in today if kpi.id not in table.taken)
    return MainKpis(level, department, len(today), limit, main, gone)


def standing(kpi: Kpi, world: World) -> tuple[object, ...]:
    """What comes first: chosen by the user, with values, leading to a goal, an outcome, with target and owner."""
    has = (kpi.main, kpi.id in world.valued, world.leads(kpi))
    targeted = has_target(kpi, world.situation.as_of) or rewarded(kpi)
    return (*(not one for one in has), _KIND[kpi.measures], not targeted, kpi.owner is None)


def _usable(kpi: Kpi, world: World) -> bool:
    shows = not (kpi.id in world.repeats or "vanity" in kpi.tags or kpi.direction is Direction.UNCLEAR)
    return shows and world.may_sit(kpi)


def _needed(level: Level, usable: Sequence[Kpi], table: _Table, world: World) -> None:
    """An outcome, and every view of the work that is measured there; something that leads."""
    _need(usable, table, world, Message(OUTCOME), lambda kpi: kpi.measures is Measures.OUTCOME)
    for view, says in VIEWS.items():
        _need(usable, table, world, Message(says), lambda kpi, view=view: kpi.perspective is view)  # type: ignore[misc]
    _need(usable, table, world, Message(LEADING), lambda kpi: kpi.timing is Timing.LEADING)


def _need(usable: Sequence[Kpi], table: _Table, world: World, why: Message, holds: Callable[[Kpi], bool]) -> None:
    """Names the KPI that fills a need: one that has a seat, or the first that could."""
    seated = [kpi for kpi in usable if kpi.id in table.taken and holds(kpi)]
    able = (kpi for kpi in usable if holds(kpi) and world.may_lead(kpi))
    for kpi in [*seated, *able][:1]:
        table.give(kpi, why)


def _guards(usable: Sequence[Kpi], table: _Table, world: World) -> None:
    """Beside each main KPI that is driven, one that shows the price: as named, or as is usual; two where money hangs on it."""
    by_id = {kpi.id: kpi for kpi in usable}
    for driven in [by_id[kpi] for kpi in table.taken]:
        named = [by_id[other] for other in driven.counter if other in by_id]
        usual = [by_id[other] for other in driven.usual_counter if other in by_id]
        pairs = sorted(named or usual, key=lambda kpi: kpi.id not in table.taken)
        for guard in pairs[: 2 if rewarded(driven) and named else 1] if world.driven(driven) else ():
            table.give(guard, Message(GUARDS, {"kpis": Names((driven.id,))}))


def _filled(usable: Sequence[Kpi], table: _Table, size: int, world: World) -> None:
    """Gives the seats that are left, one by one: to a KPI that shows another side of the work, if there is one; never to the
    same one again (eleven branches' punctuality is one thing to steer by).
    """
    while len(table.taken) < size:
        seated = [kpi for kpi in usable if kpi.id in table.taken]
        likes = {kpi.like for kpi in seated if kpi.like}
        free = [kpi for kpi in usable if kpi.id not in table.taken and kpi.like not in likes]
        if not free:
            return
        best = min(free, key=lambda kpi: bool(_shown_by(kpi, seated)))
        table.give(best, Message(FITS if world.leads(best) and best.owner else NEXT))


def _shown_by(kpi: Kpi, seated: Sequence[Kpi]) -> str:
    """The first of the seated KPIs that shows the same side of the work, by the library's tags."""
    sides = kpi.tags - _BROAD
    return next((one.id for one in seated if sides and one.id != kpi.id and sides <= one.tags), "")


def _said(reasons: Iterable[Message]) -> tuple[Message, ...]:
    """All reasons; that it was chosen anyhow only where there is no better one."""
    better = tuple(reason for reason in reasons if reason.text not in (CHOSEN, FITS, NEXT))
    return better or tuple(reasons)


def _gone(kpi: Kpi, limit: int, seated: Sequence[Kpi], world: World) -> tuple[Message, ...]:
    if kpi.id in world.repeats:
        return (Message(SAME, {"kpis": Names((world.repeats[kpi.id],))}),)
    if "vanity" in kpi.tags:
        return (Message(VANITY),)
    if kpi.direction is Direction.UNCLEAR:
        return (Message(UNCLEAR),)
    shown = _shown_by(kpi, seated)
    weak = [Message(COVERED, {"kpis": Names((shown,))})] if shown else []
    if kpi.measures in (Measures.ACTIVITY, Measures.INPUT):
        weak.append(Message(ACTIVITY))
    if not world.leads(kpi):
        weak.append(Message(NO_GOAL))
    return tuple(weak) or (Message(NO_ROOM, {"limit": Quantity(limit, kind="count")}),)
