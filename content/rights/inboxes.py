"""Where a member's pictures and name lie in the inboxes: the user's own files, for a person to delete."""

import io
import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from content.store.redaction import Footprint
from content.store.traces import SHORTEST_NAME
from content.text.names import standing

TEXTS = frozenset(
    {".json", ".jsonl", ".ndjson", ".toml", ".txt", ".csv", ".tsv", ".html", ".md", ".xml", ".log"}
)
ZIPS = frozenset({".zip", ".xlsx"})
MOST = 64_000_000  # bytes of a text, or of a file in an archive, that are looked through
ENCODINGS = ("utf-8", "gb18030", "utf-16")
HEAD = 4096  # bytes at the beginning of a picture that are its own: they hold the time and the thumbnail
SHORTEST_HEAD = 256  # bytes; fewer are alike in many pictures


@dataclass(frozen=True, slots=True)
class Wanted:
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

    def lies_in(self, name: str, data: bytes) -> bool:
        """Whether a file of this name holds the picture or the name; archives are looked into."""
        suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - of a name, in an archive or not
        if any(standing(each).search(name) for each in self.names) or self.has_picture(data):
            return True
        if suffix in ZIPS:
            return any(self.lies_in(inside, content) for inside, content in _unpacked(data))
        return suffix in TEXTS and self.has_name(data)


def wanted(footprint: Footprint, originals: Collection[Path]) -> Wanted:
    """What to look for of a member; `originals` are the pictures as we keep them."""
    names = {footprint.member, *footprint.names}
    return Wanted(
        frozenset(medium.bytes for medium in footprint.media),
        frozenset(medium.sha256 for medium in footprint.media),
        tuple(file.read_bytes()[:HEAD] for file in originals if file.is_file()),
        tuple(sorted(name for name in names if len(name) >= SHORTEST_NAME)),
    )


def lying_in(root: Path, found: Wanted) -> Iterator[str]:
    """The files below a folder that hold the picture or the name, by their path within it, sorted."""
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root).as_posix()
        if file.is_symlink() or not file.is_file():
            continue
        try:
            data = _looked_at(file, found)
        except OSError:
            data = b""
        if found.lies_in(name, data):
            yield name


def _looked_at(file: Path, found: Wanted) -> bytes:
    """All of what may hold a name, or be the picture; of other pictures the beginning."""
    size = file.stat().st_size
    whole = size <= MOST and (size in found.sizes or file.suffix.lower() in TEXTS | ZIPS)
    with file.open("rb") as opened:
        return opened.read(size if whole else HEAD)


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if not entry.is_dir() and not entry.flag_bits & 1:
                    with archive.open(entry) as opened:
                        yield entry.filename, opened.read(MOST)
    except (BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        return
