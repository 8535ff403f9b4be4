"""Each notebook starts from an empty journal of its own, so that they can be run in any order."""

import os
import tempfile

import pytest

_homes: dict[str, tempfile.TemporaryDirectory] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Before nbval starts the kernel of a notebook."""
    if item.path.suffix == ".ipynb":
        notebook = str(item.path)
        if notebook not in _homes:
            _homes[notebook] = tempfile.TemporaryDirectory(prefix="bedstretch-", ignore_cleanup_errors=True)
        os.environ["BEDSTRETCH_HOME"] = _homes[notebook].name
