"""From judged histories to rates with intervals."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from benchmarks.plan import DOSES, GAMED, Gamed

Result = Mapping[str, Any]
TIERS = ("watch", "finding")


@dataclass(frozen=True)
class Share:
    """Hits of tries, with the Wilson (1927) 95 % interval."""

    hits: int
    tries: int

    @property
    def value(self) -> float:
        return self.hits / self.tries if self.tries else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        if not self.tries:
            return 0.0, 1.0
        z, n, p = 1.959964, self.tries, self.value
        centre, half = p + z * z / (2 * n), z * float(np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)))
        return max((centre - half) / (1 + z * z / n), 0.0), min((centre + half) / (1 + z * z / n), 1.0)

    def as_json(self) -> dict[str, Any]:
        return {
            "hits": self.hits,
            "tries": self.tries,
            "value": round(self.value, 4),
            "interval": [round(end, 4) for end in self.interval],
        }


@dataclass(frozen=True)
class Rate:
    """Flags in so many KPI-years of so many KPIs, per 100 KPI-years; the interval is Wilson's of flags per KPI."""

    flags: int
    kpis: int
    years: float

    @property
    def value(self) -> float:
        return 100 * self.flags / self.years if self.years else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        low, high = Share(min(self.flags, self.kpis), self.kpis).interval
        per = 100 * self.kpis / self.years if self.years else float("nan")
        return low * per, high * per

    def as_json(self) -> dict[str, Any]:
        return {
            "flags": self.flags,
            "kpi_years": round(self.years),
            "per_100": round(self.value, 3),
            "interval": [round(end, 3) for end in self.interval],
        }


def named(result: Result) -> tuple[str, str, int, int]:
    """Part, name, seed and days between looks."""
    part, name, _, _, seed, every = json.loads(result["key"])
    return part, name, seed, every


def false_rates(results: Iterable[Result]) -> dict[str, dict[str, Rate]]:
    """Group -> tier -> rate; groups are `all`, `honest` (organisations), `alike` (what looks like a pattern), and every kind."""
    flags: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(TIERS, 0))
    kpis: dict[str, int] = defaultdict(int)
    years: dict[str, float] = defaultdict(float)
    for one in results:
        part, name, _, _ = named(one)
        for group in ("all", part, name):
            kpis[group] += one["kpis"]
            years[group] += one["years"]
            for tier in TIERS:
                flags[group][tier] += sum(seen[tier] is not None for seen in one["seen"])
    return {group: {tier: Rate(flags[group][tier], kpis[group], years[group]) for tier in TIERS} for group in kpis}


def worst(rates: Mapping[str, Mapping[str, Rate]], tier: str) -> str:
    """The kind that is most surely accused most: with the highest lower end of its interval."""
    kinds = [group for group in rates if ": " in group]
    return max(kinds, key=lambda group: (rates[group][tier].interval[0], rates[group][tier].value))


def recalls(results: Sequence[Result], ways: Sequence[Gamed] = GAMED) -> list[dict[str, Any]]:
    """Per pattern and dose: found at least as something to ask about, found surely, and seen under another word only."""
    rows = []
    for gamed in ways:
        for dose in DOSES:
            mine = [one for one in results if named(one)[1] == f"{gamed.name}|{dose}"]
            right = [[seen for seen in one["seen"] if seen["named"]] for one in mine]
            other = [not hits and any(seen["right"] for seen in one["seen"]) for hits, one in zip(right, mine, strict=True)]
            found = [any(seen["finding"] for seen in hits) for hits in right]
            counts = {"watch": sum(map(bool, right)), "finding": sum(found), "other_word": sum(other)}
            rows.append({"pattern": gamed.name, "dose": dose, "prototype": _prototype(gamed.prototype, dose)}
                        | {name: Share(count, len(mine)).as_json() for name, count in counts.items()})  # fmt: skip
    return rows


def _prototype(values: tuple[float, float, float] | None, dose: str) -> float | None:
    return values[DOSES.index(dose)] if values else None


def delays(results: Sequence[Result], ways: Sequence[Gamed] = GAMED) -> list[dict[str, Any]]:
    """Per pattern and dose of replayed histories: days from the onset to the first flag under the right word."""
    rows = []
    for gamed in ways:
        for dose in DOSES:
            mine = [one for one in results if named(one)[1] == f"{gamed.name}|{dose}"]
            if not mine:
                continue
            row: dict[str, Any] = {"pattern": gamed.name, "dose": dose, "histories": len(mine)}
            for tier in TIERS:
                waits = [_wait(one, tier) for one in mine]
                seen = sorted(wait for wait in waits if wait is not None)
                never = Share(len(waits) - len(seen), len(waits))
                row[tier] = {"median": _of_all(waits, 0.5), "p90": _of_all(waits, 0.9), "never": never.as_json()}
            rows.append(row)
    return rows


def _of_all(waits: Sequence[int | None], share: float) -> float | None:
    """The quantile over all histories, those never found being the longest; None where it is one of these."""
    longest = sorted(float("inf") if wait is None else wait for wait in waits)
    value = longest[min(int(np.ceil(share * len(longest))) - 1, len(longest) - 1)]
    return None if value == float("inf") else value


def _wait(one: Result, tier: str) -> int | None:
    days = [
        (date.fromisoformat(seen[tier]) - date.fromisoformat(seen["onset"])).days
        for seen in one["seen"]
        if seen["named"] and seen[tier] and seen.get("onset")
    ]
    return max(min(days), 0) if days else None


def compared(honest: Sequence[Result], gamed: Sequence[Result], flags: Rate) -> list[dict[str, Any]]:
    """Each comparator as it is (threshold 1), and with the threshold at which it flags as many honest KPIs as the engine does."""
    per_kpi = sum(one["kpis"] for one in honest)
    rows = []
    for name in sorted({name for one in honest for name in one.get("scores", {})}):
        scores = np.array([score for one in honest for score in one.get("scores", {}).get(name, ())])
        years = sum(one["years"] for one in honest) * len(scores) / per_kpi
        equal = equal_threshold(scores, flags.flags / flags.kpis)
        row: dict[str, Any] = {"comparator": name, "threshold": round(equal, 3),
                               "false": Rate(int((scores >= 1).sum()), len(scores), years).as_json()}  # fmt: skip
        for label, cut in (("nominal", 1.0), ("equal", equal)):
            row[label] = _found_by(gamed, name, cut)
        rows.append(row)
    return rows


def equal_threshold(scores: np.ndarray[Any, Any], share: float) -> float:
    """The lowest threshold at which at most this share of scores reaches it."""
    allowed = int(np.floor(share * len(scores)))
    ordered = np.sort(scores)[::-1]
    return float(np.nextafter(ordered[allowed], np.inf)) if allowed < len(ordered) else 0.0


def _found_by(gamed: Sequence[Result], name: str, cut: float) -> dict[str, Any]:
    """Recall per pattern and dose: any signal on the gamed KPI or one that suffers."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for one in gamed:
        if name in one.get("scores", {}):
            hits[named(one)[1]].append(any(score >= cut for score in one["scores"][name]))
    return {key: Share(sum(found), len(found)).as_json() for key, found in hits.items()}
