# make run    the whole portal at http://127.0.0.1:8000 (needs Python 3.11 and nothing else)
# make test   linters and all tests
# `make help` lists the rest.

SHELL := /bin/sh
BIN := .venv/bin
# The first Python that is new enough; `make PYTHON=/path/to/python3.12 run` chooses another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; \
  done)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
  --require-hashes --only-binary :all:
# On two cores two test processes; more only help where there are more cores.
TEST_PROCESSES ?= 2
# Keep compiled modules: else each of the sixty processes that the tests start compiles the portal.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check format catalogues lock help shots pictures bench
.DELETE_ON_ERROR:

run: .venv/run.stamp
	@exec $(BIN)/huifang run

LINTERS = $(MAKE) --no-print-directory check

# The linters and the tests side by side; what the linters say comes last, where it is read.
test: .venv/test.stamp
	@$(LINTERS) > .venv/check.log 2>&1 & \
	  $(BIN)/pytest -n $(TEST_PROCESSES); tests=$$?; \
	  wait $$!; linters=$$?; cat .venv/check.log; \
	  test $$linters = 0 && echo "The linters found nothing." || echo "THE LINTERS FOUND SOMETHING."; \
	  exit $$((tests | linters))

check: .venv/test.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --lint

format: .venv/test.stamp
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format
	$(BIN)/djlint templates --reformat --quiet

# New sentences into the catalogues, untranslated; see docs/decisions/catalogues-without-compiling.md
catalogues: .venv/run.stamp
	$(BIN)/python -m portal.i18n.extract

# The pictures of every page, for looking at: tests/browser/shots/
shots: .venv/test.stamp
	HUIFANG_SHOTS=1 $(BIN)/pytest tests/browser -m browser

# The pages on 100,000 cases, each beside its bare twin: docs/performance.md
bench: .venv/test.stamp
	$(BIN)/python -m tests.bench --cases 100000

# The README's pictures anew, from the demo: docs/pictures/
pictures: .venv/test.stamp
	$(BIN)/python -m tests.browser.take_pictures

# Newest allowed versions, with hashes and without any address. Needs uv.
lock:
	uv pip compile --universal --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --python-version 3.11 --upgrade requirements.in -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --python-version 3.11 --upgrade --constraint requirements.lock \
	  requirements-test.in -o requirements-test.lock

help:
	@echo "make run         the whole portal at http://127.0.0.1:8000 (PORT, HUIFANG_DATA, ...)"
	@echo "make test        linters and all tests"
	@echo "make check       linters only"
	@echo "make format      let the linters mend what they can"
	@echo "make catalogues  put new sentences into the catalogues"
	@echo "make lock        pin the newest allowed versions (needs uv)"
	@echo "make bench       how fast the pages are on 100,000 cases"
	@echo "make shots       pictures of the pages (needs chromium)"
	@echo "make pictures    the README's pictures anew (needs chromium)"

# --- the environment: made once, and again when a lock changes ---

.venv/bin/huifang:
	@test -n "$(PYTHON)" || { \
	  echo "Huifang needs Python 3.11 or newer, and this machine's python3 is" >&2; \
	  echo "$$(python3 --version 2>&1). Install it (Debian: apt install python3 python3-venv)" >&2; \
	  echo "or name one: make PYTHON=/path/to/python3.11 run" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make a virtual environment: its venv module is missing." >&2; \
	  echo "On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Making the environment in .venv ..."
	@$(PYTHON) -m venv .venv
	@site=$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') && \
	  pwd > "$$site/huifang.pth"
	@printf '%s\n' '#!/bin/sh' 'exec "$$(dirname "$$0")/python" -P -m portal.cli.main "$$@"' > $@
	@chmod +x $@

.venv/run.stamp: requirements.lock .venv/bin/huifang
	@echo "Installing what the portal needs (about a minute, once) ..."
	@$(PIP) -r requirements.lock
	@touch $@

.venv/test.stamp: requirements-test.lock .venv/run.stamp
	@echo "Installing what the tests need besides ..."
	@$(PIP) -r requirements-test.lock
	@touch $@
