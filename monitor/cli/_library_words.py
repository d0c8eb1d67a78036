"""The words of `library show` in four languages: the labels here, the vocabularies as in GLOSSARY.md (a test compares them)."""

from __future__ import annotations

from monitor.model.words import Language

LABELS: dict[str, tuple[str, str, str, str]] = {
    "aliases": ("Also called", "Kaldes også", "Kalles også", "Kallas även"),
    "languages": ("In other languages", "På andre sprog", "På andre språk", "På andra språk"),
    "formula": ("Formula", "Formel", "Formel", "Formel"),
    "unit": ("Unit and direction", "Enhed og retning", "Enhet og retning", "Enhet och riktning"),
    "kind": ("Kind", "Art", "Art", "Slag"),
    "frequency": ("Usual frequency", "Sædvanlig frekvens", "Vanlig frekvens", "Vanlig frekvens"),
    "counter": ("Usual counter-metrics", "Sædvanlige modvægte", "Vanlige motvekter", "Vanliga motvikter"),
    "gaming": (
        "Known ways of gaming",
        "Kendte måder at pynte på tallet",
        "Kjente måter å pynte på tallet",
        "Kända sätt att försköna talet",
    ),
    "benchmarks": ("Benchmark", "Benchmark", "Benchmark", "Riktmärke"),
    "context": ("Context it needs", "Kræver sammenhæng", "Trenger sammenheng", "Behöver sammanhang"),
    "note": ("Note", "Bemærk", "Merk", "Observera"),
    "tags": ("Tags", "Mærker", "Merker", "Etiketter"),
}

UNITS: dict[str, tuple[str, str, str, str]] = {
    "points": ("points", "point", "poeng", "poäng"),
    "count": ("number", "antal", "antall", "antal"),
    "ratio": ("ratio", "forholdstal", "forholdstall", "kvot"),
    "currency": ("money", "beløb", "beløp", "belopp"),
    "milliseconds": ("milliseconds", "millisekunder", "millisekunder", "millisekunder"),
    "seconds": ("seconds", "sekunder", "sekunder", "sekunder"),
    "minutes": ("minutes", "minutter", "minutter", "minuter"),
    "hours": ("hours", "timer", "timer", "timmar"),
    "days": ("days", "dage", "dager", "dagar"),
    "months": ("months", "måneder", "måneder", "månader"),
    "years": ("years", "år", "år", "år"),
    "per 1000": ("per 1000", "pr. 1000", "per 1000", "per 1000"),
    "per million": ("per million", "pr. million", "per million", "per miljon"),
    "per hour": ("per hour", "pr. time", "per time", "per timme"),
}

