"""Very short contacts: some agents (or units) have far more of them than the kind of their work and their tempo explain.

Statistic: a funnel over the shortest class of durations, with the usual differences between units taken from the next longer
classes, and an exact test that there are more in the shortest class than in the next (monitor.statistics.very_short); Bonferroni
over units. Nobody is named. Null hypothesis: units differ in their shortest contacts as they do in their short ones. Assumes that
the work is comparable within categories: without categories, or with units in place of agents, it is worth asking about at most.
Minimum data: 10 units with `smallest_unit` contacts. Sources: Spiegelhalter 2005; Brown et al. 2005; METHODS 2.1, 2.13.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitor.checks._record_sources import Layout, Source, belonging, healthy, layout_of, missing, nothing_there, sources_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import (
    N_,
    Evidence,
    Explanation,
    Fact,
    Leg,
    Message,
    Outcome,
    Quantity,
    Verdict,
)
from monitor.model.panel import Matrix
from monitor.model.period import index_of
from monitor.model.records import RecordKind
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency, Tier
from monitor.statistics.funnel import LEAST
from monitor.statistics.very_short import VeryShort, very_short

if TYPE_CHECKING:
    import pandas as pd

OUTSIDE = 0.05
"""Where something was found, all units that lie outside by themselves count: honest ones hardly ever do."""

DAYS = 120

METHOD = N_(
    "We count how many contacts last only moments, for each agent, against what the kinds of his contacts would bring. How much "
    "agents usually differ is taken from contacts that are a little longer. Those outside must have more of the shortest "
    "contacts than of the next longer ones, which quick work alone does not make."
)
NO_UNITS = N_("the records do not say who or which unit had the case")
NEVER_CLOSED = N_("the records do not say when a case was closed")
FEW = N_("needs {needed} agents or units with enough cases, has {has}")
LABEL = N_("Share of very short contacts")


@dataclass(frozen=True, eq=False)
class _Counts:
    """Contacts by unit and category: `classes` (4, units, categories), `contacts` (units, categories); the width in seconds."""

    classes: Matrix
    contacts: Matrix
    width: float


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each source of cases."""
    sources = sources_of(situation, call, RecordKind.CASES)
    return [_judged(source, call) for source in sources] or nothing_there(situation, call, RecordKind.CASES)


def _judged(source: Source, call: Call) -> Outcome:
    by = next((one for one in ("agent", "unit") if source.table.has(one)), None)
    if by is None:
        return missing(source, NO_UNITS)
    if not source.table.has("closed"):
        return missing(source, NEVER_CLOSED)
    layout = layout_of(source, "opened_local", "category")
    counts = _counts(source.ask(_statement(source, layout, by, call)), call)
    units = counts.contacts.shape[0]
    if units < LEAST:
        return missing(source, FEW, needed=Quantity(LEAST, kind="count"), has=Quantity(units, kind="count"))
    found = very_short(counts.classes, counts.contacts)
    if found.smallest > call.parameters["look_closer"] or found.excess.sum() < call.parameters["smallest_effect"]:
        return healthy(source, found.smallest)
    return _evidence(source, layout, by, counts, found, call)


def _statement(source: Source, layout: Layout, by: str, call: Call) -> str:
    """Counts by unit and category, in four classes of seconds and four of minutes, and how many last less than an hour."""
    contact, case = float(call.parameters["seconds"]), 60 * float(call.parameters["minutes"])
    between = [
        f"sum(CASE WHEN open_hours * 3600 >= {width * number} AND open_hours * 3600 < {width * (number + 1)} THEN 1 ELSE 0 END) "
        f"AS {name}{number}"
        for name, width in (("contact", contact), ("case", case))
        for number in range(4)
    ]
    return (
        f"SELECT {by} AS who, {layout.category()} AS category, count(*) AS n, "
        "sum(CASE WHEN open_hours < 1 THEN 1 ELSE 0 END) AS brief, "
        f"{', '.join(between)} FROM {source.view} WHERE {by} IS NOT NULL AND open_hours IS NOT NULL GROUP BY 1, 2"
    )


def _counts(frame: pd.DataFrame, call: Call) -> _Counts:
    """Contacts of seconds where most last less than an hour, else cases of minutes; only units that are large enough."""
    brief = bool(frame["brief"].sum() * 2 > frame["n"].sum())
    name, width = ("contact", float(call.parameters["seconds"])) if brief else ("case", 60 * float(call.parameters["minutes"]))
    whole = frame.groupby("who")["n"].transform("sum")
    frame = frame[whole >= call.parameters["smallest_unit"]]
    wide = [frame.pivot_table(index="who", columns="category", values=one, aggfunc="sum", fill_value=0).to_numpy(dtype=float)
            for one in ("n", *(f"{name}{number}" for number in range(4)))]  # fmt: skip
    return _Counts(np.stack(wide[1:]), wide[0], width)


