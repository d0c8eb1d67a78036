"""The findings that matter, on page one: at most three, each with its picture, one sentence, and what to decide."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model.evidence import Leg
from monitor.model.finding import Finding
from monitor.model.words import Family, Letter
from monitor.reporting import vocabulary
from monitor.reporting.charts.spark import spark
from monitor.reporting.numbers import decimals_for_change
from monitor.reporting.series import Series, series_of, series_of_leg
from monitor.reporting.views.decided import promised
from monitor.reporting.views.groups import Group, groups
from monitor.reporting.views.material import Material
from monitor.reporting.views.overview import Mark, mark
from monitor.reporting.voice import Voice, sentence
from monitor.reporting.wording import Said, facts_of

MOST = 3
LEAST_EFFECT = 30
"""'The jump is 81.' has fewer letters, and says nothing without the level that it came from."""
LONGEST_SENTENCE = 160


@dataclass(frozen=True)
class Spark:
    """A small line with its name and number above it."""

    tone: str
    label: str
    picture: str


@dataclass(frozen=True)
class Matter:
    anchor: str
    """Where the page says more."""
    sparks: tuple[Spark, ...]
    share: str
    """12 of 34 KPIs: in place of a spark."""
    title: str
    sentence: str
    mark: Mark | None
    certainty: str
    id: str
    action: str
    owner: str
    due: str = ""
    """follow-up by 30 October 2025, or overdue since then."""
    overdue: bool = False


def matters(findings: list[Finding], material: Material) -> tuple[Matter, ...]:
    """Goodhart effects first; facts of the catalogue only where there is room."""
    gaming = [_gaming(finding, material) for finding in findings if finding.family is Family.GOODHART][:MOST]
    facts = [_fact(group, material) for group in groups(findings, material)]
    return tuple((gaming + facts)[:MOST])


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    head, dot, _ = text.partition(". ")
    return head + dot.rstrip()


def one_sentence(words: Said) -> str:
    """The finding in one sentence: its effect, or what was seen where the effect says little by itself."""
    if len(words.effect) >= LEAST_EFFECT:
        return words.effect
    seen = (words.what, first_sentence(words.what))
    return next((text for text in seen if text and len(text) <= LONGEST_SENTENCE), words.effect or seen[1])


def certainty(finding: Finding, voice: Voice) -> str:
    """How sure a finding is, in the reader's words."""
    if finding.evidence.p_value is None and finding.family is not Family.GOODHART:
        return voice.gettext(vocabulary.FACT_TIER)
    return voice.gettext(vocabulary.TIERS[finding.tier])


def answers(finding: Finding, material: Material) -> str:
    """Who is to act: whoever the finding was given to, else the KPI's owner."""
    return (finding.standing.assignee if finding.standing else None) or material.owner(finding.kpi)


def who(owner: str, voice: Voice) -> str:
    """The owner, or that there is none."""
    return owner or voice.gettext("no owner is named")


def _gaming(finding: Finding, material: Material) -> Matter:
    voice, words = material.voice, material.said(finding)
    grade = material.grade_of(finding.kpi)
    return Matter(
        anchor=finding.id,
        sparks=_sparks(finding, material),
        share="",
        title=words.title,
        sentence=one_sentence(words),
        mark=mark(grade.letter, voice) if grade and grade.letter is not Letter.NOT_ASSESSED else None,
        certainty=certainty(finding, voice),
        id=finding.id,
        action=words.action,
        owner=who(answers(finding, material), voice),
        due=promised(finding, material),
        overdue=finding.overdue(material.result.as_of),
    )


def _fact(group: Group, material: Material) -> Matter:
    voice = material.voice
    share = voice.gettext("{n} of {all}", n=voice.number(len(group.kpis)), all=voice.number(len(material.result.grades)))
    owners = dict.fromkeys(material.owner(kpi) for kpi in group.kpis)
    one = next(iter(owners)) if len(owners) == 1 else ""
    return Matter(
        anchor=f"about-{group.lead.id}",
        sparks=(),
        share=share if group.kpis and material.result.grades else "",
        title=group.title,
        sentence=first_sentence(group.said.why),
        mark=None,
        certainty=certainty(group.lead, voice),
        id="" if group.many else group.lead.id,
        action=group.said.action if not group.many else shared_action(group, material),
        owner=one or voice.gettext("management"),
    )


def shared_action(group: Group, material: Material) -> str:
    """What to do about many KPIs at once: the action with 'each KPI' in place of a name."""
    rule = material.rules[group.lead.rule]
    return sentence(rule.said(material.voice.language).action, _each(group, material))


def _each(group: Group, material: Material) -> dict[str, str]:
    facts = facts_of(group.lead.evidence, material.rules[group.lead.rule], material.voice)
    return facts | {"kpi": material.voice.gettext("each of these KPIs")}


def _sparks(finding: Finding, material: Material) -> tuple[Spark, ...]:
    """Up to two legs of the finding; a finding without legs shows its KPI."""
    voice, evidence = material.voice, finding.evidence
    made: list[Spark] = []
    for leg in evidence.legs[:2]:
        series = series_of_leg(material.situation, leg)
        if series is not None and leg.after is not None:
            places = decimals_for_change(leg.change or 0.0)
            value = voice.terse(leg.after, leg.unit, places)
            made.append(_spark(_short_name(leg, voice), value, series, finding, voice, len(made)))
    if not made and evidence.kpi:
        series = series_of(material.situation, evidence.kpi)
        if series is not None:
            value = voice.terse(series.last, voice.catalogue[evidence.kpi].unit)
            made.append(_spark(voice.name(evidence.kpi), value, series, finding, voice, 0))
    return tuple(made)


def _short_name(leg: Leg, voice: Voice) -> str:
    if leg.label is not None:
        return voice.say(leg.label)
    return voice.gettext("Response rate") if leg.column == "coverage" else voice.name(leg.kpi)


def _spark(name: str, value: str, series: Series, finding: Finding, voice: Voice, number: int) -> Spark:
    tone = "p" if number else "m"
    says = voice.gettext("{name}, {value}. The dotted line marks where the change starts.", name=name, value=value)
    return Spark(tone, f"{name}, {value}", spark(series, tone, finding.evidence.onset, says))
