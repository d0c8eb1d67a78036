"""Organisations that respond to targets, with effort or with manipulation, by name and seed.

    simulate("speed-target", seed=3, gaming=0.67)

Settings of every scenario: `frequency` (daily, weekly, monthly, quarterly), `first` (a day in the first period), `before`,
`after` and `ramp` (periods), and of the noise `autocorrelation`, `drift`, `tails`, `outliers`, `season` (see Noise; drawn from
the mixture where they are not said). A scenario's own settings stand in its function. `gaming` is a number from 0 to 1, or
none, weak, medium, strong.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any

import numpy as np

from monitor.errors import MonitorError
from monitor.simulate.cascade_break import cascade_break
from monitor.simulate.case_splitting import case_splitting
from monitor.simulate.denominator_shrink import denominator_shrink
from monitor.simulate.digit_heaping import digit_heaping
from monitor.simulate.displacement import displacement
from monitor.simulate.favourable_revision import favourable_revision
from monitor.simulate.frame import frame_of
from monitor.simulate.honest import honest
from monitor.simulate.lead_volume import lead_volume
from monitor.simulate.mix_shift import mix_shift
from monitor.simulate.noise import Noise
from monitor.simulate.outcome import Simulated, Truth
from monitor.simulate.period_end_push import period_end_push
from monitor.simulate.proxy_decay import proxy_decay
from monitor.simulate.reclassification import reclassification
from monitor.simulate.records_bunching import records_bunching
from monitor.simulate.records_contacts import records_contacts
from monitor.simulate.records_desk import records_desk
from monitor.simulate.records_purchases import records_purchases
from monitor.simulate.records_sales import records_sales
from monitor.simulate.redefinition import redefinition
from monitor.simulate.sales_push import sales_push
from monitor.simulate.speed_target import speed_target
from monitor.simulate.spillover import spillover
from monitor.simulate.survey_selection import survey_selection
from monitor.simulate.target_hugging import target_hugging
from monitor.simulate.target_loosening import target_loosening
from monitor.simulate.threshold_bunching import threshold_bunching
from monitor.simulate.too_smooth import too_smooth
from monitor.simulate.unit_outlier import unit_outlier
from monitor.simulate.world import World

__all__ = ["DOSES", "ScenarioError", "Simulated", "Truth", "names", "settings_of", "simulate"]

_SCENARIOS: Mapping[str, Callable[..., Simulated]] = {
    "speed-target": speed_target,
    "case-splitting": case_splitting,
    "survey-selection": survey_selection,
    "sales-push": sales_push,
    "lead-volume": lead_volume,
    "redefinition": redefinition,
    "target-loosening": target_loosening,
    "reclassification": reclassification,
    "denominator-shrink": denominator_shrink,
    "mix-shift": mix_shift,
    "spillover": spillover,
    "displacement": displacement,
    "cascade-break": cascade_break,
    "proxy-decay": proxy_decay,
    "unit-outlier": unit_outlier,
    "threshold-bunching": threshold_bunching,
    "target-hugging": target_hugging,
    "period-end-push": period_end_push,
    "too-smooth": too_smooth,
    "digit-heaping": digit_heaping,
    "favourable-revision": favourable_revision,
    "records-desk": records_desk,
    "records-sales": records_sales,
    "records-bunching": records_bunching,
    "records-purchases": records_purchases,
    "records-contacts": records_contacts,
    "honest": honest,
}
DOSES: Mapping[str, float] = {"none": 0.0, "weak": 0.33, "medium": 0.67, "strong": 1.0}
"""Words for `gaming`: about 0.5, 1 and 1.5 standard deviations of the KPI's weekly noise."""

_RHYTHM: Mapping[str, Mapping[str, Any]] = {
    "cascade-break": {"before": 60, "after": 148},
    "proxy-decay": {"frequency": "monthly"},
    "unit-outlier": {"frequency": "monthly"},
    "threshold-bunching": {"frequency": "monthly"},
    "period-end-push": {"frequency": "daily"},
    "digit-heaping": {"frequency": "monthly"},
    "favourable-revision": {"frequency": "monthly"},
}
"""The frame that a scenario has where nothing is said of it; `before` and `after` hold only without another frequency."""

_FRAME = tuple(inspect.signature(frame_of).parameters)
_NOISE = tuple(field.name for field in fields(Noise))


class ScenarioError(MonitorError):
    """A scenario or a setting that does not exist, or a value that a setting cannot have."""


def names() -> tuple[str, ...]:
    """The scenarios, in the order of the documentation."""
    return tuple(_SCENARIOS)


def settings_of(name: str) -> tuple[str, ...]:
    """The settings that a scenario knows: its own first, then those of all. Raises ScenarioError for an unknown name."""
    own = [key for key in inspect.signature(_scenario(name)).parameters if key != "world"]
    return (*own, *_FRAME, *_NOISE)


def simulate(name: str, seed: int, **settings: Any) -> Simulated:
    """A history of an organisation with its truth; the same name, seed and settings give the same history.

    Raises ScenarioError, with what there is, for an unknown scenario, an unknown setting, or a value that cannot be.
    """
    scenario, known = _scenario(name), settings_of(name)
    for key in settings:
        if key not in known:
            raise ScenarioError(_unknown(f"scenario '{name}' has no setting", key, known))
    given = {**settings, **({"gaming": _dose(settings["gaming"])} if "gaming" in settings else {})}
    own = {key: value for key, value in given.items() if key not in (*_FRAME, *_NOISE)}
    try:
        frame = frame_of(**(_usual(name, given) | {key: given[key] for key in _FRAME if key in given}))
        world = World(np.random.default_rng(seed), frame, {key: given[key] for key in _NOISE if key in given})
        return scenario(world, **own)
    except (ValueError, TypeError) as error:
        raise ScenarioError(f"scenario '{name}': {error}") from error


def _usual(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    return {} if "frequency" in given else dict(_RHYTHM.get(name, {}))


def _scenario(name: str) -> Callable[..., Simulated]:
    if name not in _SCENARIOS:
        raise ScenarioError(_unknown("there is no scenario", name, names()))
    return _SCENARIOS[name]


def _dose(gaming: object) -> float:
    dose = DOSES.get(gaming, -1.0) if isinstance(gaming, str) else gaming
    if isinstance(dose, (int, float)) and 0 <= dose <= 1:
        return float(dose)
    raise ScenarioError(f"gaming must be a number from 0 to 1, or one of {', '.join(DOSES)}, not '{gaming}'")


def _unknown(what: str, word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"{what} '{word}'; " + (f"did you mean '{near[0]}'? " if near else "") + f"There are: {', '.join(known)}"
