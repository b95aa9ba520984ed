# `make` lists what can be done; CONTRIBUTING.md says more.

VENV := .venv
PY := $(VENV)/bin/python
# Says what a long step does, and when it is done.
STEP = $(PY) scripts/install/announced_step.py
PIP_INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --constraint constraints.txt
# An older pip downloads all it is asked about, even where it only has to say what it would install.
PIP := 'pip>=23.3'
TORCH := $(shell sed -n 's/^\(torch==.*\)/\1/p' constraints.txt)

DATA ?= data
PORT ?= 8000
# Passages of the libraries that `make bench-large` builds; empty: 1000 10000 100000.
SIZES ?=
# Python for the virtual environment; empty: the first of python3.11, python3.12, python3.13, python3 that will do.
PYTHON ?=
# 1: take the build of torch that pip resolves, though it brings GPU packages.
GPU ?=
# Where a build without them is asked for otherwise: the index that PyTorch documents.
TORCH_CPU_INDEX ?= https://download.pytorch.org/whl/cpu

# Tests of the code's shape and of the documentation: part of `make check`, being quick.
QUICK_TESTS := $(addprefix tests/repository/test_,architecture.py docs.py module_tests.py)

# Tests of one file stay in one process: they share what is costly to make. Files come in the order of
# tests/helpers/file_order.py.
WORKERS ?= 2
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# The default encoder comes as a package: nothing is ever looked up on a model hub.
export HF_HUB_OFFLINE ?= 1

.DEFAULT_GOAL := help
.PHONY: help serve test test-full coverage lint check eval accept baselines bench bench-large screenshots docs reference clean

help:
	@echo 'make serve   install, add the documents of corpus/, serve http://127.0.0.1:$(PORT)'
	@echo 'make test    install and run every test, in WORKERS processes (now $(WORKERS))'
	@echo 'make test-full   the same, with all kills and damaged files, then make coverage'
	@echo 'make coverage   run the tests that stand in for a module of another name; fail below 80 % of its lines'
	@echo 'make lint    format, lint and types'
	@echo 'make check   make lint, and the quick tests of architecture and documentation'
	@echo 'make eval    score retrieval and answers on the gold questions; fail if a score fell below its interval;'
	@echo '             the differences to version 0.1 are printed as well'
	@echo 'make accept REASON="..."   accept the scores as they are now, and make the tables of the documents anew'
	@echo 'make baselines   score the usual stack, Haystack and txtai beside it, in a virtual environment of its own'
	@echo 'make bench   measure start, queries, ingest and memory (a few minutes)'
	@echo 'make bench-large   measure how costs grow with the library, on synthetic documents (a quarter of an hour, 1.5 GB)'
	@echo 'make screenshots  pictures of every view of the web client, in build/screenshots'
	@echo 'make docs    build the documentation as a site, in build/site; fails at a link that leads nowhere'
	@echo 'make reference   make the parts of the documentation anew that follow from the code, and its sessions'
	@echo 'make clean   remove $(VENV), caches and build output; the data directory stays'
	@echo
	@echo 'DATA=dir (now "$(DATA)")  PORT=number (now $(PORT))  PYTHON=path  GPU=1 (torch with GPU packages)'

serve: $(VENV)/.installed
	@$(VENV)/bin/pincite add corpus --data "$(DATA)"
	@exec $(VENV)/bin/pincite serve --data "$(DATA)" --port "$(PORT)"

test: $(VENV)/.installed-dev
	@$(PYTEST)

test-full: $(VENV)/.installed-dev
	@$(PYTEST) --full
	@$(PY) scripts/testing/module_coverage.py --workers $(WORKERS)

coverage: $(VENV)/.installed-dev
	@$(PY) scripts/testing/module_coverage.py --workers $(WORKERS)

lint: $(VENV)/.installed-dev
	@$(PY) -m ruff format --check
	@$(PY) -m ruff check
	@$(PY) -m mypy --num-workers $(WORKERS)

check: lint
	@$(PY) -m pytest -q $(QUICK_TESTS)

