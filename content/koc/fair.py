"""Fair counting of likes and answers: none of one's own, one a day, less between friends, no bursts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from content.koc.shrink import shrunk, tail, usual
from content.model import MeasuredSubmission, Signal

TRADED = 0.3  # what a signal counts between two who give each other some
BURST = 1e-4  # a submission liked so unlikely often is held for a person
LEAST_EXPECTED = 1.0  # signals: in a silent community one like is no burst


@dataclass(frozen=True, slots=True)
class Counted:
    """A signal that counts, as much as `weight`, above 0 and at most 1."""

    signal: Signal
    weight: float


@dataclass(frozen=True, slots=True)
class Burst:
    """More signals than chance explains: so many were `expected`, and these had this `chance`."""

    submission: str
    author: str
    signals: int
    expected: float
    chance: float


def once(signals: Iterable[Signal], members: Collection[str], zone: tzinfo) -> list[Signal]:
    """One a reactor, author and day of the zone; none of oneself, none of members nobody knows.

    Of several the answer counts before a like, then the first. A like and a reaction to one submission are
    one, whenever they came: sources tell the same thing twice.
    """
    first: dict[tuple[str, str, date], Signal] = {}
    liked: set[tuple[str, str]] = set()
    for signal in sorted(signals, key=lambda s: (not s.reply, s.at, s.submission)):
        if signal.by == signal.author or signal.by not in members or (signal.by, signal.submission) in liked:
            continue
        if not signal.reply:
            liked.add((signal.by, signal.submission))
        first.setdefault((signal.by, signal.author, signal.at.astimezone(zone).date()), signal)
    return sorted(first.values(), key=lambda s: (s.at, s.submission, s.by))


def weighed(signals: Sequence[Signal], held: Collection[str]) -> list[Counted]:
    """Those to no held submission, with their weights: less between two who react to each other."""
    pairs = {(signal.by, signal.author) for signal in signals}
    return [
        Counted(signal, TRADED if (signal.author, signal.by) in pairs else 1.0)
        for signal in signals
        if signal.submission not in held
    ]


def bursts(
    sent: Sequence[MeasuredSubmission],
    signals: Sequence[Signal],
    sizes: Mapping[str, int],
    cleared: Collection[str],
) -> list[Burst]:
    """Submissions with more signals than chance explains, by id, but for those that a person cleared.

    Expected is what its group gives the other submissions, times how popular the author's others are where
    they are more so than usual.
    """
    got = Counter(signal.submission for signal in signals)
    norm = usual(sent, got, sizes)
    received, hoped = _records(sent, got, sizes)
    flagged = []
    for submission in sent:
        if submission.id in cleared or not got[submission.id]:
            continue
        seats = sizes[submission.group]
        rate = norm.rate(submission.group, count=got[submission.id], seats=seats)
        if rate is None:
            continue
        others = received[submission.member] - got[submission.id]
        popular = max(1.0, shrunk(others, rate * (hoped[submission.member] - seats)))
        expected = max(LEAST_EXPECTED, rate * seats * popular)
        chance = tail(got[submission.id], expected)
        if chance < BURST:
            flagged.append(
                Burst(submission.id, submission.member, got[submission.id], round(expected, 2), chance)
            )
    return sorted(flagged, key=lambda burst: burst.submission)


def _records(
    sent: Sequence[MeasuredSubmission], got: Mapping[str, int], sizes: Mapping[str, int]
) -> tuple[dict[str, float], dict[str, float]]:
    """(signals received, seats before which they were earned) by author."""
    received: defaultdict[str, float] = defaultdict(float)
    seats: defaultdict[str, float] = defaultdict(float)
    for submission in sent:
        received[submission.member] += got[submission.id]
        seats[submission.member] += sizes[submission.group]
    return received, seats
