"""A chart as it stands on a page."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.reporting.charts.draw import Pictures
from monitor.reporting.views.table import Table


@dataclass(frozen=True)
class Figure:
    """A chart as it stands on a page: the pictures, the caption, and the numbers behind it."""

    pictures: Pictures
    caption: str
    table: Table
    variation: str = ""
    """What the control limits say, where they are drawn."""
    points: str = ""
    """The values as recorded, for the page's script: first and last day; then first day, rhythm and values of each panel."""
    names: str = ""
    """What the panels are called, one a line."""
