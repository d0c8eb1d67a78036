"""kpi-monitor.yaml as people write it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from monitor.catalogue.suggest import did_you_mean
from monitor.catalogue.written import Finite, Text, TextOrNumber, TextOrTexts, Texts, Whole, Written, complain, complaint
from monitor.catalogue.written_notify import NotifyWritten
from monitor.model.words import Language

Kind = Literal["cases", "transitions", "surveys", "sales", "purchases", "measurements"]

COLUMNS: dict[str, tuple[str, ...]] = {
    "cases": (
        *("id", "subject", "opened", "closed", "first_response", "reopened", "work_minutes", "agent", "unit", "category"),
        *("kpi_status", "due"),
    ),
    "transitions": ("case", "at", "status", "counted", "agent", "unit"),
    "surveys": ("case", "invited", "answered", "score", "unit", "agent"),
    "sales": ("id", "sold", "amount", "subject", "seller", "unit", "product", "cancelled", "returned", "complained"),
    "purchases": ("id", "at", "amount", "buyer", "supplier", "unit", "approved"),
}
"""Kind of records -> its standard columns; measurements have any."""


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        mend = did_you_mean(name, available_timezones())
        raise complain(complaint(f"there is no time zone '{name}'", "a name such as Europe/Copenhagen or UTC", mend)) from None
    return name


def _country(code: str) -> str:
    if code not in _countries():
        mend = f"write {code.upper()}" if code.upper() in _countries() else ""
        raise complain(complaint(f"there is no country '{code}'", "a code of two capital letters such as DK, NO, SE or GB", mend))
    return code


def _countries() -> set[str]:
    from importlib.resources import files

    lines = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8").splitlines()
    return {line[:2] for line in lines if not line.startswith("#")}


class _FileOrSql(Written):
    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["file"]}, {"required": ["sql", "url"]}]})

    file: Text | None = Field(None, description="a file: .csv, .xlsx, .ods or .parquet, relative to the project folder")
    sql: Text | None = Field(None, description="a query, instead of a file")
    url: Text | None = Field(
        None, description="the database of the query: any SQLAlchemy URL; ${NAME} is read from the environment"
    )
    sheet: Text | None = Field(None, description="the sheet of a spreadsheet; the first one if it is not said")
    columns: dict[Text, Text] = Field({}, description="standard column -> the name that it has here, where they differ")

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        found = []
        if (self.file is None) == (self.sql is None):
            what = "a source is either a 'file' or an 'sql' query"
            found.append(complaint(what, "", "remove one of them" if self.file else "name the file, or write a query"))
        if self.sql and not self.url:
            found.append(complaint("'url' is missing", "the database of the query, such as ${WAREHOUSE_URL}"))
        if self.url and not self.sql and self.file:
            found.append(complaint("'url' belongs to an 'sql' query", "", "remove it", ("url",)))
        if self.sheet and self.sql:
            found.append(complaint("'sheet' belongs to a spreadsheet", "", "remove it", ("sheet",)))
        if found:
            raise complain(*found)
        return self


class ObservationsWritten(_FileOrSql):
    dimensions: Texts = Field((), description="columns that divide the values: [region, product]")
    missing: tuple[TextOrNumber, ...] = Field((), description="texts or numbers in the value column that mean 'no value'")
    missing_targets: tuple[TextOrNumber, ...] = Field(
        (), description="the same for the target column: [0] where a target of 0 means that there is none"
    )


class EventsWritten(_FileOrSql):
    kind: Kind | None = Field(None, description="the kind of records, where the name of the source does not say it")
    measures: dict[Text, Text] = Field({}, description="name of a measure -> its SQL expression, with hours(), minutes(), days()")


class CalendarWritten(Written):
    timezone: Annotated[Text, AfterValidator(_timezone)] = Field("UTC", description="the zone of times that name none")
    holidays: Annotated[Text, AfterValidator(_country)] | None = Field(
        None, description="the country whose public holidays count"
    )
    fiscal_year_starts: Whole = Field(1, ge=1, le=12, description="the month (1-12) in which the financial year begins")


class ReportWritten(Written):
    directory: Text = Field("report", description="where reports are written")
    formats: tuple[Literal["html", "pdf"], ...] = Field(("html",), description="the formats")
    audience: tuple[Literal["leadership", "controller"], ...] = Field(
        ("leadership", "controller"), description="for whom reports are written"
    )


class LimitsWritten(Written):
    main_kpis_per_level: Whole = Field(7, ge=1, le=1000, description="main KPIs that a level of a department may have")
    main_kpis_per_person: Whole = Field(7, ge=1, le=1000, description="main KPIs that one owner, or one audience, may have")
    false_findings_per_100_kpi_years: Finite = Field(
        1.0, gt=0, le=1000, description="the alarm promise: false findings in 100 years of an honest KPI"
    )


class ProjectWritten(Written):
    """The project file: what to watch, where the data are, where reports and mails go."""

    organisation: Text = Field(description="the name of the organisation")
    language: Language = Field(Language.EN, description="the language of reports, mails and messages")
    catalogue: TextOrTexts = Field(("kpis.yaml",), description="the KPI catalogue: a file, a list, or a glob such as kpis/*.yaml")
    observations: tuple[ObservationsWritten, ...] = Field((), description="sources of KPI values; several add up")
    events: dict[Text, EventsWritten] = Field(
        {}, description="the records behind the KPIs, by kind, or by any name with `kind:` beside it"
    )
    store: Text = Field(
        "sqlite:///kpi-monitor.db", description="the database that remembers; `sqlite:///FILE` or `postgresql+psycopg://…`"
    )
    rules: TextOrTexts | None = Field(None, description="folders or files with own rules, beside the built-in ones")
    calendar: CalendarWritten = Field(CalendarWritten(), description="time zone, holidays, financial year")
    report: ReportWritten = Field(ReportWritten(), description="where, in which formats and for whom")
    notify: tuple[NotifyWritten, ...] = Field((), description="mails and other channels")
    limits: LimitsWritten = Field(LimitsWritten(), description="limits of the organisation's own")
    parameters: dict[Text, dict[Text, Any]] = Field({}, description="rule id -> parameters of it that are set otherwise here")
