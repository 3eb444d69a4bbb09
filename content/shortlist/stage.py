"""Scores -> verdicts: every submission is kept or dropped, with a reason, for the days that come."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from content.model import Dropped, Kept, Placement, Score, Submission, Unreadable
from content.night import Shortlisted
from content.score.features import VERSION
from content.score.weights import HAND, Weights
from content.shortlist.candidate import Candidate, Rules
from content.shortlist.choose import choose
from content.shortlist.recognise import recognise
from content.shortlist.standing import Scene, appeal, fresh, rescored
from content.store import OpenStore, Store


def shortlist(
    open_store: OpenStore,
    rules: Rules,
    day: date,
    *,
    now: datetime,
    run: str,
    weights: Weights = HAND,
    prices: Mapping[str, float] = MappingProxyType({}),
) -> Shortlisted:
    """Choose for a plan that begins on `day`. Choosing again from the same submissions chooses the same.

    `weights` are those that count now, `prices` (product -> 0..1) what the planner lacks photos of.
    """
    recognise(open_store)
    with open_store(reading=True) as store:
        candidates = candidates_of(store, day)
        scene, before = _scene(store, day), store.outcomes()
        same, decisions = store.likenesses(), store.decisions()
    candidates = _scored(candidates, scene, weights)  # slow, so outside any transaction
    verdicts = choose(candidates, rules, day, decisions, same=same, prices=prices)
    scores = {each.submission.id: each.score for each in candidates if isinstance(each.score, Score)}
    with open_store() as store:
        changed = {key: score for key, score in scores.items() if before.get(key) != score}
        store.add_outcomes(changed, VERSION, at=now)
        store.set_verdicts(verdicts, at=now, run=run)
    dropped = Counter(v.reason.value for v in verdicts.values() if isinstance(v, Dropped))
    kept = sum(isinstance(verdict, Kept) for verdict in verdicts.values())
    return Shortlisted(kept, dict(sorted(dropped.items())))


def candidates_of(store: Store, day: date) -> list[Candidate]:
    """Every submission with what is known about it. A product nobody imported counts as none."""
    names = {member.id: member.nickname for member in store.members()}
    products = {product.id: product.name for product in store.products()}
    features, looks, outcomes = store.measured(), store.looks(), store.outcomes()
    submissions = store.submissions()
    known = _shown_members(submissions, store.placements(last=day - timedelta(days=1)))
    return [
        Candidate(
            submission=submission if submission.product in products else replace(submission, product=None),
            features=tuple(features[m.sha256] for m in submission.media if m.sha256 in features),
            score=_readable(submission, outcomes.get(submission.id), features),
            author=names.get(submission.member or "", ""),
            product=products.get(submission.product or "", ""),
            look=looks.get(submission.media[0].sha256, b"") if submission.media else b"",
            newcomer=submission.member not in known,
        )
        for submission in submissions
    ]


def candidate_of(store: Store, key: str) -> Candidate:
    """One submission with what is known about it, as the gates see it."""
    (submission,) = store.submissions([key])
    names = {member.id: member.nickname for member in store.members()}
    products = {product.id: product.name for product in store.products()}
    features = store.features(m.sha256 for m in submission.media)
    return Candidate(
        submission=submission if submission.product in products else replace(submission, product=None),
        features=tuple(features[m.sha256] for m in submission.media if m.sha256 in features),
        score=_readable(submission, store.outcomes([key]).get(key), features),
        author=names.get(submission.member or "", ""),
        product=products.get(submission.product or "", ""),
    )


def _readable(
    submission: Submission, outcome: Score | Unreadable | None, measured: Mapping[str, object]
) -> Score | Unreadable | None:
    """A score stands for the cover; where that is no longer measured there is none."""
    return outcome if submission.media and submission.media[0].sha256 in measured else _why(outcome)


def _why(outcome: Score | Unreadable | None) -> Unreadable | None:
    return outcome if isinstance(outcome, Unreadable) else None


def _scored(candidates: list[Candidate], scene: Scene, weights: Weights) -> list[Candidate]:
    """With the parts that are known once all are compared, under the weights that count."""
    liked = appeal([each.submission for each in candidates], scene)
    return [
        replace(
            each,
            score=rescored(each.score, liked[each.submission.id], fresh(each.submission, scene), weights),
        )
        if isinstance(each.score, Score)
        else each
        for each in candidates
    ]


def _scene(store: Store, day: date) -> Scene:
    """As it is when the first day begins, so that a second run of the same night finds the same."""
    product_of = {each.id: each.product for each in store.submissions()}
    shown: dict[str, date] = {}
    for placement in store.placements(last=day - timedelta(days=1)):
        for photo in _photos(placement):
            if product := product_of.get(photo):
                shown[product] = max(placement.day, shown.get(product, placement.day))
    return Scene(
        now=datetime.combine(day, time(), UTC),
        sizes={group.id: group.size for group in store.groups()},
        members=frozenset(member.id for member in store.members()),
        shown=shown,
    )


def _shown_members(submissions: Iterable[Submission], placements: Iterable[Placement]) -> set[str | None]:
    shown = {photo for placement in placements for photo in _photos(placement)}
    return {each.member for each in submissions if each.id in shown}


def _photos(placement: Placement) -> list[str]:
    return [photo for photo in (placement.share, placement.opener) if photo]
