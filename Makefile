# The house's verbs. `make setup` once, then any of them; each sets up first where that is needed.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.cityloop-stamp
PYTEST ?= -n 2
UV ?= uv
LOCK := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml

.PHONY: help setup demo test lint types walls docs bench show peers lock bundle
.DEFAULT_GOAL := help

help:          ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

setup: $(STAMP) ## the environment in .venv, exactly as locked

$(STAMP): requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	touch $@

demo: setup    ## a synthetic city that plays a day in five minutes: then open the address it prints
	$(BIN)/cityloop demo

test: lint types walls ## everything that must hold
	$(BIN)/python -m pytest $(PYTEST)

lint: setup    ## style and what may not be called where
	$(BIN)/ruff check .

types: setup   ## mypy, strict
	$(BIN)/mypy

walls: setup   ## who may import whom
	$(BIN)/lint-imports --no-logo

docs: setup    ## write docs/reference from the code
	$(BIN)/python -m docs

bench: setup   ## every claim, one after the other
	$(BIN)/python -m benchmarks --all

show: setup    ## make show CLAIM=name [QUICK=1] [N=...]: one claim with its figures; without CLAIM, the list of them
	@$(BIN)/python -m benchmarks $(CLAIM)

peers: setup   ## other systems to compare with, in environments of their own
	@echo "no claim compares with a peer yet"

bundle: setup  ## make bundle [FOR="3.11 3.13"] [POSTGRES=1] [MACHINE=aarch64]: the offline installer, in dist/
	$(BIN)/python -m bundle $(if $(FOR),--for "$(FOR)") $(if $(POSTGRES),--postgres) $(if $(MACHINE),--machine $(MACHINE))

lock:          ## resolve the locks anew (needs uv); names no index
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra postgres --group dev --constraints requirements.lock --output-file requirements-dev.lock
