import string
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from monitor.model.words import Language
from monitor.reporting.languages import catalogue_of, translator

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = [language for language in Language if language is not Language.EN]


@pytest.fixture(scope="module")
def collected() -> Catalog:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import messages
    finally:
        sys.path.pop(0)
    return messages.collected()


def _forms(string_or_forms: object) -> tuple[str, ...]:
    return tuple(string_or_forms) if isinstance(string_or_forms, (tuple, list)) else (str(string_or_forms or ""),)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_product_is_translated(language: Language, collected: Catalog) -> None:
    known = catalogue_of(language)
    missing = [str(one.id) for one in collected if one.id and (one.id not in known or not all(_forms(known[one.id].string)))]
    assert not missing, f"run `make messages` and translate into {language}: {missing}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_use_the_placeholders_of_the_message_and_no_others(language: Language) -> None:
    wrong = []
    for one in catalogue_of(language):
        allowed = {name for form in _forms(one.id) for _, name, _, _ in string.Formatter().parse(form) if name}
        used = {name for form in _forms(one.string) for _, name, _, _ in string.Formatter().parse(form) if name}
        if one.id and not used <= allowed:
            wrong.append((one.id, one.string))
    assert not wrong


def test_a_message_without_a_translation_is_told_in_english() -> None:
    assert translator(Language.SV).gettext("Nobody has translated this.") == "Nobody has translated this."
    assert translator(Language.SV).gettext("") == ""


def test_plural_forms_follow_the_language() -> None:
    danish = translator(Language.DA)
    assert [danish.ngettext("{n} week", "{n} weeks", number) for number in (0, 1, 2)] == ["{n} uger", "{n} uge", "{n} uger"]
