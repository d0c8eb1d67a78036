"""The table of observations: one row per recorded value, as a pandas DataFrame with these columns."""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "kpi": "str",
    "frequency": "str",
    "period": "int64",
    "segment": "str",
    "value": "float64",
    "numerator": "float64",
    "denominator": "float64",
    "count": "float64",
    "responses": "float64",
    "invited": "float64",
    "target": "float64",
    "recorded": "int64",
    "note": "str",
    "source": "str",
}
"""Column -> kind. `kpi` is the catalogue id; `period` the number of the period (model.period); `segment` is '' for the total,
else sorted `dimension=value` pairs joined by tabs; missing numbers are NaN; `recorded` is the ordinal of the day of recording
or 0 where it is not said; `note` and `source` are '' where unknown; `source` is `file:line` or the number of the SQL source."""

NUMBERS = ("value", "numerator", "denominator", "count", "responses", "invited", "target")


def segment_text(segment: tuple[tuple[str, str], ...]) -> str:
    """A segment as it stands in the table."""
    return "\t".join(f"{dimension}={value}" for dimension, value in sorted(segment))


def segment_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The inverse of `segment_text`."""
    pairs = (part.partition("=") for part in text.split("\t")) if text else ()
    return tuple((dimension, value) for dimension, _, value in pairs)
