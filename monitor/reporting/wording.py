"""The sentences of a finding: the words of its rule, filled with the names and numbers of its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model.evidence import Evidence, Fact, Message, Quantity
from monitor.model.finding import Finding
from monitor.model.kpi import Catalogue
from monitor.model.rule import Rule
from monitor.model.words import Language
from monitor.reporting.numbers import decimals_for_change
from monitor.reporting.voice import Voice, sentence, voice_of


@dataclass(frozen=True)
class Said:
    """What a report says of a finding. Parts that a rule does not have are empty."""

    title: str
    what: str
    why: str
    innocent: tuple[str, ...]
    action: str
    effect: str
    readings: tuple[str, ...]
    apart: str


def said(finding: Finding, rule: Rule, catalogue: Catalogue, language: Language) -> Said:
    """The sentences of a finding in a language; English where the rule does not speak it."""
    return said_by(voice_of(language, catalogue), finding, rule)


def said_by(voice: Voice, finding: Finding, rule: Rule) -> Said:
    """The sentences of a finding in a voice."""
    facts = facts_of(finding.evidence, rule, voice)
    words = rule.said(voice.language)
    return Said(
        title=sentence(words.title, facts),
        what=sentence(words.what, facts),
        why=sentence(words.why, facts),
        innocent=tuple(sentence(text, facts) for text in words.innocent),
        action=sentence(words.action, facts),
        effect=sentence(words.effect, facts),
        readings=tuple(sentence(text, facts) for text in words.readings or ()),
        apart=sentence(words.apart, facts),
    )


def title_of_many(rule: Rule, kpis: Sequence[str], voice: Voice) -> str:
    """One title for a fact that many KPIs share; empty where the rule has none."""
    facts = {"count": voice.number(len(kpis)), "kpis": voice.inside_all(kpis)}
    return sentence(rule.said(voice.language).plural, facts)


def message(text: Message, catalogue: Catalogue, language: Language) -> str:
    """A check's message in a language, with its facts."""
    return voice_of(language, catalogue).say(text)


def facts_of(evidence: Evidence, rule: Rule, voice: Voice) -> dict[str, str]:
    """Every placeholder that the rule's words may use, written out. The check's own numbers go first."""
    kpi = evidence.kpi
    known = voice.catalogue.kpis.get(kpi) if kpi else None
    facts = {role: voice.inside_all(evidence.related, 3) for role in rule.roles if evidence.related}
    facts |= {
        "kpi": _subject(evidence, voice),
        "unit": voice.unit(known.unit if known else ""),
        "owner": (known.owner if known else None) or voice.gettext("the owner, who is not named"),
        "count": voice.number(len(evidence.related)),
        "kpis": voice.inside_all(evidence.related or ((kpi,) if kpi else ())),
    }
    decimals = decimals_of(evidence.numbers)
    return facts | {name: voice.fact(fact, decimals.get(name)) for name, fact in evidence.numbers.items()}


def _subject(evidence: Evidence, voice: Voice) -> str:
    """What the finding is about: a KPI, with its segment, or a source of records."""
    name = voice.inside(evidence.kpi) if evidence.kpi else evidence.events or voice.gettext("the organisation")
    segment = ", ".join(value for _, value in evidence.segment)
    return f"{name} ({segment})" if segment else name


def decimals_of(facts: Mapping[str, Fact]) -> dict[str, int]:
    """Before, after and change are written with the same decimals: as many as the change can carry."""
    decimals: dict[str, int] = {}
    for name, fact in facts.items():
        if name.endswith("change") and isinstance(fact, Quantity):
            prefix = name.removesuffix("change")
            decimals |= dict.fromkeys((name, f"{prefix}before", f"{prefix}after"), decimals_for_change(fact.value))
    return decimals
