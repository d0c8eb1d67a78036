"""The words of the report for the closed vocabularies: grades, tiers, severities, states, verdicts, levels, perspectives."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.model.evidence import N_, Verdict
from monitor.model.words import Frequency, Letter, Level, Perspective, Severity, Status, Tier

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
EACH: Mapping[Frequency, str] = {
    Frequency.DAILY: N_("each day"),
    Frequency.WEEKLY: N_("each week"),
    Frequency.MONTHLY: N_("each month"),
    Frequency.QUARTERLY: N_("each quarter"),
    Frequency.YEARLY: N_("each year"),
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
    "paired-divergence": N_("a gain that its counter-metric pays for"),
    "superficial-closing": N_("cases closed without being solved"),
    "case-splitting": N_("one problem counted as several cases"),
    "delayed-harm": N_("sales that come back later"),
    "redefinition": N_("a level that moved with the definition"),
    "reclassification": N_("cases moved to where they are not counted"),
    "survey-selection": N_("a score of those who were asked"),
    "proxy-decay": N_("a measure that no longer follows its purpose"),
    "threshold-bunching": N_("results just inside a limit"),
    "target-hugging": N_("results that cling to the target"),
    "period-end-push": N_("a push at the end of the period"),
    "cascade-break": N_("parts that improve without the whole"),
    "spillover": N_("a gain that a neighbour pays for"),
    "displacement": N_("work that no KPI measures is left lying"),
    "too-smooth": N_("numbers too smooth to be true"),
    "digit-heaping": N_("numbers too round to be true"),
    "favourable-revision": N_("history revised to the better"),
    "denominator-shrink": N_("hard cases taken out of the count"),
    "mix-shift": N_("a change of mix that looks like a gain"),
    "unit-outlier": N_("one unit unlike all others"),
    "target-tampering": N_("targets moved to be met"),
    "too-many": N_("too many main KPIs"),
    "irrelevant-audience": N_("KPIs sent to those they do not concern"),
    "activity-not-result": N_("activity measured in place of results"),
    "vanity": N_("numbers that look good and drive nothing"),
    "one-sided": N_("a one-sided set of KPIs"),
    "no-customer-view": N_("no KPI on the customers’ side"),
    "no-goal-link": N_("KPIs that lead to no goal"),
    "no-counter-metric": N_("targets with nothing to balance them"),
    "redundant": N_("KPIs that say the same"),
    "punitive-use": N_("KPIs used to punish"),
    "not-involved": N_("KPIs set without those measured"),
    "not-influenceable": N_("KPIs that those measured cannot move"),
    "no-target": N_("no target"),
    "no-benchmark": N_("nothing to compare with"),
    "no-history": N_("no history"),
    "ambiguous-definition": N_("an ambiguous definition"),
    "too-complex": N_("too complex to be understood"),
    "frequency-mismatch": N_("measured too seldom for its use"),
    "static-target": N_("a target that never moves"),
    "unrealistic-target": N_("a target out of reach"),
    "easy-target": N_("a target always met"),
    "no-deadline": N_("a target without a date"),
    "no-owner": N_("nobody responsible"),
    "no-follow-up": N_("missed without a decision"),
    "review-overdue": N_("a review that did not come"),
    "soft-number": N_("a score on few answers"),
    "ambiguous-direction": N_("no good direction"),
    "stale-data": N_("data that have stopped"),
    "gaps": N_("gaps in the data"),
    "unexplained-break": N_("a break without a note"),
}
"""What a pattern looks for, as it stands in a list."""
