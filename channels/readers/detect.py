"""What a file or folder is, by what it holds; its name alone decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from channels.readers.chatlab import ChatLab
from channels.readers.chatlog import Chatlog
from channels.readers.discord import Discord
from channels.readers.feishu import Feishu
from channels.readers.forms import Forms
from channels.readers.line_pc import LinePcText
from channels.readers.mediacrawler import MediaCrawler, comments_of
from channels.readers.memotrace import MemoTrace, MemoTrace2
from channels.readers.messages import Export, Head, Reader
from channels.readers.meta import Meta
from channels.readers.other_forms import other_form
from channels.readers.places import Place, is_picture
from channels.readers.plain_text import LineText, MemoTraceText, QqText, TextChat
from channels.readers.qq_exporter import QqExporter, chunks_named_in
from channels.readers.slack import Slack
from channels.readers.table_rows import header_of, is_workbook
from channels.readers.telegram import Telegram
from channels.readers.telegram_page import TelegramPage, following_pages
from channels.readers.text import encoding_of, head_of
from channels.readers.weclone import WeClone
from channels.readers.wecom import Wecom
from channels.readers.weflow import WeFlow
from channels.readers.whatsapp import WhatsApp
from channels.readers.xhs_downloader import SQLITE, XhsDownloader, is_database
from channels.tables import OLD_OFFICE
from content.errors import WrongInput
from content.model import Message

READERS: tuple[Reader, ...] = (
    Discord(),
    Telegram(),
    TelegramPage(),
    Meta(),
    Slack(),
    ChatLab(),
    WeFlow(),
    QqExporter(),
    Chatlog(),
    Feishu(),
    Wecom(),
    MemoTrace(),
    MemoTrace2(),
    WeClone(),
    MediaCrawler(),
    XhsDownloader(),
    Forms(),
    LineText(),
    LinePcText(),
    QqText(),
    WhatsApp(),
    MemoTraceText(),
)
EXPORTS = frozenset(
    {".json", ".jsonl", ".ndjson", ".csv", ".xlsx", ".txt", ".log", ".db", ".html", ".htm", ".mht", ".mhtml"}
)
MAY_HOLD = EXPORTS | {".dat", ""}  # what is looked into
DEEPEST = 4  # folders; what lies deeper is media, or the days of a Slack channel


@dataclass(frozen=True, slots=True)
class DetectedExport:
    """An export: its main file, and who reads it."""

    reader: Reader
    name: str


@dataclass(frozen=True, slots=True)
class UnrecognizedDrop:
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


def detect(place: Place, name: str) -> Reader | UnrecognizedDrop:
    """Who reads the file `name` of a place, by its first 64 KB and what lies beside it."""
    head = head_in(place, name)
    data = head.data
    encoding = encoding_of(data)
    is_text = encoding is not None or is_workbook(name) or data.startswith(SQLITE)
    if data.startswith(OLD_OFFICE):
        return UnrecognizedDrop(Message("source.old_workbook", file=name), supported())
    if not data or not is_text:
        begins = data[:8].hex(" ")
        code = "source.begins_with_bytes" if data else "source.file_empty"
        return UnrecognizedDrop(Message(code, file=name, bytes=begins), supported())
    for reader in READERS:
        if reader.knows(head):
            return reader
    if not head.text.strip():
        return UnrecognizedDrop(
            Message("source.begins_with_bytes", file=name, bytes=data[:8].hex(" ")), supported()
        )
    if form := other_form(head):
        return UnrecognizedDrop(Message(form, file=name), supported())
    text = head.text.lstrip(chr(0xFEFF))[:60]
    return UnrecognizedDrop(Message("source.begins_with", file=name, text=text), supported())


def head_in(place: Place, name: str) -> Head:
    """What a file shows at first sight: of a workbook its first row, of a database nothing but its bytes."""
    data = head_of(place, name)
    if is_workbook(name):
        text = header_of(place, name)
    else:
        encoding = encoding_of(data)
        text = data.decode(encoding, errors="replace") if encoding else ""
    return Head(name, text, frozenset(place.names), data)


def exports(place: Place, names: Sequence[str] | None = None) -> list[DetectedExport]:
    """Every export among these files of a place (None: all but pictures and what lies deep)."""
    exports_found: list[DetectedExport] = []
    for name in place.names if names is None else names:
        if names is None and not _may_hold(name):
            continue
        reader = detect(place, name)
        if not isinstance(reader, UnrecognizedDrop):
            exports_found.append(DetectedExport(reader, name))
    return _without_parts(place, exports_found)


def _may_hold(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in MAY_HOLD and len(path.parts) <= DEEPEST and not is_picture(name)


def _without_parts(place: Place, exports_found: list[DetectedExport]) -> list[DetectedExport]:
    """Less what another export takes along: comments beside their notes, chunks, texts beside a database;
    and less what says in plain text what a table beside it says with ids and pictures."""
    taken = {name for export in exports_found for name in parts_of(place, export)}
    richer = {_home(export.name) for export in exports_found if not isinstance(export.reader, TextChat)}
    return [
        export
        for export in exports_found
        if export.name not in taken
        and not (isinstance(export.reader, TextChat) and _home(export.name) in richer)
    ]


def _home(name: str) -> str:
    return name.rpartition("/")[0]


def parts_of(place: Place, detected: DetectedExport) -> list[str]:
    """The other files that an export reads, or that say the same."""
    export = Export(place, detected.name)
    if detected.reader.name == MediaCrawler.name:
        return comments_of(export)
    if detected.reader.name == TelegramPage.name:
        return following_pages(export)
    if detected.reader.name == QqExporter.name and "chunked-jsonl" in head_in(place, detected.name).text:
        return chunks_named_in(export)
    if detected.reader.name == XhsDownloader.name and is_database(detected.name):
        return [
            name
            for name in export.around
            if name != detected.name and PurePosixPath(name).suffix in (".txt", ".db")
        ]
    return []
