# Two commands matter: `make run` and `make test`. `make` alone lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test lint tour bench chaos chaos-mutants env-example lock

help: ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.run-installed ## install what Waypost runs on into .venv

setup-dev: $(VENV)/.dev-installed

# Debian ships Python without ensurepip unless python3-venv is there: then the outer pip fills the .venv.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Waypost needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Set PYTHON=/path/to/python3.11." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV); }

define install
	@if $(BIN)/python -c 'import pip' 2>/dev/null; then pip="$(BIN)/python -m pip"; \
	elif $(PYTHON) -c 'import pip' 2>/dev/null; then pip="$(PYTHON) -m pip --python $(BIN)/python"; \
	else echo "Waypost needs pip: install python3-pip, then run make again." >&2; exit 1; fi; \
	echo "Installing $(1) into $(VENV) ..."; \
	$$pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r $(1)
	@touch $@
endef

$(VENV)/.run-installed: requirements/run.txt | $(VENV)/bin/python
	$(call install,requirements/run.txt)

$(VENV)/.dev-installed: requirements/dev.txt | $(VENV)/bin/python
	$(call install,requirements/dev.txt)
	@touch $(VENV)/.run-installed

run: setup ## start everything against the sandbox (PORT, SANDBOX_PORT)
	@exec $(BIN)/python -m config.run

test: setup-dev ## every test, no network beyond loopback
	@$(BIN)/python -m pytest

lint: setup-dev ## ruff, mypy, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

tour: setup ## play the whole story against a stack of its own, within a minute
	@$(BIN)/python -m sandbox.tour

bench: setup-dev ## what things cost beside a floor of the same run, a JSON line each (BENCH_ROUNDS)
	@for part in recognise understand consent "ledger --events 50000 --seconds 1" polling due apply inbound pages drain fanout \
	  "console --scale 0.2 --times 5" "records_search 20000 --times 10" "records_import 5000" "records_packet 100" \
	  "one_job_per_text --texts 2500 --seconds 6"; do $(BIN)/python -m bench.$$part || exit 1; done

chaos: setup-dev ## kill, starve and confuse real processes, then audit every text (SCHEDULES, SEED, PAIRING, MUTANT, SCALE)
	@$(BIN)/python -m tests.chaos --schedules $(or $(SCHEDULES),200) --seed $(or $(SEED),7) \
	  $(if $(PAIRING),--pairing $(PAIRING)) $(if $(MUTANT),--mutant $(MUTANT)) $(if $(SCALE),--scale $(SCALE))

chaos-mutants: setup-dev ## each of twelve faults put into the product must make a short chaos run fail (SEED)
	@$(BIN)/python -m tests.chaos.teeth $(or $(SEED),7)

env-example: setup ## write .env.example anew from the settings class
	@$(BIN)/python -m config.settings

lock: ## renew the pinned requirements (needs uv)
	@for part in run dev; do \
	  uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-header requirements/$$part.in -o requirements/$$part.txt; done
