"""The beginning of a rule of one's own: a file that is right as it stands, and says what to change."""

from __future__ import annotations

import re

from monitor.model.rule import Rule

TEMPLATE = """\
# A rule of your own. It is right as it stands: change it piece by piece, and run `kpi-monitor rules test` in between.
# `kpi-monitor rules list` shows what there is, `kpi-monitor rules show RULE` a whole rule to learn from.
id: {id}                              # also the name of the file
version: 1                            # raise it when its findings change
pattern: no-owner                     # what kind of trouble it is: a word of the contract
check: catalogue_fact                 # what looks; this one finds every KPI that is selected below
status: experimental                  # experimental: controllers see it; stable: leadership does too
severity: medium                      # critical | high | medium | low
pitfalls: [P47]
kpis: {{main: true, owner: absent}}     # which KPIs: all of these must hold
words:
  {language}:
    title: "Nobody is responsible for {{kpi}}"
    plural: "Nobody is responsible for {{count}} KPIs"
    what: "{{kpi}} is a main KPI, and the catalogue names no owner."
    why: Without a name nobody acts when the value turns.
    innocent: ["Everybody may know who it is."]
    action: "Name one person who answers for {{kpi}}."
cases:                                # the proof: some that fire, and honest ones that stay quiet
  - name: a main KPI without an owner
    fires: true
    kpis: {{revenue: {{name: Revenue, main: true}}}}
  - name: a main KPI with an owner
    fires: false
    because: this is how it should be
    kpis: {{revenue: {{name: Revenue, main: true, owner: cfo@example.org}}}}
"""


_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def is_id(text: str) -> bool:
    """Whether a text can be the id of a rule."""
    return _ID.fullmatch(text) is not None


def template(rule: str, language: str) -> str:
    """The text of a new rule file with that id, its words in `language`."""
    return TEMPLATE.format(id=rule, language=language)


def copy_of(rule: Rule, new: str) -> str:
    """The text of a rule under another id, as the beginning of a variant."""
    renamed = re.sub(r"(?m)^id:.*$", f"id: {new}", rule.text, count=1)
    return f"# Begun as a copy of {rule.id}, version {rule.version}.\n{renamed}"
