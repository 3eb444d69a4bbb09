"""Every file of a group's folder is taken, refused by name, or counted; its bytes decide, not its suffix."""

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from channels.readers.drop_folder import DropFolder
from channels.readers.places import passed_over
from content.file_kinds import FileKind, file_kind
from content.inbox import Record, RefusedItem
from content.messages import render

MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
AMR = b"#!AMR\n\x3c"


def picture(kind: str = "JPEG", colour: str = "teal") -> bytes:
    whole = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(whole, kind)
    return whole.getvalue()


def zipped(**entries: bytes) -> bytes:
    whole = io.BytesIO()
    with ZipFile(whole, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("_dot_", "."), data)
    return whole.getvalue()


@pytest.fixture
def inbox(tmp_path: Path) -> DropFolder:
    (tmp_path / "inbox/g1").mkdir(parents=True)
    return DropFolder(tmp_path / "inbox", "ugc_inbox", opened=tmp_path / "opened")


def put(inbox: DropFolder, name: str, data: bytes) -> None:
    file = inbox.root / "g1" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def told(inbox: DropFolder) -> dict[str, str]:
    """Of each item: the pictures it brings, or the reason it is refused for."""
    outcomes = {item.path.removeprefix("g1/"): inbox.read(item) for item in inbox.items("g1")}
    return {
        path: outcome.reason if isinstance(outcome, RefusedItem) else ",".join(f.name for f in outcome.media)
        for path, outcome in outcomes.items()
    }


def why(inbox: DropFolder) -> str:
    (item,) = inbox.items("g1")
    outcome = inbox.read(item)
    assert isinstance(outcome, RefusedItem)
    return render(outcome.why, "en")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((f"a{suffix}", "JPEG") for suffix in (".jfif", ".jpe", ".pjpeg", ".jpg_large", ".JPG_original")),
        *((f"a{suffix}", "HEIF") for suffix in (".hif", ".heics", ".heic.bak")),
        ("mmexport1772416980000", "JPEG"),
        ("微信图片_20260302180000", "PNG"),
        ("a.dat", "WEBP"),
        ("a.mp4", "JPEG"),
        ("a.txt", "GIF"),
    ],
)
def test_a_picture_is_one_whatever_it_is_called(inbox: DropFolder, name: str, kind: str) -> None:
    put(inbox, name, picture(kind))
    assert told(inbox) == {name: name}


def test_a_live_photo_brings_its_still(inbox: DropFolder) -> None:
    put(inbox, "IMG_1.livp", zipped(IMG_1_dot_heic=picture("HEIF"), IMG_1_dot_mov=MP4))
    assert told(inbox) == {"IMG_1.livp": "IMG_1.heic"}
    put(inbox, "IMG_1.txt", "今天的阳台".encode())
    assert told(inbox) == {"IMG_1.txt": "IMG_1.heic"}


def test_a_live_photo_within_an_archive_brings_its_still(inbox: DropFolder) -> None:
    live = zipped(IMG_1_dot_heic=picture("HEIF"), IMG_1_dot_mov=MP4)
    put(inbox, "a.zip", zipped(IMG_1_dot_livp=live))
    assert told(inbox) == {"a.zip!/IMG_1.livp": "IMG_1.heic"}


