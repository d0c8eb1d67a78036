"""Writes project files as a person would: a line per field, a comment where one helps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

ORDER = (
    *("like", "name", "unit", "direction", "frequency", "level", "department", "main", "perspective", "measures", "category"),
    *(
        "owner",
        "definition",
        "formula",
        "version",
        "supports",
        "goal",
        "counter",
        "targets",
        "benchmark",
        "records",
        "threshold",
        "consequence",
        "audience",
        "measured",
    ),
    *("influenced_by", "set_with", "reviewed", "decisions", "audits", "notes", "changes"),
)
"""Fields in the order in which the contract shows them."""


def entry_text(kpi: str, entry: Mapping[str, Any], comments: Iterable[str] = ()) -> str:
    """One KPI as it stands under `kpis:`; lists of things, such as targets, get a line each."""
    lines = [*(f"  # {comment}" for comment in comments), f"  {kpi}:"]
    for field in sorted(entry, key=ORDER.index):
        value = entry[field]
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            lines += [f"    {field}:", *(f"      - {flow(item)}" for item in value)]
        else:
            lines.append(f"    {field}: {flow(value)}")
    return "\n".join(lines) + "\n"


def flow(value: Any) -> str:
    """A value on one line: 4, hours, [csat, nps], {from: 2025-01-01, value: 2}."""
    written = yaml.safe_dump(value, default_flow_style=True, width=10**6, allow_unicode=True, sort_keys=False)
    return written.removesuffix("...\n").strip()
