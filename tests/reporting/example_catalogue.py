"""The example's catalogue: 34 KPIs of a customer-service company, with long Danish names."""

from __future__ import annotations

from datetime import date

from monitor.errors import Place
from monitor.model.kpi import Benchmark, Catalogue, Change, Consequence, Decision, Kpi, Note, Review, Target
from monitor.model.words import Direction, Frequency, Language, Level, Perspective

FINANCIAL, CUSTOMER = Perspective.FINANCIAL, Perspective.CUSTOMER
PROCESS, PEOPLE, GREEN = Perspective.PROCESS, Perspective.PEOPLE, Perspective.SUSTAINABILITY
COMPANY, DEPARTMENT, TEAM = Level.COMPANY, Level.DEPARTMENT, Level.TEAM
SERVICE, SALES, DELIVERY = "Customer service", "Sales", "Delivery"

ROWS = (
    ("revenue", "Revenue", "Omsætning", COMPANY, "", FINANCIAL, True, "DKK", 48.2),
    ("ebitda", "EBITDA margin", "EBITDA-margin", COMPANY, "", FINANCIAL, True, "%", 14.0),
    ("cash", "Operating cash flow", "Pengestrøm fra driften", COMPANY, "", FINANCIAL, True, "DKK", 6.1),
    ("retention", "Customer retention", "Kundefastholdelse", COMPANY, "", CUSTOMER, True, "%", 91.0),
    ("nps", "Recommendation score", "Anbefalingsscore (NPS)", COMPANY, "", CUSTOMER, True, "points", 38.0),
    ("on_time", "On-time delivery", "Levering til tiden", COMPANY, "", PROCESS, True, "%", 95.0),
    ("turnover", "Staff turnover", "Personaleomsætning", COMPANY, "", PEOPLE, False, "%", 15.0),
    ("cost_case", "Cost per case", "Omkostning pr. sag", DEPARTMENT, SERVICE, FINANCIAL, False, "DKK", 83.0),
    ("frt", "First response time", "Tid til første personlige svar", DEPARTMENT, SERVICE, CUSTOMER, True, "hours", 3.4),
    ("csat", "Customer satisfaction", "Kundetilfredshed efter lukket sag", DEPARTMENT, SERVICE, CUSTOMER, True, "points", 4.2),
    ("repeat", "Repeat contacts", "Gentagne henvendelser inden for syv dage", DEPARTMENT, SERVICE, CUSTOMER, True, "%", 11.0),
    ("complaints", "Complaints", "Klager", DEPARTMENT, SERVICE, CUSTOMER, True, "count", 41.0),
    ("closed", "Cases closed", "Lukkede sager", DEPARTMENT, SERVICE, PROCESS, True, "count", 1210.0),
    ("backlog", "Age of backlog", "Alder på åbne sager", DEPARTMENT, SERVICE, PROCESS, True, "days", 5.2),
    ("in30", "Calls answered in 30 s", "Opkald besvaret inden for 30 sekunder", DEPARTMENT, SERVICE, PROCESS, True, "%", 78.0),
    ("aht", "Handling time", "Behandlingstid", DEPARTMENT, SERVICE, PROCESS, True, "minutes", 9.4),
    ("reopened", "Reopened cases", "Genåbnede sager", DEPARTMENT, SERVICE, PROCESS, True, "%", 7.0),
    ("fcr", "Solved at first contact", "Løst ved første henvendelse", DEPARTMENT, SERVICE, PROCESS, True, "%", 69.0),
    ("quality", "Answer quality", "Svarkvalitet", DEPARTMENT, SERVICE, PROCESS, True, "points", 82.0),
    ("sick", "Sick leave", "Sygefravær", DEPARTMENT, SERVICE, PEOPLE, False, "%", 4.4),
    ("new_sales", "New sales", "Nysalg", DEPARTMENT, SALES, FINANCIAL, True, "DKK", 5.4),
    ("margin", "Gross margin", "Dækningsgrad", DEPARTMENT, SALES, FINANCIAL, True, "%", 38.0),
    ("discount", "Discount rate", "Rabatsats", DEPARTMENT, SALES, FINANCIAL, False, "%", 6.0),
    ("churn", "Churn within 90 days", "Afgang inden for 90 dage", DEPARTMENT, SALES, CUSTOMER, True, "%", 3.1),
    ("leads", "Leads", "Leads", DEPARTMENT, SALES, PROCESS, True, "count", 412.0),
    ("conversion", "Conversion", "Konvertering", DEPARTMENT, SALES, PROCESS, False, "%", 11.0),
    ("onboarding", "Onboarding score", "Onboardingscore", DEPARTMENT, DELIVERY, CUSTOMER, False, "points", 71.0),
    ("lead_time", "Lead time", "Gennemløbstid", DEPARTMENT, DELIVERY, PROCESS, True, "days", 6.0),
    ("precision", "Delivery precision", "Leveringspræcision", DEPARTMENT, DELIVERY, PROCESS, True, "%", 97.0),
    ("errors", "Error rate", "Fejlprocent", DEPARTMENT, DELIVERY, PROCESS, True, "%", 1.2),
    ("overtime", "Overtime", "Overarbejde", DEPARTMENT, DELIVERY, PEOPLE, False, "hours", 110.0),
    ("emissions", "Transport emissions", "Udledning fra transport", DEPARTMENT, DELIVERY, GREEN, False, "kg CO₂e", 2210.0),
    ("by_team", "Satisfaction by team", "Tilfredshed pr. hold", TEAM, "Service teams", CUSTOMER, False, "points", 4.1),
    ("per_hour", "Calls per hour", "Opkald pr. time", TEAM, "Service teams", PROCESS, False, "count", 9.0),
)
"""id, English, Danish, level, department, perspective, main, unit, usual level."""

