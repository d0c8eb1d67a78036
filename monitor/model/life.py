"""The life of a finding: what people decided about it, what was loosened, and the ledger that proves both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from monitor.model.evidence import Message, Quantity
from monitor.model.words import Severity, Status, Tier


class Act(StrEnum):
    """What an entry of the ledger records. `run` is written by runs, everything else by people."""

    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    WAIVE = "waive"
    RESOLVE = "resolve"
    FALSE_ALARM = "false-alarm"
    REOPEN = "reopen"
    CONFIRM = "confirm"
    RUN = "run"


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger. It is never changed; `hash` covers everything in it and the hash of the entry before.

    `at` is the clock's time in UTC (naive); `on` the day from which runs know of it. `detail` holds plain JSON: how the finding
    looked when a person acted (see `Judged`), or what a run concluded.
    """

    number: int
    at: datetime
    on: date
    who: str
    act: Act
    finding: str | None = None
    reason: str = ""
    until: date | None = None
    assignee: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    previous: str = ""
    hash: str = ""


@dataclass(frozen=True)
class Seal:
    """The ledger at one moment: how many entries, and the hash of the last. Noted elsewhere, it shows a tail cut off later."""

    entries: int
    head: str


@dataclass(frozen=True)
class RunPrint:
    """What proves that a run is kept as it was. `document`: SHA-256 of its document; `seal`: the ledger that it looked at, None
    for runs older than the ledger; `agrees`: its other rows say what its document says.
    """

    id: str
    as_of: date
    document: str
    seal: Seal | None
    agrees: bool


@dataclass(frozen=True)
class Judged:
    """How a finding looked when a person acted on it: what 'gets worse' is measured against. `tested`: it has a p-value."""

    severity: Severity
    tier: Tier
    tested: bool = True
    effect: Quantity | None = None
    onset: date | None = None


@dataclass(frozen=True)
class Standing:
    """What people have decided about a finding, as known on a day.

    `status` is acknowledged, assigned, waived, resolved or false-alarm, and None where nothing of that kind holds; whether it is
    applied in a run is seen from the finding's own status. A waiver holds up to and including `until`. `assignee` and `follow_up`
    stay through a waiver.
    """

    status: Status | None = None
    by: str = ""
    because: str = ""
    on: date | None = None
    until: date | None = None
    judged: Judged | None = None
    assignee: str | None = None
    follow_up: date | None = None
    confirmed_by: str = ""
    confirmed_because: str = ""
    confirmed_on: date | None = None


class WaiverState(StrEnum):
    """`running`; `ended`: its day has passed and the finding is still there; `broken`: the finding got worse."""

    RUNNING = "running"
    ENDED = "ended"
    BROKEN = "broken"


@dataclass(frozen=True)
class Waiver:
    """A waiver of a finding that is still there: who asked to be spared it, why, since when and until when."""

    finding: str
    rule: str
    kpi: str | None
    by: str
    because: str
    since: date
    until: date
    state: WaiverState


class Loosening(StrEnum):
    """In which way the watch became less strict."""

    LIMIT = "limit"
    RULE_OFF = "rule-off"
    RULE_CHANGED = "rule-changed"
    PARAMETERS = "parameters"
    TARGET = "target"
    KPI_REMOVED = "kpi-removed"
    COUNTER_REMOVED = "counter-removed"
    CONSEQUENCE_REMOVED = "consequence-removed"
    NOTE = "note"


@dataclass(frozen=True)
class Loosened:
    """Something that was loosened since the run before. `findings` were raised then, concern it, and are not raised now."""

    kind: Loosening
    message: Message
    kpi: str | None = None
    rule: str | None = None
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class FalseAlarms:
    """The organisation's own count of false alarms among what was ever raised, by the tier it had when a person judged it.

    `watch` counts those that were only worth asking about, `finding` those that had reached leadership; `facts` were no test of
    numbers and are outside the promise. `confirmed` findings were judged true; `unjudged` ones are raised now and neither, so the
    rates are at least these. `kpi_years` are the years of values that the promise speaks of.
    """

    kpi_years: float
    watch: int = 0
    finding: int = 0
    facts: int = 0
    confirmed: int = 0
    unjudged: int = 0

    @property
    def reached_watch(self) -> float | None:
        """False findings and questions per 100 KPI-years; None without any KPI-years."""
        return 100 * (self.watch + self.finding) / self.kpi_years if self.kpi_years > 0 else None

    @property
    def reached_finding(self) -> float | None:
        """False findings that reached leadership per 100 KPI-years; None without any KPI-years."""
        return 100 * self.finding / self.kpi_years if self.kpi_years > 0 else None
