"""What lies on a disk is read only if it is a file, and only so much of it."""

import os
import socket
from pathlib import Path

import pytest

from content.files import NotAFile, TooLarge, open_regular, read_limited, read_text


def test_a_pipe_that_nobody_writes_to_is_told_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotAFile, match="it is a named pipe, not a file"):
        open_regular(tmp_path / "pipe")


def test_devices_and_folders_are_no_files(tmp_path: Path) -> None:
    for path, kind in ((Path(os.devnull), "a device"), (tmp_path, "a folder")):
        with pytest.raises(NotAFile, match=f"it is {kind}"):
            read_limited(path, 10)


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may have 107 bytes
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s")
        with pytest.raises(NotAFile, match="it is a socket"):
            read_limited(tmp_path / "s", 10)


def test_of_a_file_above_its_limit_nothing_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.truncate(10_000_000_000)  # sparse: takes no room on the disk
    with pytest.raises(TooLarge, match="it has 10,000,000,000 bytes; at most 5 are read"):
        read_limited(tmp_path / "a", 5)


def test_a_file_within_its_limit_comes_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("早\r\n安".encode())
    assert read_limited(tmp_path / "a", 8) == "早\r\n安".encode()
    assert read_text(tmp_path / "a", 8) == "早\n安"
