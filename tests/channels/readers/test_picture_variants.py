"""What shows a picture once more is no submission: thumbnails, copies, originals of edited ones."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from channels.readers.drop_folder import DropFolder
from channels.readers.survey import survey
from content.inbox import Record

Put = Callable[..., Path]


@pytest.fixture
def inbox(tmp_path: Path) -> DropFolder:
    (tmp_path / "g1").mkdir()
    return DropFolder(tmp_path, "x", opened=tmp_path / ".opened")


def shown(inbox: DropFolder) -> list[list[str]]:
    records = [inbox.read(item) for item in inbox.items("g1")]
    return [[file.name for file in record.media] for record in records if isinstance(record, Record)]


@pytest.mark.parametrize(
    "name", ["a_thumb.jpg", "thumb_a.jpg", "a.thumb.jpg", "A-Thumbnail.png", "thumbnail-a.jpg"]
)
def test_a_thumbnail_beside_its_picture_is_counted_alone(inbox: DropFolder, put: Put, name: str) -> None:
    put("a.jpg", b"xx")
    put(name, b"x")
    assert shown(inbox) == [["a.jpg"]]
    assert inbox.not_looked_at() == {"thumbnail": 1}
    assert survey(inbox).not_looked_at == 1


def test_a_name_alone_makes_no_thumbnail(inbox: DropFolder, put: Put) -> None:
    put("a_thumb.jpg", b"x")
    put("up.jpg", b"x")
    put("thumb_up.jpg", b"larger")
    assert len(shown(inbox)) == 3
    assert inbox.not_looked_at() == {}


@pytest.mark.parametrize(
    "name",
    ["a (1).jpg", "a(2).jpg", "a（1）.jpg", "a - 副本.jpg", "a - Copy (2).jpg", "a_copy.jpg", "A (1).JPG"],
)
def test_a_copy_to_the_last_byte_is_counted_and_another_picture_is_not(
    inbox: DropFolder, put: Put, name: str
) -> None:
    put("a.jpg", b"xx")
    put(name, b"xx")
    assert shown(inbox) == [["a.jpg"]]
    assert inbox.not_looked_at() == {"copy": 1}
    put(name, b"xy")
    assert len(shown(inbox)) == 2
    assert inbox.not_looked_at() == {}


@pytest.mark.parametrize(
    ("original", "edited"),
    [("IMG_1234.JPG", "IMG_E1234.JPG"), ("IMG_1234.HEIC", "IMG_E1234.JPG"), ("a.jpg", "a-edited.jpg")],
)
def test_an_edited_picture_stands_for_its_original(
    inbox: DropFolder, put: Put, original: str, edited: str
) -> None:
    put(original, b"xx")
    put(edited, b"yy")
    put("IMG_1234.AAE", b"<plist/>")
    assert shown(inbox) == [[edited]]
    assert inbox.not_looked_at() == {"edited_since": 1, "system_file": 1}


def test_what_names_the_original_shows_the_edited_one(inbox: DropFolder, put: Put) -> None:
    put("IMG_1234.JPG", b"xx")
    put("IMG_E1234.JPG", b"yy")
    put("index.csv", "图片,昵称\nIMG_1234.JPG,阿雅\n")
    assert shown(inbox) == [["IMG_E1234.JPG"]]
    assert inbox.not_looked_at() == {"edited_since": 1}


def test_what_is_named_itself_is_shown(inbox: DropFolder, put: Put) -> None:
    put("a.jpg", b"xx")
    put("a (1).jpg", b"xx")
    put("IMG_1234.JPG", b"xx")
    put("IMG_E1234.JPG", b"yy")
    put("index.csv", "图片,昵称\na.jpg,阿雅\na (1).jpg,小雨\nIMG_1234.JPG,周周\nIMG_E1234.JPG,周周\n")
    assert sorted(shown(inbox)) == [["IMG_1234.JPG"], ["IMG_E1234.JPG"], ["a (1).jpg"], ["a.jpg"]]


def test_archives_are_alike(inbox: DropFolder, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "g1" / "photos.zip", "w") as archive:
        for name, data in {"a.jpg": "xx", "a_thumb.jpg": "x", "a (1).jpg": "xx", "b.jpg": "z"}.items():
            archive.writestr(name, data)
    assert shown(inbox) == [["a.jpg"], ["b.jpg"]]
    assert inbox.not_looked_at() == {"thumbnail": 1, "copy": 1}


def test_only_files_of_one_folder_are_held_against_each_other(inbox: DropFolder, put: Put) -> None:
    put("one/a.jpg", b"xx")
    put("two/a (1).jpg", b"xx")
    assert len(shown(inbox)) == 2
