"""Says in plain words what is wrong with a text that is no YAML: the parser's own words help nobody who is not a programmer."""

from __future__ import annotations

import re

import yaml

from monitor.errors import Place, Problem

_INDENT = "write the keys that belong together under each other, with the same number of spaces before them"
_QUOTES = "put the whole text in quotes, such as 'like this'"

_EXPLAINED: tuple[tuple[str, str, str, str], ...] = (
    ("quoted scalar", "end of stream", "a quote is opened here and never closed", "close the quote at the end of the text"),
    (
        "quoted scalar",
        "unknown escape",
        "a backslash within double quotes has a meaning of its own",
        "use single quotes instead, such as 'C:\\data'",
    ),
    ("flow sequence", "did not find", "the list that is opened here with [ is not closed", "close it with ]"),
    ("flow mapping", "did not find", "what is opened here with { is not closed", "close it with }, with commas between its keys"),
    (
        "",
        "mapping values are not allowed",
        "a second ': ' in one line, or a wrong indentation",
        f"{_QUOTES}, or indent it rightly",
    ),
    ("", "sequence entries are not allowed", "a list item '- ' cannot stand here", "begin the list on a line of its own"),
    ("", "undefined alias", "a word that begins with * is read as a reference, and there is no such one", _QUOTES),
    ("alias", "alphabetic", "a text that begins with * must be in quotes", _QUOTES),
    ("anchor", "alphabetic", "a text that begins with & must be in quotes", _QUOTES),
    ("duplicate anchor", "", "the same &name is given twice", "give each its own name"),
    ("single document", "", "a second document begins here with ---", "keep one document in a file"),
    ("block collection", "did not find", "this line does not belong to the list above it", "begin each item of a list with '- '"),
    ("block mapping", "did not find", "this line is not indented like those it belongs to", _INDENT),
    ("", "could not find expected ':'", "a key without a colon", "write `key: value`"),
    ("", "tag handle", "a text that begins with ! must be in quotes", _QUOTES),
    ("directive", "", "a line that begins with % must be in quotes", _QUOTES),
    ("nesting depth", "", "lists are nested too deeply", "check the brackets"),
    ("flow level", "", "lists are nested too deeply", "check the brackets"),
    ("", "tab character", "a tab stands where spaces are needed", "use spaces instead of tabs"),
)
"""Parts of the parser's context and problem, in plain words, and the mend; the first that fits is told."""

_OPENED = ("quoted scalar", "flow sequence", "flow mapping")


def syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """The parser's error with its place, in plain words, and how to mend it."""
    context, problem = error.context or "", error.problem or ""
    mark = error.problem_mark or error.context_mark
    opened = any(word in context for word in _OPENED) and "escape" not in problem
    if opened and error.context_mark:
        mark = error.context_mark
    where = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    what, mend = _explained(context, problem, _line(text, where.line), where.column)
    return Problem(where, f"This is not valid YAML: {what}", mend=mend)


def character_problem(error: yaml.reader.ReaderError, text: str, file: str) -> Problem:
    """A character that no YAML file may hold, with its place."""
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    before = text[: found.start()] if found else text[: error.position]
    where = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Problem(where, "A character that YAML does not allow", mend="save the file as UTF-8 text without control characters")


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _explained(context: str, problem: str, line: str, column: int) -> tuple[str, str]:
    if "cannot start any token" in problem:
        return _at_character(line[column - 1 : column])
    if "block mapping" in context and re.search(r"""["'][^"']*["']\s*[^\s,\]}]""", line[: column + 1]):
        return "more text after the closing quote", _QUOTES + "; a quote within it is written twice ('')"
    for in_context, in_problem, what, mend in _EXPLAINED:
        if in_context in context and in_problem in problem:
            return what, mend
    said = " ".join(part for part in (context, problem) if part)
    return said, "check indentation, colons, quotes and brackets here"


def _at_character(character: str) -> tuple[str, str]:
    if character == "\t":
        return "a tab stands where spaces are needed", "use spaces instead of tabs"
    return f"a text that begins with {character} must be in quotes", _QUOTES
