"""The catalogue as a whole: which main KPIs it should have, what to merge, drop and add, and whom to name (DOMAIN P20-P31).

Read off the catalogue, the findings and the built-in library; nothing here is a test. Findings that a person has called a false
alarm count no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from monitor.catalogue.library import Library, load
from monitor.checks._catalogue_facts import by_level_and_department, has_target, level_of, rewarded
from monitor.checks._effective import effective_numbers
from monitor.engine.main_kpis import SAME, VANITY, main_kpis
from monitor.model.evidence import N_, Fact, Message, Names, Quantity
from monitor.model.finding import Finding
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.portfolio import Addition, Ask, Drop, MainKpis, Merge, Pair, Portfolio, Wanted
from monitor.model.situation import Situation
from monitor.model.words import Level, Measures, Perspective, Status

USUAL = N_("It is the usual counter-metric of {kpis}, and is not named as such.")
NOTHING_HANGS = N_("No target, no goal and no other KPI hangs on it.")
NO_VALUES = N_("It has no values.")
BALANCE = N_("{kpis} has a target, and nothing shows what reaching it may cost.")
NO_OUTCOME = N_("Nothing measured here tells what the work is for.")
NO_VIEW: Mapping[Perspective, tuple[str, str]] = {
    Perspective.CUSTOMER: (N_("No KPI sees the work as customers do."), "customer-retention csat nps"),
    Perspective.FINANCIAL: (N_("No KPI shows whether it pays."), "operating-margin operating-cash-flow revenue"),
    Perspective.PEOPLE: (N_("No KPI shows how those who do the work fare."), "employee-turnover employee-satisfaction"),
    Perspective.PROCESS: (N_("No KPI shows how the work runs."), "on-time-delivery first-pass-yield"),
}
"""What is said where a view is missing from the whole catalogue, and what the library offers for it, best first."""

NEAREST = N_("No owner is named; {person} answers for most KPIs around and may know who should.")
NOBODY = N_("No owner is named, here or for any KPI around.")
CARRIES = N_("{person} answers for {count} main KPIs, more than the {limit} that one person can follow.")
MOST_ADDED = 3
"""Counter-metrics that are proposed for one level and department: more at once would overload it again."""


def portfolio(situation: Situation, findings: Sequence[Finding]) -> Portfolio:
    """The proposal for the catalogue as it is. `findings`: those of this run."""
    standing = [finding for finding in findings if finding.status is not Status.FALSE_ALARM]
    same = list(_same(standing, situation.catalogue))
    merge = tuple(_without_guards(same, situation.catalogue))
    groups = main_kpis(situation, {other: one.keep for one in same for other in one.others})
    main = {seat.kpi for group in groups for seat in group.main}
    return Portfolio(
        groups=groups,
        merge=merge,
        drop=tuple(_drops(situation, main, {other for one in merge for other in one.others})),
        pair=tuple(_pairs(situation, main)),
        add=tuple(_additions(situation, groups, load())),
        ask=tuple(_asks(situation, main)),
        effective=effective_numbers(situation),
    )


def _same(findings: Sequence[Finding], catalogue: Catalogue) -> Iterator[Merge]:
    """Groups that say the same, each KPI in one of them: the first to be chosen is kept."""
    used: set[str] = set()
    for finding in findings:
        same = [catalogue[kpi] for kpi in _concerned(finding) if kpi in catalogue.kpis and kpi not in used]
        if finding.pattern != "redundant" or len(same) < 2:
            continue
        keep, *others = sorted(same, key=_worth_keeping)
        used |= {kpi.id for kpi in same}
        yield Merge(keep.id, tuple(kpi.id for kpi in others), finding.id, Message(SAME, {"kpis": Names((keep.id,))}))


def _without_guards(same: Iterable[Merge], catalogue: Catalogue) -> Iterator[Merge]:
    """What may be let go: not what another KPI names as its counter-metric, or leads to."""
    needed = {other for kpi in catalogue.kpis.values() for other in (*kpi.counter, kpi.supports)}
    for one in same:
        others = tuple(kpi for kpi in one.others if kpi not in needed)
        if others:
            yield replace(one, others=others)


def _concerned(finding: Finding) -> tuple[str, ...]:
    return (*((finding.kpi,) if finding.kpi else ()), *finding.evidence.related)


def _worth_keeping(kpi: Kpi) -> tuple[object, ...]:
    doing = kpi.measures in (Measures.ACTIVITY, Measures.INPUT)
    return (not kpi.main, doing, not (kpi.supports or kpi.goal), not kpi.targets, kpi.owner is None)


def _drops(situation: Situation, main: set[str], merged: set[str]) -> Iterator[Drop]:
    """KPIs outside the main ones on which nothing hangs: no target, no goal, no other KPI, no records to watch."""
    kpis = situation.catalogue.kpis.values()
    needed = {other for kpi in kpis for other in (*kpi.counter, *kpi.usual_counter, kpi.supports) if other}
    for kpi in kpis:
        hangs = kpi.id in needed or kpi.supports or kpi.goal or has_target(kpi, situation.as_of) or rewarded(kpi)
        if kpi.id in main or kpi.id in merged:
            continue
        if "vanity" in kpi.tags:
            yield Drop(kpi.id, (Message(VANITY), *(() if hangs else (Message(NOTHING_HANGS),))))
        elif not hangs:
            silent = () if situation.panel_of(kpi.id) else (Message(NO_VALUES),)
            yield Drop(kpi.id, (Message(NOTHING_HANGS), *silent))


def _pairs(situation: Situation, main: set[str]) -> Iterator[Pair]:
    """Usual counter-metrics that stand in the catalogue and are not named: of rewarded KPIs, and of main KPIs with a target
    that are no outcome themselves.
    """
    for kpi in situation.catalogue.kpis.values():
        targeted = has_target(kpi, situation.as_of) and kpi.id in main and kpi.measures is not Measures.OUTCOME
        if kpi.counter or not (targeted or rewarded(kpi)):
            continue
        usual = [situation.catalogue[other] for other in kpi.usual_counter]
        near = sorted((other for other in usual if _near(kpi, other)), key=lambda other: other.id not in main)
        for other in near[:1]:
            yield Pair(kpi.id, other.id, Message(USUAL, {"kpis": Names((kpi.id,))}))


def _near(kpi: Kpi, other: Kpi) -> bool:
    return not kpi.department or not other.department or kpi.department == other.department


def _additions(situation: Situation, groups: Sequence[MainKpis], library: Library) -> Iterator[Addition]:
    have = {kpi.like for kpi in situation.catalogue.kpis.values() if kpi.like}
    members = by_level_and_department(situation.catalogue.kpis.values())
    for group in groups:
        kpis = members[group.level, group.department]
        main = [situation.catalogue[seat.kpi] for seat in group.main]
        yield from _counters(main, group, have, library, situation)
        if main and not any(kpi.measures in (None, Measures.OUTCOME) for kpi in kpis):
            yield from _outcome(main, group, have, library)
    yield from _views(situation.catalogue, have, library)


def _counters(main: Sequence[Kpi], group: MainKpis, have: set[str], library: Library, situation: Situation) -> Iterator[Addition]:
    """Counter-metrics for main KPIs that are driven and have none; one that serves several stands once."""
    guards = {other for kpi in situation.catalogue.kpis.values() for other in kpi.counter}
    wanted: dict[str, list[str]] = {}
    for kpi in main:
        entry = library.get(kpi.like) if kpi.like else None
        driven = has_target(kpi, situation.as_of) or rewarded(kpi)
        if entry is None or not driven or kpi.counter or kpi.usual_counter or kpi.id in guards:
            continue
        best = next(
            (one for one in entry.counter if one in wanted), next((one for one in entry.counter if one not in have), None)
        )
        if best:
            wanted.setdefault(best, []).append(kpi.id)
    for like, kpis in list(wanted.items())[:MOST_ADDED]:
        because = Message(BALANCE, {"kpis": Names(tuple(kpis))})
        yield _addition(library, like, Wanted.COUNTER, tuple(kpis), group.level, group.department, because)


def _outcome(main: Sequence[Kpi], group: MainKpis, have: set[str], library: Library) -> Iterator[Addition]:
    """The outcome that most counter-metrics of the group's KPIs are; or most of what balances those in turn."""
    likes = [kpi.like for kpi in main if kpi.like and kpi.like in library]
    near = [one for like in likes for one in library[like].counter]
    far = [one for like in near for one in library[like].counter]
    offered = [like for like, _ in (*Counter(near).most_common(), *Counter(far).most_common())]
    for like in offered:
        if library[like].measures is Measures.OUTCOME and like not in have:
            of = tuple(kpi.id for kpi in main)
            yield _addition(library, like, Wanted.OUTCOME, of, group.level, group.department, Message(NO_OUTCOME))
            return


