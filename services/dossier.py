"""All we hold of one member, as files to hand over: JSON, the photos as they came, and the posters."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from content.errors import WrongInput
from content.files import write_whole
from content.model import Message, Post
from content.posters import poster_file
from content.store.redaction import Footprint
from content.workspace import Workspace

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: equal contents, equal bytes
LEFT_OUT = frozenset({"features", "tombstones"})  # measures of pictures, and hashes of what is gone


def export_member(workspace: Workspace, member: str, out: Path) -> int:
    """Write it into a folder, or a .zip; how many files that are. UnknownId; WrongInput if `out` is taken."""
    if out.exists() and (out.is_file() or any(out.iterdir())):
        raise WrongInput(Message("rights.exists", path=str(out)))
    with workspace.open_store(reading=True) as store:
        footprint = store.erasure.footprint(member)
        rows = store.erasure.rows_about(member)
        posts = [_post(store.queue.post(key)) for key in footprint.posts]
    held = {"member": member, "posts_that_showed_it": posts} | rows
    files = {"member.json": _as_json(held)} | dict(_files(workspace, footprint))
    if out.suffix == ".zip":
        _zip(out, files)
    else:
        for name, data in files.items():
            write_whole(out / name, data)
    return len(files)


def _post(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "group": post.group,
        "date": post.day,
        "slot": post.slot,
        "goes_out_at": post.goes_out_at,
        "state": post.state,
        "text": post.text,
    }


def _files(workspace: Workspace, footprint: Footprint) -> Iterator[tuple[str, bytes]]:
    for medium in footprint.media:
        file = workspace.media.original(medium.sha256, medium.suffix)
        if file.is_file():
            yield f"photos/{file.name}", file.read_bytes()
    for key in footprint.posters:
        if (file := poster_file(workspace.posters, key)).is_file():
            yield f"posters/{file.name}", file.read_bytes()


def _as_json(held: dict[str, Any]) -> bytes:
    kept = {name: value for name, value in held.items() if name not in LEFT_OUT}
    return json.dumps(kept, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _zip(out: Path, files: dict[str, bytes]) -> None:
    with ZipFile(out, "x", ZIP_STORED) as archive:  # photos do not shrink
        for name, data in sorted(files.items()):
            archive.writestr(ZipInfo(name, EPOCH), data)
