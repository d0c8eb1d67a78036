"""Texts of strangers, written so that YAML reads back exactly them."""

from __future__ import annotations

import json
import re
import textwrap

_PLAIN = re.compile(r"[A-Za-zÀ-ž][\wÀ-ž ()/.,&+-]*[\w)]", re.UNICODE)
_WORDS_OF_YAML = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_WIDE = 110


def scalar(text: str) -> str:
    """A text in YAML: bare where that is safe, else in double quotes."""
    safe = _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML and ", " not in text and " #" not in text
    return text if safe else json.dumps(text, ensure_ascii=False)


def long_text(key: str, text: str, indent: int) -> list[str]:
    """`key: text` on one line, or folded over several where it is long."""
    margin = " " * indent
    if len(text) <= _WIDE:
        return [f"{margin}{key}: {scalar(text)}"]
    folded = textwrap.wrap(text, _WIDE, break_long_words=False, break_on_hyphens=False)
    return [f"{margin}{key}: >-", *(f"{margin}  {line}" for line in folded)]


def one_line(text: str) -> str:
    """A text without line breaks, and without what no text file should hold."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
