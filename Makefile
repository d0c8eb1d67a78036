# KPI Health Monitor. `make demo` and `make test` need nothing but Python 3.11 or newer: they set themselves up in .venv.

PYTHONS ?= python3 python3.13 python3.12 python3.11 python
LOCKED := constraints/locked.txt
BIN := .venv/bin
UV := VIRTUAL_ENV=.venv $(BIN)/uv pip
WORKERS ?= 2
export UV_NO_CONFIG := 1
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint format types contracts messages schemas cli-reference benchmark-speed wheel-test pandas2 lock clean

help:  ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

demo: .venv/.demo  ## make a sample project, run it and say where the report is
	$(BIN)/kpi-monitor demo demo

test: lint  ## everything that must pass: style, types, import contracts, docs, tests
	$(BIN)/python -m pytest -n $(WORKERS) -ra

lint: .venv/.test  ## style, types and import contracts only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.test  ## put the style right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: .venv/.test  ## collect the texts to translate into reports/locales
	$(BIN)/python scripts/messages.py

cli-reference: .venv/.test  ## write docs/reference/cli.md from the commands
	$(BIN)/python scripts/cli_reference.py

schemas: .venv/.test  ## write the JSON Schemas of the YAML files into rules/schemas
	$(BIN)/python -c 'from pathlib import Path; from monitor.catalogue.schemas import write; write(Path("rules/schemas"))'

benchmark-speed: .venv/.test  ## load, store, evaluate and report time for many KPIs
	$(BIN)/python benchmarks/speed.py

wheel-test: .venv/.test  ## build a wheel, install it in a clean environment, use it from elsewhere
	bash scripts/wheel_test.sh

pandas2: .venv/.test  ## run the tests on pandas 2.3, in an environment of its own
	bash scripts/pandas2.sh

lock: .venv/.test  ## pin every dependency anew in constraints/
	bash scripts/lock.sh

clean:  ## remove the environments and everything that is made
	rm -rf .venv .venv-pandas2 build dist demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The environment, in three steps that follow each other, so that parallel makes do not disturb it.

.venv/.uv: $(LOCKED)
	@for python in $(PYTHONS); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "KPI Health Monitor needs Python 3.11 or newer; none of these is one: $(PYTHONS)." >&2; \
	  echo "Install it, or name it: make PYTHONS=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; \
	fi; \
	"$$found" -m venv .venv || { echo "Python has no venv; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@sed -n '/^uv==/,/[^\\]$$/p' $(LOCKED) > .venv/uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt
	@touch $@

.venv/.demo: .venv/.uv pyproject.toml
	$(UV) install --quiet --require-hashes -c $(LOCKED) -b $(LOCKED) -r pyproject.toml --extra demo --group setup
	$(UV) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: .venv/.demo
	$(UV) install --quiet --require-hashes -c $(LOCKED) -b $(LOCKED) -r pyproject.toml --all-extras --group setup
	@touch $@

.PHONY: benchmark-mailbox
benchmark-mailbox: .venv/.test  ## three years of weekly runs on the demo: how many messages each role gets
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/mailbox.py

.PHONY: benchmark-alarms
benchmark-alarms: .venv/.test  ## how often honest organisations raise an alarm: the replay behind the alarm promise
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/alarm_rate.py --workers $(WORKERS)

.PHONY: benchmark benchmark-long
benchmark: .venv/.test  ## what the engine finds and accuses, beside what users have otherwise, records too (half an hour)
	$(BIN)/python -m benchmarks.detection --workers $(WORKERS) --json build/detection.json
	@echo "To write these figures into docs/methods/detection.md: $(BIN)/python -m benchmarks.page build/detection.json"

benchmark-long: .venv/.test  ## the same with 30,000 honest KPI-years, 10,000 of them replayed; an hour, can be stopped and taken up again
	$(BIN)/python -m benchmarks.detection --long --workers $(WORKERS) --json build/detection-long.json
	$(BIN)/python -m benchmarks.page build/detection-long.json

.PHONY: benchmark-bunching
benchmark-bunching: .venv/.test  ## how often the tests at a limit of one record err on honest records, and how often they find
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.bunching
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.short_scales
