"""Two processes at one store, and what is left when one of them is killed."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from monitor.errors import ServiceError
from monitor.store.store import Store, open_store
from tests.store.examples import table

TODAY = date(2025, 6, 30)
ROOT = Path(__file__).parents[2]


def process(url: str, folder: Path, period: int, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.worker", url, str(folder), str(period), *more]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@contextmanager
def working(url: str, folder: Path, period: int) -> Iterator[subprocess.Popen[str]]:
    """Another process that is in the middle of its transaction."""
    other = process(url, folder, period)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "working\n"
        yield other
    finally:
        other.kill()
        other.communicate()


def periods(store: Store) -> list[int]:
    with store.read() as reading:
        return sorted(reading.observations(TODAY)["period"])


def test_the_second_writer_waits_and_then_goes_on(opened: Callable[..., Store], store_url: str, tmp_path: Path) -> None:
    store = opened()
    began = threading.Event()

    def second() -> None:
        began.set()
        with store.work() as work:
            seen.extend(work.observations(TODAY)["period"])
            work.add_observations(table({"period": 2, "value": 1.0}), TODAY)

    seen: list[int] = []
    with working(store_url, tmp_path, 1) as other:
        thread = threading.Thread(target=second)
        thread.start()
        began.wait()
        thread.join(0.5)
        assert thread.is_alive(), "the second writer did not wait"
        assert periods(store) == []
        out, err = other.communicate("go on\n", timeout=30)
        assert (out, err, other.returncode) == ("done\n", "", 0)
        thread.join(30)
    assert seen == [1]
    assert periods(store) == [1, 2]


def test_who_waits_too_long_is_told_and_nothing_is_lost(opened: Callable[..., Store], store_url: str, tmp_path: Path) -> None:
    store = opened(wait=0.3)
    with working(store_url, tmp_path, 1) as other:
        with pytest.raises(ServiceError, match="another run is working") as told, store.work():
            pytest.fail("two writers at once")
        if store_url.startswith("postgresql"):
            assert f"process {other.pid} on " in told.value.what
        other.communicate("go on\n", timeout=30)
    assert periods(store) == [1]


def test_a_killed_run_leaves_nothing_and_no_lock(opened: Callable[..., Store], store_url: str, tmp_path: Path) -> None:
    store = opened()
    with working(store_url, tmp_path, 1) as other:
        other.kill()
        other.wait()
    with store.work() as work:
        assert work.observations(TODAY).empty
        assert work.catalogues() == []
        work.add_observations(table({"period": 2, "value": 1.0}), TODAY)
    assert periods(store) == [2]


def test_a_snapshot_does_not_see_what_is_written_meanwhile(opened: Callable[..., Store], store_url: str) -> None:
    reader, writer = opened(), opened(wait=0.3)
    with reader.read() as reading:
        assert reading.catalogues() == []
        if store_url.startswith("sqlite"):
            with pytest.raises(ServiceError, match="another run"), writer.work() as work:
                work.keep_catalogue("a", {}, TODAY)
        else:
            with writer.work() as work:
                work.keep_catalogue("a", {}, TODAY)
        assert reading.catalogues() == []
    with writer.work() as work:
        work.keep_catalogue("a", {}, TODAY)
        assert [one.fingerprint for one in work.catalogues()] == ["a"]


def test_processes_that_open_an_empty_store_at_once_do_not_clash(store_url: str, tmp_path: Path) -> None:
    others = [process(store_url, tmp_path, 1, "open") for _ in range(3)]
    ends = [(*other.communicate(timeout=60), other.returncode) for other in others]
    assert ends == [("done\n", "", 0)] * 3
    store = open_store(store_url, tmp_path)
    assert periods(store) == []
    store.close()
