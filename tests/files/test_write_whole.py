"""A file is there whole or not at all, and a disk that will not have it is said as such."""

import errno
import os
from pathlib import Path

import pytest

from content.errors import NotReady
from content.files import write_whole


def test_a_file_and_its_folders_are_written(tmp_path: Path) -> None:
    write_whole(tmp_path / "a/b/c", b"bytes")
    assert (tmp_path / "a/b/c").read_bytes() == b"bytes"
    assert len(list((tmp_path / "a/b").iterdir())) == 1


def test_what_was_there_stays_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    write_whole(tmp_path / "a", b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotReady, match=r"No space left on device\. Free some space and run again"):
        write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_where_a_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(NotReady, match="cannot be written"):
        write_whole(tmp_path / "a/b", b"bytes")
