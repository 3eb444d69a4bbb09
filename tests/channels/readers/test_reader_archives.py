"""Archives come from strangers: a bomb costs nothing, no name leads anywhere, and the rest is taken."""

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.readers import archives
from channels.readers.archives import Archive, open_archive, wrong_name
from channels.readers.unpack import unpacked
from content.inbox import RefusedItem
from content.messages import render

Make = Callable[..., Path]


@pytest.fixture
def packed(tmp_path: Path) -> Make:
    """A zip of (name or ZipInfo, bytes)."""

    def make(*entries: tuple[str | ZipInfo, bytes], name: str = "x.zip") -> Path:
        with ZipFile(tmp_path / name, "w", ZIP_DEFLATED) as archive:
            for entry, data in entries:
                archive.writestr(entry, data)
        return tmp_path / name

    return make


def opened(path: Path) -> Archive:
    archive = open_archive(path, path.parent / "opened")
    assert isinstance(archive, Archive), archive
    return archive


def refusal(path: Path) -> str:
    archive = open_archive(path, path.parent / "opened")
    assert isinstance(archive, RefusedItem)
    return render(archive.why, "en")


def everything_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../a.jpg", "leads out"),
        ("a/../../b.jpg", "leads out"),
        ("/etc/a.jpg", "leads out"),
        ("C:\\a.jpg", "leads out"),
        ("..\\..\\a.jpg", "leads out"),
        ("C:a.jpg", "leads out"),
        ("a//b.jpg", "leads out"),
        ("a\0.jpg", "hidden characters"),
        ("a\u202egpj.exe", "hidden characters"),
        ("a\n.jpg", "hidden characters"),
        ("x" * 300, "300 characters"),
        ("照" * 100 + ".jpg", "too many"),
        ("con.jpg", "reserved"),
        ("a/NUL", "reserved"),
        ("lpt1.tar.jpg", "reserved"),
    ],
)
def test_names_that_play_tricks_are_left_out_and_the_rest_is_there(packed: Make, name: str, why: str) -> None:
    entry = ZipInfo("placeholder")
    entry.filename = name
    archive = opened(packed((entry, b"x"), ("good.jpg", b"y")))
    assert archive.names == ["good.jpg"]
    (refused,) = archive.refused
    assert why in render(refused.why, "en")
    assert render(refused.why, "en").isprintable(), "and telling of it plays no trick"


@given(st.text(min_size=1, max_size=40))
def test_no_name_that_passes_leaves_its_folder(name: str) -> None:
    if not wrong_name(name):
        home = Path("/home/of/entries")
        assert (home / name).is_relative_to(home)
        assert ".." not in Path(name).parts


def test_the_known_slips_are_left_out(shared: Path, tmp_path: Path) -> None:
    for file in sorted((shared / "data/hostile/zip_slip").glob("*.zip")):
        archive = open_archive(file, tmp_path / "opened")
        assert isinstance(archive, Archive)
        assert archive.names == ["good.txt"]
        assert len(archive.refused) == 1
    assert everything_in(tmp_path) == set()


def test_a_link_a_locked_entry_a_nested_archive_and_a_double_are_left_out(packed: Make) -> None:
    link = ZipInfo("link.jpg")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    file = packed((link, b"/etc/passwd"), ("inner.zip", b"PK"), ("a.jpg", b"1"), ("locked.jpg", b"2"))
    data = bytearray(file.read_bytes())
    at = data.rindex(b"locked.jpg") - 46
    data[at + 8] |= 1  # the bit that says: encrypted
    file.write_bytes(bytes(data))
    archive = opened(file)
    assert archive.names == ["a.jpg"]
    assert [render(refused.why, "en").rpartition(": ")[2] for refused in archive.refused] == [
        "it is a link.",
        "it is an archive in an archive; unpack it first.",
        "it is locked with a password.",
    ]


def test_a_bomb_is_refused_by_what_it_says_it_would_grow_to(packed: Make) -> None:
    assert "more than 300 times its size" in refusal(packed(("a.jpg", b"\0" * 20_000_000)))


def test_one_bomb_among_photos_is_left_out_alone(packed: Make) -> None:
    noise = b"".join(struct.pack("<I", n * 2_654_435_761 % 2**32) for n in range(50_000))
    archive = opened(packed(("bomb.txt", b"\0" * 5_000_000), ("photo.jpg", noise)))
    assert archive.names == ["photo.jpg"]
    assert "would grow to 5,000,000 bytes" in render(archive.refused[0].why, "en")


