"""Collects every text to translate, from monitor/ and the templates, and brings the .po files in reports/locales up to date.

Translations stay; new messages come in empty (they are shown in English until then); messages that are gone are dropped.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("da", "nb", "sv")
KEYWORDS = {"N_": None, "NN_": (1, 2), "_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"**.html": {"trimmed": "true", "extensions": "jinja2.ext.i18n", "silent": "false"}}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]


def collected() -> Catalog:
    """All messages of the product, without places, so that moving a line changes no file."""
    catalogue = Catalog(charset="utf-8")
    for message, comments in sorted(_found(), key=lambda one: str(one[0])):
        catalogue.add(message, auto_comments=comments)
    return catalogue


def _found() -> Iterator[tuple[str | tuple[str, ...], list[str]]]:
    for folder in (ROOT / "monitor", ROOT / "reports" / "templates"):
        for _, _, message, comments, _ in extract_from_dir(
            folder, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        ):
            yield message, list(comments)


def main() -> None:
    """Writes the .po files and says how many messages each language misses."""
    template = collected()
    for language in LANGUAGES:
        path = ROOT / "reports" / "locales" / language / "LC_MESSAGES" / "monitor.po"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        catalogue = read_po(io.StringIO(text), locale=language) if text else Catalog(locale=language, charset="utf-8")
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.fuzzy = False
        _forget_guesses(catalogue)
        written = io.BytesIO()
        write_po(written, catalogue, width=0, omit_header=False, sort_output=True, ignore_obsolete=True)
        path.write_bytes(_steady(written.getvalue()))
        missing = [one for one in catalogue if one.id and not _translated(one.string)]
        print(f"{language}: {len(catalogue)} messages, {len(missing)} not translated")


def _forget_guesses(catalogue: Catalog) -> None:
    """A message that became plural, or the other way round, is to be translated anew."""
    for message in catalogue:
        if message.id and message.fuzzy:
            message.flags.discard("fuzzy")
            message.string = ("",) * catalogue.num_plurals if isinstance(message.id, tuple) else ""


def _translated(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def _steady(written: bytes) -> bytes:
    """Without the dates in the header, which would change the file every time."""
    lines = written.decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date'))).encode("utf-8")


if __name__ == "__main__":
    main()
