"""kpis.yaml as people write it."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from monitor.catalogue.written import (
    Day,
    Duration,
    Name,
    Number,
    Text,
    TextOrNumber,
    Texts,
    Whole,
    Written,
    YesNo,
    complain,
    complaint,
)
from monitor.model.words import (
    Category,
    Consequence,
    Direction,
    Frequency,
    Level,
    Measures,
    Perspective,
    Timing,
)


class TargetWritten(Written):
    start: Day = Field(alias="from", description="the first day on which the target holds")
    until: Day | None = Field(None, description="the last day; without it, the target holds until the next one begins")
    value: Number | None = Field(None, description="the value to reach, in the KPI's unit (percentages 0-100)")
    low: Number | None = Field(None, description="the lower end, for `direction: range`")
    high: Number | None = Field(None, description="the upper end, for `direction: range`")
    set_on: Day | None = Field(None, description="the day on which the target was decided")
    deadline: Day | None = Field(None, description="the day by which it is to be reached")
    reason: Text | None = Field(None, description="why this target")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        found = []
        if self.until and self.until < self.start:
            found.append(_before("until", self.until, self.start))
        if self.deadline and self.deadline < self.start:
            found.append(_before("deadline", self.deadline, self.start))
        if self.low is not None and self.high is not None and self.low > self.high:
            found.append(complaint(f"'low' ({self.low:g}) is above 'high' ({self.high:g})", "", "swap them", ("low",)))
        if self.value is None and self.low is None and self.high is None:
            found.append(complaint("this target has no value", "'value', or 'low' and 'high' for `direction: range`"))
        if self.value is not None and (self.low is not None or self.high is not None):
            found.append(complaint("a target has either 'value' or 'low' and 'high'", "", "remove one of them", ("value",)))
        if found:
            raise complain(*found)
        return self


class BenchmarkWritten(Written):
    value: Number = Field(description="the value of others, in the KPI's unit")
    source: Text | None = Field(None, description="where it comes from")


class RecordsWritten(Written):
    events: Text = Field(description="the name of a source under `events:` of the project file")
    measure: Text | None = Field(None, description="the measure of a record; without it the KPI counts records")
    where: Text | None = Field(None, description="an SQL condition: which records")


class ThresholdWritten(Written):
    limit: Number = Field(description="the limit of one record")
    met: Literal["below", "above"] | None = Field(None, description="the side that counts as met")
    inclusive: YesNo = Field(True, description="whether a record exactly at the limit counts as met")


class ReviewWritten(Written):
    last: Day | None = Field(None, description="the day of the last review")
    every: Frequency | None = Field(None, description="how often the KPI is to be reviewed")


class DecisionWritten(Written):
    on: Day = Field(description="the day of the decision")
    what: Text = Field(description="what was decided")


class AuditWritten(Written):
    on: Day = Field(description="the day of the audit")
    by: Text = Field(description="who counted a sample anew, independently of those who are measured")
    agrees: YesNo = Field(description="whether the KPI's own number held")
    what: Text | None = Field(None, description="how large the sample was, and what was found")


class NoteWritten(Written):
    start: Day = Field(alias="from", description="the first day of the event")
    end: Day | None = Field(None, alias="to", description="its last day")
    what: Text = Field(description="what happened")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.end and self.end < self.start:
            raise complain(_before("to", self.end, self.start))
        return self


class ChangeWritten(Written):
    start: Day = Field(alias="from", description="the first day on which the change holds")
    version: Whole | None = Field(None, description="the version of the KPI that begins here")
    definition: Text | None = Field(None, description="what changed in the definition")
    formula: Text | None = Field(None, description="what changed in the formula")
    what: Text | None = Field(None, description="any other change")


class RevisionsWritten(Written):
    expected: Literal["up", "down", "both"] | None = Field(None, description="the direction in which late registrations move it")
    within_days: Duration | None = Field(
        None, alias="within", description="how long a period is usually still revised: `10 days`, `8 weeks`, `3 months`"
    )


class KpiWritten(Written):
    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["name"]}, {"required": ["like"]}]})

    like: Text | None = Field(
        None, description="the id of a KPI of the built-in library, from which whatever is not said here is taken"
    )
    name: Name | None = Field(None, description="the name: a text in the project's language, or one for each language")
    unit: Text | None = Field(None, description='the unit, such as hours, DKK or "%" (percentages are 0-100)')
    direction: Direction | None = Field(None, description="which way is better")
    frequency: Frequency | None = Field(None, description="the length of a period")
    level: Level | None = Field(None, description="the level of the organisation that it steers")
    department: Text | None = Field(None, description="the department that it belongs to")
    main: YesNo = Field(False, description="whether it is a main KPI; they are counted")
    perspective: Perspective | None = Field(None, description="the perspective of a balanced scorecard")
    measures: Measures | None = Field(None, description="what kind of thing it measures")
    timing: Timing | None = Field(None, description="whether it tells before or after the result")
    category: Category | None = Field(None, description="what it is for")
    owner: Text | None = Field(None, description="who is responsible")
    definition: Text | None = Field(None, description="what it is, in a sentence")
    formula: Text | None = Field(None, description="how it is computed")
    version: Whole | None = Field(None, description="the version of the definition")
    supports: Text | None = Field(None, description="the id of the higher-level KPI, or the goal, that it should move")
    goal: Text | None = Field(None, description="the goal that it serves")
    counter: Texts = Field((), description="ids of the KPIs that must not suffer when this one improves")
    targets: tuple[TargetWritten, ...] = Field((), description="the targets, with their history")
    benchmark: BenchmarkWritten | None = Field(None, description="the value of others")
    records: RecordsWritten | None = Field(None, description="the records behind it")
    threshold: ThresholdWritten | None = Field(
        None, description="the limit of one record, where the KPI is a share within a limit"
    )
    consequence: Consequence | None = Field(None, description="what hangs on reaching the target")
    audience: Texts = Field((), description="who sees it")
    measured: Texts = Field((), description="who is held to it")
    influenced_by: Texts = Field((), description="who can move it")
    set_with: Texts = Field((), description="who took part in setting it")
    reviewed: ReviewWritten | None = Field(None, description="the last review, and how often it is due")
    decisions: tuple[DecisionWritten, ...] = Field((), description="decisions that the KPI led to")
    audits: tuple[AuditWritten, ...] = Field((), description="independent samples that were held against its numbers")
    notes: tuple[NoteWritten, ...] = Field((), description="known events that explain what the values show")
    changes: tuple[ChangeWritten, ...] = Field((), description="declared changes of definition or formula")
    revisions: RevisionsWritten | None = Field(None, description="late registrations that are normal here")
    tags: Texts = Field((), description="words that rules select by, beside those of the library")
    source_names: tuple[TextOrNumber, ...] = Field(
        (), description="what the data call it, where that is neither the id nor a name: a code, a column of another table"
    )


class KpisWritten(Written):
    """A KPI catalogue: `kpis:` and below it one KPI for each id."""

    kpis: dict[Text, KpiWritten] = Field(description="the KPIs by id")


def _before(key: str, day: Any, start: Any) -> dict[str, Any]:
    return complaint(f"'{key}' ({day}) is before 'from' ({start})", f"a day on or after {start}", "", (key,))