def _views(catalogue: Catalogue, have: set[str], library: Library) -> Iterator[Addition]:
    """Views of the work that no KPI of the catalogue takes; nothing is said where the catalogue does not tell its views."""
    known = [kpi for kpi in catalogue.kpis.values() if kpi.perspective is not None]
    if len(known) < 3 or len(known) * 2 < len(catalogue.kpis):
        return
    for view, (says, offers) in NO_VIEW.items():
        if any(kpi.perspective is view for kpi in known):
            continue
        like = next((one for one in offers.split() if one in library and one not in have), None)
        if like:
            yield _addition(library, like, Wanted.PERSPECTIVE, (), Level.COMPANY, "", Message(says))


def _addition(
    library: Library, like: str, wanted: Wanted, kpis: tuple[str, ...], level: Level, department: str, because: Message
) -> Addition:
    return Addition(like, dict(library[like].name), wanted, kpis, level, department, because)


def _asks(situation: Situation, main: set[str]) -> Iterator[Ask]:
    """Main KPIs, and those with a target, that nobody answers for, by whom to ask; and people who answer for too many."""
    kpis = list(situation.catalogue.kpis.values())
    nobody = [kpi for kpi in kpis if not kpi.owner and (kpi.id in main or has_target(kpi, situation.as_of))]
    by_person: dict[str, list[str]] = {}
    for kpi in nobody:
        by_person.setdefault(_neighbour(kpi, kpis), []).append(kpi.id)
    for person, mine in by_person.items():
        because = Message(NEAREST, {"person": person}) if person else Message(NOBODY)
        yield Ask(tuple(mine), person, because)
    limit = situation.limits.main_kpis_per_person
    for person, owned in _owned(kpis, main).items():
        if len(owned) > limit:
            many, most = Quantity(len(owned), kind="count"), Quantity(limit, kind="count")
            facts: dict[str, Fact] = {"person": person, "count": many, "limit": most}
            yield Ask(tuple(owned), person, Message(CARRIES, facts))


def _neighbour(kpi: Kpi, kpis: Iterable[Kpi]) -> str:
    """Who owns most KPIs of the same level and department; empty where nobody owns any."""
    owners = Counter(
        one.owner for one in kpis if one.owner and one.department == kpi.department and level_of(one) is level_of(kpi)
    )
    return str(owners.most_common(1)[0][0]) if owners else ""


def _owned(kpis: Iterable[Kpi], main: set[str]) -> dict[str, list[str]]:
    owned: dict[str, list[str]] = {}
    for kpi in kpis:
        if kpi.owner and kpi.id in main:
            owned.setdefault(kpi.owner, []).append(kpi.id)
    return owned
