"""The rules of the example: as few and as plain as the report needs, so that a change of the real ones moves no golden page."""

from __future__ import annotations

from monitor.errors import Place
from monitor.model.rule import Rule, Selector, Words
from monitor.model.words import GoodhartType, Language, Severity

EN, DA, NB, SV = Language.EN, Language.DA, Language.NB, Language.SV


def _rule(rule: str, pattern: str, severity: Severity, words: dict[Language, Words], roles: tuple[str, ...] = ()) -> Rule:
    gaming = bool(words[EN].readings)
    return Rule(
        id=rule,
        version=1,
        pattern=pattern,
        check=pattern.replace("-", "_"),
        severity=severity,
        status="stable",
        kpis=Selector(),
        roles={role: Selector() for role in roles},
        parameters={},
        pitfalls=("P01",),
        words=words,
        references=("Grove 1983, High Output Management",),
        cases=(),
        place=Place(f"rules/{rule}.yaml", 1),
        goodhart_type=GoodhartType.ADVERSARIAL if gaming else None,
    )


SPEED = {
    EN: Words(
        title="{kpi} is faster, but {counter} is worse",
        what="From {since}, after the new target of {target_from}, {kpi} went from {before} to {after}. From the same weeks "
        "{counter} went from {counter_before} to {counter_after}.",
        why="If the first answer does not solve the problem, the speed is paid for twice: in extra contacts, and in trust.",
        innocent=("More cases came in.", "The mix of cases changed."),
        action="Judge {kpi} together with {counter} until the two readings have been told apart",
        effect="{kpi} is {change} shorter, and {counter} is {counter_change} lower.",
        readings=(
            "If the target is driving it: short first answers go out to stop the clock, and the problem is "
            "solved later or not at all.",
            "If it is honest: somebody chose speed, knowing that satisfaction would suffer, and the effect is "
            "the same in all teams.",
        ),
        apart="Read 60 first answers sent just inside the target and 60 sent well inside it, without knowing which "
        "is which. If the "
        "late ones solve the problem as often, the change is honest.",
    ),
    DA: Words(
        title="{kpi} er hurtigere, men {counter} er dårligere",
        what="Fra {since}, efter det nye mål fra {target_from}, gik {kpi} fra {before} til {after}. I de samme "
        "uger gik {counter} fra "
        "{counter_before} til {counter_after}.",
        why="Løser det første svar ikke problemet, betales hurtigheden to gange: i ekstra henvendelser og i tillid.",
        innocent=("Der kom flere sager ind.", "Sagernes art ændrede sig."),
        action="Bedøm {kpi} sammen med {counter}, til de to læsninger er skilt ad",
        effect="{kpi} er {change} kortere, og {counter} er {counter_change} lavere.",
        readings=(
            "Hvis målet driver det: korte første svar sendes for at stoppe uret, og problemet løses senere eller slet ikke.",
            "Hvis det er ærligt: nogen valgte hurtighed og vidste, at tilfredsheden ville lide, og virkningen er "
            "ens i alle hold.",
        ),
        apart="Læs 60 første svar sendt lige inden for målet og 60 sendt i god tid uden at vide, hvilke der er "
        "hvilke. Løser de sene "
        "problemet lige så ofte, er ændringen ærlig.",
    ),
    NB: Words(
        title="{kpi} er raskere, men {counter} er dårligere",
        what="Fra {since}, etter det nye målet fra {target_from}, gikk {kpi} fra {before} til {after}. I de samme "
        "ukene gikk {counter} "
        "fra {counter_before} til {counter_after}.",
        why="Løser ikke det første svaret problemet, betales farten to ganger: i ekstra henvendelser og i tillit.",
        innocent=("Det kom inn flere saker.", "Sakene endret art."),
        action="Vurder {kpi} sammen med {counter} til de to lesningene er skilt",
        effect="{kpi} er {change} kortere, og {counter} er {counter_change} lavere.",
        readings=(
            "Hvis målet driver det: korte første svar sendes for å stoppe klokken, og problemet løses senere "
            "eller ikke i det hele tatt.",
            "Hvis det er ærlig: noen valgte fart og visste at tilfredsheten ville lide, og virkningen er lik i alle lag.",
        ),
        apart="Les 60 første svar sendt like innenfor målet og 60 sendt i god tid, uten å vite hvilke som er hvilke.",
    ),
    SV: Words(
        title="{kpi} är snabbare, men {counter} är sämre",
        what="Från {since}, efter det nya målet från {target_from}, gick {kpi} från {before} till {after}. Under "
        "samma veckor gick "
        "{counter} från {counter_before} till {counter_after}.",
        why="Löser inte det första svaret problemet betalas snabbheten två gånger: i extra kontakter och i förtroende.",
        innocent=("Fler ärenden kom in.", "Ärendenas art ändrades."),
        action="Bedöm {kpi} tillsammans med {counter} tills de två läsningarna har skilts åt",
        effect="{kpi} är {change} kortare och {counter} är {counter_change} lägre.",
        readings=(
            "Om målet driver det: korta första svar skickas för att stoppa klockan, och problemet löses senare eller inte alls.",
            "Om det är ärligt: någon valde snabbhet och visste att nöjdheten skulle bli lidande, och verkan är lika i alla lag.",
        ),
        apart="Läs 60 första svar som skickats strax innanför målet och 60 i god tid, utan att veta vilka som är vilka.",
    ),
}

