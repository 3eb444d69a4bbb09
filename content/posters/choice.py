"""Which layout and palette a group sees: one choice a slot and day, from what it saw before. Pure.

A layout must be able to: its fields are there, the photo is large enough and keeps its subject. Of those that
can, the skeleton of the day before never comes again, those of the last three days only where nothing else
can; what is left is ordered by how well it suits, less what the group saw this week. A palette serves a day:
the nearest in hue to its photo that was not seen on the two days before.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from zlib import crc32

from content.model import Message, Slot

RESTS = 3  # days in which a skeleton does not come again in its slot where another can
WEEK = 7  # days that count for how often a layout was seen
WORN = 25  # points a layout loses for each time it was seen within a week
WORN_OUT = 300  # and if it was in the day's palette too
FADED = 0.4  # radians of hue that a palette stands farther off for each day of the week that wore it
SHARED = 60  # points of a layout in which the same is shown to another group that day: one poster serves both
SHARED_COLOUR = 1.0  # radians of hue that a palette stands nearer for it
RESTS_COLOUR = 2  # days in which a palette does not come again


@dataclass(frozen=True, slots=True)
class LayoutCandidate:
    """A template that can tell this slot: its `skeleton`, how well it suits (points), and why."""

    template: str
    skeleton: str
    points: int
    why: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenLayout:
    """What a group saw: `palette` is its name or whatever tells it from others."""

    day: date
    slot: Slot
    template: str
    skeleton: str
    palette: str


@dataclass(frozen=True, slots=True)
class EditorsWish:
    """What editors said of the layouts of a slot: the template `pinned` ("": none), those `banned`."""

    pinned: str = ""
    banned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LayoutChoice:
    """The template of a slot, and why it was taken."""

    template: str
    skeleton: str
    why: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class LayoutOccasion:
    """What a layout is chosen for; `seed` breaks ties, `palette` is the day's, `shared` are the templates in
    which other groups see the very same."""

    slot: Slot
    day: date
    seed: str
    palette: str = ""
    shared: frozenset[str] = frozenset()


NO_WISH = EditorsWish()


def choose_layout(
    candidates: Sequence[LayoutCandidate],
    occasion: LayoutOccasion,
    seen: Iterable[SeenLayout],
    wish: EditorsWish = NO_WISH,
) -> LayoutChoice:
    """A candidate, of which there is at least one; the same for the same occasion, `seen` and wish.

    A layout seen this week in the day's palette waits. A ban holds as long as something else can; a pin as
    long as its template can.
    """
    allowed = [able for able in candidates if able.template not in wish.banned] or list(candidates)
    pinned = next((able for able in allowed if able.template == wish.pinned), None)
    if pinned:
        return LayoutChoice(pinned.template, pinned.skeleton, (Message("layout.pinned"),))
    known, day = list(seen), occasion.day
    before = [poster for poster in known if poster.slot is occasion.slot and poster.day < day]
    today = {poster.skeleton for poster in known if poster.day == day}
    yesterday = {poster.skeleton for poster in before if poster.day == day - timedelta(days=1)}
    lately = {poster.skeleton for poster in before if (day - poster.day).days <= RESTS}
    rested = _without(_without(_without(allowed, today), yesterday), lately)
    worn = _worn(known, day, occasion.palette)

    def rank(able: LayoutCandidate) -> tuple[int, int, str]:
        hashed = _hash(f"{occasion.seed}/{occasion.slot}/{able.template}")
        shared = SHARED if able.template in occasion.shared else 0
        return worn.get(able.skeleton, 0) - able.points - shared, hashed, able.template

    best = min(rested, key=rank)
    why = list(best.why)
    if len(rested) < len(allowed):
        why.append(Message("layout.rested", n=len(allowed) - len(rested)))
    if not why:
        why.append(Message("layout.turn", n=len(rested)))
    why += _why_not_as_wished(candidates, wish)
    return LayoutChoice(best.template, best.skeleton, tuple(why))


def _why_not_as_wished(candidates: Sequence[LayoutCandidate], wish: EditorsWish) -> list[Message]:
    """That a pin cannot be, what a ban kept out, and that it could not."""
    why = []
    if wish.pinned:
        why.append(Message("layout.pin_unfit", template=wish.pinned))
    if banned := sum(able.template in wish.banned for able in candidates):
        code = "layout.banned" if banned < len(candidates) else "layout.ban_unfit"
        why.append(Message(code, n=banned))
    return why


def choose_palette(
    distances: Mapping[str, float],
    day: date,
    seen: Iterable[SeenLayout],
    *,
    seed: str,
    shared: frozenset[str] = frozenset(),
) -> tuple[str, Message]:
    """The name of a day's palette, and why; `distances` are how far each is from the photo (0 is nearest).

    There is at least one. Those of the two days before rest where there are others; `shared` are those in
    which other groups see the very same that day.
    """
    known = list(seen)
    for rest in range(RESTS_COLOUR, -1, -1):
        resting = {poster.palette for poster in known if 1 <= (day - poster.day).days <= rest}
        free = {name: far for name, far in distances.items() if name not in resting}
        if free:
            break
    days = {(poster.day, poster.palette) for poster in known if 0 < (day - poster.day).days < WEEK}
    week = Counter(palette for _, palette in days)

    def rank(name: str) -> tuple[float, bool, int, int, str]:
        far = free[name] + FADED * week[name] - (SHARED_COLOUR if name in shared else 0.0)
        return far, name not in shared, week[name], _hash(f"{seed}/{name}"), name

    best = min(free, key=rank)
    if free[best] == inf:
        return best, Message("layout.palette_turn", palette=best)
    nearest = min(distances, key=lambda name: (distances[name], name))
    code = "layout.palette_nearest" if best == nearest else "layout.palette_next"
    return best, Message(code, palette=best)


def _without(candidates: Sequence[LayoutCandidate], skeletons: set[str]) -> list[LayoutCandidate]:
    """Those with another skeleton; all where none has one."""
    return [able for able in candidates if able.skeleton not in skeletons] or list(candidates)


def _worn(seen: Iterable[SeenLayout], day: date, palette: str) -> dict[str, int]:
    """The points that each skeleton lost in the week before the day."""
    worn: dict[str, int] = {}
    for poster in seen:
        if 0 < (day - poster.day).days < WEEK:
            points = WORN + (WORN_OUT if poster.palette == palette else 0)
            worn[poster.skeleton] = worn.get(poster.skeleton, 0) + points
    return worn


def _hash(text: str) -> int:
    """A number that depends on the text alone, alike on every machine and run."""
    return crc32(text.encode())
