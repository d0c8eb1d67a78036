"""A finding, a grade, and what a run concluded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.model.evidence import Evidence, Message
from monitor.model.kpi import Note
from monitor.model.life import FalseAlarms, Loosened, Seal, Standing, Waiver
from monitor.model.portfolio import Portfolio
from monitor.model.words import QUIET, Family, GoodhartType, Letter, Severity, Status, Tier


@dataclass(frozen=True)
class Also:
    """Another rule that saw the same cause; it stands under the finding instead of being one of its own."""

    rule: str
    pattern: str
    kpi: str | None


@dataclass(frozen=True)
class Finding:
    id: str
    rule: str
    rule_version: int
    pattern: str
    family: Family
    severity: Severity
    tier: Tier
    evidence: Evidence
    q_value: float | None = None
    also: tuple[Also, ...] = ()
    notes: tuple[Note, ...] = ()
    pitfalls: tuple[str, ...] = ()
    goodhart_type: GoodhartType | None = None
    status: Status = Status.NEW
    first_seen: date | None = None
    last_seen: date | None = None
    standing: Standing | None = None
    """What people have decided about it, as known on the day of the run."""
    came_back: Message | None = None
    """Why it is raised although somebody had waived, resolved or dismissed it, or after it had been gone."""
    raised_as: Tier | None = None
    """The tier that the evidence itself reached, where a person has confirmed it."""

    @property
    def kpi(self) -> str | None:
        return self.evidence.kpi

    def overdue(self, as_of: date) -> bool:
        """Whether somebody promised to follow it up by a day that has passed."""
        due = self.standing.follow_up if self.standing else None
        return due is not None and due < as_of and self.status not in QUIET


@dataclass(frozen=True)
class Remembered:
    """What the store remembers of a finding from earlier runs."""

    id: str
    key: str
    first_seen: date
    last_seen: date
    status: Status
    standing: Standing | None = None
    returned: date | None = None
    """The last day on which it came back after it had been gone."""


@dataclass(frozen=True)
class Skipped:
    """A rule that could not be evaluated for a KPI, with the reason."""

    rule: str
    kpi: str | None
    because: Message


@dataclass(frozen=True)
class Grade:
    """How far a KPI can be trusted: the worst serious evidence decides. `because` holds finding ids, `reasons` sentences."""

    kpi: str
    letter: Letter
    because: tuple[str, ...] = ()
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True)
class SetAside:
    """A value that could not be used: it never takes a good one with it, and it is counted and reported."""

    place: str
    kpi: str | None
    what: str


@dataclass(frozen=True)
class RecordsRead:
    """What a run saw of one source of records: how many it used, from when to when, and how many it set aside, by reason."""

    source: str
    kind: str
    rows: int
    first: date | None = None
    last: date | None = None
    aside: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Promise:
    """The alarm promise: false findings per 100 honest KPI-years, promised and reached."""

    promised_watch: float
    promised_finding: float
    kpi_years: float
    tests: int
    noise_model: str
    """`learnt` from the portfolio or `default`."""
    reached_watch: float | None = None
    reached_finding: float | None = None


@dataclass(frozen=True)
class RunResult:
    """All that a run concluded. `findings` are those raised in this run; `gone` were open before and are no more."""

    id: str
    organisation: str
    as_of: date
    started: datetime
    seconds: float
    version: str
    kpis: int
    observations: int
    rules: int
    data_fingerprint: str
    catalogue_fingerprint: str
    findings: tuple[Finding, ...]
    explained: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    grades: tuple[Grade, ...]
    skipped: tuple[Skipped, ...]
    set_aside: tuple[SetAside, ...]
    promise: Promise
    previous: str | None = None
    """The id of the run before, if any."""
    changes: tuple[Message, ...] = ()
    """Targets, definitions, rules and limits that changed since the run before."""
    parameters: Mapping[str, object] = field(default_factory=dict)
    loosened: tuple[Loosened, ...] = ()
    """Where the watch became less strict since the run before."""
    waivers: tuple[Waiver, ...] = ()
    """All waivers of findings that are still there: running, ended, or broken because the finding got worse."""
    false_alarms: FalseAlarms | None = None
    """What the organisation itself found to be false."""
    ledger: Seal | None = None
    """The ledger of actions as it was before this run wrote its own entry."""
    portfolio: Portfolio = field(default_factory=Portfolio)
    """What is proposed for the catalogue as a whole."""
    records: tuple[RecordsRead, ...] = ()
    """The sources of records behind KPIs, in the order of the project file."""
