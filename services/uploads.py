"""Photos uploaded at the desk: a batch is begun, its files arrive in pieces, and what nobody wants goes.

What they look like is upload_look's business, taking them in upload_take's.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from content.errors import NotReady, UnknownId, WrongInput
from content.media import ToShelve, shelve
from content.model import (
    FileState,
    Media,
    Message,
    Unreadable,
    UploadBatch,
    UploadChoice,
    UploadFile,
    UploadState,
)
from content.rights.leave import delete
from content.sanitize import one_line
from content.settings import UploadSettings
from content.store import Store
from content.upload import Staging
from content.workers import Completed, Failed
from services.context import Context

MEGA = 1_000_000
LONGEST_NAME = 200  # characters
STAGED = "var/uploads"  # of the workspace; what the inboxes of uploads are named by


@dataclass(frozen=True, slots=True)
class Announced:
    """A file somebody wants to send: what it is called there, and its bytes. `evidence` shows what an author
    said."""

    name: str
    bytes: int
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """A batch, and by place in what was announced why a file is not wanted."""

    batch: UploadBatch
    refused: dict[int, Message]


@dataclass(frozen=True, slots=True)
class FileWish:
    """What a person says of one file; None leaves it as it is."""

    choice: UploadChoice | None = None
    author: str | None = None
    group: str | None = None
    product: str | None = None


def staging(context: Context) -> Staging:
    return Staging(context.root / STAGED)


def get_ready(context: Context) -> None:
    """Have the processes that open pictures begun, before the first one is here: a second the first time."""
    with suppress(NotReady):  # said to whoever then sends a photo
        list(context.workers.map(abs, range(context.workers.count)))


def begin_upload(context: Context, announced: Sequence[Announced], *, group: str, actor: str) -> Begun:
    """Begin a batch for these files. UnknownId for an unknown group; WrongInput where there is no room."""
    now, limits = context.clock(), context.workspace.settings.uploads
    with context.open_store() as store:
        require_group(store, group)
        files, refused = _wanted(announced, limits, first=0)
        _require_room(store, files, limits)
        batch = UploadBatch(secrets.token_hex(16), actor, now, now, group, files=files)
        store.uploads.begin(batch)
    return Begun(batch, refused)


def announce_more(context: Context, batch_id: str, announced: Sequence[Announced]) -> Begun:
    """Add files to a batch that is open, or one to show what an author said."""
    now, limits = context.clock(), context.workspace.settings.uploads
    with context.open_store() as store:
        batch = store.uploads.batch(batch_id)
        first = max((file.number for file in batch.files), default=-1) + 1
        files, refused = _wanted(announced, limits, first=first)
        _require_room(store, files, limits)
        store.uploads.announce(batch_id, files)
        store.uploads.touch(batch_id, now)
        return Begun(store.uploads.batch(batch_id), refused)


def require_group(store: Store, group: str) -> None:
    """UnknownId for a group that nobody knows; "" is none yet."""
    if group and group not in {known.id for known in store.library.groups()}:
        raise UnknownId(Message("group.unknown", group=group))


def _wanted(
    announced: Sequence[Announced], limits: UploadSettings, *, first: int
) -> tuple[tuple[UploadFile, ...], dict[int, Message]]:
    files: list[UploadFile] = []
    refused: dict[int, Message] = {}
    for place, file in enumerate(announced):
        name = one_line(file.name.replace("\\", "/").rpartition("/")[2])[:LONGEST_NAME] or "?"
        if why := _unwanted(name, file, limits, first + len(files)):
            refused[place] = why
        else:
            number = first + len(files)
            files.append(UploadFile(number, name, file.bytes, evidence=file.evidence))
    return tuple(files), refused


def _unwanted(name: str, file: Announced, limits: UploadSettings, number: int) -> Message | None:
    if file.bytes > limits.max_mb * MEGA:
        return Message("upload.too_large", name=name, mb=file.bytes / MEGA, most=limits.max_mb)
    if file.bytes <= 0:
        return Message("upload.empty", name=name)
    if number >= limits.files and not file.evidence:
        return Message("upload.too_many", name=name, most=limits.files)
    return None


def _require_room(
    store: Store, files: Sequence[UploadFile], limits: UploadSettings, *, freed: int = 0
) -> None:
    staged = store.uploads.staged_bytes() - freed + sum(file.bytes for file in files)
    if staged > limits.staged_mb * MEGA:
        raise WrongInput(Message("upload.no_room", most=limits.staged_mb))


def receive(context: Context, batch_id: str, number: int, checksum: str = "") -> UploadFile:
    """Look into a file all of whose bytes are here. WrongInput where its sha256 is not the one that was said:
    then it begins anew."""
    staged = staging(context)
    with context.open_store(reading=True) as store:
        batch, file = store.uploads.head(batch_id), store.uploads.file(batch_id, number)
        zones = {group.id: group.zone for group in store.library.groups()}
    if checksum and staged.hash_of(batch_id, number) != checksum:
        staged.drop(batch_id, number)
        raise WrongInput(Message("upload.damaged", name=file.name))
    staged.settle(batch_id, number)
    zone = zones.get(file.group or batch.group, context.workspace.settings.zone)
    job = ToShelve(staged.file(batch_id, number), staged.media(batch_id).root, zone)
    outcome = next(context.workers.map(shelve, [job]))
    seen = _seen(file, outcome)
    with context.open_store() as store:
        store.uploads.put_file(batch_id, seen, context.clock())
    return seen


def _seen(file: UploadFile, outcome: Completed[Media | Unreadable] | Failed) -> UploadFile:
    taken = Unreadable(outcome.why, "too_hard") if isinstance(outcome, Failed) else outcome.value
    if isinstance(taken, Unreadable):
        return replace(file, state=FileState.BROKEN, reason=taken.reason, why=taken.why, looked=True)
    here = replace(
        file,
        state=FileState.HERE,
        sha256=taken.sha256,
        suffix=taken.suffix,
        width=taken.width,
        height=taken.height,
    )
    return replace(here, reason="", why=None, looked=file.evidence, twin=None, doubt=None)


def renew_file(context: Context, batch_id: str, number: int, announced: Announced) -> UploadFile:
    """Let another file come in the place of one that is not taken in: what was said of it stays. WrongInput
    for one that is too large, empty, without room, or taken in already."""
    limits = context.workspace.settings.uploads
    with context.open_store() as store:
        file = store.uploads.file(batch_id, number)
        if file.submission:
            raise WrongInput(Message("upload.taken_already", name=file.name))
        (wanted, refused) = _wanted([announced], limits, first=0)
        if refused:
            raise WrongInput(refused[0])
        _require_room(store, wanted, limits, freed=file.bytes)
        bare = UploadFile(number, wanted[0].name, wanted[0].bytes, evidence=file.evidence)
        again = replace(bare, author=file.author, group=file.group, product=file.product)
        store.uploads.put_file(batch_id, again, context.clock())
    staging(context).drop(batch_id, number)
    return again


def wish(context: Context, batch_id: str, number: int, wishes: FileWish) -> UploadFile:
    """What a person says of one file."""
    with context.open_store() as store:
        file = store.uploads.file(batch_id, number)
        require_group(store, wishes.group or "")
        changes = {
            name: value
            for name in ("choice", "author", "group", "product")
            if (value := getattr(wishes, name)) is not None
        }
        now = replace(file, **changes)
        store.uploads.put_file(batch_id, now, context.clock())
    return now


def stop_upload(context: Context, batch_id: str) -> None:
    """Nobody wants a batch: its files go. What was taken in of it stays."""
    with context.open_store() as store:
        batch = store.uploads.batch(batch_id)
        store.uploads.set_state(
            batch_id, UploadState.STOPPED, context.clock(), group=batch.group, run=batch.run
        )
    _clear(context, batch_id)


def clear_uploads(context: Context) -> int:
    """Clear away what nobody touched for the hours of the settings, and what lies here without a batch; how
    many batches went. Submissions stay."""
    hours = context.workspace.settings.uploads.keep_hours
    with context.open_store(reading=True) as store:
        old = store.uploads.older_than(context.clock() - timedelta(hours=hours))
        known = {batch.id for batch in store.uploads.open_batches()} | set(old)
    for batch_id in old:
        _clear(context, batch_id)
    staged = staging(context)
    for batch_id in staged.batches():
        if batch_id not in known and not _is_known(context, batch_id):
            staged.clear(batch_id)
    return len(old)


def _is_known(context: Context, batch_id: str) -> bool:
    with context.open_store(reading=True) as store:
        return store.uploads.is_there(batch_id)


def _clear(context: Context, batch_id: str) -> None:
    """Delete a batch: its rows, its files, and pictures that were handed over and belong to nobody now."""
    media = context.workspace.media
    with context.open_store() as store:
        hashes = {file.sha256 for file in store.uploads.batch(batch_id).files if file.sha256}
        orphans = sorted(sha for sha in hashes if not store.intake.has_medium(sha))
        store.uploads.forget(batch_id)
    for sha in orphans:
        delete(media.working(sha))
        for file in media.original(sha, "").parent.glob(f"{sha}.*"):
            delete(file)
        for small in (context.workspace.var / "thumbs" / sha[:2]).glob(f"m-{sha}-*.jpg"):
            delete(small)
    staging(context).clear(batch_id)
