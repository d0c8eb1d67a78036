"""Honest explanations of records that pile up at a limit, each tested where the records allow it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.checks._limit_bins import Bins
from monitor.checks._limit_cells import cell_sql, chosen
from monitor.checks._limit_grid import Grid
from monitor.checks._limit_tests import Tested, contrast_of
from monitor.checks._record_sources import quoted
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import N_, Explanation, Fact, Message, Quantity, Verdict
from monitor.model.records import Records
from monitor.statistics.excess_mass import ExcessMass
from monitor.statistics.local_jump import local_jump

KEPT = 0.7
"""A pile that was there before the target with so much of its present height is not the target's (METHODS 1.11)."""

SHARP = 0.4
"""People who take up nearly late records first do not finish them within so small a part of the eighth before the limit."""

FEW_UNITS = 0.8
LEAST_UNIT = 300

NOT_SEEN = N_("The records cannot show it: ask how the work is done near the limit.")


def other_places(tested: Tested, bins: Bins) -> Explanation:
    """Round numbers and habits of the scale."""
    name = Message(N_("Round numbers, and habits of the scale"))
    if tested.places:
        facts: dict[str, Fact] = {"places": Quantity(tested.places, kind="count")}
        text = N_("At {places} other places on the scale, round ones among them, there is no such pile.")
        return Explanation(name, Verdict.RULED_OUT, Message(text, facts))
    if bins.gaps:
        return Explanation(name, Verdict.RULED_OUT, Message(N_("They were the same before the target, and cancel.")))
    return Explanation(name, Verdict.NOT_TESTED, Message(N_("The scale is too short to have other places to compare with.")))


def a_job(bins: Bins) -> Explanation:
    """A job, a default or a typed value: they all lie on the limit itself."""
    name = Message(N_("A job that closes records at the limit, or a value typed in"))
    if not bins.fine:
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("The steps of the scale are too coarse to see it.")))
    facts: dict[str, Fact] = {"left_out": Quantity(bins.left_out, kind="count")}
    shown = N_("The {left_out} records exactly on the limit are left out; the pile lies before it.")
    return Explanation(name, Verdict.RULED_OUT, Message(shown, facts))


def always_so(now: Bins, before: Bins | None, tested: Tested) -> Explanation:
    """Whether the pile was there before the target."""
    name = Message(N_("It was always so, target or not"))
    if before is None:
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("There are too few records from before the target.")))
    try:
        contrast = contrast_of(now, before)
        earlier = local_jump(before.counts, before.limit, before.reach, before.round_places)
    except NotEnoughDataError:
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("There are too few records from before the target.")))
    facts: dict[str, Fact] = {
        "before": Quantity(float(np.exp(earlier.jump)), kind="factor"),
        "after": Quantity(float(np.exp(tested.jump)), kind="factor"),
    }
    shown = Message(
        N_("Before the target records just inside were {before} as frequent as just outside, since then {after}."), facts
    )
    if earlier.p_value < 0.05 and earlier.jump >= KEPT * tested.jump:
        return Explanation(name, Verdict.EXPLAINS, shown)
    return Explanation(name, Verdict.RULED_OUT if contrast.p_value < 0.05 else Verdict.EXPLAINS_SOME, shown)


def work_ordering(bins: Bins, mass: ExcessMass) -> Explanation | None:
    """Nearly late records are taken up first: only where the measure is a time.

    Records that come back more often speak against it, and so does a pile too narrow for work that is only taken up earlier. A
    wide pile of records that come back no more often than others is just what it looks like.
    """
    if not bins.of.is_duration:
        return None
    name = Message(N_("Nearly late records are honestly taken up first"))
    sharp = mass.zone * bins.width <= SHARP * bins.near
    came_back = _came_back(bins, mass)
    if came_back is not None and (came_back[2] < 0.01 or not sharp):
        inside, elsewhere, p_value = came_back
        facts: dict[str, Fact] = {"inside": Quantity(inside, kind="share"), "elsewhere": Quantity(elsewhere, kind="share")}
        if p_value < 0.01:
            text = N_("Of the records in the pile {inside} were opened again, of those around it {elsewhere}.")
            return Explanation(name, Verdict.RULED_OUT, Message(text, facts))
        text = N_("The records in the pile were opened again no more often ({inside}) than those around it ({elsewhere}).")
        return Explanation(name, Verdict.EXPLAINS if p_value >= 0.05 else Verdict.EXPLAINS_SOME, Message(text, facts))
    if sharp:
        text = N_("The pile lies within {band} of the limit: work that is only taken up earlier ends over a longer time.")
        return Explanation(name, Verdict.RULED_OUT, Message(text, {"band": band_of(bins, mass)}))
    return Explanation(name, Verdict.EXPLAINS_SOME, Message(NOT_SEEN))


