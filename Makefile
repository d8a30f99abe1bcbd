# For people: `make quick` while working, `make check` before a change is offered.
# CONTRIBUTING.md says what each does, for machines without make.

BIN := $(if $(wildcard .venv/Scripts),.venv/Scripts,.venv/bin)

# What is compiled and rewritten of the tests is kept for the next time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help quick check thorough docs bench

help:
	@echo "make quick      lint, types, layers, and the tests that are not slow"
	@echo "make check      everything, in an environment made anew, as continuous integration does it"
	@echo "make thorough   every property ten times as long; hours"
	@echo "make docs       the pages made from the code; then the tests of the docs"
	@echo "make bench      the benchmarks on a small study"

quick:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -m "not slow" --hypothesis-profile=quick -n auto --dist worksteal

check:
	.ci/run

thorough:
	$(BIN)/python -m pytest --hypothesis-profile=thorough -n auto --dist worksteal

docs:
	$(BIN)/python tools/make_docs
	$(BIN)/python -m pytest tests/test_docs.py tests/test_links.py tests/test_decisions.py tests/test_architecture.py tests/test_glossary.py tests/test_set_up.py tests/test_json_keys.py

bench:
	$(BIN)/python benchmarks/run.py
