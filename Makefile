# make demo   a real corpus from live source packages, in ./demo
# make test   linters, type checker, layers, tests
# make bench  the benchmarks, with their peers in an environment of their own

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock

.PHONY: demo test lint warm bench lock clean

demo: $(VENV)/demo-installed
	$(BIN)/python -m warploom.pipelines.demo demo

# The linters have one thread: what all tests wait for is compiled beside them, once, and not by each worker.
test: $(VENV)/test-installed
	$(MAKE) --jobs=2 lint warm
	$(BIN)/python -m pytest --numprocesses=2 --dist=loadgroup

lint: $(VENV)/test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

warm: $(VENV)/test-installed
	$(BIN)/python -m tests.warm_caches

bench: $(VENV)/test-installed
	$(BIN)/python benchmarks/run.py

# Resolve the newest versions that pyproject.toml admits, and pin them.
lock:
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet '.[beam,release,ir,slurm,tokens,dev]'
	build/lock/bin/pip freeze --all --exclude pip --exclude warploom > requirements.lock

clean:
	rm -rf build demo demo.work $(VENV)

$(VENV)/bin/python:
	@test -L src/warploom/schemas || { echo "this checkout has no symbolic links: clone it with git -c core.symlinks=true"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo-installed: $(VENV)/bin/python pyproject.toml requirements.lock
	$(PIP) --editable '.[ir,release]'
	@touch $@

$(VENV)/test-installed: $(VENV)/demo-installed
	$(PIP) --editable '.[beam,release,ir,slurm,tokens,dev]'
	@touch $@
