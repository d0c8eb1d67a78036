"""The records of a case: tables written in a rule, or those that a scenario gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from monitor.model.records import RecordKind
from monitor.records.open import Sources, records_from

if TYPE_CHECKING:
    import pandas as pd

ZONE = "Europe/Copenhagen"
"""The zone of a case that names none; times without a zone are in it."""


def records_of(
    content: Mapping[str, Any], simulated: Mapping[str, pd.DataFrame], kinds: Mapping[str, str], as_of: date
) -> Sources | None:
    """The records of a case, or None where it has none.

    `records:` of a case maps a source to its kind, rows and measures: {cases: {rows: [{id: 1, opened: 2025-03-03 08:00}]}}.
    Raises ValueError, with what is wrong, for a kind that there is not; ProjectError where a table lacks what its kind needs.
    """
    import pandas as pd

    written: Mapping[str, Any] = content.get("records") or {}
    frames = dict(simulated) | {name: pd.DataFrame(said["rows"]) for name, said in written.items() if said.get("rows")}
    if not frames:
        return None
    named = {name: kinds.get(name, name) for name in simulated} | {name: said.get("kind", name) for name, said in written.items()}
    measures = {name: said.get("measures") or {} for name, said in written.items()}
    return records_from(
        frames, {name: _kind(named[name]) for name in frames}, as_of, str(content.get("timezone") or ZONE), measures
    )


def _kind(said: str) -> RecordKind:
    try:
        return RecordKind(said)
    except ValueError:
        raise ValueError(f"'{said}' is no kind of records; there are {', '.join(RecordKind)}") from None
