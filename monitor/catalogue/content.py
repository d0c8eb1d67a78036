"""A catalogue as plain content that fits into JSON, and back: for the store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter

from monitor.model.kpi import Catalogue, Kpi

_UNORDERED = ("tags", "given")


@cache
def _adapter() -> TypeAdapter[Kpi]:
    return TypeAdapter(Kpi)


def content_of(catalogue: Catalogue) -> dict[str, Any]:
    """`kpis` (id -> fields that are said), `files` and `fingerprint`: dicts, lists, texts, numbers and booleans only."""
    kpis = {kpi.id: _fields(kpi) for kpi in catalogue.kpis.values()}
    return {"kpis": kpis, "files": list(catalogue.files), "fingerprint": catalogue.fingerprint}


def catalogue_of(content: Mapping[str, Any]) -> Catalogue:
    """The inverse of `content_of`."""
    kpis = {kpi: _adapter().validate_python(fields) for kpi, fields in content["kpis"].items()}
    return Catalogue(kpis, content["fingerprint"], tuple(content["files"]))


def fingerprint_of(kpis: Mapping[str, Kpi]) -> str:
    """The SHA-256 of what the KPIs say, in hexadecimal: the order of KPIs and where they stand do not matter."""
    said = {kpi.id: {name: value for name, value in _fields(kpi).items() if name != "place"} for kpi in kpis.values()}
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _fields(kpi: Kpi) -> dict[str, Any]:
    fields: dict[str, Any] = _adapter().dump_python(kpi, mode="json", exclude_defaults=True)
    return fields | {name: sorted(fields[name]) for name in _UNORDERED if name in fields}
