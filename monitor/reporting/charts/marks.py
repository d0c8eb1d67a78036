"""The few marks that our charts are made of, as SVG text. Colours and weights are classes of the stylesheet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape

BOLD, PLAIN = 0.56, 0.505
"""Mean width of a letter, as a share of the size of the type."""

SIZE = 13.0


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """A straight line between two points, in pixels."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{css}"/>'


def rect(x: float, y: float, width: float, height: float, css: str) -> str:
    """A filled rectangle, in pixels; a negative size is none."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" class="{css}"/>'


def circle(x: float, y: float, radius: float, css: str) -> str:
    """A ring around a point, in pixels."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" class="{css}"/>'


def text(x: float, y: float, words: str, css: str = "", anchor: str = "start") -> str:
    """A label. Whatever it says is escaped."""
    end = "" if anchor == "start" else f' text-anchor="{anchor}"'
    style = f' class="{css}"' if css else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{style}{end}>{escape(words)}</text>'


def path(points: Iterable[tuple[float, float]], css: str) -> str:
    """A line through points; it breaks where a value is missing (NaN), and a lone point becomes a dot.

    Steps are written from point to point, in tenths of a pixel, which makes a page a third smaller.
    """
    commands: list[str] = []
    at: tuple[int, int] | None = None
    pen_down = False
    for x, y in points:
        if not math.isfinite(y):
            pen_down = False
            continue
        here = (round(x * 10), round(y * 10))
        step = (here[0] - at[0], here[1] - at[1]) if pen_down and at else here
        commands.append(f"{'l' if pen_down else 'M'}{step[0] / 10:g} {step[1] / 10:g}".replace(" -", "-"))
        at, pen_down = here, True
    return f'<path d="{"".join(_dotted(commands))}" class="{css}"/>' if commands else ""


def _dotted(commands: Sequence[str]) -> Iterable[str]:
    for number, command in enumerate(commands):
        lone = command[0] == "M" and (number + 1 == len(commands) or commands[number + 1][0] == "M")
        yield f"{command}h0.1" if lone else command


def group(parts: Iterable[str], css: str) -> str:
    """Marks that are treated alike."""
    return f'<g class="{css}">{"".join(parts)}</g>'


def svg(width: float, height: float, css: str, says: str, parts: Iterable[str], more: Mapping[str, str] | None = None) -> str:
    """A whole picture, with the text that is read in its place, and more attributes."""
    body = "".join(parts)
    own = "".join(f' {name}="{escape(value, quote=True)}"' for name, value in (more or {}).items())
    return (
        f'<svg class="{css}" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(says, quote=True)}"{own}>'
        f"{body}</svg>"
    )


def width_of(words: str, bold: bool = False, size: float = SIZE) -> float:
    """About how wide a text is, in pixels."""
    return len(words) * size * (BOLD if bold else PLAIN)


def shortened(words: str, room: float, bold: bool = False, size: float = SIZE) -> str:
    """The text, cut to the room with an ellipsis where it is too long."""
    if width_of(words, bold, size) <= room:
        return words
    letters = max(int(room / (size * (BOLD if bold else PLAIN))) - 1, 1)
    return words[:letters].rstrip() + "…"
