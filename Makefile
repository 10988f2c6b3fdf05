# `make demo` and `make test` need Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet

.PHONY: help demo test test-full lint format dev coverage bench browser fuzz viewers corpus load contract clean

help:
	@echo "make demo       verify sample documents of every kind (written to ./demo)"
	@echo "make test       lint, types, import contracts, tests"
	@echo "make test-full  the same with the slow tests over whole corpora"
	@echo "make lint       ruff, mypy, import-linter"
	@echo "make format     let ruff format the code"
	@echo "make coverage   branch coverage of the tests"
	@echo "make corpus     every file of the corpora twice, each in a process of its own"
	@echo "make fuzz       100,000 mutated inputs, guided by coverage (RUNS=…)"
	@echo "make viewers    20,000 hostile updates as viewers show them (COUNT=… SEED=…)"
	@echo "make browser    reports of every document, looked at in headless Chromium"
	@echo "make load       the service under 1,000 mixed requests, 16 at a time"
	@echo "make contract   service and sandbox against their OpenAPI documents, by schemathesis"
	@echo "make bench      beside pyHanko, pdfsig, mutool and a floor; fails where a limit is missed"
	@echo "make dev        only set up .venv for development"
	@echo "make clean      remove .venv, caches and ./demo"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

# What is installed depends on pyproject.toml alone: the code itself is used in place. It is compiled
# here once, as an installed package is: where PYTHONDONTWRITEBYTECODE is set, nobody else does it.
COMPILE := $(BIN)/python -m compileall -q esign_verify

$(VENV)/run.stamp: pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	@$(COMPILE)
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev]'
	@$(COMPILE)
	@touch $@

$(VENV)/bench.stamp: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[bench]'
	@$(COMPILE)
	@touch $@

$(VENV)/fuzz.stamp: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev,fuzz]'
	@touch $@

$(VENV)/contract.stamp: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev,contract]'
	@touch $@

demo: $(VENV)/run.stamp
	$(BIN)/esign-verify demo

dev: $(VENV)/dev.stamp

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: lint
	$(BIN)/python -m pytest -n auto -m "not slow"

test-full: lint
	$(BIN)/python -m pytest -n auto

coverage: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n auto -m "not slow" --cov --cov-report=term

corpus: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n auto tests/corpus

fuzz: $(VENV)/fuzz.stamp
	$(BIN)/python tests/fuzz/run.py --runs $(or $(RUNS),100000)

viewers: $(VENV)/dev.stamp
	$(BIN)/python tests/viewers/hunt.py --count $(or $(COUNT),20000) --seed $(or $(SEED),0)

browser: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n auto tests/browser

load: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.load

contract: $(VENV)/contract.stamp
	$(BIN)/python -m pytest tests/service/test_contract.py tests/emulator/test_contract.py

bench: $(VENV)/bench.stamp
	$(BIN)/python -m benchmarks.bench $(BENCH)

clean:
	rm -rf $(VENV) demo build dist .coverage .schemathesis \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
