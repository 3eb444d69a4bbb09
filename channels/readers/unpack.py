"""An archive of photos with their sidecars, unpacked once into a private folder."""

import os
import shutil
from pathlib import Path
from zlib import crc32

from channels.readers.archives import BROKEN, SPARE_DISK, Archive, open_archive
from channels.readers.places import Folder, Place, is_picture, suffix_of
from channels.readers.roles import EXPORTS, FileRole, named_kind, role_of
from content.file_kinds import HEAD_BYTES
from content.inbox import RefusedItem
from content.model import Message

PACKED = "!/"  # between an archive's path and that of what is in it
COUNTED = frozenset({FileRole.VIDEO, FileRole.VOICE})  # left in the archive
LARGEST = 40_000_000  # bytes of an entry; content.media takes no larger picture


def unpacked(path: Path, out: Path) -> tuple[Path | None, list[RefusedItem]]:
    """The folder with what may be taken of the archive, and what was refused. Done once for each archive."""
    archive = open_archive(path, out)
    if isinstance(archive, RefusedItem):
        return None, [archive]
    roles = {name: role_in(archive, name) for name in archive.names}
    foreign = [name for name, role in roles.items() if _is_foreign(name, role)]
    names = [name for name, role in roles.items() if role not in COUNTED and not _is_foreign(name, role)]
    fits = [name for name in names if archive.size(name) <= LARGEST]
    refused = [*archive.refused, *(_foreign(archive, name) for name in foreign)]
    refused += [*(_too_large(archive, name) for name in names if name not in set(fits))]
    missing = [name for name in fits if not archive.lies_at(name).exists()]
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    needed = sum(map(archive.size, missing))
    if missing and shutil.disk_usage(out).free < needed + SPARE_DISK:
        why = Message("refusal.no_room_to_unpack", file=path.name, bytes=needed)
        return None, [RefusedItem("disk_full", why)]
    return archive.lies_at("."), [*refused, *(r for name in missing if (r := _unpack(archive, name)))]


def pictures_in(place: Place, name: str, out: Path) -> list[str]:
    """The pictures in an archive that tells nothing of them itself: neither table nor sidecar is in it."""
    if suffix_of(name) != ".zip" or not isinstance(place, Folder):  # an archive within one is not opened
        return []
    archive = open_archive(place.lies_at(name), out)
    if isinstance(archive, RefusedItem):
        return []
    roles = {inside: role_in(archive, inside) for inside in archive.names}
    describes = {FileRole.INDEX, FileRole.SIDECAR}
    if any(role in describes or suffix_of(inside) in EXPORTS for inside, role in roles.items()):
        return []
    return [f"{name}{PACKED}{inside}" for inside, role in roles.items() if role is FileRole.PICTURE]


def refusal(path: Path, item: str, out: Path | None) -> RefusedItem:
    """Why the entry that an item's path names, or the whole archive, was refused."""
    _, refused = unpacked(path, out or path.parent)
    where = item.rpartition("!/")[2]
    code = "refusal.archive_changed" if where else "refusal.nothing_in_archive"
    gone = RefusedItem("bad_archive", Message(code, file=path.name), where)
    return next((left_out for left_out in refused if left_out.where == where), gone)


def _is_foreign(name: str, role: FileRole) -> bool:
    """Neither a picture nor words, nor what may be a table of them: nothing to unpack."""
    return role is FileRole.STRANGE and suffix_of(name) not in EXPORTS


def _foreign(archive: Archive, name: str) -> RefusedItem:
    kind = named_kind(name, _head(archive, name)) or Message("refusal.neither_picture_nor_words")
    why = Message("refusal.left_out", file=archive.path.name, name=name, cause=kind)
    return RefusedItem("unknown_shape", why, name)


def still_of(live: Path, out: Path) -> Path | RefusedItem:
    """The picture of an iPhone's live photo, which is a zip of a still and a film."""
    archive = open_archive(live, out)
    if isinstance(archive, RefusedItem):
        return archive
    stills = [name for name in archive.names if is_picture(name)]
    if not stills:
        return RefusedItem("bad_archive", Message("refusal.live_without_still", file=live.name))
    if archive.size(stills[0]) > LARGEST:
        return _too_large(archive, stills[0])
    return archive.fetch(stills[0])


def role_in(archive: Archive, name: str) -> FileRole:
    return role_of(name, lambda: _head(archive, name))


def _head(archive: Archive, name: str) -> bytes:
    try:
        with archive.open(name) as stream:
            return stream.read(HEAD_BYTES)
    except BROKEN:
        return b""


def _unpack(archive: Archive, name: str) -> RefusedItem | None:
    file = archive.fetch(name)
    if isinstance(file, RefusedItem):
        return file
    # What was unpacked again is not new: its time is made of what it is.
    stamp = crc32(archive.stamp(name).encode())
    os.utime(file, ns=(stamp, stamp))
    return None


def _too_large(archive: Archive, name: str) -> RefusedItem:
    why = Message(
        "refusal.entry_too_large", file=archive.path.name, name=name, bytes=archive.size(name), most=LARGEST
    )
    return RefusedItem("too_large", why, name)
