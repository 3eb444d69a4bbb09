"""Who sent it, as was known when it was sent: how long here, how often shown, what became of earlier ones.

What came later is left out on purpose. So a submission's own fate never tells on itself when the team's taste
is learnt, and the figures stay the same every night. The hand weights give these parts nothing.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from content.koc.shrink import shrunk
from content.model import Choice, Decision, Placement, Submission
from content.score.sub_scores import ramp

KEPT, DECIDED = 2.0, 4.0  # of whom nothing is known: half is kept
LONG = 365  # days after which nobody is new


@dataclass(frozen=True, slots=True)
class Past:
    """What was known of an author: submissions `sent` before, of them `decided` on and `kept`; `times_shown`;
    `days` since the first; `response` beside what such submissions usually get, 1 for the usual."""

    sent: int = 0
    decided: int = 0
    kept: int = 0
    times_shown: int = 0
    days: int = 0
    response: float = 1.0

    @property
    def parts(self) -> dict[str, float]:
        """Each 0..1. A face nobody saw is 1; of what is not known half is taken."""
        return {
            "face": 1 / (1 + self.times_shown),
            "record": (self.kept + KEPT) / (self.decided + DECIDED),
            "tenure": ramp(math.log1p(self.days), 0, math.log1p(LONG)),
            "response": min(1.0, max(0.0, 0.5 + 0.5 * math.log2(self.response))),
        }


@dataclass(frozen=True, slots=True)
class Fates:
    """submission -> the days that showed it, and what a person said of it when."""

    days_shown: Mapping[str, Sequence[date]]
    decisions: Mapping[str, Decision]


def shown_on(placements: Iterable[Placement]) -> dict[str, list[date]]:
    """submission -> the days that showed it."""
    days: defaultdict[str, list[date]] = defaultdict(list)
    for placement in placements:
        for photo in {placement.share, placement.opener} - {None}:
            days[photo or ""].append(placement.day)
    return dict(days)


def seen_in(placements: Iterable[Placement]) -> dict[str, frozenset[str]]:
    """submission -> the groups that were shown it."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for placement in placements:
        for photo in filter(None, (placement.share, placement.opener)):
            groups[photo].add(placement.group)
    return {photo: frozenset(seen) for photo, seen in groups.items()}


def pasts(
    submissions: Iterable[Submission], fates: Fates, got: Mapping[str, float], hoped: Mapping[str, float]
) -> dict[str, Past]:
    """submission -> the past of its author; of one without an author nothing is known.

    `got` are the signals each submission got, `hoped` those that were to be expected.
    """
    by_author: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        if submission.member is not None:
            by_author[submission.member].append(submission)
    past_of: dict[str, Past] = {}
    for theirs in by_author.values():
        theirs.sort(key=lambda submission: (submission.posted_at, submission.id))
        past_of |= _of_one(theirs, fates, got, hoped)
    return past_of


def _of_one(
    theirs: Sequence[Submission], fates: Fates, got: Mapping[str, float], hoped: Mapping[str, float]
) -> dict[str, Past]:
    """Of one author's submissions, in the order of time."""
    first, signals, expected, past_of = theirs[0].posted_at, 0.0, 0.0, {}
    showings = sorted(day for submission in theirs for day in fates.days_shown.get(submission.id, ()))
    decisions = [
        decision
        for submission in theirs
        if (decision := fates.decisions.get(submission.id)) and decision.choice is not Choice.UNDECIDED
    ]
    for sent, submission in enumerate(theirs):
        at = submission.posted_at
        decided = [decision for decision in decisions if decision.at < at] if decisions else ()
        past_of[submission.id] = Past(
            sent,
            len(decided),
            sum(decision.choice is Choice.KEEP for decision in decided),
            bisect_left(showings, at.date()),
            (at - first).days,
            shrunk(signals, expected),
        )
        signals, expected = signals + got.get(submission.id, 0.0), expected + hoped.get(submission.id, 0.0)
    return past_of
