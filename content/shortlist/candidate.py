"""What the shortlist chooses from, and the rules it chooses by."""

from dataclasses import dataclass, field
from datetime import date

from content.model import ConsentScope, Features, Media, Score, Submission, Unreadable
from content.shortlist.shared_texts import ALONE, Chorus
from content.text.book import WordList, shipped_words

MIN_SIDE = 320  # px, short side of the original; docs/measures/gates.md
MIN_FOCUS = 0.235  # edge steepness, foc_best; docs/measures/gates.md
MIN_LIGHT = 60.0  # grey levels, p95; docs/measures/gates.md
MAX_GRAPHIC = 0.58  # 0..1; posters have .59 and more, one of 261 community photos has more than .5
HALF_GRAPHIC = 0.35  # a photo with words set in it has .4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A submission with what is known about it.

    `features` are those of the media that could be measured, in their order. The first medium is the cover:
    the one that is scored and shown. `author` and `product` are names for the sentences; where empty, the ids
    stand in. `look` is what covers are compared by for variety (looks.look_of), taken from the thumbnail
    where it is empty. `newcomer`: nothing of the member was ever shown. `chorus` tells who else says the
    same; `shop` names the shop's own picture that the cover is a copy of. `left_on`: the author left.
    `unknown_product` is what the source calls a product that nobody imported. `seen_in` are the groups that
    were shown it, `groups` how many may be shown one photo at most; None: not known.
    """

    submission: Submission
    features: tuple[Features, ...] = ()
    score: Score | Unreadable | None = None
    author: str = ""
    product: str = ""
    look: bytes = b""
    newcomer: bool = False
    chorus: Chorus = ALONE
    shop: str = ""
    left_on: date | None = None
    unknown_product: str = ""
    seen_in: frozenset[str] = frozenset()
    groups: int | None = None

    @property
    def is_spent(self) -> bool:
        """Whether all groups that its author lets see it have seen it; where groups are not known, none."""
        if self.submission.consent.scope is ConsentScope.OWN:
            return self.submission.group in self.seen_in
        return self.groups is not None and len(self.seen_in) >= self.groups

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
class ShortlistRules:
    """What a round takes, and what it asks of a photo.

    `size` submissions besides those that a person keeps, and no more than so many of one member, of one
    product, from one group and of those posted on one day, unless places stand empty; 0 is no limit of the
    last two. A person's keep holds for `keep_days`; 0: for ever.
    No photo is shown to more than `photo_groups`. `window_days` before the day is the age limit.
    `min_side`, `min_focus` and `min_light` are the least short side in px, focus and light that a cover may
    have; `max_graphic` is how drawn it may look, `half_graphic` the same where its words sell. `variety` is
    how much a likeness to what is chosen already costs, 0..1. One place of `explore` goes to a newcomer by
    lot, 0: none; `seed` draws the lots. A person must look at texts with one of the `words`, and with
    `unknown_needs_person` at photos that no model looked through for people; with 0 < `chain`, at words that
    so many members say.
    """

    size: int = 120
    per_member: int = 4
    per_product: int = 16
    window_days: int = 60
    variety: float = 0.1
    min_side: int = MIN_SIDE
    min_focus: float = MIN_FOCUS
    min_light: float = MIN_LIGHT
    max_graphic: float = MAX_GRAPHIC
    half_graphic: float = HALF_GRAPHIC
    per_group: int = 0
    per_day: int = 0
    explore: int = 12
    keep_days: int = 28
    photo_groups: int = 8
    seed: int = 0
    words: WordList = field(default_factory=lambda: shipped_words().person)
    unknown_needs_person: bool = False
    chain: int = 0  # in many communities all say what a call for photos gave them to say
