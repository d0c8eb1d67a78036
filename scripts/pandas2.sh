#!/usr/bin/env bash
# Runs the tests on pandas 2.3: the pinned versions, with those of constraints/pandas-2.txt in the place of the same names.
set -euo pipefail
cd "$(dirname "$0")/.."
env=.venv-pandas2
pins=constraints/locked.txt
older=constraints/pandas-2.txt

if [ ! -f "$env/.ready" ] || [ "$pins" -nt "$env/.ready" ] || [ "$older" -nt "$env/.ready" ] || [ pyproject.toml -nt "$env/.ready" ]; then
  rm -rf "$env"
  .venv/bin/python -m venv --without-pip "$env"
  { sed '/^pandas==/,/[^\\]$/d' "$pins"; cat "$older"; } >"$env/pins.txt"
  VIRTUAL_ENV="$env" .venv/bin/uv pip install --quiet --require-hashes -c "$env/pins.txt" -b "$env/pins.txt" -r pyproject.toml --all-extras --group setup
  VIRTUAL_ENV="$env" .venv/bin/uv pip install --quiet --no-deps --no-build-isolation -e .
  touch "$env/.ready"
fi
"$env/bin/python" -c 'import pandas; assert pandas.__version__.startswith("2.3"), pandas.__version__; print("pandas", pandas.__version__)'
"$env/bin/python" -m pytest -n "${WORKERS:-2}" -ra "$@"
