"""A community that lives for weeks: its library, what its members send every day, and an editor's taste.

Photos are measurements, not pixels: what `score` would have measured of them, with a quality of their own.
The same seed makes the same community.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from content.model import (
    Consent,
    ConsentScope,
    ConsentState,
    Features,
    Group,
    GroupKind,
    Media,
    Member,
    PhotoFacts,
    Product,
    Quiz,
    Score,
    SolutionStep,
    Story,
    Submission,
)
from content.score.face_search import FaceSearch
from content.score.features import VERSION
from content.score.phash import index_hashes
from content.score.photo_facts import facts_version
from content.score.thumbnail import GREY, packed
from content.score.weights import HAND

MEMBERS_A_GROUP = 40
PRODUCTS, STORIES = 12, 110
KINDS = (GroupKind.DAILY, GroupKind.DAILY, GroupKind.PRECISE, GroupKind.SUPER)
JOINING = 0.1  # of submissions come from somebody who never sent one before
GRANTED = 0.7  # of submissions; the rest was not asked yet
OWN_GROUP = 0.2  # of consents hold in the member's own group alone
PARTS = (
    "sharp",
    "detail",
    "subject",
    "exposure",
    "noise",
    "colour",
    "damage",
    "contrast",
    "words",
    "mention",
    "feeling",
)
TELLING = 0.35  # standard deviation of what parts tell of a photo that people like
EDITOR_ERRS = 0.3  # standard deviation of an editor's judgement, in those of the photos' own worth
FINE = {
    "foc_best": 0.3, "p95": 200.0, "qr": 0.0, "graphic": 0.1, "width": 1440.0, "height": 1080.0,
    "inside_top": 0.0, "inside_bottom": 1.0, "inside_left": 0.0, "inside_right": 1.0,
}  # fmt: skip
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Arrival:
    """A submission with what was measured on it; `worth`: how far the editor likes it, about N(0, 1)."""

    submission: Submission
    features: Features
    score: Score
    worth: float


@dataclass
class MadeCommunity:
    """`groups` groups, `a_day` submissions a day."""

    groups: int
    a_day: int
    first: date
    seed: int
    arrivals: dict[str, Arrival] = field(default_factory=dict)

    @cached_property
    def library(self) -> tuple[list[Group], list[Product], list[Member], list[Story]]:
        chance = np.random.default_rng([self.seed, 0])
        groups = [
            Group(f"g{n:02}", f"{n} 群", KINDS[n % len(KINDS)], int(chance.integers(80, 400)))
            for n in range(self.groups)
        ]
        products = [Product(f"p{n:02}", f"商品{n}") for n in range(PRODUCTS)]
        members = [
            Member(member_id(g, n), f"群友{g}-{n}", f"g{g:02}")
            for g in range(self.groups)
            for n in range(MEMBERS_A_GROUP)
        ]
        return groups, products, members, [_story(n, self.first, chance) for n in range(STORIES)]

    @cached_property
    def taste(self) -> Floats:
        """How much the editor goes by each of PARTS; differs from the hand weights."""
        hand = np.array([HAND.of[name] for name in PARTS])
        likes: Floats = hand * np.random.default_rng([self.seed, 1]).uniform(0.2, 3.0, len(PARTS))
        return likes / np.linalg.norm(likes)

    def day(self, day: date) -> list[Arrival]:
        """What members send on that day, products unequally often; also kept in `arrivals`."""
        chance = np.random.default_rng([self.seed, 2, (day - self.first).days])
        popularity = 1 / np.arange(1, PRODUCTS + 1) ** 0.6
        sent = []
        for n in range(self.a_day):
            group = int(chance.integers(self.groups))
            member = int(MEMBERS_A_GROUP * chance.random() ** 2)  # some send often, most hardly ever
            if chance.random() < JOINING:
                member = MEMBERS_A_GROUP + 100 * (day - self.first).days + n
            product = int(chance.choice(PRODUCTS, p=popularity / popularity.sum()))
            at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(minutes=25 * n)
            sent.append(self._arrival(f"{day:%m%d}-{n:02}", (group, member, product), at, chance))
        self.arrivals.update({each.submission.id: each for each in sent})
        return sent

    def _arrival(
        self, name: str, who: tuple[int, int, int], at: datetime, chance: np.random.Generator
    ) -> Arrival:
        group, member, product = who
        good = chance.normal()
        values = np.clip([HAND.typical[part] + 0.18 * (0.6 * good + chance.normal()) for part in PARTS], 0, 1)
        typical = np.array([HAND.typical[part] for part in PARTS])
        worth = float((values - typical) @ self.taste / 0.18 + TELLING * chance.normal())
        thumbnail = np.kron(chance.integers(0, 256, (16, 16)), np.ones((6, 6))).astype(np.uint8)
        sha256 = f"{abs(hash_of(name)):064x}"
        consent = Consent()
        if chance.random() < GRANTED:
            scope = ConsentScope.OWN if chance.random() < OWN_GROUP else ConsentScope.ALL
            consent = Consent(ConsentState.GRANTED, scope)
        submission = Submission(
            id=name,
            group=f"g{group:02}",
            member=member_id(group, member),
            text="挺好用的，推荐",
            posted_at=at,
            media=(Media(sha256, ".jpg", 1440, 1080, 300_000),),
            product=f"p{product:02}",
            consent=consent,
        )
        features = Features(
            VERSION,
            dict(FINE),
            (0.5, 0.5),
            index_hashes(thumbnail),
            packed(thumbnail, GREY),
            PhotoFacts(),  # else every night would look for a picture that there is not
            facts_version(FaceSearch()),
        )
        parts = {part: float(value) for part, value in zip(PARTS, values, strict=True)}
        return Arrival(submission, features, HAND.first_score(parts), worth)


def member_id(group: int, number: int) -> str:
    return f"m{group:02}-{number:02}"


def hash_of(name: str) -> int:
    """A number for a name, the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=16).digest(), "big")


def _story(n: int, first: date, chance: np.random.Generator) -> Story:
    """One story in five is for super users alone, one in seven for a season, one in four wants two photos."""
    begins = first + timedelta(days=int(chance.integers(0, 40)))
    seasonal = n % 7 == 3
    return Story(
        id=f"s{n:03}",
        title=f"故事{n}",
        product=f"p{n % PRODUCTS:02}",
        form=("choice", "myth", "riddle", "poll", "count")[int(chance.integers(5))],
        hook=f"第 {n} 个问题，你猜得到吗？",
        quiz=Quiz("选哪个？", ("先放盐", "后放盐"), "AB"[n % 2], "道理很简单"),
        clue="看看群友怎么做",
        solution="答案在这里，照着做就行。",
        solution_title="今晚揭晓",
        steps=(SolutionStep("第一步", "慢一点"), SolutionStep("第二步", "再尝一口")),
        kinds=frozenset({GroupKind.SUPER}) if n % 5 == 4 else frozenset(),
        promo=0.3 if n % 6 == 0 else 0.0,
        wants_photo=n % 4 == 0,
        valid_from=begins if seasonal else None,
        valid_to=begins + timedelta(days=20) if seasonal else None,
    )
