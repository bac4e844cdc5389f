# Dateline: `make help` lists the commands.
PYTHON ?= python3
PORT ?=
BIN := .venv/bin
RUN := $(BIN)/python
FOLDERS := core models prompts ingest vectorstore qa evaluation web training benchmarks tests app.py
PIP := $(RUN) -m pip --disable-pip-version-check --quiet install --constraint constraints.txt

.PHONY: help setup chat test check format screenshots

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 13

setup: .venv/.models-ready .venv/.importable  ## create the virtual environment, with pinned packages, and prepare the models

chat: setup  ## fill an empty library with the sample articles and serve the page on http://127.0.0.1:7860 (PORT=8000: on another port)
	@$(RUN) app.py --samples $(if $(PORT),--port $(PORT))

test: setup .venv/.dev-installed  ## run the tests
	@$(RUN) -m pytest -q

check: setup .venv/.dev-installed  ## what CI runs: format, lint, types, imports, the evaluation gate, tests
	$(BIN)/ruff format --check $(FOLDERS)
	$(BIN)/ruff check $(FOLDERS)
	$(BIN)/mypy $(FOLDERS)
	$(BIN)/lint-imports
	$(RUN) -m evaluation gate
	$(MAKE) test

format: .venv/.dev-installed  ## format the code and fix what ruff can fix automatically
	$(BIN)/ruff format $(FOLDERS)
	$(BIN)/ruff check --fix $(FOLDERS)

screenshots: setup .venv/.dev-installed  ## make docs/images/*.png, every state of the page (needs Chromium)
	$(RUN) -m tests.browser.screenshots

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dateline needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another one: make setup PYTHON=python3.12")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; echo "On Debian and Ubuntu: apt install python3-venv, then the same again" >&2; exit 1; }

# Its Python finds the project from any folder. Counted from where packages lie, so that the whole may be moved.
.venv/.importable: .venv/bin/python
	@$(RUN) -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "dateline.pth").write_text("../../../..\n")'
	@touch $@

.venv/.installed: .venv/bin/python requirements.txt requirements-nodeps.txt constraints.txt
	@echo "Downloading and installing what Dateline needs: 3 to 4 GB, several minutes, once"
	$(PIP) --requirement requirements.txt
	$(PIP) --no-deps --requirement requirements-nodeps.txt
	@touch $@

.venv/.dev-installed: .venv/.installed requirements-dev.txt
	$(PIP) --requirement requirements-dev.txt
	@touch $@

.venv/.models-ready: .venv/.installed
	$(RUN) -m models.prepare
	@touch $@
