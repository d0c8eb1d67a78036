"""What a check returns: numbers and message keys, never sentences. Sentences are made when reporting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from monitor.model.words import Severity, Tier


@dataclass(frozen=True)
class Quantity:
    """A number with what is needed to write it in any language.

    `kind`: `value` (in `unit`), `difference` (in `unit`; percentage points for %), `share` (0-1, written as %), `count`,
    `factor` (written 1.8 times), `periods` (`unit` is the frequency), `days`.
    """

    value: float
    unit: str = ""
    kind: str = "value"


@dataclass(frozen=True)
class Day:
    """A date in a sentence; `frequency` writes it as that kind of period (week 37, 2024; Q3 2025) where given."""

    day: date
    frequency: str = ""


@dataclass(frozen=True)
class Names:
    """KPIs in a sentence, by id; written as a list of their names."""

    kpis: tuple[str, ...]


Fact = Quantity | Day | Names | str
"""What may stand in a sentence: a quantity, a date, names of KPIs, or a text of the user's own."""


@dataclass(frozen=True)
class Message:
    """An English sentence with {placeholders}, marked for translation with N_, and the facts that fill them."""

    text: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


def N_(text: str) -> str:  # noqa: N802 - gettext's usual name
    """Marks a text for the translation catalogues and returns it as it is."""
    return text


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True)
class Leg:
    """One measure of a finding, before and after: what a chart draws and a table shows.

    `role`: `main` or `pair` (counter-metric) or `volume`. `before`/`after` are means in the KPI's unit with their 95 %
    intervals; `change` is after minus before, with a 90 % interval; `z` is oriented so that positive is the change the rule
    looks for.
    """

    kpi: str
    role: str
    column: str = "value"
    """Which matrix of the panel: value, denominator, responses, invited; or the name of a derived series."""
    before: float | None = None
    before_interval: Interval | None = None
    after: float | None = None
    after_interval: Interval | None = None
    change: float | None = None
    change_interval: Interval | None = None
    unit: str = ""
    z: float | None = None
    p_value: float | None = None
    n_before: int = 0
    n_after: int = 0
    before_until: date | None = None
    after_from: date | None = None
    derived: tuple[float | None, ...] = ()
    """The series itself, where the check computed it (a share, a ratio of two KPIs); `derived_first` is its first period."""
    derived_first: int = 0
    frequency: str = ""
    label: Message | None = None
    """What a derived series is called."""


@dataclass(frozen=True)
class Histogram:
    """How the records lie around the limit of one record: what a chart draws and a table shows.

    `edges` (B + 1,) in `unit`, ascending; `counts` (B,) records in each bin; `expected` (B,) what would lie there without the
    pile, empty where that is not said. `met` is the side of the limit that counts as met, `below` or `above`; `zone` the
    stretch on that side in which the pile lies.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    expected: tuple[float, ...]
    limit: float
    met: str
    unit: str = ""
    inclusive: bool = True
    zone: tuple[float, float] | None = None
    label: Message | None = None
    """What is counted; by default records."""


class Verdict:
    """What became of an innocent explanation."""

    RULED_OUT = "ruled-out"
    EXPLAINS_SOME = "explains-some"
    EXPLAINS = "explains"
    NOT_TESTED = "not-tested"


@dataclass(frozen=True)
class Explanation:
    """A rung of the ladder of honest explanations: its name, its verdict (a word of Verdict) and what the test showed."""

    name: Message
    verdict: str
    shown: Message


@dataclass(frozen=True)
class Evidence:
    """What a check found about one KPI, one group of KPIs, or one source of records.

    `identity` is what makes it the same finding next time, beside rule, KPI and segment (a department, the date of a moved
    target); it must not hold estimates. `p_value` is calibrated, None for a fact of the catalogue. `cap` is the surest tier
    that this kind of evidence can reach. `numbers` fill the rule's sentences. `statistic` and `details` are for controllers.
    """

    kpi: str | None
    related: tuple[str, ...] = ()
    segment: tuple[tuple[str, str], ...] = ()
    events: str | None = None
    identity: str = ""
    start: date | None = None
    end: date | None = None
    onset: date | None = None
    onset_zone: tuple[date, date] | None = None
    reference: date | None = None
    """The day on which the target, bonus or change that the evidence is measured against began."""
    p_value: float | None = None
    statistic: float | None = None
    n: int = 0
    effect: Quantity | None = None
    severity: Severity | None = None
    cap: Tier = Tier.FINDING
    numbers: Mapping[str, Fact] = field(default_factory=dict)
    legs: tuple[Leg, ...] = ()
    ladder: tuple[Explanation, ...] = ()
    explained: str | None = None
    """The note of the catalogue that explains it: then it is listed, not raised."""
    method: Message = field(default_factory=lambda: Message(""))
    source: str = ""
    """Author and year of the method."""
    parameters: Mapping[str, object] = field(default_factory=dict)
    details: Mapping[str, float] = field(default_factory=dict)
    histogram: Histogram | None = None
    """Where the evidence is how records lie around a limit."""


@dataclass(frozen=True)
class NotAssessed:
    """What could not be evaluated, and why: silence is never mistaken for health."""

    kpi: str | None
    because: Message
    segment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Healthy:
    """A statistical check looked and found nothing: it counts as coverage in the KPI's grade."""

    kpi: str
    p_value: float | None = None
    related: tuple[str, ...] = ()
    power: float | None = None
    """How likely the check would have seen a change of one and a half usual spreads in every leg."""


Outcome = Evidence | NotAssessed | Healthy
