"""What the shortlist chooses from, read from the store: every submission with what is known about it."""

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from content.model import Features, Member, Score, Submission, Unreadable
from content.shortlist.authors import Fates, Past, pasts, seen_in, shown_on
from content.shortlist.candidate import Candidate
from content.shortlist.reception import CommunityState
from content.shortlist.shared_texts import ALONE, Chorus, choruses
from content.store import Store

Same = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShortlistInputs:
    """The candidates, the community as it is when the first day begins, what became of them, which media are
    one photo, and the scores that are kept."""

    candidates: list[Candidate]
    scene: CommunityState
    fates: Fates
    same: Same
    outcomes: Mapping[str, Score | Unreadable]


def known_at(store: Store, day: date, photo_groups: int = sys.maxsize) -> ShortlistInputs:
    """All that a choice for a plan from `day` on is made from; a second run of one night finds the same.
    `photo_groups`: how many groups may be shown one photo."""
    now = datetime.combine(day, time(), UTC)
    placements = store.plan.placements(last=day - timedelta(days=1), counting_at=now)
    days_shown = shown_on(placements)
    submissions, same = store.intake.submissions(), store.curation.likenesses()
    around = _around_all(store, submissions, same, days_shown.keys())
    around = replace(
        around, seen_in=seen_in(placements), groups=min(photo_groups, len(store.library.groups()))
    )
    scene = CommunityState(
        now=now,
        sizes={group.id: group.size for group in store.library.groups()},
        members=frozenset(around.members),
        last_shown=_last_shown(submissions, days_shown),
    )
    candidates = [around.candidate(submission) for submission in submissions]
    return ShortlistInputs(
        candidates, scene, Fates(days_shown, store.decisions.about()), same, around.outcomes
    )


def candidates_of(store: Store, day: date) -> list[Candidate]:
    """Every submission with what is known about it. A product nobody imported counts as none."""
    return known_at(store, day).candidates


def candidate_of(store: Store, key: str) -> Candidate:
    """One submission with what is known about it, as the gates see it."""
    submission = store.intake.submission(key)
    cover = [medium.sha256 for medium in submission.media[:1]]
    saying = store.intake.submissions(store.wordings.saying_the_same(key))
    around = _Around(
        members={member.id: member for member in store.library.members()},
        products={product.id: product.name for product in store.library.products()},
        features=store.curation.features(m.sha256 for m in submission.media),
        outcomes=store.curation.outcomes([key]),
        choruses=choruses(saying, {same_text.id: key for same_text in saying}),
        shop=_of_the_shop(store, store.curation.likenesses(cover)),
    )
    return around.candidate(submission)


def past_of(store: Store, key: str, day: date) -> Past:
    """What was known of a submission's author when it was sent, as judged on `day`; the response is not
    counted here."""
    submission = store.intake.submission(key)
    theirs = (
        store.intake.submissions(store.rights.submissions_by(submission.member)) if submission.member else []
    )
    ids = {earlier.id for earlier in theirs}
    placements = store.plan.placements(counting_at=datetime.combine(day, time(), UTC))
    days_shown = {name: days for name, days in shown_on(placements).items() if name in ids}
    return pasts(theirs, Fates(days_shown, store.decisions.about(ids)), {}, {}).get(key, Past())


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known around submissions, by the ids of what it is about. `seen` members were shown before."""

    members: Mapping[str, Member]
    products: Mapping[str, str]
    features: Mapping[str, Features]
    outcomes: Mapping[str, Score | Unreadable]
    choruses: Mapping[str, Chorus]
    shop: Mapping[str, str]
    looks: Mapping[str, bytes] = field(default_factory=dict)
    seen: Collection[str | None] = ()
    seen_in: Mapping[str, frozenset[str]] = field(default_factory=dict)
    groups: int | None = None

    def candidate(self, submission: Submission) -> Candidate:
        author = self.members.get(submission.member or "")
        cover = submission.media[0].sha256 if submission.media else ""
        known = submission.product in self.products
        return Candidate(
            submission=submission if known else replace(submission, product=None),
            features=tuple(self.features[m.sha256] for m in submission.media if m.sha256 in self.features),
            score=self._score(submission.id, cover),
            author=author.nickname if author else "",
            product=self.products.get(submission.product or "", ""),
            look=self.looks.get(cover, b""),
            newcomer=submission.member not in self.seen,
            chorus=self.choruses.get(submission.id, ALONE),
            shop=self.shop.get(cover, ""),
            left_on=author.left_on if author else None,
            unknown_product="" if known else submission.product or "",
            seen_in=self.seen_in.get(submission.id, frozenset()),
            groups=self.groups,
        )

    def _score(self, key: str, cover: str) -> Score | Unreadable | None:
        """A score stands for the cover; where that is no longer measured there is none."""
        outcome = self.outcomes.get(key)
        return outcome if cover in self.features or isinstance(outcome, Unreadable) else None


def _around_all(
    store: Store, submissions: Sequence[Submission], same: Same, seen: Collection[str]
) -> _Around:
    return _Around(
        members={member.id: member for member in store.library.members()},
        products={product.id: product.name for product in store.library.products()},
        features=store.curation.measured(),
        outcomes=store.curation.outcomes(),
        choruses=choruses(submissions, store.wordings.repeats()),
        shop=_of_the_shop(store, same),
        looks=store.curation.looks(),
        seen={submission.member for submission in submissions if submission.id in seen},
    )


def _of_the_shop(store: Store, same: Same) -> dict[str, str]:
    """sha256 -> name of the shop's picture that it is, or is a copy of."""
    own = {picture.sha256: name for name, picture in store.shop.shop_pictures().items() if picture.sha256}
    copies = {a: own[b] for first, second in same for a, b in ((first, second), (second, first)) if b in own}
    return copies | own


def _last_shown(
    submissions: Sequence[Submission], days_shown: Mapping[str, Sequence[date]]
) -> dict[str, date]:
    """product -> the last day that showed it."""
    last: dict[str, date] = {}
    for submission in submissions:
        if submission.product and submission.id in days_shown:
            last[submission.product] = max(
                [*days_shown[submission.id], last.get(submission.product, date.min)]
            )
    return last
