"""Nothing of one machine, no registry's address and nothing large is committed."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import ROOT, name_of, tracked_files

LARGEST = 1_500_000
MACHINE_PATHS = re.compile(r"(?<![\w.<])/(?:work|farm|root|home/\w+|Users/\w+)/[a-zA-Z.]")
REGISTRY_HOSTS = re.compile(
    "|".join(("pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npm", "deb" + r"\.debian", "proxy" + r"\.golang"))
)
SECRETS = re.compile("BEGIN [A-Z ]*PRIVATE " + "KEY|gh" + "p_[A-Za-z0-9]{30}|AKI" + "A[0-9A-Z]{16}")


@pytest.mark.parametrize(
    ("what", "pattern"),
    [("a path of one machine", MACHINE_PATHS), ("a registry's address", REGISTRY_HOSTS), ("a secret", SECRETS)],
)
def test_nothing_that_belongs_elsewhere(what: str, pattern: re.Pattern[str]) -> None:
    found = []
    for file in tracked_files():
        text = file.read_bytes().decode("utf-8", errors="ignore")
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{name_of(file)}:{number}: {line.strip()[:120]}")
    assert not found, f"{what} in tracked files:\n" + "\n".join(found)


def test_the_patterns_find_what_they_are_for() -> None:
    assert MACHINE_PATHS.search("see /" + "home/kim/report.html")
    assert REGISTRY_HOSTS.search("https://pypi" + ".org/simple")
    assert SECRETS.search("-----BEGIN RSA PRIVATE " + "KEY-----")
    assert not MACHINE_PATHS.search("https://example.org/" + "work/plan")


def test_nothing_large() -> None:
    large = [f"{name_of(file)}: {file.stat().st_size:,} bytes" for file in tracked_files() if file.stat().st_size > LARGEST]
    assert not large, "\n".join(large)


def test_the_pins_have_hashes_and_name_no_index() -> None:
    for file in (ROOT / "constraints").glob("*.txt"):
        text = file.read_text(encoding="utf-8")
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        pins = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert pins and all("==" in pin and "--hash=sha256:" in pin for pin in pins)
