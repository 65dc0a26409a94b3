# make demo [PLAN=file]   install into .venv and run the whole chain once
# make test               install what the tests need and run them all, doctests included
# make test-engines       the same questions on DuckDB and on Apache Spark (installs 0.8 GB; needs Java 17)
# make soak               many filers at once and filers killed 200 times, at full size (half an hour)
# make fuzz               ten million spoiled frames through framer, codec and gateway (about half an hour)
# make perf               time filing, the accounts, the review of reports and the plan reader, beside floors
# make check              format, lint, types, layers, then the tests
# make docs               write the pages of docs/ that are made from the commands and the packs
.DEFAULT_GOAL := demo
.PHONY: setup demo test test-engines soak fuzz perf check docs format clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Two workers suit the smallest machine the project is meant for.
WORKERS ?= 2
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PROJECT := $(INSTALL) --no-deps --no-build-isolation --editable .

setup: $(VENV)/.demo-ready

demo: setup
	$(BIN)/shuangkong demo $(if $(PLAN),--plan "$(PLAN)")

test: $(VENV)/.test-ready
	$(BIN)/pytest -n $(WORKERS)

test-engines: $(VENV)/.engines-ready
	$(BIN)/pytest tests/engine/on_spark.py

soak: $(VENV)/.test-ready
	SHUANGKONG_KILLS=200 SHUANGKONG_FILERS_SQLITE=10 SHUANGKONG_FILERS_POSTGRES=50 \
	  $(BIN)/pytest -n 0 tests/records/test_many_filers.py tests/workspace/test_killed_commands.py

fuzz: $(VENV)/.test-ready
	SHUANGKONG_FUZZ=10000000 $(BIN)/pytest -n $(WORKERS) tests/monitoring/test_hj212_fuzz.py

perf: $(VENV)/.test-ready
	$(BIN)/python perf/accounts.py
	$(BIN)/python perf/energy_reports.py
	$(BIN)/python perf/hj212.py
	$(BIN)/python perf/read_speed.py
	$(BIN)/python perf/records.py

check: $(VENV)/.test-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n $(WORKERS)

docs: setup
	$(BIN)/python docs/generate_commands.py
	$(BIN)/python docs/generate_registers.py

format: $(VENV)/.test-ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo '需要 Python 3.11 或更高版本 · Python 3.11 or newer is needed: make PYTHON=python3.11 $(MAKECMDGOALS)'; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo-ready: requirements.lock pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements.lock
	$(PROJECT)
	@touch $@

# The development lock holds everything the other one holds, at the same versions.
$(VENV)/.test-ready: requirements-dev.lock pyproject.toml | $(BIN)/python
	.ci/postgres
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(PROJECT)
	@touch $@ $(VENV)/.demo-ready

# The extra's lock holds the development one at the same versions.
$(VENV)/.engines-ready: requirements-spark.lock $(VENV)/.test-ready
	.ci/java
	$(INSTALL) --require-hashes -r requirements-spark.lock
	@touch $@
