"""Two rules at a time: where there are many KPIs and two cores, a second process takes the rules that the first has not begun.

Which process judged a rule changes nothing that it says: rules do not see each other, and what comes back is put in the rules'
order. It is done only where a process can be forked safely: on Linux, in a main process without threads, and where no check can
ask a database (`Situation.records`), whose connections belong to one process. Otherwise one process judges all.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from monitor.checks.registry import find
from monitor.model.evidence import Outcome
from monitor.model.rule import Rule, Selector
from monitor.model.situation import Situation

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LEAST_KPIS = 200
"""With fewer series than this the rules take about two seconds, and a second process saves less than people notice."""

Judge = Callable[[Rule], list[Outcome]]


def each_judged(rules: Sequence[Rule], judge: Judge, situation: Situation) -> list[list[Outcome]]:
    """What `judge` says of every rule, in the rules' order. Whatever `judge` raises is raised."""
    found = _by_two(rules, judge) if worth_two(situation) else {}
    return [found[number] if number in found else judge(rule) for number, rule in enumerate(rules)]


def worth_two(situation: Situation) -> bool:
    """Whether a second process is worth its start, and safe."""
    series = sum(len(panel.keys) for panel in situation.totals.values())
    return series >= LEAST_KPIS and situation.records is None and _can_fork()


def _can_fork() -> bool:
    if sys.platform != "linux" or parent_process() is not None or threading.active_count() > 1:
        return False
    return len(os.sched_getaffinity(0)) > 1


def _by_two(rules: Sequence[Rule], judge: Judge) -> dict[int, list[Outcome]]:
    """What two processes found, by the rule's number. What the second one could not bring is missing: it died or a rule failed.

    Long ones come first, so that nobody ends with one alone. What all of them need is imported before, once.
    """
    from multiprocessing import get_context

    import scipy.stats  # noqa: F401

    context = get_context("fork")
    numbers = sorted(range(len(rules)), key=lambda number: _lightness(rules[number]))
    left = _heap(numbers)
    receiver, sender = context.Pipe(duplex=False)
    helper = context.Process(target=_help, args=(rules, judge, left, sender), daemon=True)
    helper.start()
    sender.close()
    try:
        found = dict(_taken(rules, judge, left))
        with suppress(EOFError, OSError):
            found |= receiver.recv()
        return found
    finally:
        helper.kill()
        helper.join()
        receiver.close()
        os.close(left)


def _lightness(rule: Rule) -> tuple[bool, bool]:
    """Rules that reckon come before those that only read, and among them those about every KPI before those about some."""
    return not find(rule.check).statistical, rule.kpis != Selector()


def _heap(numbers: Sequence[int]) -> int:
    """A pipe with the numbers of the rules, two bytes each: unlike a lock, it cannot be held by a process that died.

    The system gives every pair of bytes to one reader; even the smallest pipe (4,096 bytes) holds more rules than anyone has.
    """
    left, put = os.pipe()
    os.write(put, b"".join(number.to_bytes(2, "big") for number in numbers))
    os.close(put)
    return left


def _taken(rules: Sequence[Rule], judge: Judge, left: int) -> Iterator[tuple[int, list[Outcome]]]:
    """Judges rule after rule until none is left that the other process has not begun."""
    while taken := os.read(left, 2):
        number = int.from_bytes(taken, "big")
        yield number, judge(rules[number])


def _help(rules: Sequence[Rule], judge: Judge, left: int, sender: Connection) -> None:
    """The second process: brings what it has. Where a rule fails it stops in silence, and the first one judges that rule again
    and tells; being interrupted is the first one's business too.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    found: dict[int, list[Outcome]] = {}
    with suppress(Exception):
        for number, outcomes in _taken(rules, judge, left):
            found[number] = outcomes
    sender.send(found)
    sender.close()
