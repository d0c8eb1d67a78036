"""The records behind the KPIs: SQL over files through DuckDB, and over databases where they are."""
