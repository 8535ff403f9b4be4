"""The solver's tests need torch, which only those have who draw pictures (`pip install -e .[illustrate]`)."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("torch") else ["test_solve.py"]
