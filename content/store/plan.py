"""What was decided for each group's day: tellings and gaps."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, or_, select

from content.model import FROZEN, Gap, GapStep, Placement, Slot
from content.store.base import StorePart
from content.store.tables import GapRow, PostRow, TellingRow
from content.store.usage import telling_counts


class Plan(StorePart):
    def placements(
        self,
        first: date | None = None,
        last: date | None = None,
        groups: Collection[str] = (),
        *,
        counting_at: datetime | None = None,
    ) -> list[Placement]:
        """Tellings from `first` to `last`, both included (None: open end), by group and day.

        `counting_at` leaves out what lapsed by then: laid out for a past day, and never sent.
        """
        rows = select(TellingRow).order_by(TellingRow.group_id, TellingRow.day)
        if first is not None:
            rows = rows.where(TellingRow.day >= first)
        if last is not None:
            rows = rows.where(TellingRow.day <= last)
        if groups:
            rows = rows.where(TellingRow.group_id.in_(groups))
        if counting_at is not None:
            rows = rows.where(telling_counts(counting_at))
        return [as_placement(row) for row in self._session.scalars(rows)]

    def frozen_days(self, first: date, last: date) -> set[tuple[str, date]]:
        """(group, day) of tellings that may not change: an editor approved, locked or wrote a part of them,
        or a member saw it."""
        stands = or_(
            PostRow.state.in_([state.value for state in FROZEN]), PostRow.locked_by != "", PostRow.hand != ""
        )
        rows = self._session.execute(
            select(PostRow.group_id, PostRow.day)
            .where(PostRow.day >= first, PostRow.day <= last, stands)
            .distinct()
        )
        return {(group, day) for group, day in rows}

    def set_placements(self, placements: Sequence[Placement], *, at: datetime, run: str) -> int:
        """Add or replace these; the number that is new or different. Unchanged ones keep run and time, and a
        day that was frozen while the plan was thought out keeps what it has."""
        if not placements:
            return 0
        days = [p.day for p in placements]
        before = {(p.group, p.day): p for p in self.placements(min(days), max(days))}
        frozen = self.frozen_days(min(days), max(days)) & set(before)
        changed = [
            p
            for p in placements
            if (p.group, p.day) not in frozen and not _same(before.get((p.group, p.day)), p)
        ]
        self._put(TellingRow, [_placement_row(p, at, run) for p in changed])
        return len(changed)

    def set_placement(self, placement: Placement, *, at: datetime) -> None:
        """Write down what a person made of a group's day."""
        self._put(TellingRow, [_placement_row(placement, at, "")])

    def forget_placement(self, group: str, day: date) -> None:
        """Undo what a person made of a day that had no telling."""
        mine = delete(TellingRow).where(TellingRow.group_id == group, TellingRow.day == day)
        self._session.execute(mine)

    def drop_placements(self, cells: Collection[tuple[str, date]]) -> None:
        """Forget the tellings of these days, but for those that are frozen."""
        days = [day for _, day in cells]
        frozen = self.frozen_days(min(days), max(days)) if days else set()
        for group, day in sorted(set(cells) - frozen):
            self._session.execute(
                delete(TellingRow).where(TellingRow.group_id == group, TellingRow.day == day)
            )

    def gaps(self, first: date | None = None, last: date | None = None) -> list[Gap]:
        rows = select(GapRow).order_by(GapRow.group_id, GapRow.day, GapRow.slot)
        if first is not None:
            rows = rows.where(GapRow.day >= first)
        if last is not None:
            rows = rows.where(GapRow.day <= last)
        return [as_gap(row) for row in self._session.scalars(rows)]

    def set_gaps(
        self, gaps: Sequence[Gap], *, groups: Collection[str], first: date, last: date, run: str
    ) -> None:
        """Make these the gaps of the groups and days given; what was said before of them is forgotten."""
        self._session.execute(
            delete(GapRow).where(GapRow.group_id.in_(groups), GapRow.day >= first, GapRow.day <= last)
        )
        self._put(GapRow, [_gap_row(gap, run) for gap in gaps])


def _same(before: Placement | None, now: Placement) -> bool:
    return before is not None and (before.story, before.share, before.opener) == (
        now.story,
        now.share,
        now.opener,
    )


def as_placement(row: Any) -> Placement:
    return Placement(
        group=row.group_id,
        day=row.day,
        story=row.story_id,
        share=row.share_id,
        opener=row.opener_id,
        why=row.why,
        runner_up=row.runner_up,
    )


def _placement_row(placement: Placement, at: datetime, run: str) -> dict[str, object]:
    return {
        "group_id": placement.group,
        "day": placement.day,
        "story_id": placement.story,
        "share_id": placement.share,
        "opener_id": placement.opener,
        "why": dict(placement.why),
        "runner_up": placement.runner_up,
        "planned_at": at,
        "run_id": run,
    }


def as_gap(row: Any) -> Gap:
    return Gap(
        group=row.group_id,
        day=row.day,
        slot=Slot(row.slot) if row.slot else None,
        funnel=tuple(GapStep(rule, left) for rule, left in row.funnel),
        why=row.why,
        fix=row.fix,
    )


def _gap_row(gap: Gap, run: str) -> dict[str, object]:
    return {
        "group_id": gap.group,
        "day": gap.day,
        "slot": gap.slot.value if gap.slot else "",
        "funnel": [[step.rule, step.left] for step in gap.funnel],
        "fix": gap.fix,
        "why": gap.why,
        "run_id": run,
    }