eval: $(VENV)/.installed
	@$(VENV)/bin/pincite add corpus --data "$(DATA)"
	@exec $(PY) -m eval --answers --gate eval/baseline.json --base eval/base/version-0.1.json --data "$(DATA)"

# The one way in which the accepted scores, and with them the tables of the documentation, change.
accept: $(VENV)/.installed
	@$(VENV)/bin/pincite add corpus --data "$(DATA)"
	@$(PY) -m eval --answers --gate eval/baseline.json --accept "$(REASON)" --data "$(DATA)"
	@$(PY) -m eval tables --gate eval/baseline.json README.md docs/explanation/evaluation.md

baselines: $(VENV)-baselines/.measured
	@$(VENV)-baselines/bin/pincite add corpus --data "$(DATA)"
	@exec $(VENV)-baselines/bin/python -m eval --baselines --split test --data "$(DATA)"

bench: $(VENV)/.installed-dev
	@$(VENV)/bin/pincite add corpus --data "$(DATA)"
	@exec $(PY) scripts/benchmarks/bench.py --data "$(DATA)"

bench-large: $(VENV)/.installed-dev
	@exec $(PY) scripts/benchmarks/growth.py $(if $(SIZES),--sizes $(SIZES))

screenshots: $(VENV)/.installed-dev
	@$(VENV)/bin/pincite add corpus --data "$(DATA)"
	@exec $(PY) scripts/documentation/screenshots.py --data "$(DATA)"

docs: $(VENV)-docs/.installed
	@$(VENV)-docs/bin/zensical build --strict --clean
	@! grep -rEo '<(script|link|img)[^>]*(src|href)="?https?://[^ >]*' build/site --include='*.html' || \
		{ echo 'docs: these pages ask another host for something' >&2; exit 1; }

reference: $(VENV)/.installed-dev
	@$(VENV)/bin/pincite add corpus --data "$(DATA)"
	@PINCITE_DATA="$(DATA)" $(PY) scripts/documentation/generated_parts.py

clean:
	@rm -rf $(VENV) $(VENV)-baselines $(VENV)-docs build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# torch goes first and alone, so that no other package can pull in another build of it. Nothing here stops for GPU packages.
$(VENV)/.installed: pyproject.toml constraints.txt
	@PYTHON="$(PYTHON)" sh scripts/install/make_venv.sh $(VENV)
	@$(STEP) 'Updating pip (2 MB to fetch)' -- $(PIP_INSTALL) $(PIP)
	@$(PY) scripts/install/install_torch.py $(TORCH) --constraint constraints.txt \
		--cpu-index "$(TORCH_CPU_INDEX)" $(if $(filter 1,$(GPU)),--any-build)
	@$(STEP) 'Installing Pincite and what it needs (about 350 MB to fetch, a minute or two)' -- \
		$(PIP_INSTALL) --editable '.[eval,models]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(STEP) 'Installing the test and lint tools (about 100 MB to fetch, half a minute)' -- \
		$(PIP_INSTALL) --editable '.[dev]'
	@touch $@

# Apart, so that what these libraries bring never reaches what is served and tested.
$(VENV)-baselines/.measured: pyproject.toml constraints.txt constraints-baselines.txt
	@$(MAKE) --no-print-directory VENV=$(VENV)-baselines $(VENV)-baselines/.installed
	@$(VENV)-baselines/bin/python scripts/install/announced_step.py 'Installing Haystack and txtai' -- \
		$(VENV)-baselines/bin/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt \
		--constraint constraints-baselines.txt --editable '.[baselines]'
	@touch $@

# Apart as well: what builds the site knows nothing of Pincite.
$(VENV)-docs/.installed: constraints-docs.txt
	@PYTHON="$(PYTHON)" sh scripts/install/make_venv.sh $(VENV)-docs
	@$(VENV)-docs/bin/python scripts/install/announced_step.py 'Installing Zensical (15 MB to fetch)' -- \
		$(VENV)-docs/bin/python -m pip install -qq --disable-pip-version-check --constraint constraints-docs.txt zensical
	@touch $@
