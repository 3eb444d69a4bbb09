"""A call for photos: which submissions answer it, and in which order they stand."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from content.koc.fair import Counted
from content.model import Activity, ActivityKind, ConsentState, Score, Submission, Unreadable
from content.text.fold import folded

NO = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN})
WILLING, ASKED = 1.0, 2.0  # of whom nothing is known: half say yes


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """An answer to the call. `place` counts from 1; None for one that is not ranked, and `why` says why.

    `quality` 0..1 is the photo's score, `willingness` 0..1 how likely its author lets it be shown, `likes`
    those that count. `worth` is what it is ranked by.
    """

    submission: str
    member: str
    group: str
    quality: float
    willingness: float
    likes: float
    worth: float
    place: int | None = None
    why: str = ""


def answers(activity: Activity, submissions: Iterable[Submission], zone: tzinfo) -> list[Submission]:
    """The submissions whose caption has the code, in its time and groups; of known members, with a photo."""
    code = folded(activity.code)
    return [
        submission
        for submission in submissions
        if code in folded(submission.text)
        and activity.starts_on <= submission.posted_at.astimezone(zone).date() <= activity.ends_on
        and (not activity.groups or submission.group in activity.groups)
        and submission.member is not None
        and submission.media
    ]


def willingness(submissions: Iterable[Submission]) -> dict[str, float]:
    """member -> how likely a yes is, 0..1, from the answers given so far, drawn to a half."""
    yes: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for submission in submissions:
        state = submission.consent.state
        if submission.member and (state is ConsentState.GRANTED or state in NO):
            answered[submission.member] += 1
            yes[submission.member] += state is ConsentState.GRANTED
    return {member: (yes[member] + WILLING) / (answered[member] + ASKED) for member in answered}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What ranks the entries of a call: scores by submission, how likely a yes is by member (0..1), the
    reactions that count, and the submissions whose reactions are held for a person."""

    scores: Mapping[str, Score | Unreadable]
    willing: Mapping[str, float]
    counted: Sequence[Counted]
    held: Collection[str]


def rank(activity: Activity, entries: Sequence[Submission], evidence: Evidence) -> list[ActivityEntry]:
    """Every entry, the ranked ones first and in order. Equal ones stand by quality, then by id.

    Photo calls rank by quality x willingness, like calls by the likes that count. Not ranked are refused
    photos, those whose likes are held for a person, and what is more than `per_member` of one member.
    """
    likes: defaultdict[str, float] = defaultdict(float)
    for reaction in evidence.counted:
        likes[reaction.signal.submission] += reaction.weight
    ranked = [_entry(activity, submission, evidence, likes) for submission in entries]
    ranked.sort(key=lambda entry: (bool(entry.why), -entry.worth, -entry.quality, entry.submission))
    return _placed(ranked, activity.per_member)


def _entry(
    activity: Activity, submission: Submission, evidence: Evidence, likes: Mapping[str, float]
) -> ActivityEntry:
    score, member = evidence.scores.get(submission.id), submission.member or ""
    quality = score.total if isinstance(score, Score) else 0.0
    state = submission.consent.state
    sure = {ConsentState.GRANTED: 1.0} | dict.fromkeys(NO, 0.0)
    ready = sure.get(state, evidence.willing.get(member, WILLING / ASKED))
    liked = round(likes.get(submission.id, 0.0), 3)
    worth = liked if activity.kind is ActivityKind.LIKES else quality * ready
    why = "refused" if state in NO else "held" if submission.id in evidence.held else ""
    why = why or ("" if isinstance(score, Score) else "unscored")
    return ActivityEntry(submission.id, member, submission.group, quality, ready, liked, worth, None, why)


def _placed(entries: Sequence[ActivityEntry], per_member: int) -> list[ActivityEntry]:
    """With places; those beyond a member's share have none and come last."""
    taken: Counter[str] = Counter()
    ranked: list[ActivityEntry] = []
    others: list[ActivityEntry] = []
    for entry in entries:
        if entry.why:
            others.append(entry)
        elif taken[entry.member] >= per_member:
            others.append(replace(entry, why="more_of_one_member"))
        else:
            taken[entry.member] += 1
            ranked.append(replace(entry, place=len(ranked) + 1))
    return ranked + others
