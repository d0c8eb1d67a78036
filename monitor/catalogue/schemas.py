"""The JSON Schemas of the project file and of kpis.yaml, for completion in editors; they ship as rules/schemas/*.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from monitor.catalogue.written import Written
from monitor.catalogue.written_kpi import KpisWritten
from monitor.catalogue.written_project import ProjectWritten

FILES: dict[str, type[Written]] = {"kpi-monitor.schema.json": ProjectWritten, "kpis.schema.json": KpisWritten}


def schema_of(model: type[Written]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a file."""
    schema = _without_titles(model.model_json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def texts() -> dict[str, str]:
    """The content of every schema file, by name."""
    return {name: json.dumps(schema_of(model), indent=2, ensure_ascii=False) + "\n" for name, model in FILES.items()}


def write(folder: Path) -> None:
    """Writes the schema files into a folder."""
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")


def _without_titles(part: Any) -> Any:
    """Without the names of our classes, which mean nothing to a reader."""
    if isinstance(part, list):
        return [_without_titles(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: _without_titles(value) for key, value in part.items() if not (key == "title" and isinstance(value, str))}
