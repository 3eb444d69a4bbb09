"""Zip archives, which may be made to harm: nothing in one is believed before it is checked.

Entries are read as streams; only what is taken is written, into a private folder and under names of ours.
"""

import os
import re
import shutil
import stat
import zlib
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from channels.readers.places import file_stamp, passed_over
from content.inbox import RefusedItem
from content.model import Message

MAX_ENTRIES = 10_000  # this limit and the next: docs/sources.md, "archives"
MAX_EXPANSION = 300  # times; photos expand by nearly nothing, text by some 10, bombs by 1,000 and more
SMALL = 1_000_000  # bytes: what expands to less does no harm, however much it was pressed
LONGEST_NAME = 255  # bytes of a file's name on the usual file systems
LONGEST_PATH = 299  # characters
SPARE_DISK = 1_000_000_000  # bytes that unpacking leaves free
ZIP_START = (b"PK\x03\x04", b"PK\x05\x06")
BROKEN = (
    BadZipFile,
    LargeZipFile,
    zlib.error,
    RuntimeError,  # also what is encrypted, or pressed in a way nobody here knows
    EOFError,
    OSError,
    ValueError,
)

_RARE = re.compile(r"[\x00-\x7f\u0250-\u02ff\u0370-\u0385\u03d0-\u03ff\u0460-\u058f\u0700-\u07ff]*")
_TURNS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # they make exe.gpj read as jpg.exe
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # devices, on Windows
_DRIVE = re.compile(r"[A-Za-z]:")


