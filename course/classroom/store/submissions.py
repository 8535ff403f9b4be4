"""Every file that a class uploaded, one after the other: in folders, in zip files, in zip files inside those.

Nothing is ever unpacked into a folder: a name inside a zip is only shown. What cannot be read, or should not
be, comes out as `NotRead`, and the rest goes on.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from course.errors import PlainError
from course.safe_text import told

MAX_DEPTH_FOLDERS = 20
MAX_DEPTH_ZIPS = 5
MAX_MEMBERS = 100_000
MAX_DIRECTORY_BYTES = 50_000_000
"""Of a zip's list of its own files, all of which is read at once."""
MAX_TIMES_UNPACKED = 200
"""A hand-in shrinks to about a tenth; what grows to more than this is made to fill a disk."""
ALWAYS_UNPACKED_BYTES = 20_000_000
SPOOLED_BYTES = 16_000_000
CHUNK_BYTES = 1 << 16

INSIDE = " » "
_NOTHING = "{}: no such folder or file; expected what was handed in"
EXPECTED = "expected a hand-in, a shared log, a withdrawal, or a zip file with such"

_SENDER = re.compile(r"(?P<sender>.+_\d+)_assignsubmission_[a-z]+(_.*)?", re.S)
_PASSED_OVER = re.compile(r"\._.*|\.DS_Store|__MACOSX|Thumbs\.db|desktop\.ini", re.I | re.S)
_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError,
    struct.error, OverflowError, KeyError, IndexError,
)  # fmt: skip


@dataclass(frozen=True)
class Sender:
    """Whose folder of Moodle's download it lay in; a number tells namesakes apart within one download."""

    download: str
    name: str


@dataclass(frozen=True)
class Found:
    """A file that may be one of the course's. `where` is its path, in a zip after that of the zip, as it is
    kept and never as it is printed (`as_kept`, `as_shown`)."""

    where: str
    sender: Sender | None
    content: bytes


@dataclass(frozen=True)
class NotRead:
    where: str
    reason: str


@dataclass
class _Reading:
    """One file on the disk: how many bytes it may still unpack to, and how many of it have been told."""

    max_bytes: int
    left: int
    size: int
    progress: Callable[[int], None]

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise _TooMuch(f"unpacks to more than {MAX_TIMES_UNPACKED} times its size; nothing more was read")

    def advance(self, count: int) -> None:
        count = min(count, self.size)
        self.size -= count
        self.progress(count)


class _TooMuch(Exception):
    pass


def submissions(
    where: Path, max_bytes: int, progress: Callable[[int], None] = lambda count: None
) -> Iterator[Found | NotRead]:
    """What lies in a folder, or in one zip or single file, in the order of its names.

    A file of more than `max_bytes` is not read. `progress` is called with the bytes of the disk that
    have been read since, in all `size_on_disk`. Raises `PlainError` where there is nothing of that name.
    """
    if where.is_dir():
        yield from _in_folder(where, str(where), None, max_bytes, progress, 0)
    elif where.is_file():
        yield from _file(where, str(where), None, max_bytes, progress)
    else:
        raise PlainError(_NOTHING.format(where))


