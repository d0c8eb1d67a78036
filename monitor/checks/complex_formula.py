"""A formula of so many parts that those who work with the KPI cannot explain it.

A fact of the catalogue; no p-value. Counts what stands between operators, brackets and commas; functions and plain numbers
do not count.
"""

from __future__ import annotations

import re

from monitor.checks._catalogue_facts import ELSEWHERE, count, fact
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Outcome
from monitor.model.situation import Call, Situation

_FUNCTION = re.compile(r"\b\w+\s*\((?=[^)])")
_BETWEEN = re.compile(r"[+*/×÷·(),;=<>\[\]]|\sx\s|\s[-–−]\s|[-–−](?=\()|(?<=\))[-–−]")


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI whose formula has more operands than `operands`."""
    found: list[Outcome] = []
    for kpi in (situation.catalogue[one] for one in call.kpis):
        number = operands(kpi.formula or "")
        if number > call.parameters["operands"]:
            found.append(fact(kpi, call, numbers={"operands": count(number), "formula": kpi.formula or ""}))
    return found


def operands(formula: str) -> int:
    """How many different quantities a formula is made of."""
    parts = {part.strip().casefold() for part in _BETWEEN.split(_FUNCTION.sub("(", formula))}
    return sum(any(character.isalpha() for character in part) for part in parts)


CHECK = Check(
    name="complex_formula",
    says="The formula has too many parts to be understood.",
    evaluate=evaluate,
    parameters={
        "operands": Parameter(6, "so many different quantities can still be kept in mind", minimum=1),
        "elsewhere": ELSEWHERE,
    },
    numbers={"operands": "how many quantities the formula has", "formula": "the formula"},
)
