"""The JSON Schema of a rule file, for completion in editors; it ships as rules/schemas/rule.schema.json."""

from __future__ import annotations

import json
from pkgutil import iter_modules
from typing import Any

from monitor import checks
from monitor.model.words import PATTERNS
from monitor.rulebook.checked import PITFALLS
from monitor.rulebook.fields import PRESENCE, Accepts, fields
from monitor.rulebook.model import RuleFile


def rule_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a rule file. Checks of plug-ins are allowed by name, so `check` stays open."""
    schema = _without_titles(RuleFile.model_json_schema())
    keys = schema["properties"]
    keys["pattern"]["enum"] = list(PATTERNS)
    keys["check"]["examples"] = list(builtin_checks())
    keys["pitfalls"]["items"]["enum"] = list(PITFALLS)
    schema["$defs"]["Selector"] = _selector()
    keys["kpis"] |= {"$ref": "#/$defs/Selector"}
    keys["roles"]["additionalProperties"] = {"$ref": "#/$defs/Selector"}
    for key in ("additionalProperties", "type"):
        keys["kpis"].pop(key, None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A rule of KPI Health Monitor", **schema}


def builtin_checks() -> tuple[str, ...]:
    """The names of the checks that ship with the monitor; what plug-ins add differs from place to place."""
    names = (module.name for module in iter_modules(checks.__path__))
    return tuple(sorted(name for name in names if not name.startswith("_") and name != "registry"))


def schema_text() -> str:
    """The content of rules/schemas/rule.schema.json."""
    return json.dumps(rule_schema(), indent=2, ensure_ascii=False) + "\n"


def _selector() -> dict[str, Any]:
    words = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
    nested = {"type": "array", "items": {"$ref": "#/$defs/Selector"}, "minItems": 1}
    keys = {name: _field(accepts) for name, accepts in fields().items()}
    keys |= {"tags": words, "all_tags": words, "any": nested, "none": nested}
    return {"type": "object", "additionalProperties": False, "properties": keys, "description": "Which KPIs"}


def _field(accepts: Accepts) -> dict[str, Any]:
    if not accepts.presence:
        return {"anyOf": [{"type": "boolean"}, {"type": "array", "items": {"type": "boolean"}, "minItems": 1}]}
    presence = {"enum": list(PRESENCE)}
    if accepts.words is None:
        return {"anyOf": [presence, {"type": ["string", "integer"]}, {"type": "array", "items": {"type": ["string", "integer"]}}]}
    if not accepts.words:
        return presence
    word = {"enum": list(accepts.words)}
    return {"anyOf": [presence, word, {"type": "array", "items": word, "minItems": 1}]}


def _without_titles(part: Any) -> Any:
    """Without the names of our classes, which mean nothing to a reader."""
    if isinstance(part, list):
        return [_without_titles(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: _without_titles(value) for key, value in part.items() if not (key == "title" and isinstance(value, str))}
