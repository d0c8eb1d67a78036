"""kpi-monitor.yaml as people write it."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from monitor.catalogue.suggest import did_you_mean
from monitor.catalogue.written import Finite, Text, TextOrNumber, TextOrTexts, Texts, Whole, Written, YesNo, complain, complaint
from monitor.catalogue.written_notify import NotifyWritten
from monitor.model.words import Language

Kind = Literal["cases", "transitions", "surveys", "sales", "purchases", "measurements"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")

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


def minutes_from(value: object) -> int:
    """A time of day such as `08:00` as minutes from midnight; `24:00` is the end of the day."""
    found = _CLOCK.fullmatch(str(value).strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= minutes <= 24 * 60:
        raise complain(complaint(f"'{value}' is no time of day", "a time such as 08:00 or 16:30"))
    return minutes


TimeOfDay = Annotated[int, BeforeValidator(minutes_from, json_schema_input_type=str)]


class ObservationsWritten(Written):
    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["file"]}, {"required": ["sql", "url"]}]})

    file: Text | None = Field(None, description="a file: .csv, .xlsx, .ods or .parquet, relative to the project folder")
    sql: Text | None = Field(None, description="a query, instead of a file")
    url: Text | None = Field(
        None, description="the database of the query: any SQLAlchemy URL; ${NAME} is read from the environment"
    )
    sheet: Text | None = Field(None, description="the sheet of a spreadsheet; the first one if it is not said")
    columns: dict[Text, Text] = Field({}, description="standard column -> the name that it has here, where they differ")
    dimensions: Texts = Field((), description="columns that divide the values: [region, product]")
    missing: tuple[TextOrNumber, ...] = Field((), description="texts or numbers in the value column that mean 'no value'")
    missing_targets: tuple[TextOrNumber, ...] = Field(
        (), description="the same for the target column: [0] where a target of 0 means that there is none"
    )

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


class EventsWritten(Written):
    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["file"]}, {"required": ["sql", "url"]}, {"required": ["table", "url"]}]}
    )

    file: Text | None = Field(None, description="a file (.csv, .parquet), a folder of them, or a glob such as cases/*.parquet")
    sql: Text | None = Field(None, description="a query, instead of a file")
    table: Text | None = Field(None, description="a table or view of the database, instead of a query")
    url: Text | None = Field(
        None, description="the database of the query or table: any SQLAlchemy URL; ${NAME} is read from the environment"
    )
    kind: Kind | None = Field(None, description="the kind of records, where the name of the source does not say it")
    columns: dict[Text, Text] = Field({}, description="standard column -> the name that it has here, where they differ")
    measures: dict[Text, Text] = Field(
        {}, description="name of a measure -> its SQL expression, with hours(), minutes(), days(), working_hours()"
    )

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        found = []
        said = [key for key in ("file", "sql", "table") if getattr(self, key) is not None]
        if len(said) != 1:
            what = "a source is one of a 'file', an 'sql' query and a 'table'"
            found.append(
                complaint(what, "", f"remove all but one of {', '.join(said)}" if said else "name the file or the table")
            )
        if said and "file" not in said and not self.url:
            found.append(complaint("'url' is missing", f"the database of the {said[0]}, such as ${{WAREHOUSE_URL}}"))
        if self.url and said == ["file"]:
            found.append(complaint("'url' belongs to an 'sql' query or a 'table'", "", "remove it", ("url",)))
        if found:
            raise complain(*found)
        return self


class WorkingHoursWritten(Written):
    start: TimeOfDay = Field(8 * 60, alias="from", description="when work begins: 08:00")
    end: TimeOfDay = Field(16 * 60, alias="to", description="when work ends: 16:00")
    days: tuple[Weekday, ...] = Field(("mon", "tue", "wed", "thu", "fri"), description="on which days of the week", min_length=1)

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.end <= self.start:
            raise complain(complaint("the end of work lies before its beginning", "a later time", "", ("to",)))
        return self


class PrivacyWritten(Written):
    show_units: YesNo = Field(False, description="whether findings from records may name units (teams, offices)")


class CalendarWritten(Written):
    timezone: Annotated[Text, AfterValidator(_timezone)] = Field("UTC", description="the zone of times that name none")
    holidays: Annotated[Text, AfterValidator(_country)] | None = Field(
        None, description="the country whose public holidays count"
    )
    fiscal_year_starts: Whole = Field(1, ge=1, le=12, description="the month (1-12) in which the financial year begins")
    working_hours: WorkingHoursWritten = Field(
        WorkingHoursWritten(), description="when work is done, for working_hours(); Monday to Friday from 08:00 to 16:00"
    )


class ReportWritten(Written):
    directory: Text = Field("report", description="where reports are written")
    formats: tuple[Literal["html", "pdf", "xlsx", "site", "json"], ...] = Field(("html",), description="the formats")
    audience: tuple[Literal["leadership", "controller"], ...] = Field(
        ("leadership", "controller"), description="for whom reports are written"
    )
    templates: Text | None = Field(None, description="a folder with own templates of the report's pages (docs/own-report.md)")
    style: Text | None = Field(None, description="a CSS file that follows the report's own style")
    logo: Text | None = Field(None, description="the organisation's logo: .svg, .png or .jpg")


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
    privacy: PrivacyWritten = Field(PrivacyWritten(), description="what findings from records may name")
    parameters: dict[Text, dict[Text, Any]] = Field({}, description="rule id -> parameters of it that are set otherwise here")
