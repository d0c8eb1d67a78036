"""One page of one Goodhart finding, in the order in which a careful reader asks."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model.evidence import Explanation
from monitor.model.finding import Finding
from monitor.reporting import vocabulary
from monitor.reporting.views.decided import came_back, confirmed, decided, promised
from monitor.reporting.views.material import Material
from monitor.reporting.views.matters import answers, who
from monitor.reporting.views.trends import Figure, finding_figure
from monitor.reporting.voice import Voice, capital


@dataclass(frozen=True)
class Rung:
    """An honest explanation, what became of it, and what the test showed."""

    name: str
    sign: str
    verdict: str
    shown: str


@dataclass(frozen=True)
class Reading:
    name: str
    text: str


@dataclass(frozen=True)
class FindingPage:
    id: str
    label: str
    state: str
    title: str
    lead: str
    figure: Figure | None
    what: str
    why: str
    rungs: tuple[Rung, ...]
    innocent: tuple[str, ...]
    readings: tuple[Reading, ...]
    apart: str
    action: str
    owner: str
    due: str
    life: tuple[str, ...]
    """Who confirmed it, what was decided, why it is back."""


def finding_page(number: int, finding: Finding, material: Material) -> FindingPage:
    """All that is said of a finding to those who decide."""
    voice, words = material.voice, material.said(finding)
    severity = voice.gettext(vocabulary.SEVERITIES[finding.severity])
    status = voice.gettext(vocabulary.STATUSES[finding.status])
    return FindingPage(
        id=finding.id,
        label=voice.gettext("Finding {n}", n=number),
        state=f"{capital(severity)} · {status}",
        title=words.title,
        lead=words.effect,
        figure=finding_figure(finding, material),
        what=words.what,
        why=words.why,
        rungs=tuple(rung_of(rung, voice) for rung in finding.evidence.ladder),
        innocent=words.innocent,
        readings=_readings(words.readings, voice),
        apart=words.apart,
        action=words.action,
        owner=who(answers(finding, material), voice),
        due=promised(finding, material),
        life=life(finding, material),
    )


def life(finding: Finding, material: Material) -> tuple[str, ...]:
    """What people have said and decided about the finding, sentence by sentence."""
    told = (came_back(finding, material.voice), confirmed(finding, material.voice), decided(finding, material))
    return tuple(text for text in told if text)


def rung_of(rung: Explanation, voice: Voice) -> Rung:
    """A rung of the ladder in words."""
    sign, verdict = vocabulary.VERDICTS.get(rung.verdict, ("", rung.verdict))
    return Rung(capital(voice.say(rung.name)), sign, voice.gettext(verdict), voice.say(rung.shown))


def _readings(readings: tuple[str, ...], voice: Voice) -> tuple[Reading, ...]:
    """A reading that begins 'If …:' gives its heading; others get the usual ones."""
    usual = (voice.gettext("If the target is driving it"), voice.gettext("If it is honest"))
    made = []
    for heading, text in zip(usual, readings, strict=False):
        head, colon, rest = text.partition(": ")
        made.append(Reading(head, capital(rest)) if colon and len(head) < 60 else Reading(heading, text))
    return tuple(made)
