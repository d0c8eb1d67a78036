"""A second process at the store: holds a transaction with one observation until it is told to go on, or is killed.

python -m tests.store.worker URL FOLDER PERIOD [open]
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from monitor.store.store import open_store
from tests.store.examples import table


def main(url: str, folder: str, period: str, what: str = "work") -> None:
    store = open_store(url, Path(folder))
    if what == "work":
        with store.work() as work:
            work.add_observations(table({"period": int(period), "value": 1.0}), date(2025, 6, 30))
            work.keep_catalogue(period, {}, date(2025, 6, 30))
            print("working", flush=True)
            sys.stdin.readline()
    store.close()
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
