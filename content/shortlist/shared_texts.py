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
    for each in submissions:
        if each.id in repeats:
            saying[repeats[each.id]].append(each)
    found: dict[str, Chorus] = {}
    for same in saying.values():
        first = min(same, key=lambda each: (each.posted_at, each.id)).id
        voices = max(1, len({each.member for each in same} - {None}))
        found |= {each.id: Chorus("" if each.id == first else first, voices) for each in same}
    return found
