"""What the numbers behind a finding, and the limits of a project, are called in words."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.model.evidence import N_

DETAILS: Mapping[str, str] = {
    "effect_in_spreads": N_("Size of the change, in usual spreads"),
    "counter_effect_in_spreads": N_("Size of the counter-metric’s change, in usual spreads"),
    "work_effect_in_spreads": N_("Size of the change in the work, in usual spreads"),
    "effect_in_spreads_main": N_("Size of the change, in usual spreads"),
    "effect_in_spreads_pair": N_("Size of the counter-metric’s change, in usual spreads"),
    "effect_in_spreads_volume": N_("Size of the volume’s change, in usual spreads"),
    "ratio_effect_in_spreads": N_("Size of the ratio’s change, in usual spreads"),
    "exchange_rate": N_("Change of the counter-metric for each unit of the KPI’s"),
    "memory": N_("Memory from period to period (0–1)"),
    "counter_memory": N_("The counter-metric’s memory from period to period (0–1)"),
    "outliers_pulled_in": N_("Outliers pulled in"),
    "tried": N_("Comparisons that the p-value pays for"),
    "coverage_lost": N_("Share of the answers that were lost"),
    "equivalence_p": N_("p of the test that the other stayed the same"),
    "lag": N_("Periods from the gain to the harm"),
    "good_cases_p": N_("p of the test that the good cases stayed"),
    "ratio": N_("Found for each one expected"),
    "p_signs": N_("p of the test of signs"),
    "p_flips": N_("p of the test of sizes"),
    "mix_part": N_("Part of the change that is the mix"),
    "rate_part": N_("Part of the change that is the work itself"),
    "share": N_("Share of the values near the target that just meet it"),
    "expected_share": N_("The share that would be expected"),
    "width": N_("Width of ‘near the target’"),
    "step": N_("Smallest step between values"),
    "variance_ratio": N_("Variation found, as a share of what is expected"),
    "carry": N_("Share of a value that carries over to the next"),
    "beats_slow": N_("How much better a jump fits than a slow change (log-likelihood)"),
    "beats_passing": N_("How much better a lasting change fits than a passing one (log-likelihood)"),
    "z": N_("Distance from the peers, in their spreads"),
    "phi": N_("Spread of the units beyond chance (1 = none)"),
    "between": N_("Honest spread between units"),
    "share_at_once": N_("Share of the change that came at once"),
}
"""Names that checks use in `Evidence.details`; a name that is not here is written as it is, with spaces."""

LIMITS: Mapping[str, str] = {
    "main_kpis_per_level": N_("Most main KPIs of one level"),
    "main_kpis_per_person": N_("Most main KPIs of one person"),
    "false_findings_per_100_kpi_years": N_("Most false findings in 100 KPI-years"),
}
"""The fields of `limits:` in the project file."""
