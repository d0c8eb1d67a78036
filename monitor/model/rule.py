"""A rule: data that says which KPIs a check looks at, what its evidence means, in words, and how it proves itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.errors import Place
from monitor.model.words import PATTERNS, Family, GoodhartType, Language, Severity


@dataclass(frozen=True)
class Selector:
    """Which KPIs: all conditions hold. A condition maps a catalogue field (or `tags`) to accepted values, or to
    `present` / `absent`. `any_of` holds alternatives, `none_of` exclusions.
    """

    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    any_of: tuple[Selector, ...] = ()
    none_of: tuple[Selector, ...] = ()


@dataclass(frozen=True)
class Words:
    """A rule's sentences in one language, with {placeholders} for names and numbers of the evidence.

    `effect` is the one sentence of size; `readings` are the gaming and the honest reading; `apart` is the observation that
    would tell them apart; `plural` is a title for many KPIs at once ({count} KPIs have no owner).
    """

    title: str
    what: str
    why: str
    innocent: tuple[str, ...]
    action: str
    effect: str = ""
    plural: str = ""
    readings: tuple[str, str] | None = None
    apart: str = ""


@dataclass(frozen=True)
class Case:
    """A proof that a rule carries: a small catalogue with histories, and whether the rule fires on it."""

    name: str
    fires: bool
    content: Mapping[str, Any]
    place: Place
    because: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule. `roles` are selectors for the other KPIs that a check needs, such as `counter`."""

    id: str
    version: int
    pattern: str
    check: str
    severity: Severity
    status: str
    kpis: Selector
    roles: Mapping[str, Selector]
    parameters: Mapping[str, Any]
    pitfalls: tuple[str, ...]
    words: Mapping[Language, Words]
    references: tuple[str, ...]
    cases: tuple[Case, ...]
    place: Place
    goodhart_type: GoodhartType | None = None
    builtin: bool = True
    share: float = 1.0
    """Its share of a KPI's alarm budget beside the other rules: a sharp question gets more than a search."""
    text: str = ""
    """The YAML as it was read: kept with the run, so that a report can be made again."""

    @property
    def family(self) -> Family:
        return PATTERNS[self.pattern]

    def said(self, language: Language) -> Words:
        """The words in a language; in English, or whatever there is, where it is missing."""
        return self.words.get(language) or self.words.get(Language.EN) or next(iter(self.words.values()))
