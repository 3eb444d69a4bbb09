# `make run` sets everything up and runs the main job on the sample brand; `make test` passes the tests.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKSPACE ?= workspace
TESTERS ?= $(shell $(PYTHON) -c 'import os; print(os.cpu_count() * 3 // 2)')

.PHONY: run test quick quick-unit lint types arrows unit fonts setup setup-dev record docs figures lock clean help

##@ Use it

run: setup ## set up, run one night on the sample brand, and write its week as a page
	@test -f $(WORKSPACE)/sishi.toml || $(BIN)/sishi init $(WORKSPACE) --sample
	@$(BIN)/sishi run --workspace $(WORKSPACE) || [ $$? -eq 1 ] # 1: broken items were set aside; they are listed
	@$(BIN)/sishi queue export --workspace $(WORKSPACE) $(WORKSPACE)/week.html
	@echo
	@echo "审阅台 / the desk:  $(BIN)/sishi desk --workspace $(WORKSPACE)"
	@echo "这一周 / the week:  file://$(abspath $(WORKSPACE))/week.html"
	@echo "队列 / the queue:   $(BIN)/sishi queue list --workspace $(WORKSPACE)"
	@echo "每晚自动 / nightly: $(BIN)/sishi up --workspace $(WORKSPACE)"

##@ Check it

# What `quick` leaves out: whole programs, pages, nights and pictures. `slow` is what shares a server or a browser.
WHOLE := cli desk examples flows night posters store/review
test: lint ## lint, types, arrows, and all tests; what keeps one processor at work runs beside the tests
	@$(MAKE) --no-print-directory --jobs 3 arrows types unit

quick: lint ## for while you work: lint, types, arrows, and unit tests without servers and browsers
	@$(MAKE) --no-print-directory --jobs 3 arrows types quick-unit

quick-unit: export PYTHONDONTWRITEBYTECODE :=
quick-unit: setup-dev
	@$(BIN)/pytest -n 2 --dist loadgroup -m "not slow" --hypothesis-profile quick $(WHOLE:%=--ignore tests/%)

lint: setup-dev ## ruff: style and formatting
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: setup-dev ## mypy --strict
	@$(BIN)/mypy

arrows: setup-dev ## import-linter: who may import whom
	@$(BIN)/lint-imports

unit: export PYTHONDONTWRITEBYTECODE := # where it is set, each of some hundred processes would compile all anew
unit: setup-dev ## the tests, three for two processors: many wait for a server or a browser
	@$(BIN)/pytest -n $(TESTERS) --dist loadgroup

##@ Set it up (the others do so by themselves)

fonts: $(VENV)/.installed ## get the fonts that posters need, where they are missing
	@tools/fonts.sh $(BIN)/python $(VENV)/share/fonts

setup: $(VENV)/.installed fonts ## a private environment with the locked dependencies, and fonts

setup-dev: setup $(VENV)/.installed-dev ## the same with the tools for tests

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 run" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv is missing; install it with: sudo apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "setup: installing the locked dependencies (about a minute, once)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock | $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

##@ Maintain it

record: setup-dev ## rewrite what tests/recorded holds; CONTRIBUTING.md says when
	@$(BIN)/pytest tests/recorded --record
	@git diff --stat tests/recorded

docs: setup-dev ## rewrite the documents that are made from the source
	@$(BIN)/python tools/settings_doc.py >docs/settings.md
	@$(BIN)/python tools/plan_schema.py >docs/plan-problem.schema.json
	@$(BIN)/python -m tools.draw_architecture

figures: setup-dev ## measure the source: functions, names, circles, duplicates
	@$(BIN)/python tools/measure_code.py

lock: ## renew requirements.lock and requirements-dev.lock (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate pyproject.toml --group build -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock

clean: ## forget the environment and the sample workspace
	rm -rf $(VENV) $(WORKSPACE)

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
