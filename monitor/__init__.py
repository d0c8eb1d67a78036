"""KPI Health Monitor: finds Goodhart effects, KPI overload and missing context in an organisation's KPIs."""

__version__ = "0.1.0"
