"""Tables that came in by hand: what the team knows of posts, and who clicked."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from content.model import Click, Slot, SlotResult
from content.store.base import StorePart, UnitOfWork, batched
from content.store.outcome_tables import ClickRow, SlotResultRow
from content.store.outcomes import Outcomes, in_batches, within

_SLOTS = {slot.value: slot for slot in Slot}
_COUNTS = ("replies", "answers", "likes", "clicks", "pictures", "coupons", "left")


class Results(StorePart):
    def __init__(self, unit: UnitOfWork, outcomes: Outcomes) -> None:
        super().__init__(unit)
        self._outcomes = outcomes

    def of(
        self, groups: Collection[str] = (), first: date | None = None, last: date | None = None
    ) -> dict[tuple[str, date, Slot], SlotResult]:
        """What the team's tables say, by group, day and slot."""
        rows = select(*SlotResultRow.__table__.c)
        results = (
            _result(row)
            for batch in in_batches(groups)
            for row in self._read(within(rows, SlotResultRow, batch, first, last))
        )
        return {result.key: result for result in results}

    def put_results(self, results: Sequence[SlotResult]) -> None:
        """Add them, or replace those of the same slot; their days are counted again."""
        self._put(SlotResultRow, [_result_row(result) for result in results])
        self._outcomes.touch((result.group, result.day) for result in results)

    def clicks(self, targets: Collection[str]) -> list[Click]:
        """Of these posts and codes, by time."""
        rows = select(ClickRow.target, ClickRow.at, ClickRow.member_id, ClickRow.nth)
        clicks = [
            Click(*row)
            for batch in batched(sorted(set(targets)))
            for row in self._read(rows.where(ClickRow.target.in_(batch)))
        ]
        return sorted(clicks, key=lambda click: (click.at, click.key))

    def put_clicks(self, clicks: Sequence[Click]) -> int:
        """Add those that are new; how many."""
        return self._add(
            ClickRow,
            [{"target": c.target, "at": c.at, "member_id": c.member, "nth": c.nth} for c in clicks],
        )

    def by_code(self, codes: Collection[str]) -> list[SlotResult]:
        """The rows of results tables whose posts bore one of these codes."""
        rows = select(*SlotResultRow.__table__.c)
        return [
            _result(row)
            for batch in batched(sorted(set(codes) - {""}))
            for row in self._read(rows.where(SlotResultRow.code.in_(batch)))
        ]


def _result(row: Any) -> SlotResult:
    counts = {name: getattr(row, name) for name in _COUNTS}
    return SlotResult(row.group_id, row.day, _SLOTS[row.slot], row.sent_at, row.form, row.code, **counts)


def _result_row(result: SlotResult) -> dict[str, Any]:
    return {
        "group_id": result.group,
        "day": result.day,
        "slot": result.slot.value,
        "sent_at": result.sent_at,
        "form": result.form,
        "code": result.code,
        **{name: getattr(result, name) for name in _COUNTS},
    }
