"""What a file in a drop folder is there for: its suffix says it of most, its first bytes of all others."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from channels.readers.places import is_picture, suffix_of
from content.file_kinds import HEAD_BYTES, FileKind, file_kind
from content.files import open_regular
from content.model import Message

INDEXES = frozenset({"index.csv", "index.xlsx", "index.tsv"})
SIDECARS = frozenset({".json", ".toml"})
EXPORTS = frozenset({".jsonl", ".ndjson", ".csv", ".xlsx", ".tsv", ".log"})  # may be, and none was found
ARCHIVES = frozenset({".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})  # of kinds we do not open
OFFICE = frozenset(
    {
        *(".docx", ".pptx", ".xlsm", ".xlsb", ".numbers", ".pages", ".key", ".odt", ".ods", ".odp"),
        *(".epub", ".apk", ".jar"),
    }
)  # zips by their bytes, and no photos in them
RAW = frozenset(
    {
        *(
            ".dng",
            ".cr2",
            ".cr3",
            ".nef",
            ".nrw",
            ".arw",
            ".orf",
            ".rw2",
            ".pef",
            ".srw",
            ".raf",
            ".3fr",
            ".iiq",
        )
    }
)  # cameras' raw pictures: as TIFF they would be their thumbnails
BY_NAME = EXPORTS | ARCHIVES | OFFICE | RAW
LIVE = ".livp"  # an iPhone's live photo: a zip of a still and a film
NAMED = frozenset({FileKind.JXL, FileKind.WXGF, FileKind.WECHAT, FileKind.OTHER_PICTURE})


class FileRole(StrEnum):
    PICTURE = "picture"
    LIVE = "live"
    SIDECAR = "sidecar"
    TEXT = "text"  # of the photo of its name, if there is one
    INDEX = "index"
    ZIP = "zip"
    VIDEO = "video"
    VOICE = "voice"
    STRANGE = "strange"  # refused by name


_BY_KIND = {
    FileKind.PICTURE: FileRole.PICTURE,
    FileKind.VIDEO: FileRole.VIDEO,
    FileKind.VOICE: FileRole.VOICE,
    FileKind.ZIP: FileRole.ZIP,
}


def role_of(path: str, head: Callable[[], bytes]) -> FileRole:
    """`head` gives the first bytes, and is asked only where the name leaves it open."""
    suffix, name = suffix_of(path), path.rpartition("/")[2].lower()
    if is_picture(path):
        return FileRole.PICTURE
    if name in INDEXES:
        return FileRole.INDEX
    if suffix in SIDECARS:
        return FileRole.SIDECAR
    if suffix == ".zip":
        return FileRole.ZIP
    if suffix in BY_NAME:
        return FileRole.STRANGE
    role = _BY_KIND.get(file_kind(head()), FileRole.STRANGE)
    if role is FileRole.ZIP and suffix == LIVE:
        return FileRole.LIVE
    return FileRole.TEXT if role is FileRole.STRANGE and suffix == ".txt" else role


def role_on_disk(path: str) -> FileRole:
    return role_of(path, lambda: head_on_disk(path))


def head_on_disk(path: str | Path) -> bytes:
    """The first bytes of a file; none where it cannot be read."""
    try:
        with open_regular(path) as stream:
            return stream.read(HEAD_BYTES)
    except OSError:
        return b""


def named_kind(name: str, head: bytes) -> Message | None:
    """What people take for a picture, and is none that is opened; None for all else."""
    kind = FileKind.OTHER_PICTURE if suffix_of(name) in RAW else file_kind(head)
    return Message(f"file_kind.{kind}") if kind in NAMED else None
