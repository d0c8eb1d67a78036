"""Makes docs/reference/rules.md from the built-in rules and the checks that they use.

`python -m monitor.rulebook.reference_page` writes it, the page of pitfalls, and the JSON Schema of rule files, into a checkout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.checks import registry
from monitor.checks.registry import Check, Parameter
from monitor.model.rule import Rule
from monitor.model.words import Family, Language
from monitor.rulebook import pitfalls_page
from monitor.rulebook.read import builtin_rules
from monitor.rulebook.schema import builtin_checks, schema_text

_TOP = """\
# Rules and checks

Made by `python -m monitor.rulebook.reference_page`; a test compares it with the rules. How to write a rule: `rules/README.md`.

A project sets parameters of a rule otherwise in its project file:

```yaml
parameters:
  stale-data: {weekly: 5}
```
"""
_FAMILIES = {
    Family.GOODHART: "Goodhart effects: the number improves, the thing does not",
    Family.OVERLOAD: "KPI overload: the portfolio is too large, one-sided or not linked to a goal",
    Family.CONTEXT: "Missing context: the number cannot be judged",
}


def page() -> str:
    """The text of docs/reference/rules.md."""
    rules = builtin_rules()
    parts = [_TOP]
    for family, heading in _FAMILIES.items():
        parts.append(f"## {heading}\n\n{_rules_table(rule for rule in rules.values() if rule.family is family)}")
    checks = [registry.find(name) for name in builtin_checks()]
    parts.append("## Checks\n\n" + "\n".join(_check(check, rules) for check in checks))
    return "\n".join(parts)


def write(top: Path) -> None:
    """Writes the pages and the schema of a checkout."""
    pitfalls_page.write(top)
    (top / "docs" / "reference" / "rules.md").write_text(page(), encoding="utf-8")
    (top / "rules" / "schemas" / "rule.schema.json").write_text(schema_text(), encoding="utf-8")


def _rules_table(rules: Iterator[Rule]) -> str:
    lines = ["| rule | pattern | severity | what it says | check | pitfalls |", "|---|---|---|---|---|---|"]
    for rule in rules:
        title = _cell(rule.words[Language.EN].title)
        check = f"[`{rule.check}`](#{rule.check})"
        lines.append(
            f"| `{rule.id}` | `{rule.pattern}` | {rule.severity} | {title} | {check}{_given(rule)} | {', '.join(rule.pitfalls)} |"
        )
    return "\n".join(lines) + "\n"


def _given(rule: Rule) -> str:
    given = ", ".join(f"{name}: {_shown(value)}" for name, value in rule.parameters.items())
    return f", {given}" if given else ""


def _check(check: Check, rules: Mapping[str, Rule]) -> str:
    lines = [f"### {check.name}", "", check.says + (" Returns calibrated p-values." if check.statistical else ""), ""]
    users = [f"`{rule.id}`" for rule in rules.values() if rule.check == check.name]
    lines += [f"Used by {', '.join(users) or 'no built-in rule'}.", ""]
    if check.roles:
        lines += [f"Roles of other KPIs: {', '.join(f'`{role}`' for role in check.roles)}.", ""]
    if check.parameters:
        lines += ["| parameter | default | range | what it is |", "|---|---|---|---|"]
        lines += [_parameter(name, parameter) for name, parameter in check.parameters.items()]
        lines.append("")
    if check.numbers:
        placeholders = "; ".join(f"`{{{name}}}` {says}" for name, says in check.numbers.items())
        lines += [f"Placeholders: {placeholders}.", ""]
    return "\n".join(lines)


def _parameter(name: str, parameter: Parameter) -> str:
    unit = f" {parameter.unit}" if parameter.unit else ""
    return f"| `{name}` | {_shown(parameter.default)}{unit} | {_range(parameter)} | {_cell(parameter.says)} |"


def _range(parameter: Parameter) -> str:
    if parameter.choices:
        return ", ".join(str(choice) for choice in parameter.choices)
    low, high = parameter.minimum, parameter.maximum
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"from {low:g}" if low is not None else f"up to {high:g}" if high is not None else ""


def _shown(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    write(Path.cwd())
