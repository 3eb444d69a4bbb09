"""What a file or folder is, by what it holds; its name alone decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from channels.readers.discord import Discord
from channels.readers.mediacrawler import MediaCrawler, comments_of
from channels.readers.memotrace import MemoTrace
from channels.readers.messages import Export, Head, Reader
from channels.readers.meta import Meta
from channels.readers.places import Place, is_picture
from channels.readers.slack import Slack
from channels.readers.telegram import Telegram
from channels.readers.text import encoding_of, head_of
from channels.readers.wecom import Wecom
from channels.readers.whatsapp import WhatsApp
from content.errors import WrongInput
from content.model import Message

READERS: tuple[Reader, ...] = (
    Discord(),
    Telegram(),
    Meta(),
    Slack(),
    Wecom(),
    MemoTrace(),
    MediaCrawler(),
    WhatsApp(),
)
MAY_HOLD = frozenset(
    {".json", ".jsonl", ".ndjson", ".csv", ".txt", ".log", ".dat", ""}
)  # what is looked into
DEEPEST = 4  # folders; what lies deeper is media, or the days of a Slack channel


@dataclass(frozen=True, slots=True)
class Found:
    """An export: its main file, and who reads it."""

    reader: Reader
    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing here is known: what was seen, and what is supported."""

    seen: Message
    supported: tuple[str, ...]

    @property
    def why(self) -> Message:
        shapes: tuple[Message | str, ...] = (*self.supported, Message("source.shape_of_drop"))
        return Message("source.unknown", seen=self.seen, shapes=shapes)


def supported() -> tuple[str, ...]:
    return tuple(f"{reader.name}: {reader.shape}" for reader in READERS)


def reader_named(name: str) -> Reader:
    """WrongInput lists the names there are."""
    for reader in READERS:
        if reader.name == name:
            return reader
    raise WrongInput(Message("source.unknown_reader", reader=name, known=tuple(r.name for r in READERS)))


def detect(place: Place, name: str) -> Reader | Unknown:
    """Who reads the file `name` of a place, by its first 64 KB and what lies beside it."""
    data = head_of(place, name)
    encoding = encoding_of(data)
    if not data or encoding is None:
        begins = data[:8].hex(" ")
        code = "source.begins_with_bytes" if data else "source.file_empty"
        return Unknown(Message(code, file=name, bytes=begins), supported())
    head = Head(name, data.decode(encoding, errors="replace"), frozenset(place.names))
    for reader in READERS:
        if reader.knows(head):
            return reader
    text = head.text.lstrip(chr(0xFEFF))[:60]
    return Unknown(Message("source.begins_with", file=name, text=text), supported())


def exports(place: Place, names: Sequence[str] | None = None) -> list[Found]:
    """Every export among these files of a place (None: all but pictures and what lies deep)."""
    found: list[Found] = []
    for name in place.names if names is None else names:
        if names is None and not _may_hold(name):
            continue
        reader = detect(place, name)
        if not isinstance(reader, Unknown):
            found.append(Found(reader, name))
    return _without_parts(place, found)


def _may_hold(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in MAY_HOLD and len(path.parts) <= DEEPEST and not is_picture(name)


def _without_parts(place: Place, found: list[Found]) -> list[Found]:
    """Less what another export takes along: comments beside their notes."""
    taken = {
        name
        for one in found
        if one.reader.name == MediaCrawler.name
        for name in comments_of(Export(place, one.name))
    }
    return [one for one in found if one.name not in taken]
