"""An archive of photos with their sidecars, unpacked once into a private folder."""

import os
import shutil
from pathlib import Path, PurePosixPath
from zlib import crc32

from channels.readers.archives import SPARE_DISK, Archive, open_archive
from channels.readers.places import PICTURES
from channels.readers.sidecars import SAYING
from content.inbox import Refused
from content.model import Message

TAKEN = PICTURES | SAYING | {".csv", ".xlsx"}
LARGEST = 40_000_000  # bytes of an entry; content.media takes no larger picture


def unpacked(path: Path, out: Path) -> tuple[Path | None, list[Refused]]:
    """The folder with what may be taken of the archive, and what was refused. Done once for each archive."""
    archive = open_archive(path, out)
    if isinstance(archive, Refused):
        return None, [archive]
    names = [name for name in archive.names if PurePosixPath(name).suffix.lower() in TAKEN]
    fits = [name for name in names if archive.size(name) <= LARGEST]
    refused = [*archive.refused, *(_too_large(archive, name) for name in names if name not in set(fits))]
    missing = [name for name in fits if not archive.lies_at(name).exists()]
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    needed = sum(map(archive.size, missing))
    if missing and shutil.disk_usage(out).free < needed + SPARE_DISK:
        why = Message("refusal.no_room_to_unpack", file=path.name, bytes=needed)
        return None, [Refused("disk_full", why)]
    return archive.lies_at("."), [*refused, *(r for name in missing if (r := _unpack(archive, name)))]


def refusal(path: Path, item: str, out: Path | None) -> Refused:
    """Why the entry that an item's path names, or the whole archive, was refused."""
    _, refused = unpacked(path, out or path.parent)
    where = item.rpartition("!/")[2]
    gone = Refused("bad_archive", Message("refusal.archive_changed", file=path.name), where)
    return next((one for one in refused if one.where == where), gone)


def _unpack(archive: Archive, name: str) -> Refused | None:
    file = archive.fetch(name)
    if isinstance(file, Refused):
        return file
    # What was unpacked again is not new: its time is made of what it is.
    stamp = crc32(archive.stamp(name).encode())
    os.utime(file, ns=(stamp, stamp))
    return None


def _too_large(archive: Archive, name: str) -> Refused:
    why = Message(
        "refusal.entry_too_large", file=archive.path.name, name=name, bytes=archive.size(name), most=LARGEST
    )
    return Refused("too_large", why, name)
