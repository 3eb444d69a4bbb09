"""A piece of UGC, what was measured on it, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from content.model.message import Message
from content.model.photo_facts import PhotoFacts
from content.model.rights import Consent


@dataclass(frozen=True, slots=True)
class Media:
    """One picture. `sha256` names the untouched original; sizes are upright pixels of the original."""

    sha256: str
    suffix: str  # of the original as sniffed from its bytes: ".jpg", ".png", ...
    width: int
    height: int
    bytes: int
    camera: str = ""  # maker and model, where the file says so: a sign of an original
    taken_at: datetime | None = None  # as the camera's clock said; naive clocks are read in the group's zone
    animated: bool = False  # of several pictures the first is shown


@dataclass(frozen=True, slots=True)
class Submission:
    """One piece of UGC by one member. `member` is None and `text` empty for a photo that came alone.

    `product_from` is "words" where the product was recognised in the text, "" where somebody named it.
    """

    id: str
    group: str
    member: str | None
    text: str
    posted_at: datetime
    media: tuple[Media, ...]
    product: str | None = None
    likes: frozenset[str] = frozenset()  # members, the author never among them
    replies: int = 0
    consent: Consent = field(default_factory=Consent)
    like_count: int = 0  # likes whose members the source keeps to itself; never in `likes`
    product_from: str = ""


class SubmissionField(StrEnum):
    """What of a submission a person may set by hand."""

    MEMBER = "member"
    PRODUCT = "product"
    TEXT = "text"
    GROUP = "group"

    @property
    def label(self) -> Message:
        return Message(f"submission_field.{self.value}")


@dataclass(frozen=True, slots=True)
class Features:
    """What the image pass measured on one medium; `hashes` as content.score.phash makes them.

    `values` are named floats (units in content.score.features); `focus` is the focal point as
    fractions (x, y) of the upright picture, 0 to 1; `thumbnail` is 96 x 96 grey levels, row by row, of
    what lies inside a uniform frame. `facts` are None where they are not at hand.
    """

    version: int
    values: Mapping[str, float]
    focus: tuple[float, float]
    hashes: bytes
    thumbnail: bytes
    facts: PhotoFacts | None = None
    facts_version: str = ""


class ScorePart(NamedTuple):
    """One visible contribution to a score: `value` in 0..1, times `weight`. A tuple: there are millions."""

    name: str
    value: float
    weight: float

    @property
    def contribution(self) -> float:
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Score:
    """`total` is the sum of the contributions, in 0..1. `weights` names those that made it."""

    total: float
    parts: tuple[ScorePart, ...]
    weights: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The picture could not be taken in or scored; `why` is one clause, `reason` a code."""

    why: Message
    reason: str = "unreadable"


class Reason(StrEnum):
    """Why a submission was kept or dropped: the code that scripts read.

    The sentences for people are `shortlist.{code}` of the catalogues.
    """

    KEPT = "kept"
    NO_PHOTO = "no_photo"
    UNREADABLE = "unreadable"
    CONSENT_UNKNOWN = "consent_unknown"
    CONSENT_ASKED = "consent_asked"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_EXPIRED = "consent_expired"
    NO_MEMBER = "no_member"
    MEMBER_LEFT = "member_left"
    NO_PRODUCT = "no_product"
    TOO_OLD = "too_old"
    SPENT = "spent"  # every group that may see it has
    TOO_SMALL = "too_small"
    BLURRED = "blurred"
    TOO_DARK = "too_dark"
    HAS_QR_CODE = "has_qr_code"
    LOOKS_DRAWN = "looks_drawn"  # a poster or a screenshot
    SELLS = "sells"
    SAID_BY_MANY = "said_by_many"  # several members post the same words
    SHOP_PICTURE = "shop_picture"  # a copy of the shop's own
    COMPLAINS = "complains"
    HAS_CONTACT = "has_contact"
    HAS_WORD = "has_word"  # that a person must look at
    OFFENDS = "offends"  # it reads like an insult: a person must look
    SHOWS_PEOPLE = "shows_people"
    PEOPLE_UNKNOWN = "people_unknown"  # nothing can tell whether it does
    EXACT_DUPLICATE = "exact_duplicate"
    NEAR_DUPLICATE = "near_duplicate"
    CONTESTED = "contested"  # two members sent the same photo, and nothing tells whose it is
    MEMBER_QUOTA = "member_quota"
    PRODUCT_QUOTA = "product_quota"
    GROUP_QUOTA = "group_quota"
    DAY_QUOTA = "day_quota"
    BELOW_THE_LINE = "below_the_line"
    KEEP_LAPSED = "keep_lapsed"  # a person's keep of long ago, which no day had room for
    DROPPED_BY_HAND = "dropped_by_hand"


@dataclass(frozen=True, slots=True)
class Kept:
    """`rank` counts from 1, best first. `chance` is that with which a lot drew it, 1 where none was drawn."""

    score: float
    rank: int
    why: Message
    reason: Reason = Reason.KEPT
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Dropped:
    """`score` is None where a gate fell before anything was scored; `of` is a duplicate's better twin."""

    reason: Reason
    why: Message
    score: float | None = None
    of: str | None = None
