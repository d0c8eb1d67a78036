"""What millions of records cost: all rules on records over cases in Parquet, against a bare scan of the same columns.

    python -m benchmarks.records --cases 20000000

Cases of three years are written to a folder of the system's temporary files, seeded and in parts; then the project is opened and
every rule that looks at records is run. Reported are seconds, the peak of memory, and the ratio to DuckDB reading and
aggregating the same columns once, with the same two threads.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

PART = 1_000_000
PROJECT = """organisation: Benchmark
calendar: {timezone: Europe/Copenhagen, holidays: DK}
events:
  cases: {file: cases}
"""
KPIS = """kpis:
  first_response_time:
    {name: First response time, like: first-response-time, unit: hours, direction: lower, frequency: weekly, consequence: bonus,
     records: {events: cases, measure: first_response_hours, where: "category <> 'spam'"}, threshold: {limit: 4, met: below},
     targets: [{from: 2023-07-03, value: 4}]}
  closed_cases:
    {name: Closed cases, unit: count, direction: higher, frequency: weekly, consequence: bonus, records: {events: cases},
     targets: [{from: 2023-07-03, value: 50000}]}
"""


@dataclass
class Measured:
    """Seconds of wall clock and of CPU by phase, the peak of resident memory in MB, and what was found.

    On a machine with other work compare the seconds of CPU; the ratio is theirs.
    """

    cases: int
    seconds: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    rules: dict[str, float] = field(default_factory=dict)
    outcomes: dict[str, list[str]] = field(default_factory=dict)
    peak_mb: float = 0.0
    ratio: float = 0.0

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        begun, spent = time.perf_counter(), time.process_time()
        yield
        self.seconds[name] = round(time.perf_counter() - begun, 2)
        self.cpu[name] = round(time.process_time() - spent, 2)


def write_cases(folder: Path, count: int) -> None:
    """Cases in parts of a million: half a million customers, forty teams, answers that hurry before four hours since 2023-07.

    Those that would come soon after the limit hurry most, and what is answered in a hurry is opened again more often.
    """
    import duckdb

    (folder / "cases").mkdir(parents=True)
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as connection:
        for number, first in enumerate(range(0, count, PART)):
            rows = min(PART, count - first)
            connection.execute(f"SELECT setseed({(number % 1000) / 1000})").fetchall()
            connection.execute(_PART.format(first=first, last=first + rows, file=folder / "cases" / f"part-{number:03}.parquet"))


_PART = """
COPY (
  SELECT i AS id, subject, opened, opened + to_seconds(CAST(waited AS BIGINT)) AS first_response,
         CASE WHEN done < 0.95 THEN opened + to_seconds(CAST(waited + taken AS BIGINT)) END AS closed,
         CASE WHEN again < CASE WHEN waited < wait THEN 0.15 ELSE 0.05 END
              THEN opened + to_seconds(CAST(waited + taken + 200000 * again * 20 AS BIGINT)) END AS reopened,
         round(work, 1) AS work_minutes, 'agent ' || (i % 1200) AS agent, 'team ' || (i % 40) AS unit,
         ['billing', 'delivery', 'account', 'spam'][1 + CAST(floor(4 * kind) AS INTEGER)] AS category
  FROM (
    SELECT *, CASE WHEN opened >= TIMESTAMP '2023-07-03' AND wait > 14400 AND hurried < 0.6 * exp((14400 - wait) / 1200)
                   THEN 14400 - 900 * hurried ELSE wait END AS waited
    FROM (
      SELECT i, CAST(floor(500000 * random()) AS INTEGER) AS subject,
             TIMESTAMP '2022-01-03' + to_seconds(CAST(floor(94000000 * random()) AS BIGINT)) AS opened,
             -5400.0 * (ln(1 - random()) + ln(1 - random())) AS wait, -60000 * ln(1 - random()) AS taken,
             -9 * ln(1 - random()) AS work,
             random() AS hurried, random() AS done, random() AS again, random() AS kind
      FROM range({first}, {last}) AS numbers(i)
    )
  )
) TO '{file}' (FORMAT parquet)
"""

_BARE = """
SELECT date_trunc('week', opened) AS week, unit, count(*), count(closed), count(DISTINCT category),
       avg(epoch_us(first_response) - epoch_us(opened)), avg(epoch_us(closed) - epoch_us(opened)), sum(work_minutes),
       max(reopened), max(subject)
FROM read_parquet('{files}') GROUP BY 1, 2
"""


def bare_scan(folder: Path) -> None:
    """One scan of the columns that rules look at, aggregated by week and team."""
    import duckdb

    with duckdb.connect(config={"threads": 2, "memory_limit": "1500MB", "preserve_insertion_order": False}) as connection:
        connection.execute(_BARE.format(files=folder / "cases" / "*.parquet")).fetchall()


def evaluate_records(folder: Path, measured: Measured) -> None:
    """Opens the project's records and runs every rule whose check is about records."""
    from monitor.checks import registry
    from monitor.engine.together import read_everything
    from monitor.model.situation import Situation
    from monitor.records.open import open_records
    from monitor.rulebook.call import call_of

    as_of = date(2024, 12, 31)
    everything = read_everything(folder, {})
    with measured.phase("open"):
        records = open_records(everything.project, as_of, {}, used={"category"})
    situation = Situation(everything.catalogue, as_of, records=records)
    with measured.phase("rules"):
        for rule in everything.rules.values():
            if not rule.check.startswith(("records_", "threshold_bunching")):
                continue
            begun = time.process_time()
            outcomes = registry.find(rule.check).evaluate(situation, call_of(rule, everything.catalogue, {}, frozenset()))
            measured.rules[rule.id] = round(time.process_time() - begun, 2)
            measured.outcomes[rule.id] = [type(one).__name__ for one in outcomes]
    records.close()


def measure(count: int, folder: Path) -> Measured:
    """Writes, scans, evaluates."""
    measured = Measured(count)
    (folder / "kpi-monitor.yaml").write_text(PROJECT, encoding="utf-8")
    (folder / "kpis.yaml").write_text(KPIS, encoding="utf-8")
    with measured.phase("write"):
        write_cases(folder, count)
    with measured.phase("bare scan"):
        bare_scan(folder)
    evaluate_records(folder, measured)
    measured.peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0)
    measured.ratio = round((measured.cpu["open"] + measured.cpu["rules"]) / measured.cpu["bare scan"], 1)
    return measured


def main() -> None:
    """Prints what was measured as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2_000_000)
    with tempfile.TemporaryDirectory(prefix="kpi-benchmark-") as folder:
        print(json.dumps(asdict(measure(parser.parse_args().cases, Path(folder))), indent=2))


if __name__ == "__main__":
    main()
