# Two commands are all a reader needs: `make book` and `make test`. The others are listed in CONTRIBUTING.md.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help book test soak serve lock format figure messages hooks clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

help:
	@echo "make book    install what is needed into .venv, execute the notebooks, build the book, print its address"
	@echo "make test    lint, types and every test"
	@echo "CONTRIBUTING.md lists the other commands."

# Installing needs the network once; afterwards the stamp keeps every command off it.
$(STAMP): requirements.lock pyproject.toml
	@python=""; for p in python3 python3.11 python3.12 python3.13 python; do \
	  if "$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python="$$p"; break; fi; done; \
	if [ -z "$$python" ]; then echo "make: no Python 3.11 or newer with the venv module was found (Debian: apt install python3-venv)" >&2; exit 2; fi; \
	if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then rm -rf $(VENV); "$$python" -m venv $(VENV) || exit 2; fi; \
	echo "Installing the locked packages into $(VENV) (once; a few minutes) ..."; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable . && \
	touch $(STAMP)

book: $(STAMP)
	@$(BIN)/python -m bilateral build

test: $(STAMP)
	@$(BIN)/python -m tests

soak: $(STAMP)
	@$(BIN)/python -m tests --soak

serve: $(STAMP)
	@$(BIN)/python -m bilateral serve

format: $(STAMP)
	@$(BIN)/ruff format src tests && $(BIN)/ruff check --fix src tests

hooks: $(STAMP)
	@$(BIN)/pre-commit install

# The figure that README shows, drawn by the project from its own data.
figure: $(STAMP)
	@$(BIN)/python docs/make_figure.py

# Needs uv on the PATH; writes no index address.
lock:
	uv pip compile pyproject.toml --extra dev --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --upgrade --output-file requirements.lock
	$(BIN)/python -m tests.environment

clean:
	rm -rf _build book/generated