WORDS: dict[str, tuple[str, str, str, str]] = {
    "lower": ("lower is better", "lavere er bedre", "lavere er bedre", "lägre är bättre"),
    "higher": ("higher is better", "højere er bedre", "høyere er bedre", "högre är bättre"),
    "range": ("within a range", "inden for et interval", "innenfor et intervall", "inom ett intervall"),
    "unclear": ("unclear", "uklart", "uklart", "oklart"),
    "input": ("input", "indsats", "innsats", "insats"),
    "activity": ("activity", "aktivitet", "aktivitet", "aktivitet"),
    "output": ("output", "produktion", "produksjon", "produktion"),
    "outcome": ("outcome", "virkning", "virkning", "effekt"),
    "leading": ("leading", "forløbende", "ledende", "ledande"),
    "lagging": ("lagging", "bagudrettet", "etterslepende", "släpande"),
    "financial": ("financial", "økonomi", "økonomi", "ekonomi"),
    "customer": ("customer", "kunder", "kunder", "kunder"),
    "process": ("process", "processer", "prosesser", "processer"),
    "people": ("people", "medarbejdere", "medarbeidere", "medarbetare"),
    "sustainability": ("sustainability", "bæredygtighed", "bærekraft", "hållbarhet"),
    "operational": ("operational", "operationel", "operasjonell", "operativ"),
    "strategic": ("strategic", "strategisk", "strategisk", "strategisk"),
    "daily": ("daily", "dagligt", "daglig", "dagligen"),
    "weekly": ("weekly", "ugentligt", "ukentlig", "veckovis"),
    "monthly": ("monthly", "månedligt", "månedlig", "månadsvis"),
    "quarterly": ("quarterly", "kvartalsvis", "kvartalsvis", "kvartalsvis"),
    "yearly": ("yearly", "årligt", "årlig", "årligen"),
    "paired-divergence": (
        "one better, its pair worse",
        "den ene bedre, modparten dårligere",
        "den ene bedre, motparten dårligere",
        "den ena bättre, motparten sämre",
    ),
    "superficial-closing": (
        "closed but not solved",
        "lukket, men ikke løst",
        "lukket, men ikke løst",
        "stängt men inte löst",
    ),
    "case-splitting": (
        "one problem, several cases",
        "ét problem, flere sager",
        "ett problem, flere saker",
        "ett problem, flera ärenden",
    ),
    "delayed-harm": (
        "harm that comes later",
        "skade, der kommer senere",
        "skade som kommer senere",
        "skada som kommer senare",
    ),
    "redefinition": ("redefinition", "omdefinering", "omdefinering", "omdefinition"),
    "reclassification": ("reclassification", "omklassificering", "omklassifisering", "omklassificering"),
    "survey-selection": ("who is asked", "hvem der spørges", "hvem som spørres", "vilka som tillfrågas"),
    "proxy-decay": (
        "the measure has let go of its purpose",
        "målet har sluppet formålet",
        "måltallet har sluppet formålet",
        "måttet har släppt syftet",
    ),
    "threshold-bunching": (
        "bunching at the limit",
        "klumpning ved grænsen",
        "opphopning ved grensen",
        "anhopning vid gränsen",
    ),
    "target-hugging": ("just on target", "lige på målet", "akkurat på målet", "precis på målet"),
    "period-end-push": (
        "push at the period's end",
        "spurt ved periodens slutning",
        "spurt ved periodens slutt",
        "slutspurt i perioden",
    ),
    "spillover": (
        "one unit's gain, its neighbour's loss",
        "den enes gevinst, naboens tab",
        "den enes gevinst, naboens tap",
        "den enas vinst, grannens förlust",
    ),
    "displacement": (
        "what is not measured is put off",
        "det, der ikke måles, udsættes",
        "det som ikke måles, utsettes",
        "det som inte mäts skjuts upp",
    ),
    "too-smooth": (
        "too smooth to be true",
        "for jævnt til at være sandt",
        "for jevnt til å være sant",
        "för jämnt för att vara sant",
    ),
    "digit-heaping": ("too many round numbers", "for mange runde tal", "for mange runde tall", "för många runda tal"),
    "favourable-revision": (
        "history revised for the better",
        "historikken rettes til det bedre",
        "historikken rettes til det bedre",
        "historiken ändras till det bättre",
    ),
    "denominator-shrink": (
        "the bad cases leave the count",
        "de dårlige sager tælles ikke med",
        "de dårlige sakene telles ikke med",
        "de dåliga ärendena räknas bort",
    ),
    "mix-shift": (
        "another mix, not better work",
        "et andet miks, ikke bedre arbejde",
        "en annen miks, ikke bedre arbeid",
        "en annan blandning, inte bättre arbete",
    ),
    "unit-outlier": (
        "a unit unlike its peers",
        "en enhed ulig de andre",
        "en enhet ulik de andre",
        "en enhet olik de andra",
    ),
    "target-tampering": (
        "the target was moved to be met",
        "målet blev flyttet for at blive nået",
        "målet ble flyttet for å bli nådd",
        "målet flyttades för att nås",
    ),
}


def said(word: str, language: Language) -> str:
    """A label, a unit or a word of the contract in a language; the word itself where it needs no translation."""
    forms = LABELS.get(word) or WORDS.get(word)
    return forms[list(Language).index(language)] if forms else word


def unit_said(unit: str, language: Language) -> str:
    """A unit of the library in a language."""
    return UNITS[unit][list(Language).index(language)] if unit in UNITS else unit
