#!/usr/bin/env bash
# Pins every dependency of every extra, with hashes and without naming an index. `scripts/lock.sh --upgrade` takes newer ones.
set -euo pipefail
cd "$(dirname "$0")/.."
pins=constraints/locked.txt
older=constraints/pandas-2.txt

compile() {
  .venv/bin/uv pip compile pyproject.toml --all-extras --group setup --universal --python-version 3.11 --fork-strategy fewest \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet "$@"
}
block() { sed -n "/^$1==/,/[^\\\\]\$/p" "$2"; }

compile "$@" -o "$pins"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{ grep -oE '^[a-z0-9-]+==[^ ]+' "$pins" | grep -v '^pandas=='; echo 'pandas>=2.3,<2.4'; } >"$work/as-pinned.txt"
compile -c "$work/as-pinned.txt" -o "$work/all.txt"
{ block pandas "$work/all.txt"; block pytz "$work/all.txt"; } >"$older"
