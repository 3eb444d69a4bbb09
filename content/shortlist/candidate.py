"""What the shortlist chooses from, and the rules it chooses by."""

from dataclasses import dataclass

from content.model import Features, Media, Score, Submission, Unreadable

MIN_SIDE = 320  # px, short side of the original; docs/measures/gates.md
MIN_FOCUS = 0.235  # edge steepness, foc_best; docs/measures/gates.md
MIN_LIGHT = 60.0  # grey levels, p95; docs/measures/gates.md


@dataclass(frozen=True, slots=True)
class Candidate:
    """A submission with what is known about it.

    `features` are those of the media that could be measured, in their order. The first medium is the cover:
    the one that is scored and shown. `author` and `product` are names for the sentences; where empty, the ids
    stand in.
    """

    submission: Submission
    features: tuple[Features, ...] = ()
    score: Score | Unreadable | None = None
    author: str = ""
    product: str = ""

    @property
    def photos(self) -> tuple[tuple[Media, Features], ...]:
        """Each medium with its features, the cover first; the cover alone where another was not measured."""
        media = self.submission.media
        if len(media) == len(self.features):
            return tuple(zip(media, self.features, strict=True))
        return ((media[0], self.features[0]),) if isinstance(self.score, Score) and self.features else ()

    @property
    def total(self) -> float | None:
        """The score, 0..1, or None where there is none."""
        return self.score.total if isinstance(self.score, Score) else None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a round takes: `size` submissions in all, and no more than this of one member and of one product.

    `window_days` before the day is the age limit; the last three are the least short side in px, focus and
    light that a cover may have. `variety` is how much a likeness to what is chosen already costs, 0..1.
    """

    size: int = 120
    per_member: int = 4
    per_product: int = 16
    window_days: int = 60
    variety: float = 0.1
    min_side: int = MIN_SIDE
    min_focus: float = MIN_FOCUS
    min_light: float = MIN_LIGHT
