"""One number that says whether two tables of observations hold the same data."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from monitor.model.observations import COLUMNS

if TYPE_CHECKING:
    import pandas

_TOLD = [column for column in COLUMNS if column != "source"]


def fingerprint(observations: pandas.DataFrame) -> str:
    """`sha256:…` of the observations in sorted order, without `source`: lines may move without the data changing.

    The same on every version of pandas, and whatever the order of the rows.
    """
    ordered = observations[_TOLD].sort_values(_TOLD)
    digest = hashlib.sha256()
    for column in _TOLD:
        digest.update(f"{column}:{len(ordered)}\n".encode())
        if COLUMNS[column] == "str":
            digest.update("\x00".join(ordered[column].tolist()).encode("utf-8", "surrogatepass"))
        elif COLUMNS[column] == "int64":
            digest.update(ordered[column].to_numpy(dtype="<i8").tobytes())
        else:
            values = ordered[column].to_numpy(dtype="<f8") + 0.0
            digest.update(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes())
    return f"sha256:{digest.hexdigest()}"
