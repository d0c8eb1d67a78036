"""The catalogue fields that a selector may use, and what may stand beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import yaml

from monitor import resources
from monitor.model.kpi import Kpi
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

REWARDED = frozenset({Consequence.BONUS, Consequence.PAY, Consequence.SANCTION})
PRESENCE = ("present", "absent")
YES_NO = ("true", "false")

_CLOSED: Mapping[str, type[StrEnum]] = {
    "direction": Direction,
    "frequency": Frequency,
    "level": Level,
    "perspective": Perspective,
    "measures": Measures,
    "timing": Timing,
    "category": Category,
    "consequence": Consequence,
}
_OPEN = "id like unit department owner definition formula version supports goal counter audience measured influenced_by set_with"
_PRESENCE_ONLY = "targets benchmark records threshold reviewed decisions audits notes changes revisions usual_counter"
_FLAGS: Mapping[str, Callable[[Kpi], bool]] = {
    "main": lambda kpi: kpi.main,
    "rewarded": lambda kpi: kpi.consequence in REWARDED,
}
HAS_VALUES = "has_values"


@dataclass(frozen=True)
class Accepts:
    """What may stand beside a field: `words` is a closed list; None means any text; `presence`: present and absent too."""

    words: tuple[str, ...] | None
    presence: bool = True


def fields() -> dict[str, Accepts]:
    """Every field of a selector, but `tags`, `all_tags`, `any` and `none`."""
    accepted = {name: Accepts(tuple(word.value for word in kind)) for name, kind in _CLOSED.items()}
    accepted |= {name: Accepts(None) for name in _OPEN.split()}
    accepted |= {name: Accepts(()) for name in _PRESENCE_ONLY.split()}
    accepted |= {name: Accepts(YES_NO, presence=False) for name in (*_FLAGS, HAS_VALUES)}
    return accepted


def values_of(kpi: Kpi, name: str) -> frozenset[str]:
    """What a KPI says in a field, as texts; empty when it says nothing. Flags are `true` or `false`."""
    if name in _FLAGS:
        return frozenset({"true" if _FLAGS[name](kpi) else "false"})
    value: Any = getattr(kpi, name)
    if value is None or value == ():
        return frozenset()
    if isinstance(value, tuple | frozenset):
        return frozenset(str(one) for one in value)
    return frozenset({str(value)})


@cache
def library_tags() -> frozenset[str]:
    """All tags of the built-in KPI library."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: set[str] = set()
    for _, text in resources.walk("rules/library", ".yaml"):
        found |= _tags_in(yaml.load(text, Loader=loader))
    return frozenset(found)


def _tags_in(content: object) -> set[str]:
    if isinstance(content, list):
        return set().union(*(_tags_in(one) for one in content)) if content else set()
    if not isinstance(content, dict):
        return set()
    found = {str(tag) for tag in content.get("tags") or ()}
    return found.union(*(_tags_in(below) for key, below in content.items() if key != "tags"))
