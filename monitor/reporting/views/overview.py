"""The first lines of page one: how many KPIs can be relied on, in a sentence and in squares."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from monitor.model.finding import RunResult
from monitor.model.words import Family, Letter, Tier
from monitor.reporting import vocabulary
from monitor.reporting.views.material import QUIET, Material
from monitor.reporting.voice import Voice, capital

RELIABLE = (Letter.A, Letter.B)
DOUBTED = (Letter.D, Letter.E)
MOST_SQUARES = 24
"""In one row; beyond, a square stands for more KPIs."""


@dataclass(frozen=True)
class Mark:
    """A grade as it is drawn: letter, class of the stylesheet, word."""

    letter: str
    css: str
    word: str


@dataclass(frozen=True)
class GradeRow:
    mark: Mark
    count: int
    squares: int


@dataclass(frozen=True)
class Overview:
    headline: tuple[str, ...]
    lead: str
    note: str
    grades: tuple[GradeRow, ...]


def overview(material: Material) -> Overview:
    """The state of the KPIs."""
    voice, counts = material.voice, _counts(material.result)
    per_square = _per_square(counts)
    rows = tuple(GradeRow(mark(letter, voice), counts[letter], -(-counts[letter] // per_square)) for letter in Letter)
    note = " ".join(text for text in (_note(per_square, voice), _short_of(material)) if text)
    return Overview(_headline(counts, voice), _lead(material, counts), note, rows)


def _short_of(material: Material) -> str:
    """That the newest run of a period is from before its end."""
    period, voice = material.period, material.voice
    if period is None or material.result.as_of >= period.end:
        return ""
    return voice.gettext(
        "The last run of the period is of {day}; the period ends on {end}.",
        day=voice.day(material.result.as_of),
        end=voice.day(period.end),
    )


def mark(letter: Letter, voice: Voice) -> Mark:
    """A grade's mark in a language."""
    shown = "–" if letter is Letter.NOT_ASSESSED else letter.value
    return Mark(shown, vocabulary.GRADE_CSS[letter], voice.gettext(vocabulary.GRADES[letter]))


def number_word(number: int, voice: Voice) -> str:
    """Three: for the beginning of a sentence; figures beyond twelve."""
    if 1 <= number <= len(vocabulary.SMALL_NUMBERS):
        return capital(voice.gettext(vocabulary.SMALL_NUMBERS[number - 1]))
    return voice.number(number)


def _counts(result: RunResult) -> Counter[Letter]:
    return Counter(grade.letter for grade in result.grades)


def _per_square(counts: Counter[Letter]) -> int:
    most = max(counts.values(), default=0)
    return next(
        size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000) if most <= size * MOST_SQUARES or size == 10_000
    )


def _headline(counts: Counter[Letter], voice: Voice) -> tuple[str, ...]:
    everything = counts.total()
    good = sum(counts[letter] for letter in RELIABLE)
    bad = sum(counts[letter] for letter in DOUBTED)
    if everything == 0:
        return (voice.gettext("No KPI has been assessed yet."),)
    if good == 0:
        first = voice.ngettext("The KPI cannot be relied on yet.", "None of the {n} KPIs can be relied on yet.", everything)
    elif good == everything:
        first = voice.ngettext("The KPI can be relied on.", "All {n} KPIs can be relied on.", everything)
    else:
        first = voice.ngettext(
            "{n} of {all} KPIs can be relied on.", "{n} of {all} KPIs can be relied on.", good, all=voice.number(everything)
        )
    if bad:
        return (first, _do_not_use(bad, everything, voice))
    return (first,) if good == everything else (first, _lacking(everything - good, good > 0, voice))


def _do_not_use(bad: int, everything: int, voice: Voice) -> str:
    if bad == everything:
        return voice.ngettext("It should not be used as it stands.", "None should be used as they stand.", bad)
    return voice.ngettext(
        "One should not be used as it stands.", "{word} should not be used as they stand.", bad, word=number_word(bad, voice)
    )


def _lacking(number: int, others: bool, voice: Voice) -> str:
    """What keeps the rest from being relied on, where no finding stands beside them."""
    if others:
        return voice.ngettext("The other one lacks context or data.", "The others lack context or data.", number)
    return voice.ngettext("It lacks context or data.", "What is missing is context or data.", number)


def _lead(material: Material, counts: Counter[Letter]) -> str:
    """What has changed, and what stands behind the doubt."""
    voice = material.voice
    parts = [_compared(material, counts)] if material.previous is not None else []
    if counts[Letter.D]:
        parts.append(
            voice.ngettext(
                "One KPI may look better than it is.",
                "{word} KPIs may look better than they are.",
                counts[Letter.D],
                word=number_word(counts[Letter.D], voice),
            )
        )
    if counts[Letter.E]:
        parts.append(
            voice.ngettext(
                "One is confirmed unusable.",
                "{word} are confirmed unusable.",
                counts[Letter.E],
                word=number_word(counts[Letter.E], voice),
            )
        )
    if not counts[Letter.D] and not counts[Letter.E]:
        parts.append(_nothing_found(material))
    return " ".join(parts)


def _nothing_found(material: Material) -> str:
    """That no KPI is in doubt; or what is worth asking about all the same."""
    open_ones = [finding for finding in material.result.findings if finding.status not in QUIET]
    asked = sum(finding.tier is Tier.WATCH and finding.family is Family.GOODHART for finding in open_ones)
    if not asked:
        return material.voice.gettext("Nothing suggests that a KPI looks better than it is.")
    return material.voice.ngettext(
        "No finding suggests that a KPI looks better than it is; one thing is worth asking about.",
        "No finding suggests that a KPI looks better than it is; {word} things are worth asking about.",
        asked,
        word=number_word(asked, material.voice).lower(),
    )


def _compared(material: Material, counts: Counter[Letter]) -> str:
    """More or fewer than last time."""
    voice = material.voice
    assert material.previous is not None
    before = _counts(material.previous)
    more = sum(counts[letter] - before[letter] for letter in RELIABLE)
    if more == 0:
        return voice.gettext("As many as last time.")
    word = number_word(abs(more), voice)
    if more > 0:
        return voice.ngettext("One more than last time.", "{word} more than last time.", more, word=word)
    return voice.ngettext("One fewer than last time.", "{word} fewer than last time.", -more, word=word)


def _note(per_square: int, voice: Voice) -> str:
    about = voice.gettext("A grade is about the number, never about the people behind it.")
    one = voice.gettext("One square is one KPI.")
    several = voice.gettext("One square is {n} KPIs.", n=voice.number(per_square))
    return f"{about} {one if per_square == 1 else several}"
