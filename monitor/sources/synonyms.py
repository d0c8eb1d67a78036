"""Words that columns are called in tables of the four languages. Used to guess (init) and to suggest, never to read silently."""

from __future__ import annotations

from monitor.sources.spelling import plain

SYNONYMS: dict[str, str] = {
    "kpi": "kpi, indicator, indicator name, measure, metric, kpi name, name, nøgletal, måltal, indikator, navn, nøkkeltall, "
    "måltall, nyckeltal, mått, namn",
    "code": "id, code, kpi id, indicator id, indicator seq, indicator code, kode, kod",
    "period": "period, date, day, week ending, periode, dato, måned, datum, uge, uke, vecka",
    "year": "year, period year, år",
    "month": "month, period month, måned, månad",
    "quarter": "quarter, period quarter, kvartal",
    "week": "week, period week, uge, uke, vecka",
    "value": "value, actual, result, monthly actual, score, figure, værdi, resultat, faktisk, verdi, utfall, värde",
    "target": "target, monthly target, goal, plan, mål, måltal, målsætning, målverdi, målvärde",
    "segment": "segment, group, gruppe, grupp",
    "numerator": "numerator, tæller, teller, täljare",
    "denominator": "denominator, nævner, nevner, nämnare",
    "count": "count, number, antal, antall",
    "responses": "responses, answers, svar, besvarelser",
    "invited": "invited, inviterede, inviterte, inbjudna",
    "recorded_at": "recorded at, recorded, registered, registreret, registrert, registrerad, opdateret, oppdatert, uppdaterad",
    "note": "note, comment, remark, bemærkning, kommentar, notat, anmärkning",
    "unit": "unit, indicator unit, uom, enhed, enhet, måleenhed, måleenhet",
    "direction": "direction, desired, desired change, desired direction, better, retning, riktning, ønsket retning, "
    "önskad riktning",
    "owner": "owner, responsible, ansvarlig, ejer, eier, ägare, ansvarig",
    "department": "department, agency, agency name, unit name, division, afdeling, avdeling, avdelning, organisation, etat",
    "definition": "definition, description, beskrivelse, beskrivning",
    "formula": "formula, calculation, formel, beregning, beräkning",
    "category": "category, kategori",
    "frequency": "frequency, frekvens, hyppighed, hyppighet",
}
"""What a column may mean -> the words for it."""

_MEANING = {plain(word): role for role, words in reversed(SYNONYMS.items()) for word in words.split(",")}


def meaning(name: str) -> str | None:
    """What a column of that name probably means."""
    return _MEANING.get(plain(name))


DIRECTIONS: dict[str, str] = {
    "higher": "u, up, +, higher, high, increase, more, max, højere, høyere, högre, op, opp, upp, stigende, økende, ökande",
    "lower": "d, down, lower, low, decrease, less, min, lavere, lägre, ned, ner, faldende, fallende, minskande",
    "range": "range, between, interval, interval mellem",
    "unclear": "n, none, neutral, unclear, ingen, uklar, oklar",
}
FREQUENCIES: dict[str, str] = {
    "daily": "daily, day, daglig, dagligt, dag",
    "weekly": "weekly, week, ugentlig, uge, ukentlig, uke, veckovis, vecka",
    "monthly": "monthly, month, månedlig, måned, månadsvis, månad",
    "quarterly": "quarterly, quarter, kvartalsvis, kvartal",
    "yearly": "yearly, annual, annually, year, årlig, årligt, år",
}


def rank(role: str, name: str) -> int | None:
    """How likely a column of that name has a role: 0 is likeliest; None: it does not look like it.

    A name that is one of the words counts before one that only contains it (`kpi_actual`).
    """
    words = [plain(word) for word in SYNONYMS[role].split(",")]
    if plain(name) in words:
        return words.index(plain(name))
    parts = [plain(part) for part in name.replace("_", " ").replace("-", " ").split()]
    found = [words.index(part) for part in parts if part in words]
    return 100 + min(found) if found else None


def word_for(text: str, vocabulary: dict[str, str]) -> str | None:
    """The contract's word that a text in one of the four languages means."""
    wanted = text.strip().casefold()
    return next((word for word, others in vocabulary.items() if wanted in map(str.strip, others.split(","))), None)
