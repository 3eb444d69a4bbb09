"""The same counts a second time: short, slow, of plain loops, and of no code that the product has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from content.feedback.made_history import MadeGroup, MadePost

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Naive:
    ends_at: datetime
    observed: set[str]
    answered: set[str]
    quoted: set[str]
    pictures: set[str]
    letters: dict[str, int]
    left: int


def sent_times(posts: Iterable[MadePost]) -> list[datetime]:
    return sorted({post.sent_at for post in posts if post.sent_at})


def count(made: MadeGroup, post: MadePost) -> Naive:
    """What came back to one post that is out."""
    begins = post.sent_at
    assert begins is not None
    ends = begins + 4 * HOUR
    for other in sent_times(made.posts):
        if begins < other < ends:
            ends = other
    ours = {
        entry.id for entry in made.entries if entry.member in made.staff and abs(entry.at - begins) < HOUR / 6
    }
    observed, quoted, pictures, last = set(), set(), set(), {}
    for entry in made.entries:
        if entry.id in made.recalled or entry.member in made.staff or not begins <= entry.at < ends:
            continue
        assert entry.member is not None
        observed.add(entry.member)
        if entry.reply_to in ours:
            quoted.add(entry.member)
        if entry.kind == "image":
            pictures.add(entry.member)
        if entry.signs.letter and post.slot == "noon":
            last[entry.member] = entry.signs.letter
    letters = {letter: list(last.values()).count(letter) for letter in set(last.values())}
    left = [e for _, e in made.events if e.change == "left" and begins <= e.at < begins + 24 * HOUR]
    return Naive(ends, observed, quoted | set(last), quoted, pictures, letters, len(left))


def usual_of_free_weekdays(made: MadeGroup, post: MadePost, ends: datetime) -> float | None:
    """The mean of members on the same weekday of the four weeks before; None unless on all four days all
    hours that the window touches were free of windows, and somebody wrote on each."""
    zone, begins = ZoneInfo(made.group.zone), post.sent_at
    assert begins is not None
    counts, known = [], {entry.at.astimezone(zone).date() for entry in made.entries}
    for week in range(1, 5):
        back = timedelta(weeks=week)
        hours = _hours(begins.astimezone(zone) - back, ends.astimezone(zone) - back)
        if hours[0][0] < _first(made) or not all(_free(made, hour) for hour, _ in hours):
            return None
        if not {hour.date() for hour, _ in hours} <= known:
            return None
        silent: dict[str, float] = {}
        for hour, share in hours:
            for member in _speakers(made, hour):
                silent[member] = silent.get(member, 1.0) * (1 - share)
        counts.append(sum(1 - chance for chance in silent.values()))
    return sum(counts) / 4


def _first(made: MadeGroup) -> datetime:
    first = made.entries[0].at.astimezone(ZoneInfo(made.group.zone))
    return first.replace(hour=0, minute=0, second=0, microsecond=0)


def _hours(begins: datetime, ends: datetime) -> Sequence[tuple[datetime, float]]:
    hour = begins.replace(minute=0, second=0, microsecond=0)
    hours = []
    while hour < ends:
        hours.append((hour, (min(ends, hour + HOUR) - max(begins, hour)) / HOUR))
        hour += HOUR
    return hours


def _free(made: MadeGroup, hour: datetime) -> bool:
    times = sent_times(made.posts)
    for sent in times:
        ends = min([sent + 4 * HOUR, *(other for other in times if other > sent)])
        if sent < hour + HOUR and ends > hour:
            return False
    return True


def _speakers(made: MadeGroup, hour: datetime) -> set[str]:
    return {
        entry.member
        for entry in made.entries
        if hour <= entry.at < hour + HOUR
        and entry.member
        and entry.member not in made.staff
        and entry.id not in made.recalled
    }
