"""Groups of things that are linked in pairs."""

from __future__ import annotations

from collections.abc import Iterable


def clusters(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """The connected components of a graph, each in the order in which its members were met."""
    group: dict[str, list[str]] = {}
    for one, other in pairs:
        left, right = group.setdefault(one, [one]), group.setdefault(other, [other])
        if left is not right:
            left.extend(right)
            for member in right:
                group[member] = left
    return list(dict.fromkeys(tuple(members) for members in group.values()))
