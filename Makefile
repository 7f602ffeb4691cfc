# Two commands are enough: `make up` runs the course on this machine, `make test` proves it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?=
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help up build test test-quick lint format bench clean

help:           ## What can be done here
	@grep -E '^[a-z-]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# A virtual environment belongs to its folder and its Python: made anew when either changed.
HERE := $(CURDIR)
$(shell [ "$$(cat $(VENV)/python 2>/dev/null)" = "$(HERE)" ] && $(BIN)/python -c '' 2>/dev/null \
	|| rm -f $(VENV)/python)

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) -V 2>&1 || echo not there)."; \
		echo "Name another one: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { \
		echo "Python could not make a virtual environment. On Debian: apt install python3-venv"; exit 1; }
	@echo "$(HERE)" > $@

OFFLINE = { echo "pip could not install the course. The first start needs the package index:"; \
	echo "check the network, or PIP_INDEX_URL and your proxy, and type the same again."; exit 1; }

# A stamp for each set of packages: installed once, and again when pyproject.toml changes.
$(VENV)/hub: $(VENV)/python pyproject.toml
	@echo "installing the course and its hub into $(VENV) (a minute or two)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[hub]' || $(OFFLINE)
	@touch $@

$(VENV)/dev: $(VENV)/python pyproject.toml
	@echo "installing the course and its tools for development into $(VENV)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[hub,dev]' || $(OFFLINE)
	@touch $@ $(VENV)/hub

up: $(VENV)/hub      ## Run the course hub here: no Docker, no Node, no root (PORT=8000)
	@$(BIN)/conveyor up $(if $(PORT),--port $(PORT))

build: $(VENV)/hub   ## Make source/ and tinytorch/ from modules/
	@$(BIN)/conveyor build

test: $(VENV)/dev    ## All tests; those in the browser where Chromium is found
	@$(BIN)/conveyor build --check
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup

test-quick: $(VENV)/dev  ## Only the tests without kernels and browser
	@$(BIN)/pytest -n $(WORKERS) -m 'not slow and not browser'

lint: $(VENV)/dev    ## Style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/dev  ## Put the code in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/dev   ## How long the way of a module takes, against stock nbgrader
	@$(BIN)/python -m benchmarks.pipeline

clean:               ## Remove the environment and caches; student data stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build *.egg-info
