"""Writes the tables of docs/methods/detection.md from a result of the benchmark; what people write around them stays.

python -m benchmarks.page build/detection.json
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.plan import DOSES, GAMED

FILE = Path(__file__).resolve().parents[1] / "docs" / "methods" / "detection.md"
Told = Mapping[str, Any]
MOST_KINDS = 14


def figure(one: Told, digits: int = 2) -> str:
    """A share or a rate with its interval."""
    value = one.get("value", one.get("per_100"))
    low, high = one["interval"]
    return f"{value:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def honest(told: Told) -> Iterator[str]:
    yield "| honest histories | looks | KPI-years | worth asking about, or found (promised 1) | found (promised 0.1) |"
    yield "|---|---|---|---|---|"
    names = {"all": "all", "honest": "organisations in which one honest thing happens", "alike": "what looks like a pattern"}
    for label, part in (("one, at the end", told["honest"]["one_look"]), (_looks(told), told["honest"]["replayed"])):
        for group, name in names.items():
            if group == "all" or len(part["groups"].keys() & {"honest", "alike"}) > 1:
                yield _honest_row(name, label, part["groups"][group])
        kind = part["worst"]["watch"]
        yield _honest_row(f"worst kind: {kind}", label, part["groups"][kind])
    deep = told.get("worst_in_depth")
    if deep:
        yield _honest_row(f"worst organisation in depth: {deep['kind']}", "one, at the end", deep)


def _looks(told: Told) -> str:
    return f"every {told['honest']['replayed']['every_days']} days"


def _honest_row(name: str, looks: str, both: Told) -> str:
    return f"| {name} | {looks} | {both['watch']['kpi_years']:,} | {figure(both['watch'])} | {figure(both['finding'])} |"


def in_records(make: Callable[[Told], Iterator[str]]) -> Callable[[Told], Iterator[str]]:
    """The same table of what acts on single records."""
    return lambda told: make(told["records"])


def kinds(told: Told) -> Iterator[str]:
    """The kinds that are accused most in one look; the rest in one line."""
    groups = told["honest"]["one_look"]["groups"]
    single = {name: both for name, both in groups.items() if ": " in name}
    flagged = sorted(
        (name for name in single if single[name]["watch"]["flags"]), key=lambda name: -single[name]["watch"]["per_100"]
    )
    yield "| honest kind | KPI-years | flags | of them found | flags per 100 KPI-years |"
    yield "|---|---|---|---|---|"
    for name in flagged[:MOST_KINDS]:
        asked, found = single[name]["watch"], single[name]["finding"]
        yield f"| {name} | {asked['kpi_years']:,} | {asked['flags']} | {found['flags']} | {figure(asked)} |"
    yield f"| {len(flagged[MOST_KINDS:])} kinds with fewer, and {len(single) - len(flagged)} without any flag | | | | |"


def recall(told: Told) -> Iterator[str]:
    yield "| pattern | dose | asked or found | found | under another word only | METHODS 7 |"
    yield "|---|---|---|---|---|---|"
    for row in told["recall"]:
        prototype = "" if row["prototype"] is None else f"{row['prototype']:.2f}"
        cells = (figure(row["watch"]), figure(row["finding"]), figure(row["other_word"]))
        yield f"| {row['pattern'] if row['dose'] == DOSES[0] else ''} | {row['dose']} | {' | '.join(cells)} | {prototype} |"
    for dose in DOSES:
        rows = [row for row in told["recall"] if row["dose"] == dose]
        means = (sum(row[name]["value"] for row in rows) / len(rows) for name in ("watch", "finding", "other_word"))
        yield f"| **mean of all {len(rows)}** | {dose} | {' | '.join(f'**{mean:.2f}**' for mean in means)} | |"


def delay(told: Told) -> Iterator[str]:
    yield "| pattern | dose | histories | asked: median, p90 days | never | found: median, p90 days | never |"
    yield "|---|---|---|---|---|---|---|"
    for row in told["delay"]["rows"]:
        cells = []
        for tier in ("watch", "finding"):
            median, p90 = (_days(row[tier][name]) for name in ("median", "p90"))
            cells += [f"{median}, {p90}", figure(row[tier]["never"])]
        yield f"| {row['pattern']} | {row['dose']} | {row['histories']} | {' | '.join(cells)} |"


def _days(value: float | None) -> str:
    return "never" if value is None else f"{value:.0f}"


def comparators(told: Told) -> Iterator[str]:
    yield "| | as it comes: false flags per 100 honest KPI-years | recall weak, medium, strong | fitted threshold | recall then |"
    yield "|---|---|---|---|---|"
    ours = told["honest"]["one_look"]["groups"]["all"]["watch"]
    engine = ", ".join(f"{mean:.2f}" for mean in _engine_means(told))
    yield f"| **this engine, right word** | {figure(ours)} | {engine} | 1 | {engine} |"
    with_other = ", ".join(f"{mean:.2f}" for mean in _engine_means(told, ("watch", "other_word")))
    yield f"| this engine, any word | {figure(ours)} | {with_other} | 1 | {with_other} |"
    for row in told["comparators"]["rows"]:
        cells = [", ".join(f"{mean:.2f}" for mean in _means(row[label])) for label in ("nominal", "equal")]
        fitted = f"{row['threshold']:.2f}" if "no threshold" not in row["comparator"] else "cannot be fitted"
        equal = cells[1] if "no threshold" not in row["comparator"] else "-"
        yield f"| {row['comparator']} | {figure(row['false'])} | {cells[0]} | {fitted} | {equal} |"
    if told["comparators"]["skipped"]:
        yield f"| skipped | {told['comparators']['skipped'].splitlines()[-1][:90]} | | | |"


def _engine_means(told: Told, names: Sequence[str] = ("watch",)) -> list[float]:
    rows = {dose: [row for row in told["recall"] if row["dose"] == dose] for dose in DOSES}
    return [sum(sum(row[name]["value"] for name in names) for row in rows[dose]) / len(rows[dose]) for dose in DOSES]


def _means(found: Told) -> list[float]:
    """The mean over patterns, each with the same weight."""
    by_dose = [[one["value"] for key, one in found.items() if key.endswith(f"|{dose}")] for dose in DOSES]
    return [sum(values) / len(values) if values else float("nan") for values in by_dose]


def by_pattern(told: Told) -> Iterator[str]:
    """Recall of strong doses at the engine's own false rate."""
    rows = told["comparators"]["rows"]
    names = [row["comparator"] for row in rows if "no threshold" not in row["comparator"]]
    yield f"| strong dose, at equal false rates | this engine | {' | '.join(names)} |"
    yield "|---" * (len(names) + 2) + "|"
    for gamed in GAMED:
        own = next(row for row in told["recall"] if row["pattern"] == gamed.name and row["dose"] == "strong")
        others = [row["equal"].get(f"{gamed.name}|strong") for row in rows if row["comparator"] in names]
        yield f"| {gamed.name} | {figure(own['watch'])} | {' | '.join(figure(one) if one else '' for one in others)} |"


