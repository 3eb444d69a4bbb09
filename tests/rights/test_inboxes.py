"""The search of the inboxes finds what holds the member, and lists what it could not look into, with why."""

import os
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from content.messages import render
from content.rights import inboxes
from content.rights.inboxes import InboxSearch, SearchTerms, search_inboxes

NAME = "小鹿在江边"
PICTURE = bytes(range(256)) * 8
TERMS = SearchTerms(
    frozenset({len(PICTURE)}), frozenset({sha256(PICTURE).hexdigest()}), (PICTURE[:4096],), (NAME, "deer77")
)
Files = dict[str, bytes]


def zipped(files: Files) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def encrypted(files: Files) -> bytes:
    """The same, every file marked as encrypted, as `zip -e` does."""
    data = bytearray(zipped(files))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(signature, place + 1)
    return bytes(data)


def with_a_broken_file(files: Files) -> bytes:
    """The directory is whole, and the compressed bytes of the first file are not."""
    data = bytearray(zipped(files))
    begin = 30 + data[26]
    data[begin : begin + 8] = b"\xff" * 8
    return bytes(data)


@pytest.fixture
def search(tmp_path: Path) -> Callable[[Files], InboxSearch]:
    def run(files: Files) -> InboxSearch:
        for name, data in files.items():
            file = tmp_path / "inbox" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return search_inboxes(tmp_path, ["inbox"], TERMS)

    return run


def reasons(search: InboxSearch) -> dict[str, str]:
    return {item.path: item.reason for item in search.unsearched}


def test_where_all_was_looked_into_nothing_is_listed(search: Callable[[Files], InboxSearch]) -> None:
    inner = zipped({"IMG_1.jpg": PICTURE})
    result = search(
        {
            "a/told.txt": f"@{NAME} 说".encode("gb18030"),
            "a/other.txt": b"nobody",
            "a/1.jpg": PICTURE,
            "a/2.jpg": PICTURE[:1000],
            f"a/{NAME}.mp4": b"film",
            "b.zip": zipped({"notes.csv": b"id\ndeer77\n"}),
            "c.zip": zipped({"inner.zip": inner}),
            "d.zip": zipped({"notes.csv": b"id\ndeer778\n"}),
        }
    )
    names = ("a/told.txt", "a/1.jpg", "a/2.jpg", f"a/{NAME}.mp4", "b.zip", "c.zip")
    assert result.holding == {f"inbox/{name}" for name in names}
    assert result.unsearched == []


def test_a_file_that_cannot_be_read_is_listed(
    search: Callable[[Files], InboxSearch], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def deny(path: object, *rest: int, **more: int) -> int:
        if str(path).endswith("chat.txt"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **more)  # type: ignore[arg-type] # as it came

    monkeypatch.setattr(os, "open", deny)
    result = search({"chat.txt": NAME.encode(), f"{NAME}-chat.txt": b"", "whole.txt": NAME.encode()})
    assert reasons(result) == {"inbox/chat.txt": "unreadable", f"inbox/{NAME}-chat.txt": "unreadable"}
    assert result.holding == {f"inbox/{NAME}-chat.txt", "inbox/whole.txt"}
    assert "permission" in render(result.unsearched[0].why, "en").lower()


def test_a_folder_that_cannot_be_read_is_listed(
    search: Callable[[Files], InboxSearch], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def deny(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", deny)
    assert reasons(search({"closed/a.txt": b"", "open/b.txt": b""})) == {"inbox/closed": "unreadable"}


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 cut off", zipped({"a.txt": b"x" * 999})[:60]], ids=["empty", "head", "half"]
)
def test_a_damaged_archive_is_listed(search: Callable[[Files], InboxSearch], data: bytes) -> None:
    assert reasons(search({"old.zip": data})) == {"inbox/old.zip": "damaged"}


def test_what_is_whole_in_an_archive_with_a_damaged_file_is_found(
    search: Callable[[Files], InboxSearch],
) -> None:
    result = search({"old.zip": with_a_broken_file({"a.txt": b"x" * 999, "b.txt": NAME.encode()})})
    assert reasons(result) == {"inbox/old.zip": "damaged_files"}
    assert result.holding == {"inbox/old.zip"}
    assert result.unsearched[0].why.params["n"] == 1


def test_an_encrypted_archive_is_listed(search: Callable[[Files], InboxSearch]) -> None:
    result = search(
        {
            "a.zip": encrypted({"a.txt": NAME.encode(), "b.txt": b""}),
            "b.zip": encrypted({f"{NAME}.jpg": b""}),
            "c.xlsx": inboxes.OLE + b"\0" * 500,
        }
    )
    assert reasons(result) == {
        "inbox/a.zip": "encrypted",
        "inbox/b.zip": "encrypted",
        "inbox/c.xlsx": "password",
    }
    assert result.holding == {"inbox/b.zip"}, "names of files can be read without the password"
    assert render(result.unsearched[0].why, "en").startswith("2 files in the archive are encrypted")


def test_what_is_too_large_is_listed_and_a_large_archive_is_looked_into(
    search: Callable[[Files], InboxSearch], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inboxes, "MOST", 5000)
    large, hidden = os.urandom(6000), b"x" * 6000 + NAME.encode()
    result = search(
        {
            "chat.txt": hidden,
            "whole.zip": zipped({"1.jpg": large, "notes.txt": NAME.encode()}),
            "text.zip": zipped({"chat.txt": hidden}),
            "archive.zip": zipped({"inner.zip": zipped({"1.jpg": large})}),
            "large.jpg": large,
        }
    )
    assert reasons(result) == {
        "inbox/chat.txt": "too_large",
        "inbox/text.zip!/chat.txt": "too_large",
        "inbox/archive.zip!/inner.zip": "too_large",
    }
    assert result.holding == {"inbox/whole.zip"}


def test_an_archive_deep_within_archives_is_listed(search: Callable[[Files], InboxSearch]) -> None:
    data = zipped({"a.txt": NAME.encode()})
    for _ in range(inboxes.DEEPEST):
        data = zipped({"in.zip": data})
    assert reasons(search({"deep.zip": data})) == {"inbox/deep.zip" + "!/in.zip" * 3: "nested"}


def test_kinds_that_are_not_opened_and_links_are_listed(
    search: Callable[[Files], InboxSearch], tmp_path: Path
) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox/elsewhere").symlink_to(tmp_path)
    (tmp_path / "inbox/photo.jpg").symlink_to(tmp_path / "none.jpg")
    assert reasons(search({"photos.rar": b"Rar!", "form.PDF": b"%PDF"})) == {
        "inbox/elsewhere": "link",
        "inbox/photo.jpg": "link",
        "inbox/photos.rar": "format",
        "inbox/form.PDF": "format",
    }


def test_an_inbox_that_is_not_there_is_listed(tmp_path: Path) -> None:
    assert reasons(search_inboxes(tmp_path, ["unplugged"], TERMS)) == {"unplugged": "unreadable"}


def test_the_name_of_an_inbox_says_nothing_of_its_files(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "a.txt").write_text("nobody")
    assert search_inboxes(tmp_path, [NAME], TERMS).holding == set()
