"""Photos that a person uploads at the desk: a batch, its files, and what is to become of each."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from content.model.message import Message


class UploadState(StrEnum):
    """A batch is open until its files are taken; it is stopped where nobody wants them."""

    OPEN = "open"
    TAKEN = "taken"
    STOPPED = "stopped"


class FileState(StrEnum):
    WAITING = "waiting"  # not all of its bytes are here
    HERE = "here"
    BROKEN = "broken"  # all are here, and it is no picture we take: `why` says so


class UploadChoice(StrEnum):
    """What becomes of a file when its batch is taken."""

    TAKE = "take"
    SKIP = "skip"
    REPLACE = "replace"  # it goes before the smaller picture of the submission that shows the same photo


@dataclass(frozen=True, slots=True)
class Twin:
    """What a file looks like: a submission that is here, or (`file`) another file of the batch.

    `distance` is in bits of 64 between the hashes of the two pictures; `same` is one photo, whatever its
    distance. `larger` says that the upload has more pixels.
    """

    submission: str = ""
    file: int | None = None
    same: bool = True
    distance: int = 0
    larger: bool = False


@dataclass(frozen=True, slots=True)
class UploadFile:
    """One file of a batch. `bytes` is the size that was declared; the measures are pixels.

    `choice` is a person's, None where nobody said anything. `author`, `group` and `product` are its own, ""
    where those of the batch count. `doubt` is why the shortlist would pass it over. `submission` is what it
    became. `evidence` is a picture of what an author said, and no photo.
    """

    number: int
    name: str
    bytes: int
    state: FileState = FileState.WAITING
    sha256: str = ""
    suffix: str = ""
    width: int = 0
    height: int = 0
    reason: str = ""
    why: Message | None = None
    looked: bool = False
    twin: Twin | None = None
    doubt: Message | None = None
    choice: UploadChoice | None = None
    author: str = ""
    group: str = ""
    product: str = ""
    submission: str = ""
    evidence: bool = False

    @property
    def becomes(self) -> UploadChoice:
        """What a person chose, else what suits it: the larger of one photo counts, likeness alone is no
        reason to leave a file out, and what cannot be read is left."""
        if self.state is not FileState.HERE or self.evidence:
            return UploadChoice.SKIP
        if self.choice:
            return self.choice
        if self.twin is None or not self.twin.same:
            return UploadChoice.TAKE
        is_better = self.twin.larger and self.twin.submission
        return UploadChoice.REPLACE if is_better else UploadChoice.SKIP

    @property
    def needs_eye(self) -> bool:
        """Whether somebody should look: it is broken, or the shortlist would pass it over."""
        return self.state is FileState.BROKEN or (self.doubt is not None and self.twin is None)


@dataclass(frozen=True, slots=True)
class UploadBatch:
    """What one person brings in at once. `by` is a name of the desk's accounts."""

    id: str
    by: str
    made_at: datetime
    touched_at: datetime
    group: str = ""
    state: UploadState = UploadState.OPEN
    run: str = ""
    files: tuple[UploadFile, ...] = field(default=())

    @property
    def photos(self) -> tuple[UploadFile, ...]:
        return tuple(file for file in self.files if not file.evidence)

    @property
    def evidence(self) -> UploadFile | None:
        """The last picture of what the author said."""
        return next((file for file in reversed(self.files) if file.evidence), None)

    @property
    def waiting(self) -> tuple[UploadFile, ...]:
        return tuple(file for file in self.files if file.state is FileState.WAITING)

    @property
    def to_take(self) -> tuple[UploadFile, ...]:
        """What taking the batch now would bring in."""
        return tuple(
            file for file in self.photos if file.becomes is not UploadChoice.SKIP and not file.submission
        )
