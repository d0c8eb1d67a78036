"""Records of a help desk, seeded: also with what goes wrong in real ones."""

from __future__ import annotations

import numpy as np
import pandas as pd


def cases(count: int, *, bad: bool = False, seed: int = 7) -> pd.DataFrame:
    """Cases of 2025 to the second, with times of the wall clock; some after the middle of November. `bad` adds bad rows."""
    draw = np.random.default_rng(seed)
    seconds = draw.integers(0, 330 * 86400, count)
    created = pd.Series(pd.Timestamp("2025-01-01") + pd.to_timedelta(seconds, unit="s"))
    waited = pd.to_timedelta(draw.gamma(2.0, 7000.0, count).astype(int), unit="s")
    taken = pd.to_timedelta(draw.gamma(1.5, 90000.0, count).astype(int), unit="s")
    frame = pd.DataFrame(
        {
            "id": [f"T{number:06}" for number in range(count)],
            "created": created,
            "first_response": created + waited,
            "closed": (created + taken).where(draw.random(count) < 0.9),
            "subject": draw.integers(1, count // 3 + 2, count),
            "agent": [f"agent-{number}" for number in draw.integers(1, 9, count)],
            "unit": draw.choice(["Nord", "Syd", "Øst"], count),
            "category": draw.choice(["bill", "move", "spam"], count),
            "work_minutes": np.round(draw.gamma(2.0, 6.0, count), 2),
            "reopened": draw.random(count) < 0.1,
        }
    )
    if bad:
        frame.loc[3, "id"] = None
        frame.loc[[5, 6], "closed"] = frame.loc[[5, 6], "created"] - pd.Timedelta(hours=1)
        frame.loc[8, "created"] = pd.NaT
        frame.loc[11, "work_minutes"] = -5.0
    return frame
