#!/usr/bin/env bash
# Builds the source archive and from it the wheel, installs it in a clean environment, and uses it from another folder.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/.venv/bin/python" -m build --no-isolation --outdir "$work/dist" . >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
"$here/.venv/bin/python" -m venv --without-pip "$work/venv"
VIRTUAL_ENV="$work/venv" "$here/.venv/bin/uv" pip install --quiet -c constraints/locked.txt -b constraints/locked.txt "$(ls "$work"/dist/*.whl)[demo]"

mkdir "$work/elsewhere"
cd "$work/elsewhere"
unset PYTHONPATH
command="$work/venv/bin/kpi-monitor"
say() { echo "kpi-monitor $*"; "$command" "$@" >"$work/out" 2>&1 || { cat "$work/out"; exit 1; }; }
say --version
say library find Svartid
grep -q first-response-time "$work/out" || { echo "the KPI library did not find 'Svartid':"; cat "$work/out"; exit 1; }
say rules list
say demo sample
[ -s sample/nordlys/report/leadership.html ] || { echo "the demo wrote no report"; exit 1; }
say findings list sample/nordlys --json
echo "the wheel works in a clean environment, from another folder"