class Archive:
    """The usable entries of a zip. `out` is the private folder that fetched entries are written to; `passed`
    counts those that nobody looks at, as `places.Tree` does.
    """

    def __init__(
        self,
        path: Path,
        out: Path,
        entries: dict[str, ZipInfo],
        refused: list[RefusedItem],
        passed: Counter[str] | None = None,
    ) -> None:
        self.path, self.title, self.refused, self.passed = path, path.stem, refused, passed or Counter()
        self._entries = entries
        key = f"{path.absolute()}:{file_stamp(path)}"
        self._out = out / sha256(key.encode(errors="replace")).hexdigest()[:16]

    @property
    def names(self) -> list[str]:
        return sorted(self._entries)

    def open(self, name: str) -> BinaryIO:
        with ZipFile(self.path) as archive:  # an open entry outlives its archive
            return cast(BinaryIO, archive.open(self._entries[name]))

    def stamp(self, name: str) -> str:
        return f"{self._entries[name].file_size}:{self._entries[name].CRC:08x}"

    def size(self, name: str) -> int:
        """Bytes, as the archive says; a stream never yields more."""
        return self._entries[name].file_size

    def lies_at(self, name: str) -> Path:
        return self._out / name

    def fetch(self, name: str) -> Path | RefusedItem:
        """Write the entry to the private folder; what is there already is left."""
        target = self.lies_at(name)
        if target.exists():
            return target
        if shutil.disk_usage(self._home()).free < self.size(name) + SPARE_DISK:
            why = Message("refusal.no_room_for", file=self.path.name, name=name)
            return RefusedItem("disk_full", why, name)
        part = target.with_name(f".{sha256(name.encode()).hexdigest()[:16]}.{os.getpid()}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self.open(name) as source, part.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            part.replace(target)
        except BROKEN as error:
            part.unlink(missing_ok=True)
            return RefusedItem(
                "bad_archive",
                Message("refusal.entry_cannot_be_unpacked", file=self.path.name, name=name, cause=str(error)),
                name,
            )
        return target

    def _home(self) -> Path:
        self._out.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._out


def looks_like_zip(head: bytes) -> bool:
    return head.startswith(ZIP_START)


def open_archive(path: Path, out: Path) -> Archive | RefusedItem:
    """The archive, or why it is refused as a whole; single entries that may not be used are in `refused`."""
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
    except BROKEN as error:
        return RefusedItem(
            "bad_archive", Message("refusal.zip_cannot_be_opened", file=path.name, cause=str(error))
        )
    if len(entries) > MAX_ENTRIES:
        why = Message("refusal.too_many_entries", file=path.name, n=len(entries), most=MAX_ENTRIES)
        return RefusedItem("bad_archive", why)
    total = sum(entry.file_size for entry in entries)
    if total > max(SMALL, MAX_EXPANSION * path.stat().st_size):
        why = Message("refusal.archive_grows", file=path.name, bytes=total, times=MAX_EXPANSION)
        return RefusedItem("bad_archive", why)
    return _sorted_out(path, out, entries)


def _sorted_out(path: Path, out: Path, entries: list[ZipInfo]) -> Archive:
    usable: dict[str, ZipInfo] = {}
    refused: list[RefusedItem] = []
    passed: Counter[str] = Counter()
    encoding = _encoding(entries)
    for entry in entries:
        name = _name(entry, encoding)
        if entry.filename.endswith(("/", "\\")):  # ZipInfo.is_dir fails for an empty name
            continue
        why = _wrong(entry, name) or (Message("refusal.entry_twice") if name in usable else None)
        if why:
            printable = _CONTROLS.sub("?", _TURNS.sub("?", name))[:80]
            refused.append(_left_out(path, printable, why))
        elif code := next(filter(None, map(passed_over, name.split("/"))), None):
            passed[code] += 1
        else:
            usable[name] = entry
    return Archive(path, out, usable, refused, passed)


def _left_out(path: Path, printable: str, why: Message) -> RefusedItem:
    return RefusedItem(
        "bad_archive", Message("refusal.left_out", file=path.name, name=printable, cause=why), printable
    )


def _encoding(entries: Iterable[ZipInfo]) -> str | None:
    """In which encoding the names of an archive are that does not say it: one for all of them, as archives
    made on Chinese Windows write GBK. None where none fits all.

    Two Han letters of GBK may look like one rare letter of UTF-8 each: 图一 like ͼһ.
    """
    names = [entry.orig_filename for entry in entries if not entry.flag_bits & 0x800]
    readings = {encoding: _decoded("\n".join(names), encoding) for encoding in ("utf-8", "gb18030")}
    utf8, gbk = readings["utf-8"], readings["gb18030"]
    if utf8 is not None and gbk is not None and _RARE.fullmatch(utf8) and not utf8.isascii():
        return "gb18030"
    return next((encoding for encoding, text in readings.items() if text is not None), None)


def _decoded(name: str, encoding: str) -> str | None:
    try:
        return name.encode("cp437").decode(encoding)
    except UnicodeError:
        return None


def _name(entry: ZipInfo, encoding: str | None) -> str:
    """The name in its own encoding, with / between folders; some archives write \\."""
    name = entry.orig_filename
    if not entry.flag_bits & 0x800:
        encodings = (encoding,) if encoding else ("utf-8", "gb18030")
        texts = (_decoded(name, reading) for reading in encodings)
        name = next((text for text in texts if text is not None), name)
    return name.replace("\\", "/")


def _wrong(entry: ZipInfo, name: str) -> Message | None:
    if why := wrong_name(name):
        return why
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Message("refusal.entry_is_link")
    if entry.flag_bits & 1:
        return Message("refusal.entry_locked")
    if name.lower().endswith((".zip", ".rar", ".7z", ".tar", ".gz", ".tgz")):
        return Message("refusal.entry_is_archive")
    if entry.file_size > max(SMALL, MAX_EXPANSION * entry.compress_size):
        return Message("refusal.entry_grows", bytes=entry.file_size, times=MAX_EXPANSION)
    return None


def wrong_name(name: str) -> Message | None:
    """What forbids an entry's name; None if nothing does."""
    parts = name.split("/")
    last = PurePosixPath(name).name
    if _CONTROLS.search(name) or _TURNS.search(name):
        return Message("refusal.name_hidden_characters")
    if name.startswith("/") or "\\" in name or _DRIVE.match(name) or {"", ".", ".."} & set(parts):
        return Message("refusal.name_leads_out")
    if len(name) > LONGEST_PATH or len(last.encode(errors="replace")) > LONGEST_NAME:
        return Message("refusal.name_too_long", n=len(name))
    if any(_RESERVED.fullmatch(part.strip(" .")) for part in parts):
        return Message("refusal.name_reserved")
    return None
