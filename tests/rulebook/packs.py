"""Rule files that tests write."""

from __future__ import annotations

from pathlib import Path

RULE = """\
id: bonus-without-owner
version: 1
pattern: no-owner
check: catalogue_fact
status: stable
severity: high
pitfalls: [P47]
kpis: {rewarded: true, owner: absent}
words:
  en:
    title: "{kpi} is paid for and nobody answers for it"
    what: "{kpi} pays a bonus and has no owner."
    why: Money flows and nobody decides.
    innocent: ["The owner may be known to all."]
    action: "Name an owner of {kpi}."
cases:
  - {name: no owner, fires: true, kpis: {a: {name: A, consequence: bonus}}}
  - {name: an owner, fires: false, kpis: {a: {name: A, consequence: bonus, owner: x@x.example}}}
"""


def written(folder: Path, text: str = RULE, name: str = "bonus-without-owner.yaml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file