LOWER = {"cost_case", "frt", "repeat", "complaints", "backlog", "aht", "reopened", "sick", "discount", "churn", "lead_time"} | {
    "errors",
    "overtime",
    "emissions",
    "turnover",
}
NOBODY = {row[0] for row in ROWS[-12:]}
NO_TARGET = {"turnover", "cost_case", "complaints", "sick", "discount", "conversion", "overtime", "emissions", "per_hour"}
OWNERS = {
    "": "Chief Financial Officer",
    SERVICE: "Head of Customer Service",
    SALES: "Sales Director",
    DELIVERY: "Head of Delivery",
}


def example_catalogue() -> Catalogue:
    return Catalogue({row[0]: _kpi(*row) for row in ROWS}, "sha256:b08e11c3")


def _kpi(
    kpi: str, en: str, da: str, level: Level, department: str, perspective: Perspective, main: bool, unit: str, usual: float
) -> Kpi:
    targets = () if kpi in NO_TARGET else (Target(date(2023, 1, 2), usual, set_on=date(2022, 12, 12), reason="Board plan 2023"),)
    known = Kpi(
        id=kpi,
        name={Language.EN: en, Language.DA: da},
        place=Place("kpis.yaml", 10),
        unit=unit,
        direction=Direction.LOWER if kpi in LOWER else Direction.HIGHER,
        frequency=Frequency.WEEKLY,
        level=level,
        department=department or None,
        main=main,
        perspective=perspective,
        owner=None if kpi in NOBODY else OWNERS.get(department, "Customer Director"),
        definition=f"What {en.lower()} means",
        targets=targets,
        goal="Keep our customers",
        benchmark=Benchmark(usual * 1.1, "branch survey 2024"),
    )
    return _special(known)


def _special(kpi: Kpi) -> Kpi:
    from dataclasses import replace

    if kpi.id == "frt":
        first = Target(date(2023, 1, 2), 4.0, set_on=date(2022, 12, 12), reason="Board plan 2023")
        second = Target(date(2024, 9, 2), 2.0, set_on=date(2024, 8, 19), reason="Board plan 2024")
        return replace(
            kpi,
            targets=(first, second),
            consequence=Consequence.BONUS,
            counter=("csat", "repeat"),
            notes=(Note(date(2025, 5, 5), "New phone system", date(2025, 5, 18)),),
            reviewed=Review(date(2024, 6, 30), Frequency.YEARLY),
            decisions=(Decision(date(2023, 10, 2), "Two more agents on Mondays"),),
            version=2,
            formula="mean(first_response - opened)",
        )
    if kpi.id == "leads":
        return replace(kpi, changes=(Change(date(2025, 4, 1), 2, what="Newsletter sign-ups no longer count"),))
    return kpi
