"""One group's week as the board shows it: rows of slots, columns of days, and what each cell says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from content.compose.post import cell_id
from content.days import Days
from content.errors import WrongInput
from content.messages import render
from content.model import GONE, Gap, Group, Message, PosterSpec, PostState, Sight, Slot
from content.model.week import Template, is_silent
from content.review import is_about_to_go
from content.store.views import Card, DayHead, Week
from desk.datetimes import in_reach
from desk.posts import Timed, unapprovable

CLASSES = {Slot.MORNING: "sm", Slot.NOON: "sn", Slot.AFTERNOON: "sa", Slot.EVENING: "se"}
KINDS = {
    PostState.DRAFT: "wait",
    PostState.IN_REVIEW: "wait",
    PostState.RETURNED: "chg",
    PostState.APPROVED: "ok",
    PostState.HANDED_OFF: "ok",
    PostState.SENDING: "ok",
    PostState.SENT: "sent",
    PostState.UNKNOWN: "bad",
    PostState.REFUSED: "bad",
    PostState.EXPIRED: "over",
    PostState.SKIPPED: "over",
    PostState.CANCELLED: "gone",
}
CHIPS = (
    "wait",
    "chg",
    "ok",
    "gap",
    "sent",
    "bad",
    "over",
    "gone",
    "none",
    "shut",
)  # as counted above the board
WRAP = re.compile(r"(?<=[A-Za-z0-9,.!?])(?P<latin>\s+)(?=[A-Za-z0-9])|\s*\n\s*")  # a line's end
HEADLINES = ("hook", "question", "line", "title")  # fields that posters set largest
ALWAYS = ("wait", "chg", "ok", "gap", "sent")  # the others only where there are some


@dataclass(frozen=True, slots=True)
class Cell:
    """A slot of a day: its post, or the gap that explains why there is none, or neither (not planned)."""

    id: str
    day: date
    slot: Slot
    at: datetime
    now: datetime
    zone: str
    card: Card | None
    gap: Gap | None
    is_open: bool  # whether the group sends that day
    is_silent: bool = False  # whether the week template keeps it empty

    @property
    def kind(self) -> str:
        """wait, chg, ok, sent, bad, over, gone; gap, none (not planned), shut (nothing is sent)."""
        if self.card is not None and self.card.post.state not in GONE:
            return KINDS[self.card.post.state]
        if self.gap is not None:
            return "gap"
        if self.card is not None:
            return KINDS[self.card.post.state]
        return "none" if self.is_open and not self.is_silent else "shut"

    @property
    def timed(self) -> Timed:
        if self.card is None:
            raise WrongInput(Message("desk_missing.empty_cell", cell=self.id))
        return Timed(self.card, self.zone)

    @property
    def sight(self) -> Sight:
        return self.timed.sight

    @property
    def is_past(self) -> bool:
        return self.at <= self.now

    @property
    def is_pending(self) -> bool:
        """Whether it waits for a yes that can still be given."""
        return self.card is not None and not self.unapprovable

    @property
    def unapprovable(self) -> Message | None:
        """Why its post cannot be approved; None where it can, or where there is none."""
        return unapprovable(self.card, self.now) if self.card else None

    @property
    def is_firm(self) -> bool:
        """Whether it is about to go out, and stays as it was approved."""
        return self.card is not None and is_about_to_go(self.card.post, self.now)

    @property
    def clock(self) -> str:
        """When it goes out, on the group's clock."""
        at = self.card.post.goes_out_at if self.card else self.at
        return f"{at.astimezone(ZoneInfo(self.zone)):%H:%M}"


