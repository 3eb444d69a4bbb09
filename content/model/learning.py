"""What was learnt from the team's decisions: a model card each, and which of them counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from content.model.message import Message

HAND_ORDER = 0  # the version that stands for the hand weights


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A set of learnt weights, with all one needs to believe it or not.

    `weights` sum to 1 and are at least 0; `typical` are the mean values, 0..1, of what was learnt from.
    `counts` says how many examples of each kind there were. `ndcg` and `ndcg_hand` are NDCG@12, 0..1, of
    both orders over `windows` windows of later decisions; None where there were too few to tell. `features`
    is the version of what was measured; `fingerprint` the sha256 of what was said.
    """

    version: int
    brand: str
    made_at: datetime
    features: int
    weights: Mapping[str, float]
    typical: Mapping[str, float]
    counts: Mapping[str, int]
    first_at: datetime
    last_at: datetime
    ndcg: float | None
    ndcg_hand: float | None
    windows: int
    fingerprint: str

    @property
    def examples(self) -> int:
        return sum(self.counts.values())

    @property
    def better(self) -> bool:
        """Whether it found more of what the team wanted than the hand weights, on later decisions."""
        return self.ndcg is not None and self.ndcg_hand is not None and self.ndcg > self.ndcg_hand


@dataclass(frozen=True, slots=True)
class ModelUse:
    """From `at` on `version` counts, HAND_ORDER for none. `by_hand`: no night changes it by itself."""

    version: int
    who: str
    at: datetime
    why: Message | None
    by_hand: bool


@dataclass(frozen=True, slots=True)
class PhotoChoice:
    """What a person made of a post's photo: `now` is shown; `was` before, or the same where it was left."""

    was: str
    now: str
    who: str
    at: datetime
