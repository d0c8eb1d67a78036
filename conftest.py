"""In CI a browser or PostgreSQL test that was skipped has failed: what it needs is installed or started there.

Properties are tested on the same examples in every CI run, and nowhere against the clock: machines are busy.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("untimed"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "untimed")

NEVER_SKIPPED_IN_CI = ("browser", "postgres")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns a skip of such a test into a failure, where the environment says CI."""
    report = yield
    marked = [name for name in NEVER_SKIPPED_IN_CI if item.get_closest_marker(name)]
    if report.skipped and marked and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} must not be skipped in CI ({marked[0]}): {report.longrepr}"
    return report