def as_kept(where: str) -> str:
    """A path as a database takes it. Only a name that is no text on this computer loses by it."""
    return where.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def as_shown(where: str) -> str:
    """A kept path in full, so that it can be found, and with nothing that could steer a terminal."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in where)


def is_there(where: str) -> bool:
    """Whether the file of this kept path, or the zip file in which it lay, is still on the disk."""
    parts = where.split(INSIDE)
    return any(_is_file(INSIDE.join(parts[:count])) for count in range(len(parts), 0, -1))


def _is_file(kept: str) -> bool:
    raw = re.sub(rb"\\x([89a-f][0-9a-f])", lambda found: bytes.fromhex(found[1].decode()), kept.encode())
    try:
        return Path(kept).is_file() or Path(os.fsdecode(raw)).is_file()
    except (OSError, ValueError):
        return False


def size_on_disk(where: Path) -> int:
    """Bytes of all files that are looked into. Raises `PlainError` where there is nothing of that name."""
    try:
        if not where.is_dir():
            return where.stat().st_size
    except (OSError, ValueError) as error:
        raise PlainError(_NOTHING.format(where)) from error
    return sum(_size(Path(folder, name)) for folder, _, names in os.walk(where) for name in names)


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:  # gone, or not ours to look at: told when it is to be read
        return 0


def _in_folder(
    folder: Path, where: str, sender: Sender | None, max_bytes: int, progress: Callable[[int], None],
    depth: int,
) -> Iterator[Found | NotRead]:  # fmt: skip
    if depth > MAX_DEPTH_FOLDERS:
        yield NotRead(as_kept(where), f"lies more than {MAX_DEPTH_FOLDERS} folders deep")
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield NotRead(as_kept(where), f"cannot be read ({error.strerror})")
        return
    for entry in entries:
        if _PASSED_OVER.fullmatch(entry.name):
            continue
        inner, of = f"{where}{os.sep}{entry.name}", sender or _sender(where, entry.name)
        if entry.is_symlink():
            yield NotRead(as_kept(inner), "is a link; expected the file itself")
        elif entry.is_dir():
            yield from _in_folder(Path(entry.path), inner, of, max_bytes, progress, depth + 1)
        elif entry.is_file():
            yield from _file(Path(entry.path), inner, of, max_bytes, progress)
        else:
            yield NotRead(as_kept(inner), f"is no ordinary file; {EXPECTED}")


def _sender(download: str, name: str) -> Sender | None:
    found = _SENDER.fullmatch(name)
    return Sender(download, found["sender"]) if found else None


def _sender_in(where: str, parts: list[str]) -> Sender | None:
    found = (_sender("/".join([where, *parts[:index]]), part) for index, part in enumerate(parts))
    return next(filter(None, found), None)


def _file(
    file: Path, where: str, sender: Sender | None, max_bytes: int, progress: Callable[[int], None]
) -> Iterator[Found | NotRead]:
    try:
        with file.open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
            may_unpack_to = max(MAX_TIMES_UNPACKED * size, ALWAYS_UNPACKED_BYTES) + size
            reading = _Reading(max_bytes, may_unpack_to, size, progress)
            yield from _content(opened, where, sender, reading, 0)
            reading.advance(size)
    except _TooMuch as error:
        yield NotRead(as_kept(where), str(error))
    except OSError as error:
        yield NotRead(as_kept(where), f"cannot be read ({error.strerror})")


def _content(
    stream: BinaryIO, where: str, sender: Sender | None, reading: _Reading, depth: int
) -> Iterator[Found | NotRead]:
    """What one stream holds, told by how it begins and not by its name."""
    head = stream.read(CHUNK_BYTES)
    reading.take(len(head))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        with tempfile.SpooledTemporaryFile(SPOOLED_BYTES) as spooled:
            yield from _in_zip(_seekable(stream, head, spooled, reading), where, sender, reading, depth)
    elif not head:
        yield NotRead(as_kept(where), f"is empty; {EXPECTED}")
    elif not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield NotRead(as_kept(where), f"is no file of the course; {EXPECTED}")
    else:
        rest = stream.read(reading.max_bytes + 1 - len(head)) if len(head) == CHUNK_BYTES else b""
        reading.take(len(rest))
        if len(head) + len(rest) > reading.max_bytes:
            yield NotRead(as_kept(where), f"has more than {reading.max_bytes:,} bytes, the most that is read")
        else:
            yield Found(as_kept(where), sender, head + rest)


def _seekable(stream: BinaryIO, head: bytes, spooled: BinaryIO, reading: _Reading) -> BinaryIO:
    """A file on the disk as it is; a zip inside a zip copied to where it can be gone about in."""
    if not isinstance(stream, zipfile.ZipExtFile):
        return stream
    while head:
        spooled.write(head)
        head = stream.read(CHUNK_BYTES)
        reading.take(len(head))
    return spooled


# --- zip files ---------------------------------------------------------------------------------------------


def _in_zip(
    stream: BinaryIO, where: str, sender: Sender | None, reading: _Reading, depth: int
) -> Iterator[Found | NotRead]:
    try:
        if reason := _reason_against_zip(stream, depth):
            yield NotRead(as_kept(where), reason)
            return
        archive = zipfile.ZipFile(stream)
        members = sorted(archive.infolist(), key=lambda info: info.filename)
    except _ZIP_ERRORS as error:
        yield NotRead(as_kept(where), f"is no whole zip file ({told(str(error))}); was it uploaded whole?")
        return
    if len(members) > MAX_MEMBERS:
        yield NotRead(as_kept(where), _TOO_MANY)
        return
    if any(info.filename == "[Content_Types].xml" for info in members):
        yield NotRead(as_kept(where), f"is an office document; {EXPECTED}")
        return
    before = None
    for info in members:
        inner, parts = where + INSIDE + info.filename, re.split(r"[/\\]", info.filename)
        if info.filename.endswith("/") or any(map(_PASSED_OVER.fullmatch, parts)):
            continue
        if reason := _reason_against_member(info, parts, before):
            yield NotRead(as_kept(inner), reason)
        else:
            yield from _member(archive, info, inner, sender or _sender_in(where, parts), reading, depth)
        before = info.filename
        if depth == 0:
            reading.advance(info.compress_size)


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str, sender: Sender | None, reading: _Reading,
    depth: int,
) -> Iterator[Found | NotRead]:  # fmt: skip
    try:
        with archive.open(info) as stream:
            yield from _content(stream, where, sender, reading, depth + 1)
    except _ZIP_ERRORS as error:
        yield NotRead(as_kept(where), f"cannot be unpacked ({told(str(error))}); was it uploaded whole?")


def _reason_against_zip(stream: BinaryIO, depth: int) -> str | None:
    if depth >= MAX_DEPTH_ZIPS:
        return f"is a zip file more than {MAX_DEPTH_ZIPS} zip files deep"
    if _directory_bytes(stream) > MAX_DIRECTORY_BYTES:
        return _TOO_MANY
    return None


_TOO_MANY = f"lists more files than a class hands in (at most {MAX_MEMBERS:,} are read)"


def _directory_bytes(stream: BinaryIO) -> int:
    """The size of a zip's list of files, from the two places at its end that may tell it."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, end - (1 << 16) - 100))
    tail = stream.read()
    place = len(tail) - 22 if tail[-22:-18] == b"PK\x05\x06" else tail.rfind(b"PK\x05\x06")
    if place < 0:
        return 0
    small = int.from_bytes(tail[place + 12 : place + 16], "little")
    zip64 = tail[max(0, place - 76) : place]
    large = int.from_bytes(zip64[40:48], "little") if zip64.startswith(b"PK\x06\x06") else 0
    return max(large, small if small < 0xFFFFFFFF else 0)


def _reason_against_member(info: zipfile.ZipInfo, parts: list[str], before: str | None) -> str | None:
    if info.filename == before:
        return "is in the zip file a second time under this name"
    if ".." in parts or not parts[0] or ":" in parts[0] or "\0" in info.orig_filename:
        return "its name leads out of the zip file"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link; expected the file itself"
    if info.flag_bits & 0x1:
        return "is encrypted; expected a zip file without a password"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that is not read; expected an ordinary zip file"
    return None
