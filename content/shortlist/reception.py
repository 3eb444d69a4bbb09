"""How a submission was received (likes over expected likes), and how new it and its product are.

Likes are counted against what its group gives a submission of its age (gamma-Poisson shrinkage,
(k + a) / (E + a)): three likes in a group of forty are many, in one of four hundred few. In a simulation with
known appeal this ranks with .78, likes over the group's size with .54, likes alone with .46.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median

from content.model import Score, Submission
from content.score.weights import ScoreWeights, part_of

SEEN_HOURS = 8.0  # after so many hours 63 % of those who will see a post have seen it
GROUP_PRIOR = 50.0  # exposures that a group's rate is shrunk by towards the rate of all groups
BURST = 4.0  # times the group's median: likes beyond it say nothing of the group
LEAST_SPREAD = 0.05  # of appeal's variance: a small sample may show none at all
UNKNOWN_SIZE = 100  # members of a group whose size nobody gave
WEEKS = 8  # until a submission is old
PRODUCT_DAYS = 14  # until a product that was shown is new again


@dataclass(frozen=True, slots=True)
class CommunityState:
    """The community at `now`: group -> size, the members there are, product -> the day it was last shown."""

    now: datetime
    sizes: Mapping[str, int] = field(default_factory=dict)
    members: frozenset[str] = frozenset()
    last_shown: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Submissions, the likes that count of each, and by how many members it was seen so far."""

    submissions: Sequence[Submission]
    likes: Sequence[int]
    seen: Sequence[float]


def crowd_of(submissions: Sequence[Submission], scene: CommunityState) -> Crowd:
    likes = [_likes(submission, scene) for submission in submissions]
    return Crowd(submissions, likes, [_exposure(submission, scene) for submission in submissions])


def appeal(crowd: Crowd) -> dict[str, float]:
    """How much more each was liked than expected, 0..1: .5 as expected, 1 twice as much and more, 0 half."""
    rates = _rates(crowd.submissions, crowd.likes, crowd.seen)
    expected = [
        rates[submission.group] * exposure
        for submission, exposure in zip(crowd.submissions, crowd.seen, strict=True)
    ]
    prior = 1 / _spread(crowd.likes, expected)
    return {
        submission.id: _halvings((got + prior) / (hoped + prior))
        for submission, got, hoped in zip(crowd.submissions, crowd.likes, expected, strict=True)
    }


def reception(crowd: Crowd) -> tuple[dict[str, float], dict[str, float]]:
    """(id -> likes and answers it got, id -> those to be expected); of a burst no more than BURST says."""
    submissions = crowd.submissions
    counts = [
        likes + max(0, submission.replies) for submission, likes in zip(submissions, crowd.likes, strict=True)
    ]
    rates, most = _rates(submissions, counts, crowd.seen), _most(submissions, counts)
    got = {
        submission.id: min(count, most[submission.group])
        for submission, count in zip(submissions, counts, strict=True)
    }
    hoped = {
        submission.id: rates[submission.group] * n
        for submission, n in zip(submissions, crowd.seen, strict=True)
    }
    return got, hoped


def fresh(submission: Submission, scene: CommunityState) -> float:
    """0..1, in weeks, so that scores do not change every night; half of it for a product long unseen."""
    weeks = max(0, (scene.now - submission.posted_at).days) // 7
    last = scene.last_shown.get(submission.product or "")
    rested = 1.0 if last is None else min(1.0, (scene.now.date() - last).days // 7 * 7 / PRODUCT_DAYS)
    return 0.5 * max(0.0, 1 - weeks / WEEKS) + 0.5 * max(0.0, rested)


def rescored(score: Score, known: Mapping[str, float], weights: ScoreWeights) -> Score:
    """The score with the parts that are `known` once many are compared, under the weights that count now."""
    if score.weights != weights.name or len(score.parts) != len(weights.of):
        return weights.score({**{part.name: part.value for part in score.parts}, **known})
    parts = [
        part if known.get(part[0], part[1]) == part[1] else part_of((part[0], known[part[0]], part[2]))
        for part in score.parts
    ]
    return Score(sum([value * weight for _, value, weight in parts]), tuple(parts), weights.name)


def _likes(submission: Submission, scene: CommunityState) -> int:
    """Of members there are; a source that keeps its members to itself tells their number alone."""
    return len(submission.likes.intersection(scene.members)) + max(0, submission.like_count)


def _exposure(submission: Submission, scene: CommunityState) -> float:
    """How many members saw it so far."""
    hours = max(0.0, (scene.now - submission.posted_at).total_seconds() / 3600)
    return (scene.sizes.get(submission.group) or UNKNOWN_SIZE) * (1 - math.exp(-(hours + 0.5) / SEEN_HOURS))


def _rates(
    submissions: Sequence[Submission], likes: Sequence[int], seen: Sequence[float]
) -> dict[str, float]:
    """Likes per exposure of each group, shrunk towards that of all; no single burst makes a group's rate."""
    most = _most(submissions, likes)
    got: defaultdict[str, float] = defaultdict(float)
    exposures: defaultdict[str, float] = defaultdict(float)
    for submission, liked, exposure in zip(submissions, likes, seen, strict=True):
        got[submission.group] += min(liked, most[submission.group])
        exposures[submission.group] += exposure
    usual = sum(got.values()) / max(sum(seen), 1.0)
    return {group: (got[group] + GROUP_PRIOR * usual) / (exposures[group] + GROUP_PRIOR) for group in got}


def _most(submissions: Sequence[Submission], likes: Sequence[int]) -> dict[str, float]:
    """The likes of a submission that say something of its group."""
    by_group: defaultdict[str, list[int]] = defaultdict(list)
    for submission, liked in zip(submissions, likes, strict=True):
        by_group[submission.group].append(liked)
    return {group: BURST * (median(counts) + 1) for group, counts in by_group.items()}


def _spread(likes: Sequence[int], expected: Sequence[float]) -> float:
    """The variance of true appeal around 1, by moments: what counts vary beyond chance."""
    whole = sum(expected)
    if whole <= 0:
        return LEAST_SPREAD
    beyond = sum((k - e) ** 2 / e - 1 for k, e in zip(likes, expected, strict=True) if e > 0)
    return min(max(beyond / whole, LEAST_SPREAD), 4.0)


def _halvings(ratio: float) -> float:
    return min(1.0, max(0.0, 0.5 + 0.5 * math.log2(ratio)))
