# Short names for start.py, which does the work on every system.
PYTHON ?= python3

.PHONY: lab test bench

lab:
	$(PYTHON) start.py

test:
	$(PYTHON) start.py test

bench:
	$(PYTHON) start.py bench
