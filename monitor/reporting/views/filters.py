"""What lists can be filtered by: only what there is to choose between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.model.evidence import N_
from monitor.model.finding import Finding
from monitor.model.words import Family, Letter, Severity, Status, Tier
from monitor.reporting import vocabulary
from monitor.reporting.views.kpi import KpiPage
from monitor.reporting.voice import Voice, capital


@dataclass(frozen=True)
class Choice:
    """A list to choose from: the name of the rows' attribute, what it is called, and (word, text) of each option."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


def finding_filters(findings: Sequence[Finding], voice: Voice) -> tuple[Choice, ...]:
    """By severity, kind and status."""
    kinds = dict.fromkeys(kind_of(finding) for finding in findings)
    return _useful(
        (
            _choice("severity", voice.gettext("Severity"), vocabulary.SEVERITIES, {one.severity for one in findings}, voice),
            Choice("kind", voice.gettext("Kind"), tuple((kind, voice.gettext(KINDS[kind])) for kind in KINDS if kind in kinds)),
            _choice("state", voice.gettext("Status"), vocabulary.STATUSES, {one.status for one in findings}, voice),
        )
    )


def kpi_filters(kpis: Sequence[KpiPage], voice: Voice) -> tuple[Choice, ...]:
    """By grade, department or level, and owner."""
    grades = tuple(
        (vocabulary.GRADE_CSS[letter], voice.gettext(word))
        for letter, word in vocabulary.GRADES.items()
        if any(kpi.mark.css == vocabulary.GRADE_CSS[letter] for kpi in kpis)
    )
    return _useful(
        (
            Choice("grade", voice.gettext("Grade"), grades),
            Choice("where", voice.gettext("Where"), _each(kpi.where for kpi in kpis)),
            Choice("owner", voice.gettext("Owner"), _each(kpi.owner for kpi in kpis)),
        )
    )


def kind_of(finding: Finding) -> str:
    """Finding or watch for what is found in numbers, else the family."""
    if finding.family is not Family.GOODHART:
        return str(finding.family)
    return "watch" if finding.tier is Tier.WATCH else "finding"


KINDS: Mapping[str, str] = {
    "finding": N_("found in the numbers"),
    "watch": N_("worth asking"),
    "overload": N_("too much"),
    "context": N_("missing context"),
}


def _choice(
    name: str,
    label: str,
    words: Mapping[Severity, str] | Mapping[Status, str] | Mapping[Letter, str],
    there: set[object],
    voice: Voice,
) -> Choice:
    return Choice(name, label, tuple((str(one), capital(voice.gettext(word))) for one, word in words.items() if one in there))


def _each(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((text, text) for text in sorted({text for text in texts if text}))


def _useful(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(one for one in choices if len(one.options) > 1)
