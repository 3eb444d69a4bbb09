"""A batch as an inbox: each file an item of the group it is for, with what a person said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from content.inbox import Item, Record
from content.model import Member


@dataclass(frozen=True, slots=True)
class UploadedPhoto:
    """A file to take in: what a person said of it. `group` is an id, `member` None where nobody knows."""

    path: str
    file: Path
    sha256: str
    group: str
    member: Member | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class UploadInbox:
    """Photos under the names that their items are remembered by; `name` is the batch's folder."""

    name: str
    photos: Sequence[UploadedPhoto]
    by_path: Mapping[str, UploadedPhoto] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_path", {photo.path: photo for photo in self.photos})

    def folders(self) -> Sequence[str]:
        return sorted({photo.group for photo in self.photos})

    def items(self, folder: str) -> Sequence[Item]:
        return [
            Item(folder, photo.path, (photo.file,), photo.sha256)
            for photo in sorted(self.photos, key=lambda photo: photo.path)
            if photo.group == folder
        ]

    def read(self, item: Item) -> Record:
        photo = self.by_path[item.path]
        return Record(
            group=photo.group, media=(photo.file,), member=photo.member, product=photo.product or None
        )
