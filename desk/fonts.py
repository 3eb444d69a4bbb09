"""The program's own fonts for browsers on machines without Chinese ones: the files that posters are set in.

One weight, whole: docs/decisions/0013-fonts-of-the-desk.md says why it is not cut into subsets.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from content.errors import MissingFont
from content.files import write_whole
from content.model import Message
from content.posters.fonts import font_files
from desk.auth import office_of
from desk.errors import Refusal

router = APIRouter()
KEPT = {"Cache-Control": "public, max-age=2592000"}  # 30 days; after them its ETag answers without the file


@dataclass(frozen=True, slots=True)
class Face:
    """`family` is the font's name in content.posters.fonts; `collected` is its name inside a collection."""

    family: str
    collected: str = ""


FACES = {
    "han.otf": Face("Noto Sans CJK SC", collected="Noto Sans CJK SC"),
    "emoji.ttf": Face("Noto Color Emoji"),
}


@router.get("/fonts/{name}")
def font(request: Request, name: str) -> Response:
    """A font file, also for who is not signed in: the sign-in page has words too. 404 where it is missing."""
    face = FACES.get(name)
    if face is None:
        raise Refusal(404, "not_found", Message("desk_missing.font", name=name))
    try:
        source = font_files()[face.family]
    except MissingFont as error:
        raise Refusal(404, "not_found", error.message) from error
    file = _single(source, face, office_of(request).workspace.var / "fonts") if face.collected else source
    answer = FileResponse(file, media_type=f"font/{file.suffix[1:]}", headers=KEPT, stat_result=file.stat())
    etag = answer.headers["etag"]
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={**KEPT, "ETag": etag})
    return answer


def _single(collection: Path, face: Face, folder: Path) -> Path:
    """One face of the collection as a file of its own, made when it is first asked for."""
    stat = collection.stat()
    file = folder / f"{collection.stem}-{stat.st_size:x}-{int(stat.st_mtime):x}.otf"
    if not file.is_file():
        write_whole(file, face_of(collection.read_bytes(), face.collected))
    return file


# The OpenType specification, "Organization of an OpenType font": a collection begins with the offsets of its
# faces' table directories, and faces share tables. Big-endian throughout.
DIRECTORY, RECORD, NAME = struct.Struct(">4sH6x"), struct.Struct(">4sIII"), struct.Struct(">6H")
UPRIGHT = frozenset({b"vhea", b"vmtx", b"VORG"})  # for vertical setting, which the desk never does
FAMILY, WINDOWS = 1, 3  # a name record's kind, and the platform whose strings are UTF-16


def face_of(collection: bytes, family: str) -> bytes:
    """The face of this family as a font of its own. LookupError where the collection has none."""
    (count,) = struct.unpack_from(">I", collection, 8)
    for offset in struct.unpack_from(f">{count}I", collection, 12):
        version, tables = DIRECTORY.unpack_from(collection, offset)
        records = [
            RECORD.unpack_from(collection, offset + DIRECTORY.size + RECORD.size * n) for n in range(tables)
        ]
        by_tag = {tag: collection[begin : begin + size] for tag, _, begin, size in records}
        if family in _families(by_tag[b"name"]):
            return _font(version, [(tag, check, by_tag[tag]) for tag, check, *_ in records])
    raise LookupError(f"The collection has no face {family!r}.")


def _families(names: bytes) -> set[str]:
    count, strings = struct.unpack_from(">HH", names, 2)
    records = (NAME.unpack_from(names, 6 + NAME.size * n) for n in range(count))
    return {
        names[strings + begin : strings + begin + size].decode("utf-16-be", "replace")
        for platform, _, _, kind, size, begin in records
        if (platform, kind) == (WINDOWS, FAMILY)
    }


def _font(version: bytes, tables: list[tuple[bytes, int, bytes]]) -> bytes:
    """A font file of these tables (tag, checksum, bytes), each on a boundary of four bytes."""
    kept = [table for table in tables if table[0] not in UPRIGHT]
    power = len(kept).bit_length() - 1
    searched = 16 << power
    head = version + struct.pack(">4H", len(kept), searched, power, RECORD.size * len(kept) - searched)
    begin = len(head) + RECORD.size * len(kept)
    directory = b""
    padded = [(tag, check, len(data), data + bytes(-len(data) % 4)) for tag, check, data in kept]
    for tag, check, size, data in padded:
        directory += RECORD.pack(tag, check, begin, size)
        begin += len(data)
    return head + directory + b"".join(data for *_, data in padded)
