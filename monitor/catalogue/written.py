"""The kinds of values that people write in the project file and in kpis.yaml, as pydantic types with errors for people."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from monitor.model.words import Language

OWN = "own"
"""The type of the errors that we raise ourselves; their context is a list of complaints."""

_DAY_FIRST = re.compile(r"^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})$")
_DURATION = re.compile(r"^(\d{1,4})\s*(day|week|month|year)s?$")
_DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}


def complaint(what: str, expected: str = "", mend: str = "", at: tuple[str | int, ...] = ()) -> dict[str, Any]:
    """One thing that is wrong; `at` leads from the value that is being read to the part of it that is meant."""
    return {"what": what, "expected": expected, "mend": mend, "at": at}


def complain(*complaints: dict[str, Any]) -> PydanticCustomError:
    """The error that carries complaints out of pydantic."""
    return PydanticCustomError(OWN, "own", {"complaints": list(complaints)})


def day_from(value: object) -> date:
    """A day as `2025-03-03`."""
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise complain(complaint(f"there is no day {text}", "a day that is in the calendar")) from None
    raise complain(complaint(_shown(value, "is no date"), "a day such as 2025-03-31", _day_meant(text)))


def _day_meant(text: str) -> str:
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return f"add the day: {text}-01"
    if re.fullmatch(r"(19|20)\d{2}", text):
        return f"add month and day: {text}-01-01"
    if re.fullmatch(r"(19|20)\d{6}", text):
        return f"write {text[:4]}-{text[4:6]}-{text[6:]}"
    day_first = _DAY_FIRST.match(text)
    if day_first and int(day_first[1]) > 12:
        return f"write {day_first[3]}-{int(day_first[2]):02}-{int(day_first[1]):02}"
    return "write the year first, then month and day"


def days_from(value: object) -> int:
    """A duration such as `8 weeks` in days; a month is 365.25 / 12 of them."""
    found = _DURATION.match(str(value).strip())
    if not found:
        meant = f"write '{value} days' or '{value} weeks'" if isinstance(value, int) and not isinstance(value, bool) else ""
        raise complain(complaint(_shown(value, "is no duration"), "such as 10 days, 8 weeks or 3 months", meant))
    return round(int(found[1]) * _DAYS[found[2]])


def name_from(value: object, info: Any) -> object:
    """A name: a text in the project's language, or one text for each language."""
    if isinstance(value, str):
        return {(info.context or {}).get("language", Language.EN): value}
    if isinstance(value, dict):
        return value
    raise complain(complaint(_shown(value, "is no name"), "a text, or one for each language: {en: …, da: …}"))


def list_from(value: object) -> object:
    """One text where a list of texts may stand."""
    return [value] if isinstance(value, str) else value


def text_from(value: object) -> object:
    """A text or a number, as text."""
    return f"{value:.15g}" if isinstance(value, int | float) and not isinstance(value, bool) else value


def _shown(value: object, says: str) -> str:
    if isinstance(value, str):
        return f"'{value}' {says}"
    return f"{value} {says}" if isinstance(value, int | float) else f"this {says}"


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = tuple[Text, ...]
TextOrTexts = Annotated[Texts, BeforeValidator(list_from, json_schema_input_type=Text | Texts), Field(min_length=1)]
TextOrNumber = Annotated[Text, BeforeValidator(text_from, json_schema_input_type=Text | float)]
LARGEST = 1e18
"""No measure is larger; the values of the data end there too (`sources.number`)."""
Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Number = Annotated[Finite, Field(ge=-LARGEST, le=LARGEST)]
Whole = StrictInt
YesNo = StrictBool
Day = Annotated[date, BeforeValidator(day_from)]
Duration = Annotated[int, BeforeValidator(days_from, json_schema_input_type=str)]
Name = Annotated[
    dict[Language, Text], BeforeValidator(name_from, json_schema_input_type=Text | dict[Language, Text]), Field(min_length=1)
]


class Written(BaseModel):
    """A group of keys. Unknown keys are mistakes; a key with nothing behind it counts as not written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        known = keys_of(cls)
        return {key: below for key, below in value.items() if key not in known or (below is not None and below != "")}


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that a group knows, as they are written."""
    return _KEYS.get(model) or _KEYS.setdefault(model, tuple(field.alias or name for name, field in model.model_fields.items()))


_KEYS: dict[type[BaseModel], tuple[str, ...]] = {}
