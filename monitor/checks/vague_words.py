"""A KPI whose name or definition is a wish (better customer service) rather than a measure (response time under 4 hours).

A fact of the catalogue; no p-value. Only where nothing makes it measurable: no formula, no figure in name or definition, and no
entry of the KPI library behind it.
"""

from __future__ import annotations

import re

from monitor.checks._catalogue_facts import ELSEWHERE, fact
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Outcome
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation

_WORD = re.compile(r"[^\W\d_]+")

_ENGLISH = (
    "better good great best improve improved improving satisfactory adequate reasonable sufficient excellent optimal optimise "
    "optimize strengthen enhance"
)
_SCANDINAVIAN = (
    "bedre god godt gode bedst beste forbedre forbedret tilfredsstillende tilstrækkelig tilstrekkelig rimelig passende styrke "
    "optimal optimere bättre bra bäst bästa förbättra förbättrad tillfredsställande tillräcklig rimlig lämplig stärka optimera"
)
WISHES = [*_ENGLISH.split(" "), *_SCANDINAVIAN.split(" ")]


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI that is only a wish."""
    wishes = frozenset(call.parameters["wishes"])
    found: list[Outcome] = []
    for kpi in (situation.catalogue[one] for one in call.kpis):
        said = _wish(kpi, wishes)
        if said:
            found.append(fact(kpi, call, numbers={"word": said}))
    return found


def _wish(kpi: Kpi, wishes: frozenset[str]) -> str:
    """The first vague word of a KPI that nothing makes measurable, or an empty text."""
    if kpi.formula or kpi.like:
        return ""
    text = " ".join((*kpi.name.values(), kpi.definition or ""))
    if any(character.isdigit() for character in text):
        return ""
    return next((word for word in _WORD.findall(text) if word.casefold() in wishes), "")


CHECK = Check(
    name="vague_words",
    says="A wish, not a measure: vague words and no figure.",
    evaluate=evaluate,
    parameters={
        "wishes": Parameter(WISHES, "words that can be measured in many ways or in none"),
        "elsewhere": ELSEWHERE,
    },
    numbers={"word": "the vague word"},
)
