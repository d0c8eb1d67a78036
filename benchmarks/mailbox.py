"""Three years of weekly runs on the demo: how many messages each role gets, and what they say.

Every run is a real one: values, store, rules, ledger and outbox are those of `kpi-monitor run --notify`, all in one process and
one store; only the sending is left out. Nobody answers a finding in those years, which is the worst case for a mailbox.

    python benchmarks/mailbox.py [FOLDER] [--weeks 157]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is imported

from monitor.cli._job import Wish, do
from monitor.cli.demo_project import AS_OF, write_demo
from monitor.model.delivery import Delivery, Reason
from monitor.store.store import open_store

DIRECTOR, CONTROLLER = "director@nordlys.example", "controller@nordlys.example"
NOTIFY = f"""notify:
  - name: director
    email: {{to: [{DIRECTOR}], attach: false}}
  - name: director, monthly digest
    email: {{to: [{DIRECTOR}], when: monthly, attach: false}}
  - name: controller
    email: {{to: [{CONTROLLER}], audience: controller, attach: false}}
  - name: controller, weekly digest
    email: {{to: [{CONTROLLER}], audience: controller, when: weekly, heartbeat: monthly, attach: false}}
  - name: owners
    email: {{to: owners}}
"""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Role:
    """What one recipient got through one channel."""

    name: str
    mails: tuple[Delivery, ...]

    def per_quarter(self, first: date, last: date) -> list[int]:
        """Messages in each quarter from the first day to the last, those without any included."""
        counts = Counter((mail.as_of.year, (mail.as_of.month + 2) // 3) for mail in self.mails)
        quarters = {((day := first + timedelta(days=one)).year, (day.month + 2) // 3) for one in range((last - first).days + 1)}
        return [counts[quarter] for quarter in sorted(quarters)]

    @property
    def reasons(self) -> Counter[Reason]:
        return Counter(told.reason for mail in self.mails for told in mail.told)


def mondays(last: date, weeks: int) -> list[date]:
    """So many Mondays, up to a day."""
    monday = last - timedelta(days=last.weekday())
    return [monday - (weeks - 1 - number) * WEEK for number in range(weeks)]


def made(folder: Path) -> Path:
    """The demo with channels, and nothing in its store."""
    project = next(one for one in write_demo(folder, "en") if one.name == "nordlys")
    with (project / "kpi-monitor.yaml").open("a", encoding="utf-8") as file:
        file.write(NOTIFY)
    return project


def replayed(project: Path, days: Sequence[date]) -> None:
    """A run with messages on each day."""
    begun = time.perf_counter()
    for number, day in enumerate(days, 1):
        do(Wish(project, os.environ, day, notify=True), lambda _step: None)
        if number % 13 == 0:
            print(f"{number} of {len(days)} weeks, {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)


def roles(project: Path) -> list[Role]:
    """Everybody's mailbox, as the outbox has it."""
    store = open_store("sqlite:///kpi-monitor.db", project)
    boxes: dict[str, list[Delivery]] = defaultdict(list)
    with store.read() as snapshot:
        for head in snapshot.deliveries():
            mail = snapshot.delivery(head.id)
            assert mail is not None
            boxes[head.channel if head.channel != "owners" else head.recipient.partition("@")[0]].append(mail)
    store.close()
    return [Role(name, tuple(sorted(mails, key=lambda mail: mail.as_of))) for name, mails in boxes.items()]


def table(found: Sequence[Role], first: date, last: date) -> Iterator[str]:
    """One line per role, as Markdown."""
    yield "| role | messages | a quarter (median, most) | new | worse | back | gone |"
    yield "|---|---|---|---|---|---|---|"
    for role in found:
        counts, reasons = role.per_quarter(first, last), role.reasons
        told = " | ".join(str(reasons[reason]) for reason in (Reason.NEW, Reason.WORSE, Reason.BACK, Reason.GONE))
        yield f"| {role.name} | {len(role.mails)} | {median(counts):g}, {max(counts)} | {told} |"


def main() -> None:
    """Replays and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--weeks", type=int, default=157)
    arguments = parser.parse_args()
    days = mondays(AS_OF["nordlys"], arguments.weeks)
    with tempfile.TemporaryDirectory(prefix="kpi-mailbox-") as folder:
        project = made(arguments.folder or Path(folder))
        replayed(project, days)
        found = roles(project)
    print("\n".join(table(found, days[0], days[-1])))
    for role in found:
        print(f"\n{role.name}")
        for mail in role.mails:
            print(f"  {mail.as_of}  {mail.content.document['headline']}: {mail.content.subject.partition(': ')[2]}")


if __name__ == "__main__":
    main()
