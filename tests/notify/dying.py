"""The command in a process that is killed (SIGKILL) at a step of the way of a message.

python -m tests.notify.dying STEP ARGUMENT…
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from monitor.cli.main import run
from monitor.notify import send
from monitor.notify.smtp import SmtpChannel
from monitor.store.store import Store, Work


def die(*_arguments: Any, **_more: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str) -> None:
    setattr(owner, name, die)


def after(owner: Any, name: str, times: int = 1) -> None:
    """Lets the function work, and dies when it has returned for the nth time."""
    real: Callable[..., Any] = getattr(owner, name)
    calls = []

    def last(*arguments: Any, **more: Any) -> Any:
        result = real(*arguments, **more)
        calls.append(name)
        return die() if len(calls) == times else result

    setattr(owner, name, last)


def after_commit() -> None:
    """Dies when the transaction that confirmed the first message was kept."""
    from contextlib import contextmanager

    real, confirm, confirmed = Store.work, Work.confirm, []

    def noting(*arguments: Any) -> bool:
        confirmed.append(True)
        return confirm(*arguments)

    @contextmanager
    def work(self: Store, keep: bool = True) -> Any:
        with real(self, keep) as opened:
            yield opened
        if confirmed:
            die()

    Work.confirm, Store.work = noting, work  # type: ignore[method-assign]


def _sending() -> Any:
    from monitor.cli import _outbox

    return _outbox


STEPS: dict[str, Callable[[], None]] = {
    "before the first message is put": lambda: before(Work, "put"),
    "after the first message is put": lambda: after(Work, "put"),
    "after the last message is put": lambda: after(Work, "put", 3),
    "after the run is kept": lambda: before(_sending(), "send_waiting"),
    "before a message is claimed": lambda: before(Work, "claim"),
    "while a message is claimed": lambda: after(Work, "claim"),
    "before a message is sent": lambda: before(SmtpChannel, "send"),
    "after the server has confirmed": lambda: after(SmtpChannel, "send"),
    "while it is marked": lambda: after(Work, "confirm"),
    "after it is marked": after_commit,
    "never": lambda: None,
}


if __name__ == "__main__":
    send.LEASE = timedelta(seconds=0)  # whoever recovers need not wait for a quarter of an hour
    STEPS[sys.argv[1]]()
    sys.exit(run(sys.argv[2:]))