def test_an_entry_that_lies_about_its_size_yields_no_more_than_it_said(packed: Make, tmp_path: Path) -> None:
    file = packed(("a.jpg", bytes(range(256)) * 400))
    data = bytearray(file.read_bytes())
    at = data.rindex(b"a.jpg") - 46
    data[at + 24 : at + 28] = struct.pack("<I", 10)  # the size, in the directory
    file.write_bytes(bytes(data))
    fetched = opened(file).fetch("a.jpg")
    assert isinstance(fetched, RefusedItem)
    assert everything_in(tmp_path / "opened") == set()


def test_ten_thousand_entries_are_enough(packed: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 3)
    assert "it has 4 entries; at most 3 are taken" in refusal(packed(*((f"{n}.jpg", b"x") for n in range(4))))
    assert len(opened(packed(*((f"{n}.jpg", b"x") for n in range(3)))).names) == 3


def test_a_spoilt_entry_costs_itself(packed: Make, tmp_path: Path) -> None:
    file = packed(("a.jpg", b"aaaa"), ("b.jpg", b"bbbb"))
    data = bytearray(file.read_bytes())
    data[data.index(b"a.jpg") + 5] ^= 0xFF
    file.write_bytes(bytes(data))
    archive = opened(file)
    spoilt, good = archive.fetch("a.jpg"), archive.fetch("b.jpg")
    assert isinstance(spoilt, RefusedItem)
    assert isinstance(good, Path)
    assert good.read_bytes() == b"bbbb"
    assert everything_in(tmp_path / "opened") == {good}


def test_what_is_no_zip_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 and no more")
    assert "cannot be opened" in refusal(tmp_path / "x.zip")


often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@often
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=12), st.integers(0, 10_000))
def test_no_spoilt_archive_raises_or_writes_outside(tmp_path: Path, bytes_: Any, cut: int) -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("g1/a.jpg", b"picture" * 20)
        archive.writestr("g1/a.json", b'{"media": ["a.jpg"]}')
    data = bytearray(out.getvalue())
    for at, value in bytes_:
        data[at % len(data)] = value
    if cut < len(data):
        del data[cut:]
    (tmp_path / "x.zip").write_bytes(bytes(data))
    tree, refused = unpacked(tmp_path / "x.zip", tmp_path / "opened")
    assert tree is not None or refused
    assert {path.parts[: len(tmp_path.parts) + 1][-1] for path in everything_in(tmp_path)} <= {
        "x.zip",
        "opened",
    }


def test_names_of_chinese_windows_are_read_in_their_own_encoding(packed: Make) -> None:
    file = packed(("xxxxxx.jpg", b"x"))
    file.write_bytes(file.read_bytes().replace(b"xxxxxx.jpg", "早安图".encode("gbk") + b".jpg"))
    assert opened(file).names == ["早安图.jpg"]


def test_unpacking_again_makes_the_same_stamps(packed: Make, tmp_path: Path) -> None:
    file = packed(("a.jpg", b"aaaa"), ("notes.docx", b"not ours"))
    tree, refused = unpacked(file, tmp_path / "one")
    again, _ = unpacked(file, tmp_path / "two")
    assert [(one.reason, one.where) for one in refused] == [("unknown_shape", "notes.docx")]
    assert tree is not None
    assert again is not None
    assert [path.name for path in everything_in(tree)] == ["a.jpg"]
    assert (tree / "a.jpg").stat().st_mtime_ns == (again / "a.jpg").stat().st_mtime_ns
    assert tree.stat().st_mode & 0o077 == 0, "nobody else looks in"


def test_a_full_disk_is_said_before_anything_is_written(
    packed: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10})())
    tree, (refused,) = unpacked(packed(("a.jpg", b"x")), tmp_path / "opened")
    assert (tree, refused.reason) == (None, "disk_full")
    fetched = opened(packed(("a.jpg", b"x"))).fetch("a.jpg")
    assert isinstance(fetched, RefusedItem)
    assert fetched.reason == "disk_full"


@pytest.mark.parametrize("names", [("图一.jpg", "图二.jpg"), ("图一.jpg", "b.jpg"), ("早安/1.jpg", "é.jpg")])
def test_the_names_of_an_archive_are_in_one_encoding(tmp_path: Path, names: tuple[str, str]) -> None:
    encoding = "utf-8" if "é.jpg" in names else "gb18030"
    written = [name.encode(encoding).decode("latin-1") for name in names]
    with ZipFile(tmp_path / "p.zip", "w") as archive:
        for number, name in enumerate(written):
            archive.writestr(f"{'n' * (len(name) - 1)}{number}", b"x")
    data = (tmp_path / "p.zip").read_bytes()
    for number, name in enumerate(written):
        data = data.replace(f"{'n' * (len(name) - 1)}{number}".encode(), name.encode("latin-1"))
    (tmp_path / "p.zip").write_bytes(data)
    archive_read = open_archive(tmp_path / "p.zip", tmp_path / "out")
    assert isinstance(archive_read, Archive)
    assert sorted(archive_read.names) == sorted(names)