def band_of(bins: Bins, mass: ExcessMass) -> Quantity:
    """How wide the pile is, in minutes where hours would be small."""
    width, unit = float(mass.zone * bins.width), bins.of.unit
    smaller = {
        "hours": ("minutes", 60),
        "hour": ("minutes", 60),
        "h": ("minutes", 60),
        "days": ("hours", 24),
        "day": ("hours", 24),
    }
    if unit.lower() in smaller and width < 1:
        name, times = smaller[unit.lower()]
        return Quantity(round(width * times, 2), name, "difference")
    return Quantity(round(width, 6), unit, "difference")


def _came_back(bins: Bins, mass: ExcessMass) -> tuple[float, float, float] | None:
    """The share of records that were opened again in the pile and on the good side beyond it, and the one-sided p-value."""
    from scipy.stats import fisher_exact

    if bins.came_back is None:
        return None
    pile = slice(bins.limit, bins.limit + mass.zone)
    beside = slice(bins.limit + mass.zone, min(bins.limit + bins.reach, len(bins.counts)))
    back = [float(bins.came_back[:, part].sum()) for part in (pile, beside)]
    total = [float(bins.counts[part].sum()) for part in (pile, beside)]
    if min(total) < 50 or sum(back) < 5:
        return None
    shares = [one / of for one, of in zip(back, total, strict=True)]
    table = np.array([[round(one), round(max(of - one, 0))] for one, of in zip(back, total, strict=True)])
    return shares[0], shares[1], float(fisher_exact(table, alternative="greater").pvalue)


@dataclass(frozen=True)
class UnitPile:
    """One unit's records within reach of the limit, and in the pile."""

    unit: str
    number: int
    in_zone: int


@dataclass(frozen=True)
class Everywhere:
    """How many of the units that are large enough hold the pile, with the explanation that it is one unit's habit."""

    units: int
    holding: int
    rung: Explanation


def by_unit(records: Records, grid: Grid, bins: Bins, mass: ExcessMass, named: bool) -> Everywhere | None:
    """Whether the pile lies in all units alike; None where fewer than two units are large enough to be looked at."""
    found = [] if not bins.of.table.has("unit") else _units(records, grid, bins, mass)
    if len(found) < 2:
        return None
    usual = mass.usual / max(float(bins.inside - mass.excess), 1.0)
    excess = {one.unit: one.in_zone - one.number * usual for one in found}
    holding = [unit.unit for unit in found if excess[unit.unit] > 0.5 * mass.share * unit.number * usual]
    total = sum(max(one, 0.0) for one in excess.values())
    largest = max(excess.values()) / total if total > 0 else 0.0
    few = largest > FEW_UNITS and len(found) >= 3
    facts: dict[str, Fact] = {"holding": Quantity(len(holding), kind="count"), "units": Quantity(len(found), kind="count")}
    text = N_("{holding} of the {units} units that are large enough to be looked at show it.")
    if named and holding:
        facts["names"] = ", ".join(holding)
        text = N_("{holding} of the {units} units that are large enough to be looked at show it: {names}.")
    rung = Explanation(
        Message(N_("The habit of one unit")), Verdict.EXPLAINS_SOME if few else Verdict.RULED_OUT, Message(text, facts)
    )
    return Everywhere(len(found), len(holding), rung)


def _units(records: Records, grid: Grid, bins: Bins, mass: ExcessMass) -> list[UnitPile]:
    """One scan of the weeks that are judged: units with at least LEAST_UNIT records within reach."""
    limit, wide = bins.of, round(bins.width / grid.width)
    first_above = 0 if limit.lower_closed else 1
    pile = (-mass.zone * wide, 0) if limit.below else (0, mass.zone * wide)
    low, high, pile_low, pile_high = (first_above + end for end in (-bins.reach * wide, bins.reach * wide, *pile))
    frame = records.ask(
        f"SELECT unit, COUNT(*) AS n, SUM(CASE WHEN cell >= {pile_low} AND cell < {pile_high} THEN 1 ELSE 0 END) AS pile FROM "
        f"(SELECT unit, {cell_sql(limit, grid, 'x')} AS cell FROM "
        f"(SELECT {quoted('unit')} AS unit, CAST({quoted(limit.measure)} AS DOUBLE) AS x FROM {chosen(limit)} "
        f"AND {quoted(limit.time + '_local')} >= DATE '{bins.weeks[0].isoformat()}') AS one) AS two "
        f"WHERE unit IS NOT NULL AND cell >= {low} AND cell < {high} GROUP BY unit HAVING COUNT(*) >= {LEAST_UNIT}"
    )
    rows = zip(frame["unit"], frame["n"], frame["pile"], strict=True)
    return sorted((UnitPile(str(unit), int(n), int(pile)) for unit, n, pile in rows), key=lambda one: one.unit)
