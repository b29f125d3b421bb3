# The manual you can run. It needs GNU make (3.81 or newer), sh, and Python 3.11 or newer.

SETUP = sh scripts/setup.sh
PYTHON_RUN = $(HOMEBREW) .venv/bin/python -m
HOMEBREW =
ARGS =

# Python from elsewhere than Homebrew does not look where Homebrew puts libraries. It is set
# on the command, since the system's own programs do not pass this variable on.
ifeq ($(shell uname -s),Darwin)
HOMEBREW = DYLD_FALLBACK_LIBRARY_PATH="$$DYLD_FALLBACK_LIBRARY_PATH:/opt/homebrew/lib:/usr/local/lib:/usr/lib"
endif

# A Python that was moved, removed or upgraded takes its packages along.
ifneq ($(wildcard .venv),)
$(shell .venv/bin/python -c 'import hatchling' 2>/dev/null || rm -f .venv/.run .venv/.dev .venv/.libraries)
endif

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install brief check lint test torture golden train bench bench-scale wheel fuzz audit lock upgrade clean

help: ## list what make can do
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'ARGS="..." goes to the command behind brief, test, golden and fuzz. PYTHON=... chooses the'
	@echo 'Python for .venv. SYSTEM=no never installs a system package, it says which are missing.'

install: .venv/.run .venv/.libraries ## set up .venv, and the system libraries where it may

brief: install ## make the brief that briefing.toml describes
	@$(PYTHON_RUN) briefing --verbose build $(ARGS)

# A brief for each day, which is made again only where something that it is made of changed:
# `make build/2026-01-15.done`. Status 3: it stands, and what could not be read is named.
build/%.done: .venv/.run .venv/.libraries
	@$(PYTHON_RUN) briefing build --as-of $* --lock-wait 600 --depfile build/$*.d --stamp $@ $(ARGS) || test $$? -eq 3

-include $(wildcard build/*.d)

check: lint ## style, types and the import rule: what should pass before each commit
	@$(PYTHON_RUN) pytest tests/test_layout.py

lint: .venv/.dev
	@$(PYTHON_RUN) ruff check
	@$(PYTHON_RUN) ruff format --check
	@$(PYTHON_RUN) mypy

test: lint .venv/.libraries ## style, types and all tests
	@$(SETUP) tools
	@$(PYTHON_RUN) pytest -n auto --dist worksteal $(ARGS)

torture: .venv/.dev .venv/.libraries ## kill 1,000 runs, and check what each leaves; see docs/reliability.md
	@PYTHONPATH=.:tests nice -n 10 $(PYTHON_RUN) torture $(ARGS)

golden: .venv/.dev .venv/.libraries ## write the golden files anew; read them before you commit them
	@$(PYTHON_RUN) pytest --update-golden tests/golden $(ARGS)

train: .venv/.dev ## learn the weights of the default summarizer anew: make train DATA=folder
	@$(SETUP) bench
	@$(PYTHON_RUN) benchmarks.train_ranker "$(DATA)" --write briefing/summarizers/weights.toml $(ARGS)

bench: .venv/.dev ## compare with other programs: make bench DATA=folder; see docs/benchmarks.md
	@$(SETUP) bench
	@$(PYTHON_RUN) benchmarks.summaries --data "$(DATA)" $(ARGS)
	@$(PYTHON_RUN) benchmarks.clusters --data "$(DATA)"
	@$(PYTHON_RUN) benchmarks.speed --data "$(DATA)"
	@$(PYTHON_RUN) benchmarks.noisy --data "$(DATA)"
	@$(PYTHON_RUN) benchmarks.extraction --data "$(DATA)"
	@$(PYTHON_RUN) benchmarks.themes --data "$(DATA)"
	@$(PYTHON_RUN) benchmarks.stories --data "$(DATA)"
	@$(PYTHON_RUN) benchmarks.tracking --data "$(DATA)"
	@$(PYTHON_RUN) benchmarks.copies --data "$(DATA)"
	@$(PYTHON_RUN) benchmarks.scale
	@$(PYTHON_RUN) benchmarks.month
	@$(PYTHON_RUN) benchmarks.rendering
	@$(PYTHON_RUN) benchmarks.store
	@$(PYTHON_RUN) benchmarks.protection

bench-scale: .venv/.dev ## what an archive costs as it grows, and its engines; see docs/scale.md
	@$(PYTHON_RUN) benchmarks.archive $(ARGS)

wheel: .venv/.dev ## build the wheel into dist/, and its bill of materials
	@$(PYTHON_RUN) build --wheel --no-isolation
	@.venv/bin/python scripts/sbom.py dist/briefing-desk.cdx.json

fuzz: .venv/.dev .venv/.libraries ## feed strangers' bytes to every reader; ARGS="mail --seconds 60"
	@$(SETUP) fuzz
	@nice -n 19 $(PYTHON_RUN) fuzz $(ARGS)

audit: .venv/.dev ## ask whether a pinned package has a known fault; it needs the network
	@$(SETUP) audit
	@$(PYTHON_RUN) pip_audit --disable-pip --require-hashes -r requirements/run.lock $(ARGS)

lock: ## resolve pyproject.toml into requirements/; pins that still fit stay
	@$(SETUP) resolver
	@sh scripts/lock.sh

upgrade: ## the same, with the newest version of everything
	@$(SETUP) resolver
	@sh scripts/lock.sh --upgrade

clean: ## remove .venv, dist and caches; what is in build stays
	rm -rf .venv dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -prune -exec rm -rf {} +

# A stamp is written last, so that a set-up that stopped half-way is done again.
.venv/.run: scripts/setup.sh pyproject.toml requirements/build.lock requirements/run.lock
	@$(SETUP) run

.venv/.dev: scripts/setup.sh pyproject.toml requirements/build.lock requirements/dev.lock
	@$(SETUP) dev

.venv/.libraries: | .venv/.run
	@$(SETUP) libraries
