"""The boards: one group's week as cards, and all groups' week as pips."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import func, select

from content.errors import UnknownId
from content.model import GONE, GroupKind, Placement, PostState, Slot
from content.store.cards import CARDS, POSTS, Cards
from content.store.library import as_group
from content.store.planning import as_gap, as_placement
from content.store.tables import GapRow, GroupRow, StoryRow, TellingRow
from content.store.views import Card, DayHead, Page, Pip, Week, WeekRow

A_WEEK = 7  # days
ROWS = 40  # groups on a page of the week of all groups
_OVER = [state.value for state in GONE]


class Boards(Cards):
    def card(self, post_id: str) -> Card:
        """One post as its page shows it; UnknownId."""
        found = self.cards_with([post_id])
        if post_id not in found:
            raise UnknownId(f"There is no post {post_id!r}; `sishi queue list` shows those there are.")
        return found[post_id]

    def week(self, group_id: str, monday: date, days: int = A_WEEK) -> Week:
        """The board of a group for the days from `monday` on. Withdrawn posts are on it too; UnknownId."""
        row = self._session.get(GroupRow, group_id)
        if row is None:
            raise UnknownId(f"There is no group {group_id!r}; `sishi group list` shows those there are.")
        last = monday + timedelta(days=days - 1)
        cards = self._cards(
            CARDS.where(POSTS.group_id == group_id, POSTS.day >= monday, POSTS.day <= last).order_by(
                POSTS.day, POSTS.slot
            )
        )
        gaps = self._session.scalars(
            select(GapRow)
            .where(GapRow.group_id == group_id, GapRow.day >= monday, GapRow.day <= last)
            .order_by(GapRow.day, GapRow.slot)
        )
        return Week(
            group=as_group(row),
            days=self._heads(group_id, monday, days),
            cards={(card.post.day, card.post.slot): card for card in cards},
            gaps=tuple(as_gap(gap) for gap in gaps),
        )

    def _heads(self, group_id: str, monday: date, days: int) -> tuple[DayHead, ...]:
        last = monday + timedelta(days=days - 1)
        told: dict[date, tuple[Placement, str, str]] = {
            row.day: (as_placement(row), title, theme)
            for row, title, theme in self._session.execute(
                select(TellingRow, StoryRow.title, StoryRow.theme)
                .join(StoryRow, StoryRow.id == TellingRow.story_id)
                .where(TellingRow.group_id == group_id, TellingRow.day >= monday, TellingRow.day <= last)
            )
        }
        all_days = [monday + timedelta(days=n) for n in range(days)]
        return tuple(DayHead(day, *told.get(day, (None, "", ""))) for day in all_days)

    def weeks(self, monday: date, *, after: str | None = None, most: int = ROWS) -> Page[WeekRow]:
        """The week of all groups, by group id; `after` is the last group of the page before."""
        groups = (
            select(GroupRow.id, GroupRow.name, GroupRow.kind, GroupRow.slots)
            .order_by(GroupRow.id)
            .limit(most + 1)
        )
        if after is not None:
            groups = groups.where(GroupRow.id > after)
        found = self._session.execute(groups).all()
        shown = found[:most]
        ids, last = [row.id for row in shown], monday + timedelta(days=A_WEEK - 1)
        pips, gaps = self._pips(ids, monday, last), self._gap_counts(ids, monday, last)
        rows = tuple(
            WeekRow(
                row.id,
                row.name,
                GroupKind(row.kind),
                frozenset(map(Slot, row.slots)),
                tuple(pips[row.id]),
                gaps.get(row.id, 0),
            )
            for row in shown
        )
        return Page(rows, ids[-1] if len(found) > most else None)

    def _pips(self, groups: list[str], first: date, last: date) -> dict[str, list[Pip]]:
        pips = defaultdict(list)
        rows = self._session.execute(
            select(POSTS.group_id, POSTS.id, POSTS.day, POSTS.slot, POSTS.state, POSTS.locked_by)
            .where(POSTS.group_id.in_(groups), POSTS.day >= first, POSTS.day <= last)
            .where(POSTS.state.not_in(_OVER))
        )
        for group, key, day, slot, state, locked_by in rows:
            pips[group].append(Pip(key, day, Slot(slot), PostState(state), bool(locked_by)))
        return pips

    def _gap_counts(self, groups: list[str], first: date, last: date) -> dict[str, int]:
        rows = self._session.execute(
            select(GapRow.group_id, func.count())
            .where(GapRow.group_id.in_(groups), GapRow.day >= first, GapRow.day <= last)
            .group_by(GapRow.group_id)
        )
        return {group: count for group, count in rows}  # noqa: C416 - dict() does not take typed rows
