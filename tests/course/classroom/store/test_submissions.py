"""Files of a class are found wherever an LMS puts them; whatever is made to harm is refused, and no more."""

import io
import os
import random
import struct
import warnings
import zipfile

import pytest

from course.classroom.store import submissions as module
from course.classroom.store.submissions import Found, NotRead, as_shown, is_there, size_on_disk, submissions
from course.errors import PlainError
from tests.course.classroom.class_files import zipped

HAND_IN = b'{"format": "bedstretch-hand-in"}'
MAX_BYTES = 100_000


def looked(where, max_bytes=MAX_BYTES):
    """What was found, by place within the folder, and what was not, with its reason."""
    all_of_it = list(submissions(where, max_bytes))
    place = {one: os.path.relpath(one.where, where if where.is_dir() else where.parent) for one in all_of_it}
    found = {place[one]: one for one in all_of_it if isinstance(one, Found)}
    return found, {place[one]: one.reason for one in all_of_it if isinstance(one, NotRead)}


def test_moodles_folders_tell_the_sender(tmp_path):
    """With and without an underscore at the end, in folders and in one flat row."""
    for name in ("Ann Lee_11_assignsubmission_file_", "Bo_12_assignsubmission_file"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.json").write_bytes(HAND_IN)
    (tmp_path / "Cy_13_assignsubmission_file_my hand-in.json").write_bytes(HAND_IN)
    found, refused = looked(tmp_path)
    assert [one.sender.name for one in found.values()] == ["Ann Lee_11", "Bo_12", "Cy_13"]
    assert len({one.sender.download for one in found.values()}) == 1 and not refused


def test_the_zip_of_the_whole_class_and_zips_inside_it(tmp_path):
    """Nothing needs to be unpacked; a zip that one student uploaded is looked into; each keeps its sender."""
    inner = zipped([("deep/er/hand-in.json", HAND_IN)])
    members = [
        ("week 1/Ann_1_assignsubmission_file_/a.txt", HAND_IN),
        ("week 2/Bo_2_assignsubmission_file_/all.zip", inner),
    ]
    (tmp_path / "class.zip").write_bytes(zipped(members))
    for where in (tmp_path, tmp_path / "class.zip"):
        found, refused = looked(where)
        assert list(found) == [
            "class.zip » week 1/Ann_1_assignsubmission_file_/a.txt",
            "class.zip » week 2/Bo_2_assignsubmission_file_/all.zip » deep/er/hand-in.json",
        ]
        assert [one.sender.name for one in found.values()] == ["Ann_1", "Bo_2"] and not refused
        assert len({one.sender.download for one in found.values()}) == 2


def test_files_are_told_by_what_is_in_them(tmp_path):
    """A renamed hand-in is found, with a byte order mark too; what is none is refused, whatever its name."""
    (tmp_path / "picture.png").write_bytes(b"\xef\xbb\xbf\r\n" + HAND_IN)
    (tmp_path / "hidden.zip.json").write_bytes(zipped([("a", HAND_IN)]))
    (tmp_path / "real.handin.json").write_bytes(b"%PDF-1.7")
    (tmp_path / "utf16.json").write_bytes(HAND_IN.decode().encode("utf-16"))
    (tmp_path / "empty.json").write_bytes(b"")
    (tmp_path / "essay.docx").write_bytes(zipped([("[Content_Types].xml", "<x/>"), ("a.xml", "<x/>")]))
    found, refused = looked(tmp_path)
    assert list(found) == ["hidden.zip.json » a", "picture.png"]
    assert list(refused) == ["empty.json", "essay.docx", "real.handin.json", "utf16.json"]
    assert "office document" in refused["essay.docx"] and "is empty" in refused["empty.json"]


def test_what_systems_leave_behind_is_passed_over(tmp_path):
    """It is no student's, and nobody needs to read about it."""
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._a.json"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "a.zip").write_bytes(zipped([("__MACOSX/._a", "x"), ("a", HAND_IN)]))
    found, refused = looked(tmp_path)
    assert list(found) == ["a.zip » a"] and not refused


def test_links_and_odd_files_are_refused(tmp_path):
    """A link may lead anywhere; a pipe would be waited for without end."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.json").write_bytes(HAND_IN)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.json").symlink_to(outside / "secret.json")
    (folder / "links").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    found, refused = looked(folder)
    assert not found and list(refused) == ["link.json", "links", "loop", "pipe"]
    assert all("is a link" in refused[name] for name in ("link.json", "links", "loop"))


def test_a_file_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    """The next one is read."""
    (tmp_path / "a.json").write_bytes(HAND_IN)
    (tmp_path / "b.json").write_bytes(HAND_IN)
    real = module.Path.open

    def opened(self, *given):
        if self.name == "a.json":
            raise PermissionError(13, "Permission denied")
        return real(self, *given)

    monkeypatch.setattr(module.Path, "open", opened)
    found, refused = looked(tmp_path)
    assert list(found) == ["b.json"] and refused == {"a.json": "cannot be read (Permission denied)"}


def test_deep_folders_are_left(tmp_path):
    """Folders within folders come to an end."""
    deep = tmp_path.joinpath(*["d"] * (module.MAX_DEPTH_FOLDERS + 2))
    deep.mkdir(parents=True)
    (deep / "a.json").write_bytes(HAND_IN)
    found, refused = looked(tmp_path)
    assert not found and "folders deep" in next(iter(refused.values()))


def test_nothing_of_that_name(tmp_path):
    """A mistyped folder is told."""
    with pytest.raises(PlainError, match="no such folder"):
        list(submissions(tmp_path / "no", MAX_BYTES))
    with pytest.raises(PlainError, match="no such folder"):
        size_on_disk(tmp_path / "no")


# --- zip files that are made to harm -----------------------------------------------------------------------


def test_a_bomb_is_stopped(tmp_path):
    """A thousand times a hundred megabytes is read no further than its size allows, whatever is beside it."""
    bomb = zipped([(f"{n:03}.json", b"{" + bytes(MAX_BYTES)) for n in range(300)])
    (tmp_path / "a bomb.zip").write_bytes(bomb)
    (tmp_path / "b.json").write_bytes(HAND_IN)
    found, refused = looked(tmp_path)
    assert list(found) == ["b.json"]
    assert refused["a bomb.zip » 000.json"] == "has more than 100,000 bytes, the most that is read"
    assert "200 times its size" in refused["a bomb.zip"]


def test_a_bomb_in_a_bomb_is_stopped(tmp_path):
    """The size of the outermost file counts, however often it is packed."""
    bomb = zipped([("x.zip", b"PK\x03\x04" + bytes(50_000_000))])
    (tmp_path / "a.zip").write_bytes(zipped([("b.zip", zipped([("c.zip", bomb)]))]))
    (tmp_path / "b.zip").write_bytes(zipped([(f"{n}.zip", bomb) for n in range(20)]))
    found, refused = looked(tmp_path)
    assert not found and "200 times" in refused["b.zip"]


def test_zips_in_zips_come_to_an_end(tmp_path):
    """A zip that holds itself would have none."""
    content = zipped([("a.json", HAND_IN)])
    for _ in range(module.MAX_DEPTH_ZIPS):
        content = zipped([("a.zip", content), ("beside.json", HAND_IN)])
    (tmp_path / "a.zip").write_bytes(content)
    found, refused = looked(tmp_path)
    assert len(found) == module.MAX_DEPTH_ZIPS and "zip files deep" in next(iter(refused.values()))


@pytest.mark.parametrize(
    "name",
    [
        "../out.json",
        "/etc/out.json",
        "a/../../out.json",
        "C:\\out.json",
        "\\\\host\\out.json",
        "..\\out.json",
    ],
)
def test_names_that_lead_out_are_refused(tmp_path, name):
    """Nothing is written anyhow; but who sends this means no good."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.zip").write_bytes(zipped([(name, HAND_IN), ("good.json", HAND_IN)]))
    found, refused = looked(folder)
    assert list(found) == ["a.zip » good.json"]
    assert list(refused.values()) == ["its name leads out of the zip file"]
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


