"""One group's week as a board: days across, slots down, in each cell a post or a gap. Sheets draw it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from channels.exports.item import QueueItem
from channels.exports.words import in_order
from content.model import Gap, PostState, Slot

WEEK = timedelta(days=7)
OFF = {
    PostState.CANCELLED,
    PostState.EXPIRED,
    PostState.SKIPPED,
}  # shown where nothing else is


@dataclass(frozen=True, slots=True)
class Day:
    """`cells` follow the board's slots, None where nothing is known; `gap` takes the whole day."""

    date: date
    title: str
    cells: tuple[QueueItem | Gap | None, ...]
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class GroupWeek:
    """One group's seven days or fewer. `slots` maps each slot of the group to its usual time as 08:00."""

    group: str
    name: str
    slots: dict[Slot, str]
    days: tuple[Day, ...]

    @property
    def posts(self) -> list[QueueItem]:
        return [cell for day in self.days for cell in day.cells if isinstance(cell, QueueItem)]

    @property
    def gaps(self) -> list[Gap]:
        cells = [gap for day in self.days for gap in (day.gap, *day.cells)]
        return [cell for cell in cells if isinstance(cell, Gap)]


def boards(items: Sequence[QueueItem], gaps: Sequence[Gap]) -> list[GroupWeek]:
    """The boards of all groups, by group and week. Weeks are counted from the earliest day of all."""
    days = [*(item.date for item in items), *(gap.day for gap in gaps)]
    groups = sorted({*(item.group for item in items), *(gap.group for gap in gaps)})
    spans = list(_weeks(min(days), max(days))) if days else []
    made = [_board(group, span, items, gaps) for group in groups for span in spans]
    return [board for board in made if board.posts or board.gaps]


def _weeks(first: date, last: date) -> Iterator[list[date]]:
    while first <= last:
        count = min(WEEK.days, (last - first).days + 1)
        yield [first + timedelta(days=n) for n in range(count)]
        first += WEEK


def _board(group: str, days: list[date], items: Sequence[QueueItem], gaps: Sequence[Gap]) -> GroupWeek:
    all_posts = in_order(item for item in items if item.group == group)
    posts = [post for post in all_posts if days[0] <= post.date <= days[-1]]
    holes = [gap for gap in gaps if gap.group == group and days[0] <= gap.day <= days[-1]]
    slots = _slots(posts, holes)
    return GroupWeek(
        group=group,
        name=all_posts[0].group_name if all_posts else group,
        slots=slots,
        days=tuple(_day(day, slots, posts, holes) for day in days),
    )


def _slots(posts: list[QueueItem], gaps: list[Gap]) -> dict[Slot, str]:
    times: dict[Slot, Counter[str]] = {slot: Counter() for slot in Slot}
    for post in posts:
        times[post.slot][f"{post.local:%H:%M}"] += 1
    named = {gap.slot for gap in gaps}
    slots = [slot for slot in Slot if times[slot] or slot in named] or list(Slot)
    return {slot: times[slot].most_common(1)[0][0] if times[slot] else "" for slot in slots}


def _day(day: date, slots: dict[Slot, str], posts: list[QueueItem], gaps: list[Gap]) -> Day:
    of_day = [post for post in posts if post.date == day]
    post_of = {
        post.slot: post for post in sorted(of_day, key=lambda post: (post.state not in OFF, post.version))
    }
    live = [post for post in post_of.values() if post.state not in OFF]
    holes = {gap.slot: gap for gap in gaps if gap.day == day}
    if None in holes and not live:
        return Day(day, "", (None,) * len(slots), holes[None])
    cells = tuple(_cell(post_of.get(slot), holes.get(slot)) for slot in slots)
    return Day(day, live[0].story_title if live else "", cells)


def _cell(post: QueueItem | None, gap: Gap | None) -> QueueItem | Gap | None:
    return gap if gap is not None and (post is None or post.state in OFF) else post
