"""A small line as PNG for mails: mail clients drop SVG. No text, no background: its words stand beside it in the mail.

Colours are the measure's and its counter-metric's, of a lightness that reaches a contrast of 3.9 on white and on the dark
paper, so that one picture serves both; numpy and zlib are all it needs, and the same series gives the same bytes.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Pixels = NDArray[np.float64]

WIDTH, HEIGHT = 392, 64
"""In pixels of the mail; the picture has twice as many, for sharp screens."""
SCALE = 2
MARGIN = 4.0
TONES = {"m": (43, 131, 198), "p": (200, 101, 27)}
UPRIGHT = (123, 131, 139)
RECORDED, MEAN, MARK = (1.3, 0.75), (3.0, 1.0), (1.3, 1.0)
"""Width of a stroke in pixels of the mail, and its opacity."""


@dataclass(frozen=True)
class Line:
    """What is drawn, as shares of the width and height (0-1, from the bottom left); NaN breaks the line.

    `means` are the two stretches; `mark` is where the change starts.
    """

    points: tuple[Point, ...]
    means: tuple[tuple[Point, Point], ...] = ()
    mark: float | None = None


def line_png(line: Line, tone: str) -> bytes:
    """The picture, WIDTH x HEIGHT at twice the resolution, on nothing."""
    canvas = np.zeros((HEIGHT * SCALE, WIDTH * SCALE, 4))
    if line.mark is not None:
        _stroke(canvas, [(line.mark, -1.0), (line.mark, 2.0)], UPRIGHT, *MARK)
    _stroke(canvas, line.points, TONES[tone], *RECORDED)
    for mean in line.means:
        _stroke(canvas, mean, TONES[tone], *MEAN)
    return _png(np.round(canvas * 255).astype(np.uint8))


def _stroke(canvas: Pixels, points: Sequence[Point], colour: tuple[int, int, int], width: float, opacity: float) -> None:
    """Draws a broken line over what is there, with soft edges."""
    cover = np.zeros(canvas.shape[:2])
    placed = [_place(point) for point in points]
    for one, other in pairwise(placed):
        if all(math.isfinite(value) for value in (*one, *other)):
            _segment(cover, one, other, width * SCALE / 2)
    alpha = cover * opacity
    under = canvas[..., 3]
    total = alpha + under * (1 - alpha)
    for channel, value in enumerate(colour):
        mixed = value / 255 * alpha + canvas[..., channel] * under * (1 - alpha)
        canvas[..., channel] = np.divide(mixed, total, out=np.zeros_like(mixed), where=total > 0)
    canvas[..., 3] = total


def _place(point: Point) -> Point:
    x = SCALE * (MARGIN + point[0] * (WIDTH - 2 * MARGIN))
    return x, SCALE * (HEIGHT - MARGIN - point[1] * (HEIGHT - 2 * MARGIN))


def _segment(cover: Pixels, one: Point, other: Point, half: float) -> None:
    """Raises `cover` (0-1) to what a straight stroke between two points covers of each pixel near it."""
    height, width = cover.shape
    left, right = _span(one[0], other[0], half, width)
    top, bottom = _span(one[1], other[1], half, height)
    if left >= right or top >= bottom:
        return
    y, x = np.mgrid[top:bottom, left:right] + 0.5
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = dx * dx + dy * dy
    along = np.clip(((x - one[0]) * dx + (y - one[1]) * dy) / length, 0, 1) if length else np.zeros_like(x)
    away = np.hypot(x - one[0] - along * dx, y - one[1] - along * dy)
    box = cover[top:bottom, left:right]
    np.maximum(box, np.clip(half + 0.5 - away, 0, 1), out=box)


def _span(one: float, other: float, half: float, size: int) -> tuple[int, int]:
    low, high = min(one, other) - half - 1, max(one, other) + half + 2
    return max(0, math.floor(low)), min(size, math.ceil(high))


def _png(pixels: NDArray[np.uint8]) -> bytes:
    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunks(parts))


def _chunks(parts: Iterable[tuple[bytes, bytes]]) -> Iterable[bytes]:
    for kind, content in parts:
        yield struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
