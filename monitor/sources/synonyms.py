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
