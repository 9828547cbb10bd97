# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: install demo test lint bench screenshots clean

install: $(READY)

# Versions are pinned in requirements.txt. The kernels are compiled here once, so that no later
# call waits for a compiler and everything works offline afterwards.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Seedbed needs Python 3.11 or newer 需要 Python 3.11 或更高版本: PYTHON=python3.12 make install")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/seedbed warm
	@touch $(READY)

demo: install
	$(BIN)/seedbed demo
	@test -n "$$SEEDBED_NO_SERVE" || \
		SEEDBED_HOME=demo/workbench $(BIN)/seedbed serve --demo --region demo/region

test: install
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadscope

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	$(BIN)/seedbed bench match
	$(BIN)/seedbed bench allocate
	$(BIN)/seedbed bench stable
	$(BIN)/seedbed bench rank
	$(BIN)/seedbed bench observe
	$(BIN)/seedbed bench forecast

# The pictures in docs/screenshots, from the demo region.
screenshots: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pillow>=11"
	SEEDBED_NO_SERVE=1 $(MAKE) demo
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python .ci/screenshots.py

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -prune -exec rm -rf {} +
