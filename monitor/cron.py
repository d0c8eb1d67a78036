"""Cron expressions as cron reads them: five fields; 0 and 7 are Sunday; a day of the month or of the week, where both are said.

APScheduler counts weekdays from Monday and wants both days at once, so each expression is written in its terms first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from monitor.errors import Place, Problem, ProjectError, ServiceError

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
EXPECTED = "minute, hour, day, month and weekday, such as '0 6 * * 1' for Mondays at 6"


class Times(Protocol):
    """When something happens. `after` has a zone; None where it never happens again."""

    def next(self, after: datetime) -> datetime | None: ...


class Cron:
    """The moments of an expression in a time zone."""

    def __init__(self, expression: str, zone: str) -> None:
        """Raises ProjectError for what is no cron expression, and ServiceError where APScheduler is missing."""
        self.expression, self.zone = expression.strip(), ZoneInfo(zone)
        self._triggers = _triggers(self.expression, self.zone)
        if self.next(datetime.now(self.zone)) is None:
            raise _no_cron(self.expression, "it never comes true")

    def next(self, after: datetime) -> datetime | None:
        """The first moment after another one, in the zone."""
        local = after.astimezone(self.zone)
        found = [trigger.get_next_fire_time(local, local) for trigger in self._triggers]
        known: list[datetime] = [moment for moment in found if moment is not None]
        return min(known, default=None)

    @property
    def meets_clock_changes(self) -> bool:
        """Whether it may fall into the hour that is left out in spring and comes twice in autumn."""
        hour = self.expression.split()[1] if " " in self.expression else ""
        year = datetime.now(self.zone).year
        offsets = {datetime(year, month, 1, tzinfo=self.zone).utcoffset() for month in (1, 7)}
        return hour == "2" and len(offsets) > 1


def _triggers(expression: str, zone: ZoneInfo) -> list[Any]:
    try:
        from apscheduler.triggers.cron import CronTrigger
    except ImportError:
        what = "a schedule needs the package apscheduler, which is not installed"
        raise ServiceError(what, "pip install 'kpi-health-monitor[schedule]'") from None
    fields = ALIASES.get(expression.lower(), expression).split()
    if len(fields) != 5:
        raise _no_cron(expression, f"it has {len(fields)} {'field' if len(fields) == 1 else 'fields'}")
    minute, hour, day, month, weekday = (field.lower() for field in fields)
    days = {"day": day, "day_of_week": "*" if weekday == "*" else ",".join(_weekdays(weekday, expression))}
    either = day != "*" and weekday != "*"
    choices = [{**days, "day_of_week": "*"}, {**days, "day": "*"}] if either else [days]
    try:
        return [CronTrigger(minute=minute, hour=hour, month=month, **choice, timezone=zone) for choice in choices]
    except (ValueError, TypeError) as error:
        raise _no_cron(expression, " ".join(str(error).split())) from None


def _weekdays(field: str, expression: str) -> list[str]:
    """`1-5,sun` as names; a range may go over the end of the week, 5-7 is Friday to Sunday."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        low, dash, high = span.partition("-")
        try:
            first = 0 if span == "*" else _weekday(low)
            last = 6 if span == "*" or (step and not dash) else _weekday(high) if dash else first
            every = int(step) if step else 1
            found |= {number % 7 for number in range(first, last + 1 if last >= first else last + 8, every)}
        except ValueError:
            raise _no_cron(expression, f"'{part}' is no weekday") from None
    return [WEEKDAYS[number] for number in sorted(found)]


def _weekday(text: str) -> int:
    if text in WEEKDAYS:
        return WEEKDAYS.index(text)
    number = int(text)
    if not 0 <= number <= 7:
        raise ValueError(text)
    return number


def _no_cron(expression: str, why: str) -> ProjectError:
    return ProjectError([Problem(Place("--cron"), f"'{expression}' is no cron expression: {why}", EXPECTED)])