SPLIT = {
    EN: Words(
        title="One problem is more often registered as several cases",
        what="From {since} {kpi} rose from {before} to {after}, while work per case fell and the work per customer stayed.",
        why="The rise is not more work done. Whoever plans by {kpi} plans for customers who are not there.",
        innocent=("More problems came in.",),
        action="Report problems solved in place of {kpi}",
        effect="The rise of {change} in {kpi} is not more work done: total hours and customers served are unchanged.",
        readings=(
            "If the target is driving it: one problem is entered as several cases, because cases are counted.",
            "If it is honest: a new way of registering asks for one case per question.",
        ),
        apart="Take 50 customers with three or more cases on one day, and read whether they are one problem.",
    ),
    DA: Words(
        title="Ét problem registreres oftere som flere sager",
        what="Fra {since} steg {kpi} fra {before} til {after}, mens arbejdet pr. sag faldt, og arbejdet pr. kunde var uændret.",
        why="Stigningen er ikke mere udført arbejde. Den, der planlægger efter {kpi}, planlægger for kunder, som ikke findes.",
        innocent=("Der kom flere problemer ind.",),
        action="Rapportér løste problemer i stedet for {kpi}",
        effect="Stigningen på {change} i {kpi} er ikke mere udført arbejde: timer og betjente kunder er uændrede.",
        readings=(
            "Hvis målet driver det: ét problem indtastes som flere sager, fordi sager tælles.",
            "Hvis det er ærligt: en ny måde at registrere på kræver én sag pr. spørgsmål.",
        ),
        apart="Tag 50 kunder med tre eller flere sager på én dag, og læs, om de er ét problem.",
    ),
}

SURVEY = {
    EN: Words(
        title="{kpi} leaves out unhappy customers",
        what="From {since} the share that was asked fell from {counter_before} to {counter_after}, and {kpi} rose "
        "from {before} to {after}.",
        why="A score of those whose case went well says nothing about the others.",
        innocent=("The survey moved to another channel.",),
        action="Do not use {kpi} of this period; send the survey after every closed case",
        effect="A third of the customers are asked, mostly those whose case went well, so the rise to {after} says nothing.",
        readings=(
            "If the target is driving it: the survey is not sent where the answer is feared.",
            "If it is honest: the survey system failed for some kinds of cases.",
        ),
        apart="Compare the cases that were invited with those that were not, by reopening and by complaint.",
    ),
    DA: Words(
        title="{kpi} udelader utilfredse kunder",
        what="Fra {since} faldt andelen, der blev spurgt, fra {counter_before} til {counter_after}, og {kpi} steg "
        "fra {before} til {after}.",
        why="Et tal for dem, hvis sag gik godt, siger intet om de andre.",
        innocent=("Undersøgelsen flyttede til en anden kanal.",),
        action="Brug ikke {kpi} for denne periode; send undersøgelsen efter hver lukket sag",
        effect="En tredjedel af kunderne bliver spurgt, mest dem, hvis sag gik godt, så stigningen til {after} siger intet.",
        readings=(
            "Hvis målet driver det: undersøgelsen sendes ikke, hvor svaret frygtes.",
            "Hvis det er ærligt: undersøgelsessystemet svigtede for visse slags sager.",
        ),
        apart="Sammenlign de sager, der blev inviteret, med dem, der ikke blev, på genåbning og klager.",
    ),
}