def _evidence(source: Source, layout: Layout, by: str, counts: _Counts, found: VeryShort, call: Call) -> Evidence:
    units = len(found.p_value)
    outside = found.p_value <= OUTSIDE
    contacts = counts.contacts.sum(axis=1)
    shortest = counts.classes[0].sum(axis=1)
    comparable = by == "agent" and len(layout.categories) > 1
    excess = float(found.excess[outside].sum())
    others = float(shortest[~outside].sum() / max(contacts[~outside].sum(), 1.0))
    numbers: dict[str, Fact] = {
        "outside": Quantity(int(outside.sum()), kind="count"),
        "units": Quantity(units, kind="count"),
        "share": Quantity(float(shortest[outside].sum() / contacts[outside].sum()), kind="share"),
        "usual": Quantity(others, kind="share"),
        "seconds": Quantity(counts.width, "seconds"),
        "excess": Quantity(float(round(excess)), kind="count"),
        "contacts": Quantity(float(contacts.sum()), kind="count"),
        "records": source.name,
    }
    return Evidence(
        **belonging(source),
        related=source.related,
        identity="very-short",
        start=source.table.first,
        end=source.table.last,
        p_value=found.smallest,
        statistic=float(found.z.max()),
        n=int(contacts.sum()),
        effect=Quantity(float(round(excess)), kind="count"),
        cap=Tier.FINDING if comparable else Tier.WATCH,
        numbers=numbers,
        legs=(_leg(source, counts.width),),
        ladder=_ladder(comparable, len(layout.categories)),
        method=Message(METHOD),
        source="Spiegelhalter 2005; Brown et al. 2005",
        parameters=dict(call.parameters),
        details={"usual_spread": found.usual_spread},
    )


def _leg(source: Source, width: float) -> Leg:
    """The share of very short contacts of all, day by day, or week by week where there are more than `DAYS` days."""
    import pandas as pd

    assert source.table.first is not None and source.table.last is not None
    frequency = Frequency.DAILY if (source.table.last - source.table.first).days <= DAYS else Frequency.WEEKLY
    period = "CAST(opened_local AS DATE)" if frequency is Frequency.DAILY else "CAST(date_trunc('week', opened_local) AS DATE)"
    found = source.ask(
        f"SELECT {period} AS period, count(*) AS n, sum(CASE WHEN open_hours * 3600 < {width} THEN 1 ELSE 0 END) AS k "
        f"FROM {source.view} WHERE open_hours IS NOT NULL GROUP BY 1"
    )
    number = np.array([index_of(day.date(), frequency) for day in pd.to_datetime(found["period"])])
    first = int(number.min())
    share: list[float | None] = [None] * int(number.max() - first + 1)
    for at, n, k in zip(number, found["n"], found["k"], strict=True):
        share[at - first] = 100 * float(k) / float(n)
    return Leg(
        source.subject,
        "main",
        "very-short",
        unit="%",
        derived=tuple(share),
        derived_first=first,
        frequency=frequency.value,
        label=Message(LABEL),
    )


def _ladder(comparable: bool, categories: int) -> tuple[Explanation, ...]:
    mix = N_("Every agent is compared with what the kinds of his contacts would bring.")
    unknown = N_("The records do not say of what kind a case is, or only its unit: ask what work is done there.")
    tempo = N_("They differ far more in the shortest contacts than in those that are a little longer.")
    wrong = N_("Wrong numbers and lost lines reach all agents alike; what all have in common is not counted.")
    return (
        Explanation(
            Message(N_("Other kinds of cases")),
            Verdict.RULED_OUT if comparable else Verdict.NOT_TESTED,
            Message(mix if comparable and categories > 1 else unknown),
        ),
        Explanation(Message(N_("Quick work")), Verdict.RULED_OUT, Message(tempo)),
        Explanation(Message(N_("Wrong numbers and lost lines")), Verdict.RULED_OUT, Message(wrong)),
        Explanation(
            Message(N_("A task of their own, such as passing calls on")),
            Verdict.NOT_TESTED,
            Message(N_("The records do not say whether some agents have one.")),
        ),
    )


CHECK = Check(
    name="records_short_contacts",
    says="Some agents or units have far more very short contacts than the kind of their work and their tempo explain.",
    evaluate=evaluate,
    parameters={
        "seconds": Parameter(
            10, "Contacts shorter than this are very short, where most take less than an hour", "seconds", 1, 120
        ),
        "minutes": Parameter(
            5, "Cases closed sooner than this are very short, where most take longer than an hour", "minutes", 1, 60
        ),
        "smallest_unit": Parameter(100, "Agents or units with fewer cases are not judged", "cases", 10, 100000),
        "smallest_effect": Parameter(
            20, "The smallest number of very short contacts beyond the usual that matters", "contacts", 0, 1e9
        ),
        "look_closer": Parameter(0.05, "Sources with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "outside": "how many agents or units lie outside",
        "units": "how many were compared",
        "share": "their share of very short contacts",
        "usual": "the share that all others have",
        "seconds": "how short very short is",
        "excess": "how many very short contacts are beyond the usual",
        "contacts": "how many contacts were looked at",
        "records": "the source of records",
    },
    statistical=True,
)