def test_a_live_photo_without_a_still_is_named(inbox: DropFolder) -> None:
    put(inbox, "IMG_1.livp", zipped(IMG_1_dot_mov=MP4))
    assert "IMG_1.livp" in why(inbox)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.jxl", b"\xff\x0a" + bytes(30), "a.jxl: it is a JPEG XL picture"),
        ("a.dat", b"\x07\x08V2\x08\x07" + bytes(30), "a.dat: it is a picture as WeChat keeps it"),
        ("a.wxgf", b"wxgf" + bytes(30), "a.wxgf: it is wxgf"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg: it is a picture of a kind"),
        ("a.dng", b"II*\0" + bytes(30), "a.dng: it is a picture of a kind"),
        ("a.docx", b"PK\x03\x04", "a.docx"),
        ("a.pdf", b"%PDF-1.7", "a.pdf"),
        ("a.html", b"<html>", "a.html"),
        ("a.db", b"SQLite format 3\0", "a.db"),
        ("note.txt", b"speaks of no photo", "note.txt"),
        ("nothing", b"", "nothing"),
        ("a.rar", b"Rar!\x1a\x07\0", "a.rar"),
        ("empty.zip", zipped(), "nothing to take in empty.zip"),
        ("films.zip", zipped(a_dot_mp4=MP4), "nothing to take in films.zip"),
    ],
    ids=lambda told: "" if isinstance(told, bytes) else told,  # a zip holds the time of its making
)
def test_what_cannot_be_taken_is_refused_by_name(
    inbox: DropFolder, name: str, data: bytes, words: str
) -> None:
    put(inbox, name, data)
    assert words in why(inbox)


def test_films_and_sounds_are_counted(inbox: DropFolder) -> None:
    put(inbox, "a.mp4", MP4)
    put(inbox, "b", MP4)
    put(inbox, "c.amr", AMR)
    put(inbox, "d.zip", zipped(e_dot_mov=MP4, f_dot_jpg=picture(), g_dot_docx=b"x"))
    assert told(inbox) == {"d.zip!/f.jpg": "f.jpg", "d.zip!/g.docx": "unknown_shape"}
    assert inbox.not_looked_at() == {"video": 3, "voice": 1}


@pytest.mark.parametrize(
    "folder",
    [
        *("@eaDir", "@eaDir/a.jpg", "#recycle", "#snapshot/2026", "@Recycle", "$RECYCLE.BIN/S-1-5"),
        *("System Volume Information", "__MACOSX", ".@__thumb", "lost+found"),
    ],
)
def test_what_machines_keep_is_counted_and_never_taken(inbox: DropFolder, folder: str) -> None:
    put(inbox, "a.jpg", picture())
    put(inbox, f"{folder}/SYNOPHOTO_THUMB_XL.jpg", picture(colour="red"))
    put(inbox, f"{folder}/IMG_0999.jpg", picture(colour="navy"))
    assert told(inbox) == {"a.jpg": "a.jpg"}
    assert sum(inbox.not_looked_at().values()) == 2


@given(st.binary(max_size=600))
def test_any_bytes_are_of_some_kind(head: bytes) -> None:
    assert isinstance(file_kind(head), FileKind)


NAMES = st.sampled_from(
    [
        *("a.jpg", "b", "c.txt", "d.json", "e.zip", "f.livp", "g.mp4", "h.dat", "i.toml"),
        *("j.pdf", ".k.jpg", "l.part", "Thumbs.db", "@eaDir/m.jpg", "n.csv", "o.docx", "p.rar"),
    ]
)
BYTES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([picture(), picture("PNG"), MP4, AMR, zipped(), b"PK\x03\x04", b"wxgf", b"text", b"{}"]),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(NAMES, BYTES, max_size=8))
def test_every_file_is_an_item_or_counted(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    inbox = DropFolder(folder / "inbox", "ugc_inbox", opened=folder / "opened")
    (inbox.root / "g1").mkdir(parents=True)
    for name, data in files.items():
        put(inbox, name, data)
    items = inbox.items("g1")
    assert all(isinstance(inbox.read(item), Record | RefusedItem) for item in items)
    of_items = {str(file) for item in items for file in item.files}
    met = {name for name in files if str(inbox.root / "g1" / name) in of_items}
    counted = {name for name in files if any(map(passed_over, name.split("/")))}
    films = sum(inbox.not_looked_at()[kind] for kind in ("video", "voice"))
    assert len(files) <= len(met | counted) + films
    assert counted.isdisjoint(met)
