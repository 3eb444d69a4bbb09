"""Uploads as the desk shows them: whose batch it is, and what of it a page says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from content.errors import UnknownId
from content.model import (
    FileState,
    Member,
    Message,
    UploadBatch,
    UploadFile,
    UploadState,
    Verb,
)
from content.store import Store
from content.store.views import RailItem
from content.text.names import standing
from desk.auth import Person
from desk.context import DeskContext
from services.uploads import staging

SHORTEST_NAME = 2  # characters of a nickname that is looked for in a file's name


def batch_for(store: Store, person: Person, key: str) -> UploadBatch:
    """The batch without its files, for who brought it and who may cull. UnknownId for all others: they hear
    nothing of it."""
    batch = store.uploads.head(key)
    if batch.by != person.name and not person.may(Verb.DECIDE):
        raise UnknownId(Message("upload.unknown"))
    return batch


def require_batch(office: DeskContext, person: Person, key: str) -> UploadBatch:
    """The same with its files."""
    with office.open_store(reading=True) as store:
        batch_for(store, person, key)
        return store.uploads.batch(key)


@dataclass(frozen=True, slots=True)
class IntakeView:
    """A batch in its four heaps, worst first. `twins` are submissions that files look like; `named` says whom
    a file's name names, by its number."""

    batch: UploadBatch
    broken: Sequence[UploadFile]
    copies: Sequence[UploadFile]
    good: Sequence[UploadFile]
    waiting: Sequence[UploadFile]
    twins: Mapping[str, RailItem]
    named: Mapping[int, Member]

    @property
    def takes(self) -> int:
        """How many photos the button takes in."""
        return len(self.batch.to_take)

    @property
    def is_open(self) -> bool:
        return self.batch.state is UploadState.OPEN

    def by_number(self, number: int) -> UploadFile:
        return next(file for file in self.batch.files if file.number == number)

    @property
    def unlooked(self) -> int:
        return sum(not file.looked for file in [*self.good, *self.copies])


def intake_view(store: Store, batch: UploadBatch, today: date) -> IntakeView:
    """What the intake page shows of a batch."""
    photos = [file for file in batch.photos if not file.submission]
    here = [file for file in photos if file.state is FileState.HERE]
    copies = [file for file in here if file.twin is not None]
    good = [file for file in here if file.twin is None]
    keys = {file.twin.submission for file in copies if file.twin and file.twin.submission}
    items = {key: item for key in sorted(keys) if (item := store.rail.rail_item(key, today))}
    members = store.library.members_in(batch.group) if batch.group else []
    return IntakeView(
        batch,
        [file for file in photos if file.needs_eye],
        copies,
        [file for file in good if not file.needs_eye],
        [file for file in photos if file.state is FileState.WAITING],
        items,
        _named(photos, members),
    )


def _named(files: Sequence[UploadFile], members: Sequence[Member]) -> dict[int, Member]:
    """Whom the names of files name, of the members of their group; none where it is two."""
    patterns = [(member, standing(member.nickname)) for member in members if _is_telling(member.nickname)]
    named = {}
    for file in files:
        stem = file.name.rpartition(".")[0]
        members_named = [member for member, pattern in patterns if pattern.search(stem)]
        if len(members_named) == 1:
            named[file.number] = members_named[0]
    return named


def _is_telling(nickname: str) -> bool:
    return len(nickname) >= SHORTEST_NAME and not nickname.isdecimal()


def picture_of(office: DeskContext, batch: UploadBatch, number: int) -> Path:
    """The working copy of a file: among those of its batch, else where it was handed over to. UnknownId."""
    file = next((file for file in batch.files if file.number == number and file.sha256), None)
    if file is not None:
        for media in (staging(office).media(batch.id), office.workspace.media):
            if (working := media.working(file.sha256)).is_file():
                return working
    raise UnknownId(Message("upload.unknown"))
