"""What the whole engine finds and accuses, beside what users have otherwise: simulated honest and gamed organisations.

    python -m benchmarks.detection --json detection.json            # `make benchmark`: about half an hour on two cores
    python -m benchmarks.detection --long --json detection.json     # `make benchmark-long`: 30,000 honest KPI-years
    python -m benchmarks.detection --only records --json records.json   # what acts on single records; `--only series`: the rest

Honest: organisations in which one honest thing happens (31 kinds), and what looks like each pattern (over 60 kinds), in one look
at the end and replayed every four weeks. Gamed: 22 ways at three doses, all rules sharing each KPI's alarm budget. Intervals:
Wilson 95 %. Comparators are judged on the same histories, as they are and with thresholds fitted to the engine's own rate.
Records: 17 ways of gaming single cases, sales, purchases and calls, and 38 honest kinds that look like them, through the same
engine with the records behind the KPIs. These histories are larger, so that there are fewer of them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.peers import with_peers
from benchmarks.plan import Unit, alike_units, gamed_units, honest_units
from benchmarks.rates import Rate, compared, delays, false_rates, recalls, worst
from benchmarks.records_plan import GAMED_RECORDS, alike_record_units, gamed_record_units
from benchmarks.work import program, results
from monitor.simulate.honest import KINDS

MONTHLY, QUARTERLY = 28, 91
PARTS = ("series", "records")


@dataclass(frozen=True)
class Size:
    """How many seeds: per honest kind, per look-alike, per pattern and dose; and the same of histories that are replayed."""

    honest: int = 8
    alike: int = 10
    gamed: int = 12
    honest_replayed: int = 1
    alike_replayed: int = 1
    gamed_replayed: int = 3
    worst: int = 0
    gamed_every: int = QUARTERLY
    peers: int = 2
    records_alike: int = 6
    records_gamed: int = 6
    records_replayed: int = 1
    records_every: int = QUARTERLY


SHORT = Size()
LONG = Size(
    honest=16,
    alike=20,
    gamed=20,
    honest_replayed=5,
    alike_replayed=5,
    worst=260,
    records_alike=12,
    records_gamed=12,
    records_replayed=2,
    records_every=MONTHLY,
)


def measure(size: Size, workers: int, only: str = "") -> dict[str, Any]:
    """Everything, as JSON; `only` one of PARTS."""
    begun, measured = time.perf_counter(), program()
    told: dict[str, Any] = {"program": measured}
    told |= _series(size, workers) if only in ("", "series") else {}
    told |= {"records": _records(size, workers)} if only in ("", "records") else {}
    return told | {"changed_meanwhile": program() != measured, "seconds": round(time.perf_counter() - begun)}


def _records(size: Size, workers: int) -> dict[str, Any]:
    """What acts on single records, with the records in hand."""
    once = _run("records, honest", list(alike_record_units(size.records_alike)), workers)
    gamed = _run("records, gamed", list(gamed_record_units(size.records_gamed)), workers)
    looks = list(alike_record_units(size.records_replayed, size.records_every))
    replayed = _run("records, honest, replayed", looks, workers)
    waited = list(gamed_record_units(size.records_replayed, size.records_every, ("medium", "strong")))
    return {
        "honest": {
            "one_look": _told(false_rates(once)),
            "replayed": {"every_days": size.records_every, **_told(false_rates(replayed))},
        },
        "recall": recalls(gamed, GAMED_RECORDS),
        "delay": {
            "every_days": size.records_every,
            "rows": delays(_run("records, gamed, replayed", waited, workers), GAMED_RECORDS),
        },
    }


def _series(size: Size, workers: int) -> dict[str, Any]:
    """What is seen in published values alone."""
    once = _run("honest, one look", [*honest_units(size.honest), *alike_units(size.alike)], workers)
    gamed = _run("gamed, one look", list(gamed_units(size.gamed)), workers)
    looks = [*honest_units(size.honest_replayed, MONTHLY), *alike_units(size.alike_replayed, MONTHLY)]
    replayed = _run("honest, replayed", looks, workers)
    waited = _run("gamed, replayed", list(gamed_units(size.gamed_replayed, size.gamed_every, ("medium", "strong"))), workers)
    rates, again = false_rates(once), false_rates(replayed)
    told: dict[str, Any] = {
        "honest": {"one_look": _told(rates), "replayed": {"every_days": MONTHLY, **_told(again)}},
        "worst_in_depth": _in_depth(size, rates, workers),
        "recall": recalls(gamed),
        "delay": {"every_days": size.gamed_every, "rows": delays(waited)},
    }
    honest, found, skipped = with_peers(once, gamed, size.peers)
    told["comparators"] = {"rows": compared(honest, found, rates["all"]["watch"]), "skipped": skipped}
    return told


def _told(rates: dict[str, dict[str, Rate]]) -> dict[str, Any]:
    groups = {group: {tier: rate.as_json() for tier, rate in both.items()} for group, both in rates.items()}
    return {"groups": groups, "worst": {tier: worst(rates, tier) for tier in ("watch", "finding")}}


def _in_depth(size: Size, rates: dict[str, dict[str, Rate]], workers: int) -> dict[str, Any] | None:
    """The organisation's kind that was accused most, again, with as many years as it takes to see the promise kept or broken."""
    kinds = {group: both for group, both in rates.items() if group.startswith("honest: ")}
    if not size.worst:
        return None
    kind = worst(kinds, "watch").removeprefix("honest: ")
    units = list(honest_units(size.worst, 0, (kind,)))
    both = false_rates(_run(f"honest: {kind}", units, workers))[f"honest: {kind}"]
    return {"kind": kind, **{tier: rate.as_json() for tier, rate in both.items()}}


