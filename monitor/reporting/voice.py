"""A voice: one language and one catalogue of KPIs, and all that is needed to say facts in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from string import Formatter

from monitor.catalogue import library
from monitor.model.evidence import Day, Fact, Message, Names, Quantity
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.words import Frequency, Language
from monitor.reporting import dates, numbers, units
from monitor.reporting.languages import Translator, translator

MISSING = "…"
"""Stands where a sentence asks for a fact that the evidence does not carry."""

LONGEST_UNIT = 8
"""Letters of a unit that may stand behind each number in a chart."""


@dataclass(frozen=True)
class Voice:
    """`common`: words that are no names; a KPI's name that begins with one loses its capital inside a sentence."""

    language: Language
    catalogue: Catalogue
    common: frozenset[str] = frozenset()
    former: Mapping[str, Kpi] = field(default_factory=dict)
    """KPIs that the catalogue had before, as they last were: findings about them still have names."""

    @property
    def translator(self) -> Translator:
        return translator(self.language)

    def gettext(self, message: str, **facts: object) -> str:
        """A message of the report in the language, its {placeholders} filled."""
        return _filled(self.translator.gettext(message), {name: str(fact) for name, fact in facts.items()})

    def ngettext(self, one: str, many: str, number: float, **facts: object) -> str:
        """A message in the right plural form; {n} is the number."""
        text = self.translator.ngettext(one, many, number)
        return _filled(text, {"n": self.number(number), **{name: str(fact) for name, fact in facts.items()}})

    def say(self, message: Message) -> str:
        """A check's message with its facts."""
        return sentence(self.translator.gettext(message.text), {name: self.fact(fact) for name, fact in message.facts.items()})

    def name(self, kpi: str) -> str:
        """A KPI's name, the last one where the catalogue no longer has it; its id where nobody knows it."""
        found = self.catalogue.kpis.get(kpi) or self.former.get(kpi)
        return found.called(self.language) if found else kpi

    def names(self, kpis: Iterable[str], most: int = 99) -> str:
        """A list of KPIs in words; beyond `most` the rest is counted."""
        return self.listed([self.name(kpi) for kpi in kpis], most)

    def inside(self, kpi: str) -> str:
        """A KPI's name inside a sentence: first response time, but EBITDA margin and Bronx on-time performance."""
        name = self.name(kpi)
        first, _, rest = name.partition(" ")
        plain = first[1:].islower() and rest == rest.lower() and first.lower() in self.common
        return name[:1].lower() + name[1:] if plain else name

    def inside_all(self, kpis: Iterable[str], most: int = 7) -> str:
        """A list of KPIs inside a sentence."""
        return self.listed([self.inside(kpi) for kpi in kpis], most)

    def listed(self, items: list[str], most: int = 99) -> str:
        """a, b and c."""
        if len(items) > most + 1:
            rest = self.ngettext("{n} more", "{n} more", len(items) - most)
            items = [*items[:most], rest]
        if len(items) < 2:
            return "".join(items)
        return self.gettext("{list} and {last}", list=", ".join(items[:-1]), last=items[-1])

    def fact(self, fact: Fact, decimals: int | None = None) -> str:
        """A fact as it stands in a sentence."""
        if isinstance(fact, Quantity):
            return self.quantity(fact, decimals)
        if isinstance(fact, Day):
            return dates.period_text(fact.day, fact.frequency, self.language)
        if isinstance(fact, Names):
            return self.inside_all(fact.kpis)
        return str(fact)

    def quantity(self, quantity: Quantity, decimals: int | None = None) -> str:
        """A number with its unit."""
        value, unit = quantity.value, quantity.unit
        match quantity.kind:
            case "share":
                return numbers.percent_text(value, self.language)
            case "count":
                return self.number(value, None if abs(value) >= 10_000 else 0)
            case "factor":
                return self.gettext("{number} times", number=self.number(value, numbers.usual_decimals(value, 2)))
            case "periods":
                return self._periods(value, unit)
            case "days":
                return self.ngettext("{n} day", "{n} days", round(value))
            case "difference":
                return self.with_unit(value, "percentage points" if unit == "%" else unit, decimals)
        return self.with_unit(value, unit, decimals)

    def number(self, value: float, decimals: int | None = None, sign: bool = False) -> str:
        return numbers.number_text(value, self.language, decimals, sign)

    def exact(self, value: float) -> str:
        """A number of a computation, however small."""
        return numbers.exact_text(value, self.language)

    def terse(self, value: float, unit: str | None, decimals: int | None = None) -> str:
        """3.4 h; the number alone where its unit is long, as it is said beside it (in charts)."""
        written = self.unit(unit, short=True)
        return self.with_unit(value, unit if len(written) <= LONGEST_UNIT else "", decimals, short=True)

    def with_unit(self, value: float, unit: str | None, decimals: int | None = None, short: bool = False) -> str:
        """3.4 hours; 3.4 h where it is to be short."""
        written = self.unit(unit, short)
        text = self.number(value, decimals)
        return f"{text}{numbers.HARD}{written}" if written else text

    def unit(self, unit: str | None, short: bool = False) -> str:
        """The unit as it is written behind a number."""
        if unit is None or unit in units.NONE:
            return ""
        if short and unit in units.SHORT:
            return self.translator.gettext(units.SHORT[unit])
        return self.translator.gettext(units.UNITS.get(unit, unit))

    def day(self, day: date | None, frequency: str = "") -> str:
        return "–" if day is None else dates.period_text(day, frequency, self.language)

    def _periods(self, value: float, frequency: str) -> str:
        number = round(value) if value >= 2 or value == round(value) else round(value, 1)
        one, many = PERIODS.get(frequency, PERIODS[""])
        return self.ngettext(one, many, number)