@dataclass(frozen=True)
class Board:
    """Days of one group; `colours` are the day's accent by day, `titles` what posters say largest by cell."""

    group: Group
    heads: tuple[DayHead, ...]
    cells: Mapping[tuple[date, Slot], Cell]
    colours: Mapping[date, str]
    titles: Mapping[str, str]
    now: datetime

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(head.day for head in self.heads)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots of the group, in the order of the day."""
        return tuple(slot for slot in Slot if slot in self.group.slots)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.group.zone)).date()

    @cached_property
    def by_id(self) -> dict[str, Cell]:
        return {cell.id: cell for cell in self.cells.values()}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many cells there are of each kind that is shown or must be there; together, all cells."""
        numbers = {kind: sum(cell.kind == kind for cell in self.cells.values()) for kind in CHIPS}
        return {kind: count for kind, count in numbers.items() if count or kind in ALWAYS}

    @property
    def pending(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.is_pending]

    def of_day(self, day: date) -> list[Cell]:
        return [self.cells[day, slot] for slot in self.slots]

    @property
    def now_line(self) -> tuple[date, Slot, str, str] | None:
        """(day, slot, "above" or "below", clock): where now lies on the board; None if not in these days."""
        if self.today not in self.days:
            return None
        passed = [cell.slot for cell in self.of_day(self.today) if cell.at <= self.now]
        clock = f"{self.now.astimezone(ZoneInfo(self.group.zone)):%H:%M}"
        if passed:
            return self.today, passed[-1], "below", clock
        return self.today, self.slots[0], "above", clock

    def selected(self, cell_id: str) -> Cell | None:
        """The cell that is asked for, else the first that waits, else the first there is."""
        if cell_id in self.by_id:
            return self.by_id[cell_id]
        ordered = [cell for day in self.days for cell in self.of_day(day)]
        waiting = [cell for cell in ordered if cell.is_pending]
        return next(iter(waiting or [cell for cell in ordered if cell.card] or ordered), None)


def board_of(
    week: Week, specs: Mapping[str, PosterSpec], now: datetime, days: Days, template: Template
) -> Board:
    """The board of what the store tells of a group's days; `specs` are its posters' by key.

    On holidays the cells are at the times that the group has for these.
    """
    group = week.group
    drawn = [
        (card.post, specs[card.post.poster]) for card in week.cards.values() if card.post.poster in specs
    ]
    gaps = {(gap.day, gap.slot): gap for gap in week.gaps}
    cells = {}
    for head in week.days:
        kept = group.on_a_holiday() if days.is_holiday(head.day) else group
        for slot in Slot:
            if slot not in group.slots:
                continue
            cells[head.day, slot] = Cell(
                id=cell_id(group.id, head.day, slot),
                day=head.day,
                slot=slot,
                at=kept.goes_out_at(slot, head.day),
                now=now,
                zone=group.zone,
                card=week.cards.get((head.day, slot)),
                gap=gaps.get((head.day, slot)) or gaps.get((head.day, None)),
                is_open=group.is_open_on(head.day),
                is_silent=is_silent(group, head.day, slot, template),
            )
    colours = {post.day: spec.palette["acc"] for post, spec in drawn if spec.palette}
    titles = {post.id: _headline(spec) for post, spec in drawn}
    return Board(group, week.days, cells, colours, titles, now)


def _headline(spec: PosterSpec) -> str:
    """What a poster says largest, on one line: Chinese lines join without a gap."""
    values = (spec.fields.get(name) for name in HEADLINES)
    text = next((text for text in values if isinstance(text, str) and text), "")
    return WRAP.sub(lambda gap: " " if gap["latin"] else "", text.strip())


def monday_of(week: str) -> date:
    """The Monday of an ISO week, 2026-W48. WrongInput for what is none."""
    try:
        year, number = week.split("-W")
        monday = date.fromisocalendar(int(year), int(number), 1)
        if monday != in_reach(monday):
            raise ValueError(monday)
        return monday
    except ValueError:
        raise WrongInput(Message("desk_request.bad_week", text=week)) from None


def week_of(day: date) -> str:
    """The ISO week of a day: 2026-W48."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def fix_of(gap: Gap, language: str) -> str:
    """The nearest thing that would fill a gap, in a few words."""
    return render(gap.fix, language) if gap.fix else ""
