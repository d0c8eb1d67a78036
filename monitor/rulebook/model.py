"""What a rule file may hold: the shape of it, as pydantic models. What the words mean is checked by `checked.py` and others."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.model.words import GoodhartType, Language, Severity

Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class WordsFile(_Part):
    """The sentences of a rule in one language. No markup; {placeholders} for names and numbers."""

    title: Text = Field(description="One line, as a heading")
    plural: str = Field("", description="The heading for many KPIs at once; {count} and {kpis}")
    what: Text = Field(description="What was seen, in one or two sentences")
    why: Text = Field(description="Why it matters")
    innocent: list[Text] = Field(description="Honest explanations that look the same")
    readings: list[Text] = Field(default_factory=list, description="Goodhart rules: the gaming reading and the honest one")
    apart: str = Field("", description="Goodhart rules: what would tell the two readings apart")
    action: Text = Field(description="What to decide or do now")
    effect: str = Field("", description="One sentence of size")


class CaseFile(_Part):
    """A proof: a small catalogue, with histories or a simulator call, and whether the rule fires on it."""

    name: Text
    fires: bool
    because: str = Field("", description="Which honest look-alike a quiet case stands for")
    kpis: dict[str, Any] = Field(default_factory=dict, description="As in kpis.yaml")
    first: str | None = Field(None, description="The first period of the histories, as a date")
    as_of: str | None = Field(None, description="The day on which we look; default: the day after the last period")
    history: dict[str, Any] = Field(default_factory=dict, description="KPI -> one-line history, or its columns")
    segments: list[dict[str, Any]] = Field(default_factory=list, description="Histories below the total")
    simulate: dict[str, Any] | None = Field(None, description="A call of a simulator: {scenario, seed, …}")
    records: dict[str, Any] = Field(
        default_factory=dict, description="Source -> {kind, rows, measures}: the records behind the KPIs, written out"
    )
    timezone: str | None = Field(None, description="The zone of times that name none; default: Europe/Copenhagen")
    earlier: dict[str, Any] | None = Field(None, description="An earlier catalogue that a run saw: {as_of, kpis}")
    limits: dict[str, Any] = Field(default_factory=dict, description="As `limits:` in the project file")
    parameters: dict[str, Any] = Field(default_factory=dict, description="Parameters for this case only")
    seed: int = 1


class RuleFile(_Part):
    """One rule."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", description="Also the name of the file")]
    version: Annotated[int, Field(ge=1, description="Raise it when the rule's findings change")]
    pattern: str = Field(description="A pattern word of the contract")
    check: str = Field(description="The check that looks: a module of monitor/checks, or a plug-in")
    status: Literal["experimental", "stable"] = Field(
        description="Stable, or experimental: such rules appear in the controller's report only"
    )
    severity: Annotated[Severity, Field(strict=False)]
    share: float = Field(
        1.0,
        ge=0.1,
        le=10,
        description="Of a KPI's alarm budget beside the other rules' shares: more for a sharp question than a search",
    )
    goodhart_type: Annotated[GoodhartType | None, Field(strict=False)] = None
    pitfalls: list[str] = Field(default_factory=list, description="The pitfalls of the domain that the rule answers, P01 and on")
    kpis: dict[str, Any] = Field(default_factory=dict, description="A selector: which KPIs the rule concerns; empty means all")
    roles: dict[str, dict[str, Any]] = Field(default_factory=dict, description="Selectors for the roles that the check names")
    parameters: dict[str, Any] = Field(default_factory=dict, description="Only where they differ from the check's defaults")
    words: dict[Annotated[Language, Field(strict=False)], WordsFile]
    references: list[Text] = Field(default_factory=list, description="Author, year, work")
    cases: list[CaseFile] = Field(default_factory=list, description="Some that fire and some that do not")
