"""Which pictures beside an export are the export's although none of its messages shows them."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from channels.readers.chat_inbox import ChatInbox
from channels.readers.detect import DetectedExport, parts_of
from channels.readers.messages import SHARED_MEDIA, Export
from channels.readers.places import is_picture
from channels.readers.text import encoding_of, head_of

MADE_FOLDERS = frozenset(
    {
        *("avatar", "avatars", "avatarimages", "head", "heads", "headimg", "headimgs", "头像", "頭像"),
        *("emoji", "emojis", "emoticon", "emoticons", "emotion", "emotions", "sticker", "stickers"),
        *("表情", "表情包", "贴纸", "貼圖", "face", "faces", "market_faces", "video_thumbs"),
        *("thumb", "thumbs", "thumbnail", "thumbnails", "缩略图", "cover", "covers", "封面"),
    }
)  # folders of exporters, in small letters; what is in them nobody posted
MADE_NAMES = re.compile(
    r"\d{8}-(?:photo|sticker|gif|video)-\d{4}(?:-\d\d){5}\.\w+|stk-\d{8}-wa\d+\.\w+"
)  # WhatsApp's
PIECE = 4_000_000  # characters that are looked through at once
LONGEST_NAME = 2_000  # characters of a file name as JSON writes it
SURE_STEM = 12  # characters of a name without suffix, which exports leave out: hashes and ids have more


def own_files(inbox: ChatInbox, path: Path, shown_files: set[str]) -> set[str]:
    """The pictures in and below the folder of an export that it names, as recalled ones and stickers, or that
    a program put there. `shown_files` are those its messages show."""
    export = inbox.export
    left = [name for name in export.around if is_picture(name) and f"{path}/{name}" not in shown_files]
    if not left:
        return set()
    own = {name for name in left if _is_made(name, export.home)}
    unnamed = [name for name in left if name not in own]
    for text in _texts(export, parts_of(export.place, DetectedExport(inbox.reader, export.name))):
        unnamed = [name for name in unnamed if not _is_named(name, text)]
        if not unnamed:
            break
    return {f"{path}/{name}" for name in left if name not in unnamed}


def _is_made(name: str, home: str) -> bool:
    file = PurePosixPath((name.removeprefix(f"{home}/") if home else name).lower())
    folders = {*MADE_FOLDERS, *SHARED_MEDIA}
    return not folders.isdisjoint(file.parts[:-1]) or bool(MADE_NAMES.fullmatch(file.name))


def _is_named(name: str, text: str) -> bool:
    """Whether the text of an export has the name: as it is, as JSON or a link writes it, or its hash."""
    file = PurePosixPath(name.casefold())
    written = (file.name, json.dumps(file.name)[1:-1])
    return any(form in text for form in written) or (len(file.stem) >= SURE_STEM and file.stem in text)


def _texts(export: Export, parts: list[str]) -> Iterator[str]:
    """Pieces of what the files say, which overlap: a name stands whole in one of them."""
    for name in (export.name, *parts):
        encoding = encoding_of(head_of(export.place, name)) or "utf-8"
        with suppress(OSError, KeyError), export.place.open(name) as stream:
            text, piece = io.TextIOWrapper(stream, encoding, errors="replace"), ""
            while more := text.read(PIECE):
                piece = piece[-LONGEST_NAME:] + more
                yield piece.casefold()
