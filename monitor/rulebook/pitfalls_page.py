"""Makes docs/reference/pitfalls.md: every pitfall of the domain, the rules that answer it, and what they say.

`python -m monitor.rulebook.reference_page` writes it, with the page of rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from monitor.model.rule import Rule
from monitor.model.words import Language
from monitor.rulebook.read import builtin_rules

_TOP = """\
# Pitfalls, and the rules that answer them

Made by `python -m monitor.rulebook.reference_page`; a test compares it with the rules, and fails for a pitfall that no rule
answers. Each rule carries cases on which it fires and honest look-alikes on which it stays quiet; the columns count them. The
rules in full: [rules](rules.md); what a good KPI is: [good KPIs](../good-kpis.md).
"""

PITFALLS: Mapping[str, str] = {
    "P01": "Answers are quick and superficial; the problem is not solved",
    "P02": "One problem is split into several cases",
    "P03": "Sold to customers who should not buy",
    "P04": "Time disappears when it is called something else",
    "P05": "Only satisfied customers are asked",
    "P06": "A measure that became a target stops being a good measure",
    "P07": "The target is met by a hair",
    "P08": "The parts improve, the whole does not",
    "P09": "One unit's gain is its neighbour's loss",
    "P10": "What no KPI measures is put off",
    "P11": "Quantity beats quality",
    "P12": "Problems are hidden where numbers punish",
    "P13": "Targets are moved to be met",
    "P20": "Too many KPIs",
    "P21": "Irrelevant KPIs: everybody gets the same report",
    "P22": "Activity is measured instead of results",
    "P23": "Vanity metrics",
    "P24": "One-sided",
    "P25": "Only the company's own needs",
    "P26": "Not linked to a goal",
    "P27": "A rewarded KPI without a counter-metric",
    "P28": "Several KPIs that say the same",
    "P29": "Used to expose and punish",
    "P30": "Set without those who are measured",
    "P31": "The measured people cannot influence it",
    "P40": "A number without context",
    "P41": "Not measurable, or ambiguous",
    "P42": "Too complex to be understood",
    "P43": "Not current, or read in the wrong rhythm",
    "P44": "Static targets",
    "P45": "Targets that are unrealistic, or not ambitious",
    "P46": "Targets without a time frame",
    "P47": "Nobody is responsible",
    "P48": "No follow-up",
    "P49": "The review never comes",
    "P50": "Soft numbers taken as hard",
    "P51": "The direction is ambiguous",
    "P52": "The data stopped, have gaps, or changed without a note",
}
"""Pitfall -> what it is, in a few words (shared/DOMAIN.md in full)."""

_PARTS = {
    "P0": "Goodhart effects: found in values and records",
    "P2": "KPI overload: found in the catalogue",
    "P4": "Missing context: found in the catalogue and the values",
}

SMART: Mapping[str, tuple[str, ...]] = {
    "Specific: everybody computes the same number": ("no-definition", "vague-definition", "no-formula", "too-complex"),
    "Measurable: with a unit, a direction and values": ("no-unit", "ambiguous-direction", "no-data", "soft-number"),
    "Attainable, and ambitious": ("unrealistic-target", "easy-target", "static-target", "not-influenceable"),
    "Relevant: it leads to a goal": ("no-goal-link", "tree-ends-below", "activity-not-result", "vanity"),
    "Time-bound: a dated target, a rhythm, a review": ("no-target", "no-deadline", "seen-too-seldom", "review-overdue"),
}
"""The letters of SMART, and the rules that ask for each: five answers with their reasons, never a sum."""


def page() -> str:
    """The text of docs/reference/pitfalls.md."""
    rules = builtin_rules()
    parts = [_TOP]
    for pitfall, says in PITFALLS.items():
        heading = _PARTS.get(pitfall[:2]) if pitfall in ("P01", "P20", "P40") else None
        if heading:
            parts.append(f"## {heading}\n")
        parts.append(f"### {pitfall}: {says}\n\n{_answers(pitfall, rules)}")
    parts.append("## SMART, letter by letter\n\n" + "\n".join(_smart(rules)))
    return "\n".join(parts) + "\n"


def answering(pitfall: str, rules: Mapping[str, Rule]) -> list[Rule]:
    """The rules that name a pitfall."""
    return [rule for rule in rules.values() if pitfall in rule.pitfalls]


def write(top: Path) -> None:
    """Writes the page of a checkout."""
    (top / "docs" / "reference" / "pitfalls.md").write_text(page(), encoding="utf-8")


def _answers(pitfall: str, rules: Mapping[str, Rule]) -> str:
    lines = ["| rule | what it says | severity | fires on | quiet on |", "|---|---|---|---|---|"]
    for rule in answering(pitfall, rules):
        fires = sum(case.fires for case in rule.cases)
        title = rule.words[Language.EN].title.replace("|", "\\|")
        shown = f"{rule.severity}{', experimental' if rule.status == 'experimental' else ''}"
        lines.append(f"| `{rule.id}` | {title} | {shown} | {fires} | {len(rule.cases) - fires} |")
    return "\n".join(lines) + "\n"


def _smart(rules: Mapping[str, Rule]) -> Iterator[str]:
    yield "| letter | asked by |"
    yield "|---|---|"
    for letter, asked in SMART.items():
        yield f"| {letter} | {', '.join(f'`{rule}`' for rule in asked if rule in rules)} |"
