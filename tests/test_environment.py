"""What is said twice says the same: packages for conda and pip, and the version for those who cite."""

import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def environment():
    return yaml.safe_load((REPOSITORY / "environment.yml").read_text("utf-8"))


def bounds(lines):
    """Packages and their bounds, with names and bounds in one spelling each."""
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(each.name): each.specifier for each in requirements}


def test_conda_and_pip_name_the_same_packages_with_the_same_bounds(project, environment):
    """Whichever way the course is installed, it is the same course."""
    conda = bounds(line for line in environment["dependencies"] if isinstance(line, str))
    python = conda.pop("python")
    assert conda.pop("pip") == SpecifierSet("")
    by_pip = bounds(name for name in pip_part(environment) if name != "-e .")
    assert conda.keys() & by_pip.keys() == set()
    assert conda | by_pip == bounds(project["dependencies"])
    assert python == SpecifierSet(project["requires-python"])


def pip_part(environment):
    """What pip installs into the conda environment."""
    (by_pip,) = (each["pip"] for each in environment["dependencies"] if isinstance(each, dict))
    return by_pip


def test_conda_installs_the_course_itself_by_pip(environment):
    """The checkout is installed in place, after what only pip has."""
    assert pip_part(environment)[-1] == "-e ."


def test_environment_has_the_courses_name_and_one_channel(project, environment):
    """`conda activate bedstretch` works, and everything comes from conda-forge."""
    assert environment["name"] == project["name"]
    assert environment["channels"] == ["conda-forge"]


def test_citation_names_the_released_version(project):
    """Who cites the course cites the version that is here."""
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == project["version"]
    assert sorted(citation["license"]) == sorted(project["license"].split(" AND "))