def voice_of(language: Language, catalogue: Catalogue, former: Catalogue | None = None) -> Voice:
    """The voice of a language; common words are those in the names of the KPI library."""
    return Voice(language, catalogue, _common_words(language), former.kpis if former else {})


@cache
def _common_words(language: Language) -> frozenset[str]:
    entries = library.load().values()
    names = [name for entry in entries for name in (entry.name.get(language, ""), *entry.aliases.get(language, ()))]
    capital_inside = {word for name in names for word in name.split()[1:] if word != word.lower()}
    words = {word.lower() for name in names for word in name.split() if len(word) > 1 and word[1:].islower()}
    return frozenset(words - {word.lower() for word in capital_inside})


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as N_, for a number
    """Marks a text for the translation catalogues in both its forms."""
    return one, many


PERIODS: Mapping[str, tuple[str, str]] = {
    Frequency.DAILY: NN_("{n} day", "{n} days"),
    Frequency.WEEKLY: NN_("{n} week", "{n} weeks"),
    Frequency.MONTHLY: NN_("{n} month", "{n} months"),
    Frequency.QUARTERLY: NN_("{n} quarter", "{n} quarters"),
    Frequency.YEARLY: NN_("{n} year", "{n} years"),
    "": NN_("{n} period", "{n} periods"),
}


def sentence(template: str, facts: Mapping[str, str]) -> str:
    """A template filled; a fact that begins a sentence begins with a capital."""
    said = ""
    for literal, name, _, _ in _parts(template):
        said += literal
        if name is not None:
            fact = facts.get(name, MISSING)
            said += capital(fact) if _begins(said) else fact
    return capital(said) if template[:1].isupper() or template[:1] == "{" else said


def capital(text: str) -> str:
    """The text with a capital first letter; a name such as iPhone keeps its own."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def _begins(said: str) -> bool:
    return not said or said.endswith((". ", "? ", "! "))


def _filled(template: str, facts: Mapping[str, str]) -> str:
    return "".join(literal + ("" if name is None else facts.get(name, MISSING)) for literal, name, _, _ in _parts(template))


def _parts(template: str) -> list[tuple[str, str | None, str | None, str | None]]:
    """The literals and placeholders of a template; one whose braces do not close is all literal."""
    try:
        return list(Formatter().parse(template))
    except ValueError:
        return [(template, None, None, None)]
