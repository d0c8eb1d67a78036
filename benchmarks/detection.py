"""What the whole engine finds and accuses: simulated honest and gamed organisations, all rules sharing the alarm budget.

    python benchmarks/detection.py --honest 6 --gamed 20 --json detection.json

Honest: every look-alike of monitor.simulate (31 kinds), `--honest` seeds each, one look at the end of three years; counts what is
worth asking about and what would reach leadership per 100 KPI-years. Gamed: each scenario at three doses, `--gamed` seeds,
counts how often the gamed KPI is found under the right word, and how often surely. Intervals: Wilson 95 %, by KPI for the honest.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.checks.registry import find
from monitor.engine.evaluate import evaluate
from monitor.engine.panels import lay_panels
from monitor.engine.tiers import years_of
from monitor.model.finding import Finding
from monitor.model.situation import Situation
from monitor.model.words import Family, Tier
from monitor.rulebook.read import builtin_rules
from monitor.simulate.honest import KINDS
from monitor.simulate.outcome import Simulated
from monitor.simulate.scenarios import simulate

SCENARIOS = (
    ("speed-target", {}),
    ("case-splitting", {}),
    ("survey-selection", {}),
    ("sales-push", {}),
    ("lead-volume", {}),
    ("redefinition", {"kind": "declared"}),
    ("target-loosening", {}),
)
DOSES = ("weak", "medium", "strong")
RULES = [rule for rule in builtin_rules().values() if rule.family is Family.GOODHART or find(rule.check).statistical]
LIBRARY = load()


def findings_of(simulated: Simulated) -> tuple[tuple[Finding, ...], float, int]:
    """What a first run would find, the KPI-years it looked at, and the number of KPIs."""
    catalogue = catalogue_from(simulated.kpis, LIBRARY)
    totals, segments = lay_panels(catalogue, simulated.observations, simulated.as_of)
    situation = Situation(catalogue, simulated.as_of, totals, segments)
    judgement = evaluate(situation, RULES, {}, lambda keys: {key: key for key in keys}, {})
    years = years_of(situation)
    return judgement.findings, sum(years.values()), len(years)


def honest(seeds: int) -> dict[str, object]:
    """False flags per 100 honest KPI-years, over all kinds and by kind."""
    years, kpis, flags, kinds = 0.0, 0, Counter[str](), Counter[str]()
    for kind in KINDS:
        for seed in range(seeds):
            found, looked, number = findings_of(simulate("honest", 5000 + seed, kind=kind))
            years, kpis = years + looked, kpis + number
            for one in (one for one in found if one.evidence.p_value is not None):
                flags["asked or found"] += 1
                flags["found"] += one.tier is not Tier.WATCH
                kinds[f"{kind}: {one.rule}, {one.tier}"] += 1
    per_year = kpis / years
    rates = {
        name: [100 * end * per_year for end in (flags[name] / kpis, *wilson(flags[name], kpis))]
        for name in ("asked or found", "found")
    }
    return {"kpi_years": round(years), "per_100_kpi_years": rates, "most": dict(kinds.most_common(8))}


def gamed(seeds: int) -> Iterator[dict[str, object]]:
    """Recall per scenario and dose: found at all, and found surely."""
    for scenario, settings in SCENARIOS:
        for dose in DOSES:
            asked = found = 0
            for seed in range(seeds):
                simulated = simulate(scenario, seed, gaming=dose, **settings)
                right = [one for one in findings_of(simulated)[0] if _right(one, simulated)]
                asked += bool(right)
                found += any(one.tier is not Tier.WATCH for one in right)
            yield {
                "scenario": scenario,
                "dose": dose,
                "seeds": seeds,
                "asked": asked / seeds,
                "interval": wilson(asked, seeds),
                "found": found / seeds,
            }


def _right(one: Finding, simulated: Simulated) -> bool:
    patterns = {one.pattern, *(other.pattern for other in one.also)}
    return any(truth.kpi == one.kpi and truth.pattern in patterns for truth in simulated.truth)


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The Wilson 95 % interval of a share."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(hits, max(tries, 1), method="wilson")
    return float(low), float(high)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--honest", type=int, default=4, help="seeds for each honest kind")
    parser.add_argument("--gamed", type=int, default=10, help="seeds for each scenario and dose")
    parser.add_argument("--json", type=Path)
    wish = parser.parse_args(arguments)
    begun = time.perf_counter()
    told: dict[str, object] = {"honest": honest(wish.honest)} if wish.honest else {}
    print(json.dumps(told, indent=1))
    rows = []
    print(f"{'scenario':<18}{'dose':<8}{'asked or found':>24}{'found':>8}")
    for row in gamed(wish.gamed) if wish.gamed else ():
        rows.append(row)
        low, high = row["interval"]  # type: ignore[misc]
        print(
            f"{row['scenario']:<18}{row['dose']:<8}{row['asked']:>10.2f} [{low:.2f}, {high:.2f}]{row['found']:>8.2f}", flush=True
        )
    print(f"{time.perf_counter() - begun:.0f} s")
    if wish.json:
        wish.json.write_text(json.dumps({**told, "gamed": rows}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