def _fact(en: tuple[str, str, str, str], da: tuple[str, str, str, str]) -> dict[Language, Words]:
    """(title, plural, why, action) in two languages."""
    return {
        language: Words(title=said[0], plural=said[1], what=said[0] + ".", why=said[2], innocent=(innocent,), action=said[3])
        for language, said, innocent in (
            (EN, en, "It may be known without being written down."),
            (DA, da, "Det kan være kendt uden at være skrevet ned."),
        )
    }


RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        _rule("speed-without-quality", "paired-divergence", Severity.HIGH, SPEED, ("counter",)),
        _rule("case-splitting", "case-splitting", Severity.HIGH, SPLIT),
        _rule("survey-selection", "survey-selection", Severity.HIGH, SURVEY),
        _rule(
            "redefinition",
            "redefinition",
            Severity.MEDIUM,
            {
                EN: Words(
                    title="{kpi} fell when its definition changed",
                    what="{kpi} went from {before} to {after} on the day on which the definition changed.",
                    why="The number before and after do not measure the same thing.",
                    innocent=("The new definition may be the better one.",),
                    action="Show both definitions side by side for a year",
                    readings=(
                        "If the target is driving it: what is hard was taken out.",
                        "If it is honest: the old one was wrong.",
                    ),
                    apart="Compute the last year with both definitions.",
                ),
                DA: Words(
                    title="{kpi} faldt, da definitionen blev ændret",
                    what="{kpi} gik fra {before} til {after} den dag, definitionen blev ændret.",
                    why="Tallet før og efter måler ikke det samme.",
                    innocent=("Den nye definition kan være den bedre.",),
                    action="Vis begge definitioner side om side i et år",
                    readings=("Hvis målet driver det: det svære blev taget ud.", "Hvis det er ærligt: den gamle var forkert."),
                    apart="Beregn det seneste år med begge definitioner.",
                ),
            },
        ),
        _rule(
            "too-many-department",
            "too-many",
            Severity.MEDIUM,
            _fact(
                (
                    "{group} is steered by {count} main KPIs",
                    "",
                    "Five KPIs give focus, twenty-five confuse. When everything is a main KPI, nobody knows what comes first.",
                    "Decide which {limit} {group} will steer by, and keep the rest as background figures.",
                ),
                (
                    "{group} styres efter {count} vigtigste KPI'er",
                    "",
                    "Fem KPI'er giver fokus, femogtyve forvirrer. Når alt er vigtigst, ved ingen, hvad der kommer først.",
                    "Beslut, hvilke {limit} {group} vil styre efter, og behold resten som baggrundstal.",
                ),
            ),
        ),
        _rule(
            "no-owner",
            "no-owner",
            Severity.MEDIUM,
            _fact(
                (
                    "Nobody is responsible for {kpi}",
                    "Nobody is responsible for {count} KPIs",
                    "When a value turns, somebody has to notice, find out why and act. Without a name, nobody does.",
                    "Name one person who answers for {kpi} and may decide about it.",
                ),
                (
                    "Ingen har ansvaret for {kpi}",
                    "Ingen har ansvaret for {count} KPI'er",
                    "Når et tal vender, skal nogen opdage det, finde årsagen og handle. Uden et navn er der ingen, der gør det.",
                    "Udpeg én person, som svarer for {kpi} og må træffe beslutninger om den.",
                ),
            ),
        ),
        _rule(
            "no-target",
            "no-target",
            Severity.MEDIUM,
            _fact(
                (
                    "{kpi} has no target",
                    "{count} KPIs have no target",
                    "Without a target nobody can tell whether a value is good or bad.",
                    "Set a target with a date, or say why there is to be none.",
                ),
                (
                    "{kpi} har intet mål",
                    "{count} KPI'er har intet mål",
                    "Uden et mål kan ingen sige, om et tal er godt eller dårligt.",
                    "Sæt et mål med en dato, eller skriv, hvorfor der ikke skal være et.",
                ),
            ),
        ),
        _rule(
            "stale-data",
            "stale-data",
            Severity.MEDIUM,
            _fact(
                (
                    "{kpi} has had no value since {last}",
                    "{count} KPIs have stopped",
                    "A number that has stopped still looks like a number.",
                    "Find out whether the source failed or the KPI is no longer used.",
                ),
                (
                    "{kpi} har ikke haft noget tal siden {last}",
                    "{count} KPI'er er gået i stå",
                    "Et tal, der er gået i stå, ligner stadig et tal.",
                    "Find ud af, om kilden svigtede, eller om KPI'en ikke længere bruges.",
                ),
            ),
        ),
    )
}
