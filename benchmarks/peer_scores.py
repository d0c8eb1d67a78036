"""Runs in the peers' own environment: series as JSON on standard input, scores as JSON on standard output. 1: nominal threshold.

ADTK: its level shift detector (window 13; score: the widest factor of the interquartile range, over the default of 6) and its
persistence detector (over the default of 3). abspc: its XmR chart with the NHS rules; it signals or does not, so that no
threshold can be fitted.
"""

import json
import sys

import abspc
import numpy as np
import pandas as pd
from adtk.transformer import DoubleRollingAggregate


def level_shift(values):
    """LevelShiftAD's statistic: the difference of the medians of two windows, beyond the quartiles, in interquartile ranges."""
    return _beyond(_frame(values), 13, "median", 6.0)


def persistence(values):
    """PersistAD's statistic: the difference of a value from the one before."""
    return _beyond(_frame(values), 1, "median", 3.0)


def _frame(values):
    return pd.Series(values, index=pd.date_range("2020-01-06", periods=len(values), freq="D"))


def _beyond(series, window, agg, default):
    moved = DoubleRollingAggregate(agg=agg, window=window, diff="l1").transform(series).dropna()
    if len(moved) < 8:
        return 0.0
    low, high = moved.quantile(0.25), moved.quantile(0.75)
    return float((moved.max() - high) / (high - low) / default) if high > low else 0.0


def chart(values):
    table = pd.DataFrame({"value": values})
    told = abspc.detect_special_causes(abspc.calculate_control_limits(table, "XmR"))
    return float(bool(told["special_cause"].any()))


MONITORS = {"ADTK level shift": level_shift, "ADTK persistence": persistence, "abspc, XmR (no threshold)": chart}


def scores(history):
    found = {}
    for name, monitor in MONITORS.items():
        found[name] = [round(float(np.nan_to_num(_safe(monitor, values))), 3) for values, _ in history]
    return found


def _safe(monitor, values):
    return monitor(values) if len(values) >= 30 else 0.0


if __name__ == "__main__":
    json.dump([scores(history) for history in json.load(sys.stdin)], sys.stdout)
