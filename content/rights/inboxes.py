"""Search of the inboxes for a member's pictures and name: the user's own files, for a person to delete.

What cannot be looked into is listed beside what was found, each with its reason.
"""

import json
import os
import struct
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from io import BytesIO
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from content.files import cause_of, open_regular
from content.model import Message
from content.store.redaction import Footprint
from content.store.traces import SHORTEST_NAME
from content.text.names import standing

TEXTS = frozenset(
    {".json", ".jsonl", ".ndjson", ".toml", ".txt", ".csv", ".tsv", ".html", ".md", ".xml", ".log"}
)
ZIPS = frozenset({".zip", ".xlsx", ".docx", ".pptx"})
OTHER_CONTAINERS = frozenset(
    {
        ".7z",
        ".rar",
        ".tar",
        ".gz",
        ".tgz",
        ".bz2",
        ".xz",
        ".zst",
        ".xls",
        ".doc",
        ".ppt",
        ".pdf",
        ".db",
        ".sqlite",
    }
)  # they may hold names and pictures, and nothing here opens them
MOST = 64_000_000  # bytes of a text, or of an archive within an archive, that are looked through
DEEPEST = 3  # archives within archives; one that holds itself would have no end
ENCODINGS = ("utf-8", "gb18030", "utf-16")
HEAD = 4096  # bytes at the beginning of a picture that are its own: they hold the time and the thumbnail
SHORTEST_HEAD = 256  # bytes; fewer are alike in many pictures
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins a workbook or document that has a password
ENCRYPTED = 1  # the bit of a zip entry's flags
BAD_ZIP = (  # what zipfile and the decompressors raise over bad bytes
    BadZipFile,
    EOFError,
    LZMAError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What is looked for: pictures by size and hash, broken copies by how they begin, names in texts."""

    sizes: frozenset[int]
    hashes: frozenset[str]
    heads: tuple[bytes, ...]
    names: tuple[str, ...]

    def has_picture(self, data: bytes) -> bool:
        if len(data) in self.sizes and sha256(data).hexdigest() in self.hashes:
            return True
        head = data[:HEAD]
        return len(head) >= SHORTEST_HEAD and any(whole.startswith(head) for whole in self.heads)

    def has_name(self, data: bytes) -> bool:
        """In any of the usual encodings, or escaped as JSON does it."""
        texts = [data.decode(encoding, "ignore") for encoding in ENCODINGS]
        return any(
            standing(form).search(text)
            for name in self.names
            for form in (name, json.dumps(name)[1:-1])
            for text in texts
        )

    def is_named_by(self, path: str) -> bool:
        """Whether a path bears one of the names."""
        return any(standing(name).search(path) for name in self.names)

    def bytes_to_read(self, suffix: str, size: int) -> int:
        """All of what may hold a name or be the picture; of other pictures the beginning."""
        whole = size <= MOST and (size in self.sizes or suffix in TEXTS | ZIPS)
        return size if whole else HEAD


@dataclass(frozen=True, slots=True)
class Unsearched:
    """A file, or `archive!/file`, that was not or not wholly looked into; `why` is unsearched.*."""

    path: str
    why: Message

    @property
    def reason(self) -> str:
        """A code for programs, such as `encrypted`."""
        return self.why.code.partition(".")[2]


@dataclass(slots=True)
class InboxSearch:
    """The paths found to hold the picture or the name, and what was not looked into."""

    terms: SearchTerms
    holding: set[str] = field(default_factory=set)
    unsearched: list[Unsearched] = field(default_factory=list)

    def look_through(self, root: Path, inbox: str) -> None:
        """Search an inbox, a folder or one file, which paths call `inbox`."""
        if not root.is_dir():
            self._search_file(root, inbox, root.name)
            return
        skip = partial(self._skip_folder, root, inbox)
        for folder, folders, names in os.walk(root, onerror=skip):
            links = [name for name in folders if Path(folder, name).is_symlink()]
            for name in (*links, *names):
                file = Path(folder, name)
                within = _legible(file.relative_to(root).as_posix())
                self._search_file(file, f"{inbox}/{within}", within)

    def _skip(self, path: str, why: Message) -> None:
        self.unsearched.append(Unsearched(path, why))

    def _skip_folder(self, root: Path, inbox: str, error: OSError) -> None:
        within = Path(error.filename).relative_to(root).as_posix()
        self._skip(f"{inbox}/{_legible(within)}", Message("unsearched.unreadable", cause=cause_of(error)))

    def _search_file(self, file: Path, path: str, within: str) -> None:
        """`within` is its path in the inbox: the name of the inbox itself says nothing of a file."""
        suffix = file.suffix.lower()
        holds = self.terms.is_named_by(within)
        try:
            if file.is_symlink():
                self._skip(path, Message("unsearched.link"))
            else:
                with open_regular(file) as stream:
                    size = os.fstat(stream.fileno()).st_size
                    holds |= self._search_stream(stream, suffix, size, path)
        except OSError as error:
            self._skip(path, Message("unsearched.unreadable", cause=cause_of(error)))
        if holds:
            self.holding.add(path)

    def _search_stream(self, stream: IO[bytes], suffix: str, size: int, path: str) -> bool:
        """An archive on disk is opened where it lies, whatever its size; all else is read."""
        if suffix in ZIPS:
            head = stream.read(HEAD)
            return self.terms.has_picture(head) | self._search_archive(stream, head, path)
        data = stream.read(self.terms.bytes_to_read(suffix, size))
        return self._search_data(data, suffix, size, path)

    def _search_data(self, data: bytes, suffix: str, size: int, path: str) -> bool:
        if suffix in OTHER_CONTAINERS:
            self._skip(path, Message("unsearched.format", suffix=suffix))
        if self.terms.has_picture(data):
            return True
        if suffix in TEXTS | ZIPS and size > MOST:
            self._skip(path, Message("unsearched.too_large", bytes=size, most=MOST))
        elif suffix in ZIPS:
            return self._search_archive(BytesIO(data), data, path)
        return suffix in TEXTS and self.terms.has_name(data)

    def _search_archive(self, stream: IO[bytes], head: bytes, path: str) -> bool:
        """Look into all of an archive, also behind a hit: what is locked is to be known as well."""
        if head.startswith(OLE):
            self._skip(path, Message("unsearched.password"))
        elif path.count("!/") >= DEEPEST:
            self._skip(path, Message("unsearched.nested", most=DEEPEST))
        else:
            try:
                with ZipFile(stream) as archive:
                    return self._search_entries(archive, path)
            except BAD_ZIP:
                self._skip(path, Message("unsearched.damaged"))
        return False

    def _search_entries(self, archive: ZipFile, path: str) -> bool:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        legible = [entry for entry in entries if not entry.flag_bits & ENCRYPTED]
        if locked := len(entries) - len(legible):
            self._skip(path, Message("unsearched.encrypted", n=locked))
        broken = 0
        holds = any(self.terms.is_named_by(entry.filename) for entry in entries)
        for entry in legible:
            try:
                holds |= self._search_entry(archive, entry, f"{path}!/{entry.filename}")
            except BAD_ZIP:
                broken += 1
        if broken:
            self._skip(path, Message("unsearched.damaged_files", n=broken))
        return holds

    def _search_entry(self, archive: ZipFile, entry: ZipInfo, path: str) -> bool:
        suffix = PurePosixPath(entry.filename).suffix.lower()
        with archive.open(entry) as stream:
            data = stream.read(self.terms.bytes_to_read(suffix, entry.file_size))
        return self._search_data(data, suffix, entry.file_size, path)


def search_terms(footprint: Footprint, originals: Collection[Path]) -> SearchTerms:
    """What to look for of a member; `originals` are the pictures as we keep them."""
    names = {*footprint.ids, *footprint.names}
    return SearchTerms(
        frozenset(medium.bytes for medium in footprint.media),
        frozenset(medium.sha256 for medium in footprint.media),
        tuple(_heads(originals)),
        tuple(sorted(name for name in names if len(name) >= SHORTEST_NAME)),
    )


def _heads(originals: Collection[Path]) -> Iterator[bytes]:
    for file in originals:
        if file.is_file():
            with file.open("rb") as opened:
                yield opened.read(HEAD)


def _legible(path: str) -> str:
    """A path that can be printed: bytes that are no UTF-8 are written out."""
    return os.fsencode(path).decode("utf-8", errors="backslashreplace")


def search_inboxes(root: Path, inboxes: Collection[str], terms: SearchTerms) -> InboxSearch:
    """Look through these inboxes, named by their paths below `root`, or by absolute ones."""
    search = InboxSearch(terms)
    for inbox in sorted(inboxes):
        search.look_through(root / inbox, inbox)
    search.unsearched.sort(key=lambda item: item.path)
    return search