def test_members_that_are_no_plain_file_are_refused(tmp_path):
    """A link, an encrypted member, one packed in a rare way, and a second one of the same name."""
    link = zipfile.ZipInfo("link.json")
    link.external_attr = 0o120777 << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(link, "/etc/passwd")
        archive.writestr("locked.json", HAND_IN)
        archive.writestr("rare.json", HAND_IN, zipfile.ZIP_LZMA)
        archive.writestr("twice.json", HAND_IN)
        archive.writestr("twice.json", HAND_IN)
        archive.writestr("z.json", HAND_IN)
    content = bytearray(made.getvalue())
    place = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 1)
    content[place + 8] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    found, refused = looked(tmp_path)
    assert list(found) == ["a.zip » twice.json", "a.zip » z.json"]
    assert list(refused) == [
        "a.zip » link.json",
        "a.zip » locked.json",
        "a.zip » rare.json",
        "a.zip » twice.json",
    ]
    assert "encrypted" in refused["a.zip » locked.json"]


def test_half_a_zip_and_a_wrong_check_are_told(tmp_path):
    """A cut upload is refused as a whole, one member with a wrong check alone."""
    content = zipped([("a.json", HAND_IN), ("b.json", HAND_IN)], zipfile.ZIP_STORED)
    (tmp_path / "cut.zip").write_bytes(content[:-30])
    (tmp_path / "wrong.zip").write_bytes(content.replace(HAND_IN, HAND_IN.replace(b"hand", b"h4nd"), 1))
    found, refused = looked(tmp_path)
    assert list(found) == ["wrong.zip » b.json"]
    assert "no whole zip file" in refused["cut.zip"] and "unpacked" in refused["wrong.zip » a.json"]


