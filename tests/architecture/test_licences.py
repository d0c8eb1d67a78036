"""Everything that a user installs with us may be used by anyone: no GPL, no AGPL. docs/decisions/0002 says why each is there."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import ROOT

FORBIDDEN = re.compile(r"(?<![L\w])A?GPL|GNU (Affero )?General Public", re.IGNORECASE)
CHOICE = re.compile(r"\bOR\b")
OFFERED = {"pyphen"}
"""Those whose classifiers name several licences of which the user chooses one: GPL 2, LGPL 2 or MPL 1.1."""
OURS = "kpi-health-monitor"


def installed_with(name: str, extras: frozenset[str], seen: set[str]) -> set[str]:
    """All distributions that come with one, by name."""
    key = canonicalize_name(name)
    if key in seen:
        return seen
    try:
        required = distribution(name).requires or []
    except PackageNotFoundError:
        return seen  # for another platform or Python
    seen.add(key)
    for requirement in map(Requirement, required):
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras | {""}):
            installed_with(requirement.name, frozenset(requirement.extras), seen)
    return seen


def licence_of(name: str) -> str:
    """What a distribution says of its licence: the expression, else the classifiers, else the first line of the licence."""
    about = distribution(name).metadata
    classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    return about.get("License-Expression") or "; ".join(classifiers) or (about.get("License") or "").split("\n")[0]


def test_nothing_that_a_user_installs_is_gpl() -> None:
    for name in sorted(installed_with(OURS, frozenset({"postgres", "demo", "pdf", "notify", "schedule"}), set()) - {OURS}):
        licence = licence_of(name)
        assert licence, f"{name} does not say its licence"
        chosen = CHOICE.search(licence) or (name in OFFERED and "MPL" in licence)
        assert not FORBIDDEN.search(licence) or chosen, f"{name}: {licence}"


def test_every_dependency_has_its_reason_in_the_decision() -> None:
    told = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8").lower()
    required = [Requirement(line).name for line in distribution(OURS).requires or []]
    assert not [name for name in required if f"| {name.lower()} |" not in told]


def test_the_pattern_knows_the_licences_apart() -> None:
    assert FORBIDDEN.search("GPL-3.0-or-later") and FORBIDDEN.search("AGPL-3.0-only")
    assert FORBIDDEN.search("License :: OSI Approved :: GNU General Public License v3 (GPLv3)")
    assert not FORBIDDEN.search("LGPL-3.0-only")
    assert not FORBIDDEN.search("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)")
