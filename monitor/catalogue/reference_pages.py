"""Makes the tables of docs/reference/project-file.md and kpis.md from the descriptions of the keys.

`python -m monitor.catalogue.reference_pages` writes them, and the JSON Schemas, into a checkout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.catalogue import schemas
from monitor.catalogue.written import Written
from monitor.catalogue.written_kpi import KpisWritten
from monitor.catalogue.written_project import ProjectWritten

MARK = "<!-- Below this line: made by `python -m monitor.catalogue.reference_pages`. -->\n"
PAGES: dict[str, type[Written]] = {"project-file.md": ProjectWritten, "kpis.md": KpisWritten}


def tables_of(model: type[Written]) -> str:
    """One table of keys for the file and for each group of keys in it."""
    schema = schemas.schema_of(model)
    groups = [("The file", schema), *_groups(schema, schema, "")]
    return "\n".join(_table(heading, group, schema) for heading, group in groups)


def page_of(text: str, model: type[Written]) -> str:
    """A page with its tables made anew below the mark."""
    return text.partition(MARK)[0] + MARK + "\n" + tables_of(model)


def write(top: Path) -> None:
    """Writes the pages and the schemas of a checkout."""
    for name, model in PAGES.items():
        page = top / "docs" / "reference" / name
        page.write_text(page_of(page.read_text(encoding="utf-8"), model), encoding="utf-8")
    schemas.write(top / "rules" / "schemas")


def _table(heading: str, group: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    lines = [f"### {heading}\n", "| key | value | what it is |", "|---|---|---|"]
    needed = group.get("required", ())
    for key, part in group["properties"].items():
        says = part.get("description", "") + _default(part) + (" (needed)" if key in needed else "")
        lines.append(f"| `{key}` | {_kind(part, schema)} | {says} |".replace("\\|", "|"))
    return "\n".join(lines) + "\n"


def _default(part: Mapping[str, Any]) -> str:
    default = part.get("default")
    if default is None or isinstance(default, dict | list) or default is False:
        return ""
    return f"; default `{str(default).lower() if isinstance(default, bool) else default}`"


def _groups(part: Mapping[str, Any], schema: Mapping[str, Any], above: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, below in part["properties"].items():
        for found, suffix in _objects(below, schema):
            heading = f"{above}{key}{suffix}"
            yield f"`{heading}`", found
            yield from _groups(found, schema, f"{heading}.")


def _objects(part: Any, schema: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The groups of keys within a value, with what stands between: `[]` for a list, `.ID` for names of one's own."""
    part = _resolved(part, schema)
    if "properties" in part:
        yield part, ""
    for option in part.get("anyOf", ()):
        yield from _objects(option, schema)
    for key, suffix in (("items", "[]"), ("additionalProperties", ".NAME")):
        if isinstance(part.get(key), dict):
            yield from ((found, suffix + more) for found, more in _objects(part[key], schema))


def _resolved(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in part:
        return part
    found: Mapping[str, Any] = schema["$defs"][part["$ref"].rpartition("/")[2]]
    return found


def _kind(part: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    part = _resolved(part, schema)
    if "enum" in part:
        return ", ".join(f"`{word}`" for word in part["enum"])
    options = [option for option in part.get("anyOf", ()) if option.get("type") != "null"]
    if options and "properties" not in part:
        return " or ".join(dict.fromkeys(_kind(option, schema) for option in options))
    return _plain_kind(part, schema)


def _plain_kind(part: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    match part.get("type"):
        case "array":
            return f"list of: {_kind(part['items'], schema)}"
        case "object":
            return "keys, see below" if "properties" in part or any(_objects(part, schema)) else "names with a value each"
        case "string":
            return "date" if part.get("format") == "date" else "text"
        case "integer":
            return "whole number"
        case "number":
            return "number"
        case "boolean":
            return "`true`, `false`"
    return "any"


if __name__ == "__main__":
    write(Path.cwd())
