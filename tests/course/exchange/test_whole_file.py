"""Files and folders that are there whole or not at all."""

import os
import stat

import pytest

from course.errors import PlainError
from course.exchange.whole_file import new_folder, write_new, write_whole

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@POSIX
@pytest.mark.parametrize("write", [write_new, write_whole])
def test_a_private_file_is_the_owners_alone(tmp_path, write):
    """Whatever else the computer's usual modes are."""
    old = os.umask(0o022)
    try:
        write(tmp_path / "own", b"x", private=True)
        write(tmp_path / "any", b"x")
    finally:
        os.umask(old)
    assert mode(tmp_path / "own") == 0o600 and mode(tmp_path / "any") == 0o644


@POSIX
def test_what_was_open_to_all_is_private_afterwards(tmp_path):
    """A file in the place of an earlier one has its own mode."""
    (tmp_path / "own").write_bytes(b"old")
    (tmp_path / "own").chmod(0o644)
    write_whole(tmp_path / "own", b"new", private=True)
    assert (tmp_path / "own").read_bytes() == b"new" and mode(tmp_path / "own") == 0o600


@POSIX
def test_a_private_folder(tmp_path):
    """In the place of an empty one too."""
    (tmp_path / "there").mkdir(0o755)
    for name in ("there", "new/deep"):
        with new_folder(tmp_path / name, private=True) as part:
            (part / "x").write_bytes(b"x")
        assert mode(tmp_path / name) == 0o700 and (tmp_path / name / "x").read_bytes() == b"x"


def test_after_an_error_nothing_stays(tmp_path):
    """Neither a part nor the folder."""
    before = sorted(tmp_path.iterdir())
    with pytest.raises(PlainError, match="out: cannot be written"), new_folder(tmp_path / "out") as part:
        (part / "x").write_bytes(b"x")
        raise OSError(28, "No space left on device")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["filled", "filled/x"])
def test_what_is_there_stays(tmp_path, name):
    """A filled folder or a file is refused."""
    (tmp_path / "filled").mkdir()
    (tmp_path / "filled/x").write_bytes(b"mine")
    with (
        pytest.raises(PlainError, match="expected a new name or an empty folder"),
        new_folder(tmp_path / name),
    ):
        pass
    assert (tmp_path / "filled/x").read_bytes() == b"mine"
