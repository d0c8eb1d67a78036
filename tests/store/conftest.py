"""Every test of the store's behaviour runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.store.store import Store, open_store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that does not exist yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/kpi-monitor.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def opened(store_url: str, tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Opens the store; closes it afterwards."""
    stores: list[Store] = []

    def again(wait: float = 20.0) -> Store:
        stores.append(open_store(store_url, tmp_path, wait))
        return stores[-1]

    yield again
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[..., Store]) -> Store:
    return opened()
