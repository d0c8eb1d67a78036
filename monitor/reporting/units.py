"""Units: how they are written behind a number, in a heading and on a chart. Units of the user's own are written as they are."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.model.evidence import N_

NONE = frozenset({"", "count", "ratio", "currency", "number"})
"""Units that say nothing behind a number."""

UNITS: Mapping[str, str] = {
    "hours": N_("hours"),
    "minutes": N_("minutes"),
    "seconds": N_("seconds"),
    "days": N_("days"),
    "weeks": N_("weeks"),
    "months": N_("months"),
    "years": N_("years"),
    "points": N_("points"),
    "cases": N_("cases"),
    "per million": N_("per million"),
    "percentage points": N_("percentage points"),
}
SHORT: Mapping[str, str] = {
    "hours": N_("h"),
    "minutes": N_("min"),
    "seconds": N_("s"),
    "points": "",
    "percentage points": "%",
}

FROM_ZERO = frozenset(
    {"hours", "minutes", "seconds", "days", "weeks", "months", "years", "cases", "count", "currency", "h", "min"}
)
"""Counts and durations: their charts start at zero. Scores and shares may zoom."""
