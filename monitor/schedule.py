"""Does a job at the times of a cron expression, for months on end: catches up once after downtime, never overlaps, stops kindly.

The job is another process, so that its memory is given back and its end, however bad, is not ours.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

from monitor.cron import Times

SERVICE_FAILED = 3
RETRY = timedelta(minutes=5)
"""How soon it is looked whether something that a service refused can be sent now; each message keeps its own, longer, waits."""
BEAT = timedelta(seconds=30)
"""How often the health file is written while nothing happens."""


@dataclass(frozen=True)
class Jobs:
    """The commands: `run` at each time, `resend` after one that ended with 3."""

    run: Sequence[str]
    resend: Sequence[str]


class Schedule:
    """The loop. `say` tells a person what happens; `last` is when the job was last done, None for never."""

    def __init__(self, times: Times, jobs: Jobs, say: Callable[[str], None], health: Path | None = None) -> None:
        self.times, self.jobs, self.say, self.health = times, jobs, say, health
        self.stopping = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.ended: dict[str, object] | None = None

    def forever(self, last: datetime | None) -> int:
        """Works until it is told to stop (SIGTERM or SIGINT); 0 then. A job that is at work is finished first."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._loop(last)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            self._write("stopped", None)
        return 0

    def once(self) -> int:
        """Does the job now, once; its exit code."""
        code = self._do(self.jobs.run)
        self._write("stopped", None)
        return code

    def _loop(self, last: datetime | None) -> None:
        retry: datetime | None = None
        if last is not None and _passed(self.times.next(last)):
            self.say("a time was missed while this was not running: catching up now")
            retry = self._after(self._do(self.jobs.run))
        due = self.times.next(datetime.now(UTC))
        while due is not None and not self.stopping.is_set():
            self.say(f"next run: {due:%Y-%m-%d %H:%M %Z}")
            while not self.stopping.is_set() and not _passed(due):
                if _passed(retry):
                    retry = self._after(self._do(self.jobs.resend))
                self._write("waiting", due)
                self.stopping.wait(_seconds_until(min(due, retry or due)))
            if self.stopping.is_set():
                return
            retry = self._after(self._do(self.jobs.run))
            due = self.times.next(max(due, datetime.now(UTC)))

    def _do(self, command: Sequence[str]) -> int:
        """Runs a command to its end, in a session of its own: a signal that is meant for us does not reach it."""
        started = datetime.now(UTC)
        self.child = subprocess.Popen(command, start_new_session=True)
        while True:
            self._write("running", None)
            try:
                code = self.child.wait(BEAT.total_seconds())
                break
            except subprocess.TimeoutExpired:
                continue
        self.child = None
        self.ended = {"started": _text(started), "ended": _text(datetime.now(UTC)), "exit_code": code}
        if code not in (0, 1):
            self.say(f"ended with exit code {code}: {' '.join(command[-4:])}")
        return code

    def _after(self, code: int) -> datetime | None:
        return datetime.now(UTC) + RETRY if code == SERVICE_FAILED else None

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        """The first signal lets the job end; the second ends it (its transaction is undone, nothing is half-done)."""
        if self.stopping.is_set() and self.child is not None:
            self.child.terminate()
        self.stopping.set()

    def _write(self, state: str, due: datetime | None) -> None:
        """The health file, in one step."""
        if self.health is None:
            return
        now = datetime.now(UTC)
        content = {"state": state, "pid": os.getpid(), "at": _text(now), "next": _text(due) if due else None, "last": self.ended}
        beside = self.health.with_name(self.health.name + ".part")
        beside.write_text(json.dumps(content) + "\n", encoding="utf-8")
        beside.replace(self.health)


def healthy(health: Path, within: timedelta = 4 * BEAT) -> str:
    """Nothing where the schedule is alive and its last job did not fail; else what is wrong."""
    try:
        content = json.loads(health.read_text(encoding="utf-8"))
        age = datetime.now(UTC) - datetime.fromisoformat(content["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return f"{health} is missing or not a health file"
    if content.get("state") == "stopped":
        return "the schedule was stopped"
    if age > within:
        return f"no sign of life for {round(age.total_seconds())} seconds"
    code = (content.get("last") or {}).get("exit_code", 0)
    return "" if code in (0, 1) else f"the last job ended with exit code {code}"


def _passed(moment: datetime | None) -> bool:
    return moment is not None and moment <= datetime.now(UTC)


def _seconds_until(moment: datetime) -> float:
    """Until a moment, but not longer than to the next heartbeat: a machine may sleep, and its clock may be set."""
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.05), BEAT.total_seconds())


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
