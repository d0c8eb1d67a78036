"""Control limits on a KPI's chart begin anew at a declared change or a stated cause, and never for the values alone."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from monitor.errors import Place
from monitor.model.kpi import Catalogue, Change, Kpi, Target
from monitor.model.words import Direction, Frequency, Language
from monitor.reporting.series import Series
from monitor.reporting.views.limits import MOST_RINGS, bands, stretches, variation
from monitor.reporting.voice import Voice

START = date(2023, 1, 2)
KPI = Kpi("wait", {Language.EN: "Waiting time"}, Place("kpis.yaml"), unit="hours", direction=Direction.LOWER)
VOICE = Voice(Language.EN, Catalogue({"wait": KPI}))


def _series(*levels: float, target: float = np.nan, weeks: int = 40) -> Series:
    rng = np.random.default_rng(3)
    values = np.concatenate([level + 0.1 * rng.normal(size=weeks) for level in levels])
    days = tuple(START + timedelta(weeks=number) for number in range(values.size))
    return Series(Frequency.WEEKLY, days, tuple(values), (target,) * values.size)


def test_limits_restart_at_a_declared_change_and_the_old_ones_stay() -> None:
    kpi = replace(KPI, changes=(Change(START + timedelta(weeks=40), 2),))
    drawn = bands(kpi, stretches(kpi, _series(4.0, 2.0)), VOICE)
    assert [round(band.mean) for band in drawn] == [4, 2] and drawn[0].end < drawn[1].start
    assert all(band.low < band.mean < band.high for band in drawn)


def test_a_level_that_moves_without_a_stated_cause_keeps_its_limits_and_says_so() -> None:
    series = _series(4.0, 2.0)
    parts = stretches(KPI, series)
    assert len(parts) == 1 and parts[0].signals.outside.sum() > MOST_RINGS
    assert bands(KPI, parts, VOICE)[0].outside == ()
    assert "the level has moved, and no change is noted" in variation(KPI, parts, series, VOICE)


def test_a_new_target_restarts_limits_only_where_the_level_moved_for_good() -> None:
    kpi = replace(KPI, targets=(Target(START + timedelta(weeks=40), 2.0),))
    assert len(stretches(kpi, _series(4.0, 2.0))) == 2
    assert len(stretches(kpi, _series(4.0, 4.0))) == 1


def test_the_words_say_what_chance_can_do_about_the_target() -> None:
    for target, says in ((4.9, "is met every time"), (3.1, "out of reach"), (4.0, "chance decides whether the target is met")):
        series = _series(4.0, target=target)
        assert says in variation(KPI, stretches(KPI, series), series, VOICE), target


def test_a_run_on_one_side_says_which_side_is_better() -> None:
    series = _series(4.0)
    low = replace(series, values=(*series.values[:-10], 4.2, *(3.9 for _ in range(9))))
    assert "The last 9 weeks all lie below the mean, the better side." in variation(KPI, stretches(KPI, low), low, VOICE).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_few_values_give_trial_limits_and_fewer_none() -> None:
    ten, four = _series(4.0, weeks=10), _series(4.0, weeks=4)
    assert "first guess" in variation(KPI, stretches(KPI, ten), ten, VOICE)
    assert stretches(KPI, four) == () and "too few values" in variation(KPI, (), four, VOICE)


def test_a_duration_has_no_lower_limit_below_zero() -> None:
    series = _series(0.1)
    positive = replace(series, values=tuple(abs(value) for value in series.values))
    drawn = bands(KPI, stretches(KPI, positive), VOICE)[0]
    assert drawn.low == 0.0 and not drawn.lower and drawn.upper
