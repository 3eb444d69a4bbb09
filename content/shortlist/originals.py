"""Which of several copies of one photo is the original.

The signs, strongest first: what a camera wrote into the file (chats and editors strip it), more pixels (a
crop and a smaller copy have fewer; a frame's do not count), more bytes (a copy is compressed once more), and
at last who posted first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from content.model import Media

AS_MANY_PIXELS = 0.95  # of the most: the edge of a frame is known to about a hundredth of each side
UNFRAMED = 0.98  # share inside: below it a frame was added, as a screenshot does
AS_MANY_BYTES = .9  # of the most: one encoder's whim


@dataclass(frozen=True, slots=True)
class Take:
    """One of the copies. `inside` is the share of its area that is not frame, 0..1."""

    submission: str
    media: Media
    inside: float
    posted_at: datetime

    @property
    def pixels(self) -> float:
        return self.media.width * self.media.height * self.inside

    @property
    def from_camera(self) -> bool:
        return bool(self.media.camera) or self.media.taken_at is not None


def original(takes: Sequence[Take]) -> Take:
    """The most original of one or more; the order of the takes does not matter."""
    left = [take for take in takes if take.from_camera] or list(takes)
    left = [take for take in left if take.inside >= UNFRAMED] or left
    most = max(take.pixels for take in left)
    left = [take for take in left if take.pixels >= AS_MANY_PIXELS * most]
    heaviest = max(take.media.bytes for take in left)
    left = [take for take in left if take.media.bytes >= AS_MANY_BYTES * heaviest]
    return min(left, key=lambda take: (take.posted_at, take.submission, take.media.sha256))
