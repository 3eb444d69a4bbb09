"""The boards: one group's week as cards, and all groups' week as pips."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, cast, func, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from content.errors import UnknownId
from content.model import GONE, GroupKind, Message, Placement, Slot
from content.store.base import StorePart, UnitOfWork
from content.store.cards import CARDS, POSTS, Cards
from content.store.library import Library
from content.store.lists import Lists
from content.store.plan import as_gap, as_placement
from content.store.tables import GapRow, GroupRow, StoryRow, TellingRow
from content.store.views import Card, DayHead, Page, Week, WeekRow

A_WEEK = 7  # days
ROWS = 40  # groups on a page of the week of all groups
_TO_SUNDAY = timedelta(days=A_WEEK - 1)
_GROUPS = GroupRow.__table__.c
_GROUPS_AFTER = (
    select(_GROUPS.id, _GROUPS.name, _GROUPS.kind, _GROUPS.slots)
    .where(_GROUPS.id > bindparam("after"))
    .order_by(_GROUPS.id)
    .limit(bindparam("most"))
)
_CELL = cast(POSTS.day, String) + " " + POSTS.slot + " " + POSTS.state
_CELLS = (  # of each group, as text: in one row each
    select(POSTS.group_id, func.aggregate_strings(_CELL, ","))
    .where(
        POSTS.group_id.in_(bindparam("groups", expanding=True)),
        POSTS.day >= bindparam("first"),
        POSTS.day <= bindparam("last"),
        POSTS.state.not_in([state.value for state in GONE]),
    )
    .group_by(POSTS.group_id)
)


def _in_week(table: ReadOnlyColumnCollection[str, Any]) -> tuple[ColumnElement[bool], ...]:
    """Rows of `group` from the day `first` to `last`."""
    return (
        table.group_id == bindparam("group"),
        table.day >= bindparam("first"),
        table.day <= bindparam("last"),
    )


_GAPS, _TELLINGS, _STORIES = (row.__table__.c for row in (GapRow, TellingRow, StoryRow))
_CARDS = CARDS.where(*_in_week(POSTS)).order_by(POSTS.day, POSTS.slot)
_GAPS_OF = select(*_GAPS).where(*_in_week(_GAPS)).order_by(_GAPS.day, _GAPS.slot)
_TOLD = (
    select(*_TELLINGS, _STORIES.title, _STORIES.theme)
    .join(StoryRow.__table__, _STORIES.id == _TELLINGS.story_id)
    .where(*_in_week(_TELLINGS))
)


class Boards(StorePart):
    def __init__(self, unit: UnitOfWork, cards: Cards, library: Library, lists: Lists) -> None:
        super().__init__(unit)
        self._cards = cards
        self._library = library
        self._lists = lists

    def card(self, post_id: str) -> Card:
        """One post as its page shows it; UnknownId."""
        cards = self._cards.cards_with([post_id])
        if post_id not in cards:
            raise UnknownId(Message("post.unknown", post=post_id))
        return cards[post_id]

    def week(self, group_id: str, monday: date, days: int = A_WEEK) -> Week:
        """The board of a group for the days from `monday` on. Withdrawn posts are on it too; UnknownId."""
        group = self._library.group(group_id)
        values = {"group": group_id, "first": monday, "last": monday + timedelta(days=days - 1)}
        planned: dict[date, tuple[Placement, str, str]] = {
            row.day: (as_placement(row), row.title, row.theme) for row in self._read(_TOLD, **values)
        }
        all_days = [monday + timedelta(days=n) for n in range(days)]
        return Week(
            group=group,
            days=tuple(DayHead(day, *planned.get(day, (None, "", ""))) for day in all_days),
            cards={
                (card.post.day, card.post.slot): card for card in self._cards.cards_where(_CARDS, **values)
            },
            gaps=tuple(as_gap(gap) for gap in self._read(_GAPS_OF, **values)),
        )

    def weeks(self, monday: date, *, after: str = "", most: int = ROWS) -> Page[WeekRow]:
        """The week of all groups, by group id; `after` is the last group of the page before."""
        rows_and_one_more = self._read(_GROUPS_AFTER, after=after, most=most + 1).all()
        page = rows_and_one_more[:most]
        groups, last = [row.id for row in page], monday + _TO_SUNDAY
        cells: dict[str, str] = dict(self._read(_CELLS, groups=groups, first=monday, last=last).all())
        gaps = self._lists.gap_counts(monday, last, groups)
        rows = tuple(
            WeekRow(
                row.id,
                row.name,
                GroupKind(row.kind),
                frozenset(map(Slot, row.slots)),
                cells.get(row.id, ""),
                gaps.get(row.id, 0),
            )
            for row in page
        )
        return Page(rows, page[-1].id if len(rows_and_one_more) > most else None)