def _run(what: str, units: Sequence[Unit], workers: int) -> list[dict[str, Any]]:
    def note(done: int, of: int) -> None:
        if done % 50 < 4 or done == of:
            print(f"{what}: {done} of {of} histories", file=sys.stderr, flush=True)

    return results(units, workers, note)


def table(told: dict[str, Any]) -> str:
    """The main figures for a terminal."""
    parts = [("", told)] if "honest" in told else []
    parts += [("records: ", told["records"])] if "records" in told else []
    return "\n".join(line for label, part in parts for line in _lines(label, part))


def _lines(about: str, told: dict[str, Any]) -> list[str]:
    lines = [f"{about}False flags per 100 honest KPI-years (watch; finding)"]
    for label, part in (("one look", told["honest"]["one_look"]), ("replayed", told["honest"]["replayed"])):
        for group in (*(one for one in ("all", "honest", "alike") if one in part["groups"]), part["worst"]["watch"]):
            both = part["groups"][group]
            cells = (
                f"{both[tier]['per_100']:.2f} [{both[tier]['interval'][0]:.2f}, {both[tier]['interval'][1]:.2f}]" for tier in both
            )
            lines.append(f"  {label:<10}{group:<34}{both['watch']['kpi_years']:>7} years  " + "  ".join(cells))
    lines.append(f"{'Recall':<44}{'dose':<8}{'watch':>20}{'finding':>9}{'other word':>12}")
    for row in told["recall"]:
        low, high = row["watch"]["interval"]
        cell = f"{row['watch']['value']:.2f} [{low:.2f}, {high:.2f}]"
        lines.append(
            f"{row['pattern']:<44}{row['dose']:<8}{cell:>20}{row['finding']['value']:>9.2f}{row['other_word']['value']:>12.2f}"
        )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="30,000 honest KPI-years in one look and 10,000 replayed")
    parser.add_argument("--part", type=float, default=1.0, help="this share of all seeds (at least one), for a quick try")
    parser.add_argument("--only", choices=PARTS, default="", help="published values alone, or with the records behind them")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--json", type=Path)
    wish = parser.parse_args(arguments)
    size = LONG if wish.long else SHORT
    if wish.part != 1.0:
        counts = {
            name: max(1, round(value * wish.part))
            for name, value in vars(size).items()
            if name not in ("worst", "gamed_every", "records_every")
        }
        size = Size(**{**vars(size), **counts})
    told = measure(size, wish.workers, wish.only)
    print(table(told))
    print(f"{told['seconds']} s; {len(KINDS)} kinds of honest organisations")
    if wish.json:
        wish.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
