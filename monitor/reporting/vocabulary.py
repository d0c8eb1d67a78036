"""The words of the report for the closed vocabularies: grades, tiers, severities, states, verdicts, levels, perspectives."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.model.evidence import N_, Verdict
from monitor.model.words import Letter, Level, Perspective, Severity, Status, Tier

GRADES: Mapping[Letter, str] = {
    Letter.A: N_("Proven"),
    Letter.B: N_("Sound"),
    Letter.C: N_("With care"),
    Letter.D: N_("In doubt"),
    Letter.E: N_("Not reliable"),
    Letter.NOT_ASSESSED: N_("Not assessed"),
}
GRADE_MEANS: Mapping[Letter, str] = {
    Letter.A: N_("checked, and confirmed against independent data"),
    Letter.B: N_("looked at in at least three ways, nothing found"),
    Letter.C: N_("worth asking about, or a check or context is missing"),
    Letter.D: N_("a finding stands beside it"),
    Letter.E: N_("a person has confirmed the finding"),
    Letter.NOT_ASSESSED: N_("too little data to say"),
}
GRADE_CSS: Mapping[Letter, str] = {
    **{letter: f"g{letter.value}" for letter in Letter if letter is not Letter.NOT_ASSESSED},
    Letter.NOT_ASSESSED: "gN",
}
TIERS: Mapping[Tier, str] = {
    Tier.WATCH: N_("worth asking"),
    Tier.FINDING: N_("does not fit an honest change we could test"),
    Tier.CONFIRMED: N_("confirmed by a person"),
}
FACT_TIER = N_("a fact of the catalogue or the data")
"""How sure a finding without a statistic is."""

SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: N_("critical"),
    Severity.HIGH: N_("high"),
    Severity.MEDIUM: N_("medium"),
    Severity.LOW: N_("low"),
}
STATUSES: Mapping[Status, str] = {
    Status.NEW: N_("new"),
    Status.ONGOING: N_("still open"),
    Status.ACKNOWLEDGED: N_("acknowledged"),
    Status.ASSIGNED: N_("assigned"),
    Status.WAIVED: N_("waived"),
    Status.RESOLVED: N_("resolved"),
    Status.FALSE_ALARM: N_("false alarm"),
    Status.EXPLAINED: N_("explained"),
    Status.GONE: N_("gone"),
}
VERDICTS: Mapping[str, tuple[str, str]] = {
    Verdict.RULED_OUT: ("✕", N_("does not explain it")),
    Verdict.EXPLAINS_SOME: ("≈", N_("explains some")),
    Verdict.EXPLAINS: ("✓", N_("explains it")),
    Verdict.NOT_TESTED: ("?", N_("could not be tested")),
}
LEVELS: Mapping[Level, str] = {
    Level.COMPANY: N_("Company"),
    Level.DEPARTMENT: N_("Department"),
    Level.TEAM: N_("Team"),
    Level.PERSON: N_("Person"),
}
PERSPECTIVES: Mapping[Perspective, str] = {
    Perspective.FINANCIAL: N_("Financial"),
    Perspective.CUSTOMER: N_("Customer"),
    Perspective.PROCESS: N_("Process"),
    Perspective.PEOPLE: N_("People"),
    Perspective.SUSTAINABILITY: N_("Sustainability"),
}
SMALL_NUMBERS = (
    N_("one"),
    N_("two"),
    N_("three"),
    N_("four"),
    N_("five"),
    N_("six"),
    N_("seven"),
    N_("eight"),
    N_("nine"),
    N_("ten"),
    N_("eleven"),
    N_("twelve"),
)
"""Written in words at the beginning of a sentence."""

PATTERNS: Mapping[str, str] = {
    "paired-divergence": N_("one better, its pair worse"),
    "superficial-closing": N_("closed but not solved"),
    "case-splitting": N_("one problem, several cases"),
    "delayed-harm": N_("harm that comes later"),
    "redefinition": N_("redefinition"),
    "reclassification": N_("reclassification"),
    "survey-selection": N_("who is asked"),
    "proxy-decay": N_("the measure has let go of its purpose"),
    "threshold-bunching": N_("bunching at the limit"),
    "target-hugging": N_("just on target"),
    "period-end-push": N_("push at the period’s end"),
    "cascade-break": N_("the parts improve, the whole does not"),
    "spillover": N_("one unit’s gain, its neighbour’s loss"),
    "displacement": N_("what is not measured is put off"),
    "too-smooth": N_("too smooth to be true"),
    "digit-heaping": N_("too many round numbers"),
    "favourable-revision": N_("history revised for the better"),
    "denominator-shrink": N_("the bad cases leave the count"),
    "mix-shift": N_("another mix, not better work"),
    "unit-outlier": N_("a unit unlike its peers"),
    "target-tampering": N_("the target was moved to be met"),
    "too-many": N_("too many main KPIs"),
    "irrelevant-audience": N_("the same report for everybody"),
    "activity-not-result": N_("activity, not result"),
    "vanity": N_("vanity metric"),
    "one-sided": N_("one-sided"),
    "no-customer-view": N_("nothing of the customer’s view"),
    "no-goal-link": N_("leads to no goal"),
    "no-counter-metric": N_("no counter-metric"),
    "redundant": N_("says the same as another"),
    "punitive-use": N_("used to punish"),
    "not-involved": N_("set without those measured"),
    "not-influenceable": N_("beyond influence"),
    "no-target": N_("no target"),
    "no-benchmark": N_("no benchmark"),
    "no-history": N_("no history"),
    "ambiguous-definition": N_("ambiguous definition"),
    "too-complex": N_("too complex"),
    "frequency-mismatch": N_("wrong rhythm"),
    "static-target": N_("target never adjusted"),
    "unrealistic-target": N_("unrealistic target"),
    "easy-target": N_("target without ambition"),
    "no-deadline": N_("no deadline"),
    "no-owner": N_("no owner"),
    "no-follow-up": N_("no follow-up"),
    "review-overdue": N_("review overdue"),
    "soft-number": N_("soft number"),
    "ambiguous-direction": N_("ambiguous direction"),
    "stale-data": N_("stale data"),
    "gaps": N_("gaps"),
    "unexplained-break": N_("unexplained break"),
}
"""What a pattern looks for, as it stands in a list; the words are those of GLOSSARY.md."""