def test_a_list_longer_than_any_class_is_refused(tmp_path, monkeypatch):
    """The list of a zip is held in memory: it is measured first, in both of the places that tell its size."""
    monkeypatch.setattr(module, "MAX_DIRECTORY_BYTES", 150)
    content = zipped([(f"{n}.json", HAND_IN) for n in range(3)])
    (tmp_path / "a.zip").write_bytes(content)
    end = content.rindex(b"PK\x05\x06")
    size, start = struct.unpack_from("<LL", content, end + 12)
    zip64 = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, 3, 3, size, start)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, end, 1)
    small = bytearray(content[end:])
    small[12:16] = struct.pack("<L", 10)
    (tmp_path / "b.zip").write_bytes(content[:end] + zip64 + locator + small)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    found, refused = looked(tmp_path)
    assert (
        not found and all("lists more files" in reason for reason in refused.values()) and len(refused) == 2
    )


def test_more_files_than_a_class_hands_in(tmp_path, monkeypatch):
    """The number of files in one zip has an end."""
    monkeypatch.setattr(module, "MAX_MEMBERS", 2)
    (tmp_path / "a.zip").write_bytes(zipped([(f"{n}.json", HAND_IN) for n in range(3)]))
    assert "lists more files" in looked(tmp_path)[1]["a.zip"]


def test_names_are_kept_as_they_are_and_shown_harmlessly(tmp_path):
    """What steers a terminal is no part of what is printed, and the whole path is."""
    (tmp_path / "a.zip").write_bytes(zipped([("\x1b[2Jred\n.txt", b"x")]))
    (where,) = looked(tmp_path)[1]
    assert where == "a.zip » \x1b[2Jred\n.txt" and as_shown(where) == "a.zip » \\x1b[2Jred\\n.txt"
    assert as_shown("é\u200cی" * 300) == "é\\u200cی" * 300


def test_a_name_that_is_no_text_is_kept_and_found(tmp_path):
    """As Linux allows: a database takes it, and the file is known to be there until it is gone."""
    file = tmp_path / os.fsdecode(b"caf\xe9 \xff.json")
    file.write_bytes(HAND_IN)
    (found,) = submissions(tmp_path, MAX_BYTES)
    assert found.where.encode() and found.where.endswith(r"caf\xe9 \xff.json")
    assert is_there(found.where) and is_there(f"{found.where} » inside")
    file.unlink()
    assert not is_there(found.where) and not is_there("a\0b")


def test_progress_tells_every_byte_once(tmp_path):
    """The bar comes to its end, with zips and without."""
    (tmp_path / "a.zip").write_bytes(zipped([(f"{n}.json", HAND_IN) for n in range(9)]))
    (tmp_path / "b.json").write_bytes(HAND_IN)
    (tmp_path / "c.pdf").write_bytes(random.Random(1).randbytes(200_000))
    told = []
    list(submissions(tmp_path, MAX_BYTES, told.append))
    assert sum(told) == size_on_disk(tmp_path) and len(told) > 9
