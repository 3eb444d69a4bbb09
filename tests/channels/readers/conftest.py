"""What the tests of readers share: an export written into a folder, and what came of it by kind."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from channels.readers.chat import stream
from channels.readers.chat_inbox import ChatInbox
from channels.readers.detect import UnrecognizedDrop, detect
from channels.readers.messages import Export, SourceOptions
from channels.readers.places import Folder
from content.inbox import ConsentEvent, Record, RefusedItem
from content.messages import render


@dataclass
class Told:
    """What a stream said, sorted out."""

    records: list[Record]
    refused: list[RefusedItem]
    events: list[ConsentEvent]

    @property
    def shown(self) -> list[tuple[str | None, str, list[str]]]:
        """Nickname, text and pictures of each record."""
        return [
            (r.member.nickname if r.member else None, r.text, [file.name for file in r.media])
            for r in self.records
        ]

    @property
    def kinds(self) -> list[str]:
        return [record.kind for record in self.records]


def inbox_of(path: Path, asked: SourceOptions | None = None, memory: Path | None = None) -> ChatInbox:
    place = Folder(path.parent)
    reader = detect(place, path.name)
    assert not isinstance(reader, UnrecognizedDrop), render(reader.why, "en")
    return ChatInbox(reader, Export(place, path.name, asked or SourceOptions()), "exports", memory)


def told_by(path: Path, asked: SourceOptions | None = None) -> Told:
    inbox = inbox_of(path, asked)
    said = list(stream(inbox.reader, inbox.export))
    return Told(
        [one for one in said if isinstance(one, Record)],
        [one for one in said if isinstance(one, RefusedItem)],
        [one for one in said if isinstance(one, ConsentEvent)],
    )


@pytest.fixture
def shanghai() -> ZoneInfo:
    return ZoneInfo("Asia/Shanghai")


@pytest.fixture
def read() -> Callable[..., Told]:
    return told_by


@pytest.fixture
def an_inbox() -> Callable[..., ChatInbox]:
    return inbox_of


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a file into the folder g1: text, bytes, or anything as JSON; several things as JSON lines."""

    def write(name: str, *said: Any, encoding: str = "utf-8") -> Path:
        file = tmp_path / "g1" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if said and isinstance(said[0], bytes):
            file.write_bytes(said[0])
            return file
        written = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in said]
        file.write_text("\n".join(written), encoding=encoding)
        return file

    return write


@pytest.fixture(autouse=True)
def _copied(copied_databases: None) -> None: ...
