# Needs python3 (3.11 or newer), make and a POSIX shell. Everything else is installed into .venv by `setup`.

PYTHON = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test check bench screenshots mutate

help:  ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1#\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='#' read -r target text; do printf '%-18s %s\n' "$$target" "$$text"; done

setup:  ## Install what is needed to run it, into .venv (minutes the first time, then seconds)
	@scripts/setup base

setup-dev:  ## Install what is needed to work on it: tests, linters, Chromium for the browser tests
	@scripts/setup dev

demo:  ## Build the demonstration city, tell one worker's story, leave the site running on 127.0.0.1:8000
	@scripts/demo

test: setup-dev  ## Run the whole suite on SQLite, then on PostgreSQL, and show the branch coverage
	@scripts/test

check: setup-dev  ## Check format, lint, types, room borders, security, rulebook, migrations
	@scripts/check

bench: setup-dev  ## Measure every subject, write benchmarks/results/ and the tables of docs/benchmarks.md
	@$(PYTHON) -m benchmarks

screenshots: setup-dev  ## Make docs/images/ anew from a running demonstration
	@$(PYTHON) scripts/screenshots.py

mutate: setup-dev  ## Break the pure rooms and the ledger on purpose and count what the tests notice (30 minutes)
	@scripts/mutate
