# Everything a person or CI runs. Needs Python 3.11+, make and a package registry; nothing else.
# PINKAS_DATA and PINKAS_PORT, from the environment or as `make demo PINKAS_PORT=9000`, reach what is run.
PYTHON ?= python3
# The suite runs in so many processes, each with a PostgreSQL of its own.
TEST_PROCESSES ?= 2
# The order the tests are shuffled into; any other number is another: make test TEST_ORDER=7.
TEST_ORDER ?= 20261121

BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup demo test lint bench prove fuzz lock schema clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Pinkas needs Python 3.11 or later; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: setup  ## a server with a lived-in business, on http://127.0.0.1:8080 or PINKAS_PORT
	exec $(BIN)/pinkas serve --demo

test: setup  ## the whole suite, on a real PostgreSQL in PINKAS_DATA or a temporary folder
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --randomly-seed=$(TEST_ORDER)

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup  ## one JSON line per measure, then a table; QUICK=1 for a short run
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick)

prove: setup  ## the property machine, for as long as patience lasts
	PINKAS_PROVE=1 $(BIN)/python -m pytest tests/properties

fuzz: setup  ## everything the reference describes, asked at random two hundred times each
	PINKAS_FUZZ=200 $(BIN)/python -m pytest tests/fuzz

lock:  ## after editing the dependencies (needs uv)
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate \
		--python-version 3.11 --output-file requirements.lock

schema: setup  ## after a migration: write storage/schema.sql anew
	$(BIN)/python -m pinkas.storage.dump

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
