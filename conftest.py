"""Each notebook starts from an empty journal of its own, so that they can be run in any order."""

import os
import tempfile

import pytest

_homes: dict[str, str] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Before nbval starts the kernel of a notebook."""
    if item.path.suffix == ".ipynb":
        home = _homes.setdefault(str(item.path), tempfile.mkdtemp(prefix="bedstretch-"))
        os.environ["BEDSTRETCH_HOME"] = home
