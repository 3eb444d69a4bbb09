"""A remark about one version of a post: where it points, what was said to it, and whether it is settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from content.model.message import Message

LONGEST_REMARK = 1000  # characters
LONGEST_QUOTE = 200  # characters of the post's words that a remark points at


class RemarkKind(StrEnum):
    """What a remark is about; NONE where its author did not say."""

    NONE = ""
    WORDS = "words"
    PICTURE = "picture"
    FACT = "fact"
    LAW = "law"
    OTHER = "other"

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message(f"comment.kind_{self.value or 'none'}")


@dataclass(frozen=True, slots=True)
class PosterPin:
    """A place on a poster: `x` of its width and `y` of its height, each 0 to 1, from the upper left."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wants to say: about a place, about words, or about all of the post."""

    text: str
    pin: PosterPin | None = None
    quote: str = ""
    kind: RemarkKind = RemarkKind.NONE


@dataclass(frozen=True, slots=True)
class PostComment:
    """A remark as it was kept; a reply names the one it answers as `parent`.

    `version` is the post's when it was said. `link` is the share link that an outsider spoke by, "" for
    people of the desk; `mentions` are names of users. `resolved_version` is the version that settled it.
    """

    id: int
    post: str
    version: int
    author: str
    at: datetime
    remark: Remark
    parent: int | None = None
    link: str = ""
    mentions: tuple[str, ...] = ()
    resolved_at: datetime | None = None
    resolved_by: str = ""
    resolved_version: int = 0
    removed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it begins a thread that nobody settled yet."""
        return self.parent is None and self.resolved_at is None and self.removed_at is None

    @property
    def is_outside(self) -> bool:
        return bool(self.link)


@dataclass(frozen=True, slots=True)
class CommentThread:
    """A remark with its replies, oldest first. `number` is its pin's on the poster, from 1."""

    number: int
    root: PostComment
    replies: tuple[PostComment, ...] = ()


def threads_of(comments: Sequence[PostComment]) -> list[CommentThread]:
    """The remarks of one post as threads: those that are open first, each in the order they were said."""
    roots = sorted(
        (c for c in comments if c.parent is None and not c.removed_at),
        key=lambda comment: (not comment.is_open, comment.id),
    )
    return [
        CommentThread(
            number,
            root,
            tuple(sorted((c for c in comments if c.parent == root.id), key=lambda comment: comment.id)),
        )
        for number, root in enumerate(roots, 1)
    ]
