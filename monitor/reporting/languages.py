"""The translation catalogues: .po files are read as they are, without a build step. English is the message itself."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from monitor import resources
from monitor.model.words import Language

LOCALES: Mapping[Language, str] = {Language.EN: "en_GB", Language.DA: "da_DK", Language.NB: "nb_NO", Language.SV: "sv_SE"}
"""The locale whose numbers and dates a language uses."""


@dataclass(frozen=True, eq=False)
class Translator:
    """Messages in one language; a missing translation is the English message."""

    language: Language
    messages: NullTranslations

    def gettext(self, message: str) -> str:
        """The message in the language. An empty message stays empty (gettext would give the file's header)."""
        return self.messages.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, number: float) -> str:
        """The message for a number, in the plural form that the language asks for."""
        whole = round(number) if number == round(number) else 2
        return self.messages.ngettext(one, many, whole)


@cache
def translator(language: Language) -> Translator:
    """The translator of a language."""
    if language is Language.EN:
        return Translator(language, NullTranslations())
    return Translator(language, _compiled(catalogue_of(language)))


def catalogue_of(language: Language) -> Catalog:
    """The .po file of a language, parsed. Raises FileNotFoundError where the package was not installed whole."""
    text = resources.text(f"reports/locales/{language}/LC_MESSAGES/monitor.po")
    return read_po(io.StringIO(text), locale=language)


def _compiled(catalogue: Catalog) -> GNUTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
