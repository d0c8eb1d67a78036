"""The closed vocabularies of the contract: patterns, families, severities, tiers, frequencies, languages."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    EN = "en"
    DA = "da"
    NB = "nb"
    SV = "sv"


class Family(StrEnum):
    GOODHART = "goodhart"
    OVERLOAD = "overload"
    CONTEXT = "context"


class Severity(StrEnum):
    """How much a finding matters; `rank` 0 is the gravest."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class Tier(StrEnum):
    """How sure a finding is."""

    WATCH = "watch"
    FINDING = "finding"
    CONFIRMED = "confirmed"


class Status(StrEnum):
    """Where a finding is in its life. `explained`: a note of the catalogue explains it, so it is listed but not raised."""

    NEW = "new"
    ONGOING = "ongoing"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    WAIVED = "waived"
    RESOLVED = "resolved"
    FALSE_ALARM = "false-alarm"
    EXPLAINED = "explained"
    GONE = "gone"


QUIET = frozenset({Status.WAIVED, Status.RESOLVED, Status.FALSE_ALARM, Status.EXPLAINED, Status.GONE})
"""What is dealt with: it is listed, but asks for nothing, fails no pipeline and sends no mail."""


class Frequency(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"

    @property
    def per_year(self) -> float:
        """Periods in a year, on average."""
        return {"daily": 365.25, "weekly": 52.18, "monthly": 12.0, "quarterly": 4.0, "yearly": 1.0}[self.value]


class Direction(StrEnum):
    LOWER = "lower"
    HIGHER = "higher"
    RANGE = "range"
    UNCLEAR = "unclear"


class Level(StrEnum):
    COMPANY = "company"
    DEPARTMENT = "department"
    TEAM = "team"
    PERSON = "person"


class Perspective(StrEnum):
    FINANCIAL = "financial"
    CUSTOMER = "customer"
    PROCESS = "process"
    PEOPLE = "people"
    SUSTAINABILITY = "sustainability"


class Measures(StrEnum):
    INPUT = "input"
    ACTIVITY = "activity"
    OUTPUT = "output"
    OUTCOME = "outcome"


class Timing(StrEnum):
    LEADING = "leading"
    LAGGING = "lagging"


class Category(StrEnum):
    OPERATIONAL = "operational"
    FINANCIAL = "financial"
    STRATEGIC = "strategic"


class Consequence(StrEnum):
    NONE = "none"
    REVIEW = "review"
    BONUS = "bonus"
    PAY = "pay"
    SANCTION = "sanction"


class GoodhartType(StrEnum):
    """Manheim & Garrabrant (2018), arXiv 1803.04585."""

    REGRESSIONAL = "regressional"
    EXTREMAL = "extremal"
    CAUSAL = "causal"
    ADVERSARIAL = "adversarial"


class Letter(StrEnum):
    """A trust grade; `NOT_ASSESSED` is shown as a dash."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    NOT_ASSESSED = "not-assessed"


_GOODHART = (
    "paired-divergence superficial-closing case-splitting delayed-harm redefinition reclassification survey-selection "
    "proxy-decay threshold-bunching target-hugging period-end-push cascade-break spillover displacement too-smooth "
    "digit-heaping favourable-revision denominator-shrink mix-shift unit-outlier target-tampering"
)
_OVERLOAD = (
    "too-many irrelevant-audience activity-not-result vanity one-sided no-customer-view no-goal-link no-counter-metric "
    "redundant punitive-use not-involved not-influenceable"
)
_CONTEXT = (
    "no-target no-benchmark no-history ambiguous-definition too-complex frequency-mismatch static-target "
    "unrealistic-target easy-target no-deadline no-owner no-follow-up review-overdue soft-number ambiguous-direction "
    "stale-data gaps unexplained-break"
)

PATTERNS: dict[str, Family] = {
    word: family
    for family, words in ((Family.GOODHART, _GOODHART), (Family.OVERLOAD, _OVERLOAD), (Family.CONTEXT, _CONTEXT))
    for word in words.split()
}
"""Every pattern of the contract and the family it belongs to."""
