"""`findings explain` computes anew through the ordinary engine, and says whether a finding still holds."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from monitor.cli._job import Wish, do
from monitor.cli.demo_tables import write_long
from monitor.cli.findings._again import Terms, Verdict, _compared
from monitor.model.evidence import Quantity
from monitor.model.kpi import Catalogue
from monitor.model.project import Project
from monitor.model.words import Language, Severity, Tier
from monitor.simulate.scenarios import simulate
from tests.cli.project import PROJECT, kpi_monitor
from tests.ledger.examples import finding

GAMED = simulate("speed-target", 1, frequency="monthly", first=date(2019, 1, 1), gaming="strong")
HONEST = simulate("speed-target", 1, frequency="monthly", first=date(2019, 1, 1), gaming="none")
RULE, KPI = "speed-without-quality", "first_response_time"
NEXT = GAMED.as_of + timedelta(days=1)


def written(folder: Path, kpis: Any, observations: pd.DataFrame) -> None:
    (folder / "kpi-monitor.yaml").write_text(PROJECT.format(language="en"), encoding="utf-8")
    (folder / "kpis.yaml").write_text(yaml.safe_dump({"kpis": dict(kpis)}, sort_keys=False, allow_unicode=True), encoding="utf-8")
    write_long(folder / "values.csv", observations, sorted(observations["kpi"].unique()))


def ran(folder: Path, day: date) -> Any:
    return do(Wish(folder, os.environ, as_of=day), lambda step: None).result


@pytest.fixture
def gamed(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A project whose run has found that quick answers are bad ones, and the finding's id."""
    written(tmp_path, GAMED.kpis, GAMED.observations)
    found = next(one for one in ran(tmp_path, GAMED.as_of).findings if one.rule == RULE and one.kpi == KPI)
    yield tmp_path, found.id


def explained(folder: Path, id: str, *more: str) -> dict[str, Any]:
    shown = kpi_monitor("findings", "explain", id, folder, "--json", "-q", *more)
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)  # type: ignore[no-any-return]


def test_an_untouched_finding_holds_and_gives_the_very_numbers(gamed: tuple[Path, str]) -> None:
    folder, id = gamed
    told = explained(folder, id, "--as-of", str(GAMED.as_of))
    assert (told["then"]["verdict"], told["then"]["same"]) == ("holds", True)
    assert (told["now"]["verdict"], told["now"]["same"]) == ("holds", True)
    assert told["then"]["finding"]["evidence"] == told["finding"]["evidence"]
    assert told["then"]["p_value"] == told["finding"]["p_value"] < 0.01


def test_a_person_reads_method_ladder_and_the_numbers_before_and_after(gamed: tuple[Path, str]) -> None:
    folder, id = gamed
    shown = kpi_monitor("findings", "explain", id, folder, "--as-of", GAMED.as_of)
    assert shown.returncode == 0, shown.stderr
    for part in (
        "It holds.",
        "the very numbers that were kept",
        "Method:",
        "Numbers: p = ",
        "Tested: ",
        f"{KPI} (main): before ",
        "; after ",
        "; change ",
    ):
        assert part in shown.stdout
    assert "The evidence is the same, number by number." in shown.stdout


def test_values_that_were_revised_since_no_longer_show_it(gamed: tuple[Path, str]) -> None:
    folder, id = gamed
    written(folder, GAMED.kpis, HONEST.observations)
    result = ran(folder, date.today())
    assert id in {one.id for one in result.gone}
    told = explained(folder, id)
    assert told["then"]["verdict"] == "holds", "what was known then is kept"
    assert told["now"]["verdict"] == "no-longer" and told["now"]["finding"] is None
    assert told["now"]["p_value"] > told["finding"]["p_value"]
    assert "It is no longer there." in kpi_monitor("findings", "explain", id, folder).stdout


def test_what_cannot_be_computed_says_why(gamed: tuple[Path, str]) -> None:
    folder, id = gamed
    without = {kpi: said for kpi, said in GAMED.kpis.items() if kpi != KPI}
    written(folder, without, GAMED.observations[GAMED.observations["kpi"] != KPI])
    told = explained(folder, id)
    assert (told["then"]["verdict"], told["now"]["verdict"]) == ("holds", "cannot-be-computed")
    assert KPI in told["now"]["because"]
    (folder / "kpis.yaml").write_text("kpis: [half a", encoding="utf-8")
    told = explained(folder, id)
    assert told["now"]["verdict"] == "cannot-be-computed" and "kpi-monitor check" in told["now"]["because"]


def test_a_fact_of_the_catalogue_is_mended_or_not(gamed: tuple[Path, str]) -> None:
    folder, _ = gamed
    without = {kpi: {name: one for name, one in said.items() if name != "owner"} for kpi, said in GAMED.kpis.items()}
    written(folder, without, GAMED.observations)
    fact = next(one for one in ran(folder, NEXT).findings if one.rule == "no-owner")
    assert explained(folder, fact.id)["now"]["verdict"] == "holds"
    owned = {kpi: {**said, "owner": "x@nordlys.example"} for kpi, said in GAMED.kpis.items()}
    written(folder, owned, GAMED.observations)
    assert explained(folder, fact.id)["now"]["verdict"] == "no-longer"


def test_explaining_changes_nothing(gamed: tuple[Path, str]) -> None:
    folder, id = gamed
    before = (folder / "kpi-monitor.db").read_bytes()
    explained(folder, id)
    assert (folder / "kpi-monitor.db").read_bytes() == before


TERMS = Terms(Project(Path(), "x", Language.EN, (), ()), Catalogue({}), {}, {}, date(2025, 6, 1))


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        (finding(), Verdict.HOLDS),
        (finding(evidence={"effect": Quantity(0.55, "points", "difference")}), Verdict.HOLDS),
        (finding(evidence={"effect": Quantity(0.7, "points", "difference")}), Verdict.STRONGER),
        (finding(evidence={"effect": Quantity(0.2, "points", "difference")}), Verdict.WEAKER),
        (finding(tier=Tier.WATCH), Verdict.WEAKER),
        (finding(severity=Severity.CRITICAL), Verdict.STRONGER),
        (finding(severity=Severity.LOW), Verdict.WEAKER),
        (replace(finding(), tier=Tier.CONFIRMED, raised_as=Tier.FINDING), Verdict.HOLDS),
    ],
)
def test_stronger_and_weaker(now: Any, verdict: Verdict) -> None:
    assert _compared(finding(), now, TERMS).verdict is verdict
