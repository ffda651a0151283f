# One command to look (`make run`), one to test (`make test`); `make help` lists the rest.
# Everything made here lies in .venv/ and var/; removing both takes the clone back to its first day.

.DEFAULT_GOAL := help
.SHELLFLAGS := -euc
.PHONY: help setup run stop test test-all bench chaos screenshots lint lock messages translations

PYTHON := .venv/bin/python
DONE := .venv/done
# Another database or another var/ than the clone's own is remembered apart.
LOADED := $(if $(DATABASE_URL)$(VAR_DIR),$(DONE)/loaded-$(shell printf '%s %s' "$${DATABASE_URL:-}" "$${VAR_DIR:-}" | cksum | cut -d' ' -f1),var/loaded)
MIGRATIONS := $(wildcard */migrations/*.py)
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)
REFERENCE := $(wildcard */data/*)

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(LOADED) ## Install, migrate, load catalogue, calendar and demo data; does only what is missing

run: setup ## Serve the pages on http://127.0.0.1:8000 with worker and beat, until Ctrl-C (PORT=… for another)
	@exec $(PYTHON) -m config.embedded serve

stop: ## Stop the private PostgreSQL that a lone command left running
	@$(PYTHON) -m config.embedded stop

test: $(DONE)/dev $(DONE)/translations ## Run the tests
	$(PYTHON) -m pytest -n 2 -m "not slow"

test-all: $(DONE)/dev $(DONE)/translations ## Run the tests, and those that take long
	$(PYTHON) -m pytest -n 2 --dist loadgroup -m "not chaos"

bench: $(DONE)/dev $(DONE)/translations ## Measure against floors on 10k, 100k and 1M dossiers (SIZES=, ROWS=, SECONDS=: benchmarks/README.md)
	$(PYTHON) -m benchmarks

chaos: $(DONE)/dev $(DONE)/translations ## Kill every part of the house in turn, then for ten minutes under load (CHAOS_MINUTES, CHAOS_SEED); log in var/chaos
	CHAOS_MINUTES=$(or $(CHAOS_MINUTES),10) $(PYTHON) -m pytest -p no:randomly -s tests/chaos

screenshots: $(DONE)/dev $(DONE)/translations ## Photograph every page into var/screenshots, as each role, in both languages, also at a telephone's width
	SCREENSHOTS=$(or $(FOLDER),var/screenshots) $(PYTHON) -m pytest tests/browser/test_every_page.py

lint: $(DONE)/dev $(DONE)/translations ## Check style, imports, migrations, the lifecycle's page and types
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(PYTHON) -m config.embedded run $(MAKE) --no-print-directory lint-with-django
	$(PYTHON) -m mypy
	@echo "Longer than 400 lines (a reminder, not an error):"
	@git ls-files '*.py' | xargs -d '\n' wc -l | awk '$$1 > 400 && $$2 != "total"'

.PHONY: lint-with-django
lint-with-django:
	$(PYTHON) manage.py check
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) manage.py lifecycle --check
	$(PYTHON) manage.py spectacular --lang en --validate --fail-on-warn | diff docs/openapi.yaml -

lock: $(DONE)/dev ## Renew the pinned and hashed requirement files from requirements/*.in
	for set in installer base dev; do \
	  $(PYTHON) -m uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    requirements/$$set.in --output-file requirements/$$set.txt; \
	done

messages: $(DONE)/base ## Gather the interface's sentences into the gettext catalogues, new ones empty
	$(PYTHON) -m config.messages

translations: $(DONE)/translations ## Compile the gettext catalogues

# --- What each step leaves behind, so that it is done once ---------------------------------------------

# uv is several times quicker; where it cannot reach its packages, pip with its own settings may.
INSTALL = $(PYTHON) -m uv pip install --python $(PYTHON) --quiet --system-certs --require-hashes -r $(1) 2>$(DONE)/uv.log \
	|| { echo "uv could not ($(DONE)/uv.log); pip takes over …"; $(PYTHON) -m pip install --quiet --require-hashes -r $(1); }

$(DONE)/python:
	@sh config/embedded/make_venv.sh .venv
	@mkdir -p $(DONE)
	@touch $@

$(DONE)/installer: requirements/installer.txt $(DONE)/python
	@# Without it pip installs, more slowly.
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $< || true
	@touch $@

$(DONE)/base: requirements/base.txt $(DONE)/installer
	@echo "Installing the packages …"
	@$(call INSTALL,$<)
	@touch $@

$(DONE)/dev: requirements/dev.txt $(DONE)/base
	@echo "Installing the packages for tests and checks …"
	@$(call INSTALL,$<)
	@touch $@

$(DONE)/fonts: $(DONE)/python
	@sh config/embedded/install_fonts.sh
	@touch $@

$(DONE)/translations: $(CATALOGUES) $(DONE)/base
	@$(if $(CATALOGUES),$(PYTHON) -m babel.messages.frontend --quiet compile --domain django --directory locale)
	@touch $@

$(LOADED): $(MIGRATIONS) $(REFERENCE) $(DONE)/base $(DONE)/translations $(DONE)/fonts
	@$(PYTHON) -m config.embedded run $(MAKE) --no-print-directory load
	@touch $@

.PHONY: load
load: export LOG_LEVEL ?= WARNING
load:
	@echo "Preparing the database …"
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py load_reference
	@$(PYTHON) manage.py load_demo --if-empty --dossiers 150
