# Florence needs Python 3.11 or newer and make. Everything else is installed into .venv from the locks, by hash.

PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
RUN := .venv/bin/python -m
PIP := $(RUN) pip install --quiet --disable-pip-version-check --no-input --require-hashes
CODE := florence tests $(wildcard bench)
export FLORENCE_HOME ?= .demo

.PHONY: help demo test lint types conformance bench drill vendor browser
.DEFAULT_GOAL := help

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 22

demo: .venv/installed ## start a hospital full of people at http://localhost:8000
	@exec .venv/bin/florence serve --demo

test: .venv/installed-dev browser lint types ## check everything: lint, types, architecture, unit, flow and browser tests
	@$(RUN) pytest -n 2 --cov

lint: .venv/installed-dev ## check style, layers and templates
	$(RUN) ruff check $(CODE)
	$(RUN) ruff format --check $(CODE)
	@.venv/bin/python -c 'from importlinter.cli import lint_imports_command as check_layers; check_layers()'
	$(RUN) djlint florence --lint --quiet

types: .venv/installed-dev ## check the types
	FLORENCE_HOME=build/types $(RUN) mypy florence

conformance: .venv/installed-dev browser ## check against larger public data and other servers
	$(RUN) pytest tests/conformance

bench: .venv/installed-dev ## measure, beside a bare page in the same run
	$(RUN) bench

drill: .venv/installed-dev ## kill web, worker and database at 100 random moments while people write
	$(RUN) tests.faults.page_drill 100

vendor: .venv/installed-dev ## copy the pinned front-end files
	npm install --ignore-scripts --no-package-lock --no-audit --no-fund
	$(RUN) florence.ui.vendoring

# ---- what the commands above stand on

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Florence needs Python 3.11 or newer; found $$(python3 --version 2>&1). \
	Install it and run make again, or name one: make PYTHON=/path/to/python3.12"; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	apt-get install -y -qq python3-venv >/dev/null && $(PYTHON) -m venv .venv; } || { rm -rf .venv; \
	echo "Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

# Florence itself is not built: a path file lets Python find it, and a script of three lines is its command.
.venv/installed: requirements.lock .venv/bin/python
	@echo "Installing what Florence needs (about a minute the first time) …"
	@$(PIP) -r requirements.lock
	@for folder in .venv/lib/python3*/site-packages; do echo ../../../.. > $$folder/florence.pth; done
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m florence.config.command "$$@"\n' > .venv/bin/florence
	@chmod +x .venv/bin/florence
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.lock
	@touch $@

browser:
	@for each in chromium chromium-browser google-chrome google-chrome-stable; do \
	command -v $$each >/dev/null && exit 0; done; \
	if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then echo "Installing Chromium …"; \
	apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0; fi; \
	echo "The browser tests need Chromium or Chrome. Install it: sudo apt install chromium"; exit 1
