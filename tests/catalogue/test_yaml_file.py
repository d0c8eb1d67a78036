from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from monitor.catalogue.yaml_file import Unmarked, as_written, read_yaml


def told(path: Path) -> str:
    _, problems = read_yaml(path)
    assert len(problems) == 1
    return str(problems[0]).replace(path.as_posix(), path.name)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path):
    path = tmp_path / "k.yaml"
    path.write_bytes(b"\xef\xbb\xbfkpis: {a: 1}\n")
    marked, problems = read_yaml(path)
    assert problems == ()
    assert marked.content == {"kpis": {"a": 1}}
    assert (marked.key_place(("kpis",)).line, marked.key_place(("kpis",)).column) == (1, 1)


def test_another_encoding_is_told_with_the_letter_that_is_meant(tmp_path: Path):
    path = tmp_path / "k.yaml"
    path.write_bytes("kpis:\n  a: Kundetilfredshed på nettet\n".encode("cp1252"))
    assert told(path).startswith(
        "k.yaml:2:24: the file is not in UTF-8; here is perhaps 'å' in the encoding Windows-1252; expected UTF-8"
    )


def test_utf_16_is_told(tmp_path: Path):
    path = tmp_path / "k.yaml"
    path.write_text("kpis: {}", encoding="utf-16")
    assert told(path) == "k.yaml:1:1: the file is in UTF-16; expected UTF-8; save it again with the encoding UTF-8"


def test_a_folder_instead_of_a_file(tmp_path: Path):
    folder = tmp_path / "kpis"
    folder.mkdir()
    assert told(folder) == "kpis: this is a folder; expected a file; for all files in it write 'kpis/*.yaml'"


def test_a_file_that_is_not_there(tmp_path: Path):
    assert told(tmp_path / "k.yaml") == "k.yaml: there is no such file; check the name, and the folder that it is in"


def test_a_name_that_can_be_no_file(tmp_path: Path):
    assert "cannot be read" in told(tmp_path / "a\0b")
    assert "cannot be read" in told(tmp_path / ("x" * 5000))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the user may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path):
    path = tmp_path / "k.yaml"
    path.write_text("a: 1")
    path.chmod(0)
    assert "may not be read" in told(path)


def test_content_that_another_reader_has_read():
    """`yaml.safe_load` speaks YAML 1.1: `on` is a key that is true, and dates are dates."""
    read = {True: date(2025, 3, 3), False: 1, date(2024, 1, 1): 2, 7: (datetime(2025, 3, 3, 12), "x")}
    assert as_written(read) == {"on": "2025-03-03", "no": 1, "2024-01-01": 2, "7": ["2025-03-03T12:00:00", "x"]}


def test_places_without_a_file_are_keys():
    places = Unmarked("rule too-many, case 1")
    assert str(places.place(("kpis", "frt", "targets", 1, "from"))) == "rule too-many, case 1, frt.targets[1].from"
    assert str(places.key_place(("kpis",))) == "rule too-many, case 1"
