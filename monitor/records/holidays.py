"""The public holidays of the project's country, for working_hours()."""

from __future__ import annotations

from datetime import date

FIRST_YEAR = 1990
"""Holidays are known from here on; working hours of earlier years count them as usual days."""


def public_holidays(country: str, last_year: int) -> tuple[date, ...] | None:
    """The holidays of a country (a code such as DK) from FIRST_YEAR to `last_year`; None where they are not known."""
    import holidays

    try:
        found = holidays.country_holidays(country, years=range(FIRST_YEAR, last_year + 1))
    except NotImplementedError:
        return None
    return tuple(sorted(found))
