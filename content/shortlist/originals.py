"""Which of several copies of one photo is the original, and which are copies.

The signs of an original, strongest first: what a camera wrote into the file (chats and editors strip it); no
frame; more pixels (a crop and a smaller copy have fewer). A mirror image or a photo saved again has none of
them against it, and neither bytes nor time tell whose it is (docs/measures/gates.md). So where such takes are
by different members the photo is contested: a person must say whose it is. Where they are by one member, the
one with more bytes is taken: the better of two files of the same picture.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from content.model import Choice, Decision, Media, Reason
from content.shortlist.candidate import Candidate
from content.shortlist.duplicates import Print, clusters, groups

Same = Collection[tuple[str, str]]
UNFRAMED = 0.98  # share inside: below it a frame was added, as a screenshot does
AS_MANY_PIXELS = 0.95  # of the most: the edge of a frame is known to about a hundredth of each side


@dataclass(frozen=True, slots=True)
class Take:
    """One photo as one member sent it. `inside` is the share of its area that is not frame, 0..1."""

    submission: str
    member: str | None
    media: Media
    inside: float
    posted_at: datetime
    cover: bool = True  # the first of its submission

    @property
    def pixels(self) -> float:
        return self.media.width * self.media.height * self.inside

    @property
    def from_camera(self) -> bool:
        return bool(self.media.camera) or self.media.taken_at is not None


@dataclass(frozen=True, slots=True)
class Copy:
    """`of` is the submission with the original; `reason` says how the photo is known as not its own."""

    of: str
    reason: Reason


def likeliest(takes: Sequence[Take]) -> list[Take]:
    """Those of one or more takes that may be the original, best first; their order does not matter."""
    left = [take for take in takes if take.from_camera] or list(takes)
    left = [take for take in left if take.inside >= UNFRAMED] or left
    most = max(take.pixels for take in left)
    left = [take for take in left if take.pixels >= AS_MANY_PIXELS * most]
    return sorted(
        left, key=lambda take: (-take.media.bytes, take.posted_at, take.submission, take.media.sha256)
    )


def copies(candidates: Sequence[Candidate], same: Same | None = None) -> dict[str, Copy]:
    """The submissions whose cover is, or may be, a photo of another submission; by id.

    `same` are pairs of media (sha256) that are one photo; without it all are compared with each other.
    """
    copy_of = {}
    for takes in _same_photos(candidates, same):
        first, *rivals = likeliest(takes)
        disputed = [rival for rival in rivals if rival.member != first.member or rival.member is None]
        for take in takes:
            if take.cover and take.submission != first.submission:
                copy_of[take.submission] = _copy(take, first, contested=bool(disputed))
        if disputed and first.cover and disputed[0].submission != first.submission:
            copy_of[first.submission] = Copy(disputed[0].submission, Reason.CONTESTED)
    return copy_of


def settled(copied: Mapping[str, Copy], decisions: Mapping[str, Decision]) -> dict[str, Copy]:
    """The copies once people had their say: of a contested photo, the one a person keeps is the original.

    Where people keep several of the same contested photo, nothing is settled.
    """
    contested = {name: copy for name, copy in copied.items() if copy.reason is Reason.CONTESTED}
    wanted = {name for name in contested if name in decisions and decisions[name].choice is Choice.KEEP}
    left = dict(copied)
    for name in wanted:
        twins = {other for other in contested if other != name and _same(name, other, contested)}
        if not twins & wanted:
            del left[name]
            left |= {twin: Copy(name, Reason.NEAR_DUPLICATE) for twin in twins}
    return left


def _same(first: str, second: str, copied: Mapping[str, Copy]) -> bool:
    """Whether two are copies of one photo."""
    return copied[first].of in (second, copied[second].of) or copied[second].of == first


def _copy(take: Take, first: Take, *, contested: bool) -> Copy:
    if take.media.sha256 == first.media.sha256:
        return Copy(first.submission, Reason.EXACT_DUPLICATE)
    return Copy(first.submission, Reason.CONTESTED if contested else Reason.NEAR_DUPLICATE)


def _same_photos(candidates: Sequence[Candidate], same: Same | None) -> Iterator[list[Take]]:
    """The takes of each photo that was sent more than once; the same file is looked at once."""
    sent: dict[str, list[tuple[Candidate, int]]] = defaultdict(list)
    for candidate in candidates:
        for n, (media, _) in enumerate(candidate.photos):
            sent[media.sha256].append((candidate, n))
    files = list(sent)
    same_files = _compared(list(sent.values())) if same is None else _known(files, same)
    for group in [*same_files, *([n] for n in set(range(len(files))).difference(*same_files))]:
        times = [time for n in group for time in sent[files[n]]]
        if len(times) > 1:
            yield [_take(candidate, n) for candidate, n in times]


def _compared(sent: Sequence[Sequence[tuple[Candidate, int]]]) -> list[list[int]]:
    features = [candidate.photos[n][1] for (candidate, n), *_ in sent]
    return clusters([Print(measured.hashes, measured.thumbnail) for measured in features])


def _known(files: Sequence[str], same: Same) -> list[list[int]]:
    place = {file: n for n, file in enumerate(files)}
    return groups(len(files), [(place[a], place[b]) for a, b in same if a in place and b in place])


def _take(candidate: Candidate, n: int) -> Take:
    """The candidate's photo at this place."""
    media, features = candidate.photos[n]
    edges = features.values
    height = edges["inside_bottom"] - edges["inside_top"]
    width = edges["inside_right"] - edges["inside_left"]
    submission = candidate.submission
    return Take(submission.id, submission.member, media, height * width, submission.posted_at, cover=n == 0)
