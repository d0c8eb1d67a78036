"""Honest things that happen around the work: how it is measured, the calendar, the survey, the noise."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from monitor.simulate.desk import Levers
from monitor.simulate.frame import Frame, Series
from monitor.simulate.honest_plan import Kind, Plan, noted
from monitor.simulate.outcome import Columns
from monitor.simulate.world import World


def survey_cap(world: World, size: float) -> Plan:
    """Customers are asked at most once a quarter: fewer invitations, at random."""
    return Plan(levers=Levers(invited=1 - 0.5 * min(size, 1.2) * world.frame.step))


def survey_fatigue(world: World, size: float) -> Plan:
    """Fewer and fewer answer, the happy as the unhappy."""
    return Plan(levers=Levers(answering=1 - 0.5 * min(size, 1.2) * world.frame.slope))


def new_system(world: World, size: float) -> Plan:
    """A new system measures in quarters of an hour and tenths of a point; a note says so."""

    def coarser(world: World, series: dict[str, Columns]) -> dict[str, Columns]:
        return {**series, **{kpi: _rounded(world, series[kpi], to) for kpi, to in steps.items()}}

    steps = {"first_response_time": 0.25, "csat": 0.1, "average_handling_time": 0.5}
    return Plan(measured=coarser, notes=noted(world, "New case system"))


def missing_blocks(world: World, size: float) -> Plan:
    """Some weeks are missing, one block in each KPI, and a few single ones."""

    def with_gaps(world: World, series: dict[str, Columns]) -> dict[str, Columns]:
        return {kpi: _without(world, columns, size) for kpi, columns in series.items()}

    return Plan(measured=with_gaps)


def more_noise(world: World, size: float) -> Plan:
    """First response time, satisfaction and returns get noisier at unchanged means."""

    def noisier(world: World, series: dict[str, Columns]) -> dict[str, Columns]:
        factor = 1 + 1.0 * size * world.frame.slope
        kpis = ("first_response_time", "csat")
        return {**series, **{kpi: _stretched(series[kpi], factor) for kpi in kpis}}

    return Plan(measured=noisier)


def holidays(world: World, size: float) -> Plan:
    """Christmas, Easter and the summer weeks: fewer problems, and fewer people to solve them."""
    share = _holiday_share(world.frame) * min(size, 1.2)
    return Plan(levers=Levers(volume=1 - 0.5 * share, capacity=1 - 0.55 * share))


def ceiling(world: World, size: float) -> Plan:
    """A KPI that is nearly always at its best possible value, and improves until it is."""

    def with_availability(world: World, series: dict[str, Columns]) -> dict[str, Columns]:
        down = world.rng.exponential(0.25, world.frame.periods) * (1 - 0.7 * min(size, 1.3) * world.frame.slope)
        return {**series, "availability": {"value": np.round(100 - down, 2)}}

    target = {"from": world.frame.start, "value": 99.5, "set_on": world.frame.day(max(world.frame.before - 4, 0))}
    entry = {
        "name": "System availability",
        "unit": "%",
        "direction": "higher",
        "frequency": world.frame.frequency.value,
        "owner": "it@nordlys.example",
        "targets": [target],
        "counter": ["csat"],
    }
    return Plan(measured=with_availability, said_whole={"availability": entry})


def untargeted_step(world: World, size: float) -> Plan:
    """Handling time and hours rise at once for a reason that nobody wrote down; neither has a target."""
    return Plan(levers=Levers(efficiency=-0.12 * size * world.frame.step, capacity=1 + 0.12 * size * world.frame.step))


def unit_change(world: World, size: float) -> Plan:
    """Handling time is reported in hours instead of minutes, and the catalogue says so."""

    def in_hours(world: World, series: dict[str, Columns]) -> dict[str, Columns]:
        factor = np.where(world.frame.step > 0, 1 / 60, 1.0)
        columns = series["average_handling_time"]
        scaled = {"value": columns["value"] * factor, "numerator": columns["numerator"] * factor}
        return {**series, "average_handling_time": {**columns, **scaled}}

    change = {"from": world.frame.start, "version": 2, "what": "Hours instead of minutes"}
    return Plan(measured=in_hours, said={"average_handling_time": {"version": 2, "changes": [change]}})


def _rounded(world: World, columns: Columns, to: float) -> Columns:
    value = columns["value"]
    return {**columns, "value": np.where(world.frame.step > 0, np.round(np.round(value / to) * to, 4), value)}


def _without(world: World, columns: Columns, size: float) -> Columns:
    periods = world.frame.periods
    length = max(1, round(periods * 0.06 * size))
    begin = int(world.rng.integers(0, periods - length))
    gone = world.rng.random(periods) < 0.02
    gone[begin : begin + length] = True
    return {**columns, "value": np.where(gone, np.nan, columns["value"])}


def _stretched(columns: Columns, factor: Series) -> Columns:
    value = columns["value"]
    middle = float(np.nanmedian(value))
    wider = np.round(middle + (value - middle) * factor, 2)
    return {**columns, "value": np.clip(wider, 0.1, 5.0 if middle < 5 and "invited" in columns else None)}


def _holiday_share(frame: Frame) -> Series:
    """About how much of each period is holiday, from 0 to 1; shorter periods feel it more."""
    days = [frame.day(column) for column in range(frame.periods)]
    weekly = np.array([_is_holiday_week(day) for day in days], dtype=float)
    return weekly if frame.weeks == 1 else 0.4 * np.array([day.month in (7, 12) for day in days], dtype=float)


def _is_holiday_week(monday: date) -> bool:
    """Christmas and New Year, four weeks of summer, the week before Easter and that of Easter Monday."""
    from pandas import Timestamp
    from pandas.tseries.offsets import Easter

    easter = Easter().rollforward(Timestamp(monday - timedelta(days=1))).date()
    return monday.isocalendar().week in (1, 28, 29, 30, 31, 52) or (easter - monday).days <= 6


SURROUNDING_KINDS: dict[str, Kind] = {
    "survey-cap": survey_cap,
    "survey-fatigue": survey_fatigue,
    "new-system": new_system,
    "missing-blocks": missing_blocks,
    "more-noise": more_noise,
    "holidays": holidays,
    "ceiling": ceiling,
    "untargeted-step": untargeted_step,
    "unit-change": unit_change,
}
