"""Files that are there whole or not at all, with names that every system takes."""

import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from content.errors import WrongInput
from content.files import cause_of, sync_file, sync_folder
from content.model import Message

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

LONGEST_NAME = 60  # characters; 180 bytes of Chinese, under the 255 bytes of the usual file systems
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip can say
PACKED_ALREADY = (".jpg", ".jpeg", ".png", ".webp")


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """A path beside `out` to write to; it becomes `out` if the block ends well, and goes away if not."""
    part = out.with_name(f".{os.getpid()}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        yield part
        sync_file(part)
        part.replace(out)
        sync_folder(out.parent)
    except OSError as error:
        raise WrongInput(Message("export.cannot_be_written", path=str(out), cause=cause_of(error))) from error
    finally:
        part.unlink(missing_ok=True)


def write_bytes(out: Path, data: bytes) -> None:
    """`data` at `out`, whole or not at all."""
    with whole_file(out) as part:
        part.write_bytes(data)


def write_archive(out: Path, entries: Iterable[tuple[str, bytes]]) -> None:
    """A zip of (name, content) pairs at `out`: the same pairs give the same bytes, whenever and wherever."""
    with whole_file(out) as part, ZipFile(part, "w") as archive:
        for name, content in entries:
            info = ZipInfo(name, ZIP_EPOCH)
            info.create_system = 3  # Unix, also when made on Windows
            info.external_attr = 0o644 << 16
            info.compress_type = ZIP_STORED if name.lower().endswith(PACKED_ALREADY) else ZIP_DEFLATED
            archive.writestr(info, content)


def write_workbook(out: Path, book: "Workbook") -> None:
    """`book` at `out` without the time of writing in it: the same cells give the same bytes."""
    book.properties.created = datetime(*ZIP_EPOCH, tzinfo=UTC)
    written = io.BytesIO()
    book.save(written)
    with ZipFile(written) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    dated = rb"(<dcterms:modified[^>]*>)[^<]*"
    parts["docProps/core.xml"] = re.sub(dated, rb"\g<1>1980-01-01T00:00:00Z", parts["docProps/core.xml"])
    write_archive(out, parts.items())


def safe_name(text: str, longest: int = LONGEST_NAME) -> str:
    """`text` as one part of a path: no separators, no control characters, at most `longest` characters."""
    plain = re.sub(
        r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]", "", text
    )
    plain = re.sub(r'[/\\:*?"<>|]', "_", plain)
    return plain[:longest].strip(". ") or "_"


def unlike(name: str, taken: Sequence[str] | set[str]) -> str:
    """`name`, or with -2, -3, ... at its end until it is none of `taken` (upper and lower case alike)."""
    folded = {other.casefold() for other in taken}
    count, tried = 1, name
    while tried.casefold() in folded:
        count += 1
        tried = f"{name}-{count}"
    return tried
