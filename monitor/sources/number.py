"""Reads numbers as people write them. Whether the comma is the decimal sign is decided per column, never per value."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

MISSING = frozenset({"", "-", "–", "—", "n/a", "na", "null", "nan", "#n/a"})
"""Texts that mean 'no value' everywhere, without case."""

LARGEST = 1e18
"""No measure is larger, and a floating-point number could not tell one from the next. What is larger is a slip or a code."""

_ALIKE = str.maketrans(
    {"−": "-", "–": "-", "‒": "-", "﹣": "-", "－": "-", "’": "'", **dict.fromkeys("\u00a0\u202f\u2009\u2007", " ")}
)
_MONEY = r"(?:kr\.?|dkk|nok|sek|eur|usd|gbp|[€$£%])"
_UNIT = re.compile(rf"^{_MONEY}\s*|\s*{_MONEY}$|,-$", re.IGNORECASE)
_WHOLE = r"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:([ '{thousands}])[0-9]{{3}})(?:\1[0-9]{{3}})*)"
_NUMBER = r"(?={decimal}?[0-9]){whole}?(?:{decimal}[0-9]*)?(?:[eE][+-]?[0-9]{{1,3}})?"
_POINT = re.compile(_NUMBER.format(decimal=r"\.", whole=_WHOLE.format(thousands=",")))
_COMMA = re.compile(_NUMBER.format(decimal=",", whole=_WHOLE.format(thousands=".")))
_SURE = re.compile(r"-?(?:[0-9]{4,}|0)\.[0-9]+|-?[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})")
_POINT_FILL = str.maketrans("", "", " ',")
_COMMA_FILL = str.maketrans({" ": None, "'": None, ".": None, ",": "."})


def is_missing(cell: object, missing: frozenset[str] = MISSING) -> bool:
    """Whether a cell means 'no value'."""
    if isinstance(cell, str):
        return cell.strip().casefold() in missing
    return cell is None or cell != cell


@dataclass(frozen=True)
class Reading:
    """What a text is as a number where the point is the decimal sign, and where the comma is; None: not a number then."""

    point: float | None
    comma: float | None


@dataclass(frozen=True)
class Scan:
    """A column, looked at once. `votes`: how many texts are numbers only with a decimal comma, less those only with a point."""

    cells: Sequence[object]
    readings: Mapping[str, Reading]
    missing: frozenset[str]
    votes: int


@dataclass(frozen=True)
class Numbers:
    """The values of a column, NaN where there is none; `bad` says for each row that held something else what is wrong."""

    values: NDArray[np.float64]
    bad: Mapping[int, str] = field(default_factory=dict)


def scan(cells: Sequence[object], missing: Sequence[str] = ()) -> Scan:
    """Looks at every different text of a column; `missing` are further texts that mean 'no value'."""
    nothing = MISSING | {text.strip().casefold() for text in missing}
    texts = {cell for cell in cells if isinstance(cell, str)}
    readings = {text: _read(text) for text in texts if text.strip().casefold() not in nothing}
    votes = sum((reading.point is None) - (reading.comma is None) for reading in readings.values())
    return Scan(cells, readings, nothing, votes)


def has_decimal_comma(column: Scan, others: Sequence[Scan], expected: bool) -> bool:
    """Whether the comma is the decimal sign of a column: what most of its texts say, then those of the file's other columns.

    Where all are ambiguous (1,234), `expected` decides: it is so in a file with semicolons.
    """
    votes = column.votes or sum(other.votes for other in others)
    return votes > 0 if votes else expected


def numbers(column: Scan, comma: bool) -> Numbers:
    """The values of a column with the decimal sign that was decided."""
    values = np.full(len(column.cells), np.nan)
    bad: dict[int, str] = {}
    for row, cell in enumerate(column.cells):
        if type(cell) is str:
            reading = column.readings.get(cell)
            if reading is None:
                continue
            value = reading.comma if comma else reading.point
            what = _not_a_number(cell, comma) if value is None else ""
        else:
            value, what = _typed(cell)
        if value is not None and abs(value) <= LARGEST:
            values[row] = value
        elif what or (value is not None and not math.isnan(value)):
            bad[row] = what or ("the number is infinite" if math.isinf(value or 0) else "the number is too large to reckon with")
    return Numbers(_without(values, column.missing), bad)


def _without(values: NDArray[np.float64], missing: frozenset[str]) -> NDArray[np.float64]:
    """Missing values may be numbers too: `missing: [0]` also means 0.0."""
    wanted = [reading.point for reading in map(_read, missing) if reading.point is not None]
    values[np.isin(values, wanted)] = np.nan
    return values


def _typed(cell: object) -> tuple[float | None, str]:
    if isinstance(cell, bool):
        return None, f"{str(cell).lower()} is not a number"
    if isinstance(cell, int | float | Decimal):
        try:
            return float(cell), ""
        except (OverflowError, ValueError):
            return math.inf, ""
    if cell is None or cell != cell:
        return None, ""
    if isinstance(cell, date | time | timedelta):
        return None, f"'{cell}' is a date or time, not a number; format the cell as a number"
    return None, f"'{str(cell)[:40]}' is not a number"


def _not_a_number(text: str, comma: bool) -> str:
    other, sign = (_POINT, "comma") if comma else (_COMMA, "point")
    if other.fullmatch(_bare(text)[1]):
        return f"'{text[:40]}' does not fit the column, where the {sign} is the decimal sign"
    return f"'{text[:40]}' is not a number"


def _read(text: str) -> Reading:
    if _SURE.fullmatch(text):
        return Reading(float(text), None)
    if text.strip().casefold() in ("inf", "-inf", "+inf", "infinity", "-infinity", "∞", "-∞"):
        return Reading(math.inf, math.inf)
    negative, bare = _bare(text)
    sign = -1.0 if negative else 1.0
    point = sign * float(bare.translate(_POINT_FILL)) if _POINT.fullmatch(bare) else None
    comma = sign * float(bare.translate(_COMMA_FILL)) if _COMMA.fullmatch(bare) else None
    return Reading(point, comma)


def _bare(text: str) -> tuple[bool, str]:
    """A number's text without sign, currency and per cent: (1.234), -1.234, 1.234- and −kr 1.234 are all negative."""
    bare = text.strip().translate(_ALIKE)
    negative = bare.startswith("(") and bare.endswith(")")
    bare = _UNIT.sub("", bare[1:-1].strip() if negative else bare).strip()
    for sign in "-+":
        if bare.startswith(sign) or (sign == "-" and bare.endswith(sign)):
            return negative or sign == "-", _UNIT.sub("", bare.strip(sign).strip()).strip()
    return negative, bare
