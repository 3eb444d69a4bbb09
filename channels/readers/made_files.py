"""Which pictures beside an export are the export's although none of its messages shows them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from channels.readers.chat_inbox import ChatInbox
from channels.readers.detect import DetectedExport, parts_of
from channels.readers.messages import SHARED_MEDIA, Export
from channels.readers.places import is_picture
from channels.readers.text import LARGEST_JSON, encoding_of

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
SURE_STEM = 12  # characters of a name without suffix, which exports leave out: hashes and ids have more


def own_files(inbox: ChatInbox, path: Path, shown: set[str]) -> set[str]:
    """The pictures in and below the folder of an export that it names, as recalled ones and stickers, or that
    a program put there. `shown` are those its messages show."""
    export = inbox.export
    left = [name for name in export.around if is_picture(name) and f"{path}/{name}" not in shown]
    if not left:
        return set()
    text = "\n".join(_texts(export, parts_of(export.place, DetectedExport(inbox.reader, export.name))))
    return {f"{path}/{name}" for name in left if _is_made(name, export.home) or _is_named(name, text)}


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
    for name in (export.name, *parts):
        try:
            with export.place.open(name) as stream:
                data = stream.read(LARGEST_JSON)
        except (OSError, KeyError):
            continue
        yield data.decode(encoding_of(data[:65_536]) or "utf-8", errors="replace").casefold()
