# install, demo, test, bench, serve. Two commands on a fresh machine: `make demo`, `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= var/home

.PHONY: install install-dev demo test proofs lint bench serve worker lock messages clean

install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

$(VENV)/.installed: requirements/base.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Bonafides needs Python 3.11 or newer: apt-get install python3 python3-venv"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "python3-venv is missing: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements/dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@

demo: install
	$(BIN)/bonafides demo --home var/demo --fresh

serve: install
	$(BIN)/bonafides serve --home $(HOME_DIR)

worker: install
	$(BIN)/bonafides worker --home $(HOME_DIR)

test: install-dev
	tests/run

proofs: install-dev
	BONAFIDES_LONG_PROOFS=1 PYTEST_TIMEOUT=1200 tests/run

lint: install-dev
	tests/run lint

bench: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks --save

$(VENV)/.installed-bench: $(VENV)/.installed-dev requirements/bench.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bench.txt
	touch $@

lock:
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
		--no-emit-trusted-host --output-file requirements/base.txt requirements/base.in
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
		--no-emit-trusted-host --output-file requirements/dev.txt requirements/dev.in
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
		--no-emit-trusted-host --output-file requirements/bench.txt requirements/bench.in

messages: install-dev
	tests/messages

clean:
	rm -rf $(VENV) var build dist