def blind(told: Told) -> Iterator[str]:
    """Whatever is found in less than half of the strong doses, or never reaches leadership there."""
    strong = [row for row in told["recall"] if row["dose"] == "strong"]
    half = [row["pattern"] for row in strong if row["watch"]["interval"][0] < 0.5 and row["watch"]["value"] < 0.5]
    quiet = [row["pattern"] for row in strong if row["finding"]["value"] < 0.1 and row["pattern"] not in half]
    yield f"* Found in less than half of its strong doses: {'; '.join(half) or 'none'}."
    yield f"* Asked about, but hardly ever found surely, at strong doses: {'; '.join(quiet) or 'none'}."
    medium = [row["pattern"] for row in told["recall"] if row["dose"] == "medium" and row["watch"]["value"] < 0.5]
    yield f"* Found in less than half of its medium doses: {'; '.join(medium) or 'none'}."


TABLES = {
    "honest": honest,
    "kinds": kinds,
    "recall": recall,
    "delay": delay,
    "comparators": comparators,
    "by-pattern": by_pattern,
    "blind": blind,
    "records-honest": in_records(honest),
    "records-kinds": in_records(kinds),
    "records-recall": in_records(recall),
    "records-delay": in_records(delay),
    "records-blind": in_records(blind),
}


def written(page: str, told: Told) -> str:
    """The page with its tables made anew between their marks; those of a part that was not measured stay."""
    parts = [part for part, key in (("series", "honest"), ("records", "records")) if key in told]
    for name, make in TABLES.items():
        if ("records" if name.startswith("records-") else "series") not in parts:
            continue
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not pattern.search(page):
            raise SystemExit(f"{FILE.name} has no place for the table '{name}'")
        lines = "\n".join(make(told))
        page = pattern.sub(lambda found, lines=lines: f"{found[1]}{lines}\n{found[2]}", page)
    facts = f"Program {told['program']}; {told['seconds']} s."
    for mark in ({"series": "facts", "records": "records-facts"}[part] for part in parts):
        page = re.sub(
            rf"(<!-- {mark} -->\n).*?(<!-- end -->)", lambda found: f"{found[1]}{facts}\n{found[2]}", page, flags=re.DOTALL
        )
    return page


def main(arguments: Sequence[str]) -> None:
    told = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    FILE.write_text(written(FILE.read_text(encoding="utf-8"), told), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
