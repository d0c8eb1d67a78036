"""`kpi-monitor library`: lists the built-in KPI library, finds KPIs in it by name, shows one in full."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from monitor.cli._library_words import said, unit_said
from monitor.cli._options import with_voice
from monitor.cli._voice import Voice
from monitor.errors import MonitorError
from monitor.model.words import Language

if TYPE_CHECKING:
    from monitor.catalogue.library import Library
    from monitor.model.library import LibraryKpi

as_json_option = click.option("--json", "as_json", is_flag=True, help="As JSON.")
in_language = click.option(
    "--language", "-l", type=click.Choice([str(word) for word in Language]), default="en", show_default=True, help="Language."
)


@click.group()
def command() -> None:
    """Shows the built-in KPI library, in four languages."""


@command.command("list")
@click.option("--area", multiple=True, metavar="AREA", help="Only this area, such as sales (may be repeated).")
@click.option("--tag", multiple=True, metavar="TAG", help="Only KPIs with this tag, such as satisfaction (may be repeated).")
@in_language
@as_json_option
@with_voice
def list_(area: tuple[str, ...], tag: tuple[str, ...], language: str, as_json: bool, voice: Voice) -> None:
    """Lists the KPIs of the library, by area."""
    from monitor.catalogue.library import load
    from monitor.catalogue.tags import TAGS
    from monitor.cli._table import write_table

    library = load()
    _refuse_unknown("area", area, {entry.area for entry in library.values()})
    _refuse_unknown("tag", tag, set(TAGS))
    entries = [one for one in library.values() if (not area or one.area in area) and (not tag or one.tags & set(tag))]
    if as_json:
        voice.say(_json([_document(entry) for entry in entries]))
        return
    write_table(("id", "area", "name"), [(one.id, one.area, one.name[Language(language)]) for one in entries])


@command.command("find")
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=5, show_default=True, help="At most so many.")
@in_language
@as_json_option
@with_voice
def find(text: tuple[str, ...], limit: int, language: str, as_json: bool, voice: Voice) -> None:
    """Finds KPIs by id, name or alias in any of the four languages, misspellings included.

    'nearness' is 1.00 for the very term; 'sure' marks a match that needs no second look.
    """
    from monitor.catalogue.library import load
    from monitor.cli._table import write_table

    wanted = " ".join(text)
    matches = load().find(wanted, limit)
    if as_json:
        found = [
            {"score": one.score, "sure": one.sure, "alias": one.alias, "language": one.language, "kpi": _document(one.entry)}
            for one in matches
        ]
        voice.say(_json(found))
        return
    rows = [
        (f"{one.score:.2f}", "sure" if one.sure else "", one.entry.id, f"{one.alias} ({one.language})",
         one.entry.name[Language(language)])
        for one in matches
    ]  # fmt: skip
    write_table(("nearness", "sure", "id", "found as", "name"), rows)
    if not rows:
        voice.note(f"the library has nothing like '{wanted}'; list it all with: kpi-monitor library list")


@command.command("show")
@click.argument("kpi", nargs=-1, required=True, metavar="KPI")
@in_language
@as_json_option
@with_voice
def show(kpi: tuple[str, ...], language: str, as_json: bool, voice: Voice) -> None:
    """Shows one KPI in full: definition, formula, counter-metrics, known ways of gaming.

    KPI is an id, such as first-response-time, or a name in any of the four languages.
    """
    from monitor.catalogue.library import load

    library = load()
    entry = _the_one(library, " ".join(kpi))
    if as_json:
        voice.say(_json(_document(entry)))
        return
    for line in _told(entry, library, Language(language)):
        voice.say(line)


def _the_one(library: Library, text: str) -> LibraryKpi:
    entry = library.get(text) or library.exact(text)
    if entry is not None:
        return entry
    matches = library.find(text, 3)
    if matches and matches[0].sure:
        return matches[0].entry
    ids = " or ".join(match.entry.id for match in matches if match.score >= 0.65)
    mend = f"did you mean {ids}?" if ids else "list them: kpi-monitor library list"
    raise MonitorError(f"There is no one KPI '{text}' in the library; {mend}")


def _refuse_unknown(what: str, wanted: tuple[str, ...], known: set[str]) -> None:
    from monitor.catalogue.suggest import did_you_mean

    for word in wanted:
        if word not in known:
            mend = did_you_mean(word, sorted(known)) or f"there are {', '.join(sorted(known))}"
            raise MonitorError(f"The library has no {what} '{word}'; {mend}")


def _document(entry: LibraryKpi) -> dict[str, Any]:
    return {**asdict(entry), "tags": sorted(entry.tags)}


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)


def _told(entry: LibraryKpi, library: Library, language: Language) -> Iterator[str]:
    yield f"{entry.name[language]}  ({entry.id}, {entry.area})"
    yield entry.definition[language]
    yield ""
    for label, text in _facts(entry, library, language):
        if text:
            yield f"{said(label, language)}: {text}"


def _facts(entry: LibraryKpi, library: Library, language: Language) -> Iterator[tuple[str, str]]:
    from monitor.catalogue.library import context_words

    kind = (entry.measures, entry.timing, entry.perspective, entry.category)
    yield "formula", entry.formula
    yield "unit", f"{unit_said(entry.unit, language)}, {said(entry.direction, language)}"
    yield "kind", ", ".join(dict.fromkeys(said(word, language) for word in kind))
    yield "frequency", said(entry.frequency, language)
    yield "counter", ", ".join(f"{library[counter].name[language]} ({counter})" for counter in entry.counter)
    yield "gaming", "; ".join(f"{said(pattern, language)} ({pattern})" for pattern in entry.gaming)
    for rule in entry.benchmarks:
        yield "benchmarks", f"{rule.text[language]} [{rule.source}]"
    yield "context", ", ".join(context_words()[word][language] for word in entry.context)
    yield "note", entry.note[language] if entry.note else ""
    yield "aliases", ", ".join(entry.aliases[language])
    yield "languages", "; ".join(f"{other}: {entry.name[other]}" for other in Language if other != language)
    yield "tags", ", ".join(sorted(entry.tags))
