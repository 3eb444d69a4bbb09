"""Words that several submissions have: who said them first, and how many members say the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from content.model import Submission


@dataclass(frozen=True, slots=True)
class Chorus:
    """`first` is the submission that said it first, empty for that one itself; `voices` the members who say
    it, this one among them."""

    first: str = ""
    voices: int = 1


ALONE = Chorus()


def choruses(submissions: Iterable[Submission], repeats: Mapping[str, str]) -> dict[str, Chorus]:
    """id -> chorus, of those whose words stand in more than one. `repeats` names the same for the same words.

    The earliest is the first, whenever it was gathered; of one time the smaller id.
    """
    saying: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        if submission.id in repeats:
            saying[repeats[submission.id]].append(submission)
    chorus_of: dict[str, Chorus] = {}
    for same in saying.values():
        first = min(same, key=lambda submission: (submission.posted_at, submission.id)).id
        voices = max(1, len({submission.member for submission in same} - {None}))
        chorus_of |= {
            submission.id: Chorus("" if submission.id == first else first, voices) for submission in same
        }
    return chorus_of
