"""What came back: responses to posts, who responded on which day, and what is to be counted again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select, update

from content.model import (
    LeftOut,
    PostResponse,
    ResponseDay,
    SendEvidence,
    Slot,
)
from content.store.base import AnySelect, StorePart, batched
from content.store.ledger_tables import GroupDayRow, MemberDayRow
from content.store.outcome_tables import (
    PostResponseRow,
    ResponseDayRow,
    ResponseMarkRow,
    ResponseTouchedRow,
)
from content.store.tables import PostRow

MARK, MADE_UP = "attribution", "made_up"
_RESPONSES, _DAYS = PostResponseRow.__table__.c, ResponseDayRow.__table__.c
_GROUP_DAYS, _MEMBER_DAYS = GroupDayRow.__table__.c, MemberDayRow.__table__.c
_SLOTS = {slot.value: slot for slot in Slot}
_LEFT_OUT: dict[str, LeftOut | None] = {reason.value: reason for reason in LeftOut} | {"": None}
_EVIDENCE: dict[str, SendEvidence | None] = {kind.value: kind for kind in SendEvidence} | {"": None}


@dataclass(frozen=True, slots=True)
class ResponseMark:
    """How far responses were counted, and the rules and the staff they were counted by, as JSON."""

    at: datetime
    rules: str


class Outcomes(StorePart):
    # -- what came back -----------------------------------------------------------------------------
    def responses(
        self, groups: Collection[str] = (), first: date | None = None, last: date | None = None
    ) -> list[PostResponse]:
        """Of these groups (none named: all) and days, both included (None: no bound); by group, day, slot."""
        rows = select(*_RESPONSES).order_by(_RESPONSES.group_id, _RESPONSES.day)
        responses = [
            _response(row)
            for batch in in_batches(groups)
            for row in self._read(within(rows, PostResponseRow, batch, first, last))
        ]
        return sorted(responses, key=_in_order)

    def response_days(
        self, groups: Collection[str] = (), first: date | None = None, last: date | None = None
    ) -> list[ResponseDay]:
        """Who responded to which slots on which day, staff left out; by group, day, member."""
        columns = (_DAYS.group_id, _DAYS.day, _DAYS.member_id, _DAYS.slots)
        rows = select(*columns).order_by(*columns[:3])
        return [
            ResponseDay(*row)
            for batch in in_batches(groups)
            for row in self._read(within(rows, ResponseDayRow, batch, first, last))
        ]

    def put_responses(
        self, group: str, first: date, responses: Sequence[PostResponse], days: Sequence[ResponseDay]
    ) -> None:
        """Keep what was counted of a group from `first` on, in the place of all that was there."""
        for table in (PostResponseRow, ResponseDayRow):
            self._change(delete(table).where(table.group_id == group, table.day >= first))
        self._add(PostResponseRow, [_response_row(response) for response in responses])
        self._add(ResponseDayRow, [_day_row(day) for day in days])

    def windows(self, group: str, first: date, last: date) -> list[tuple[datetime, datetime]]:
        """When posts of these days were out, and when their windows ended, as it was counted."""
        rows = select(_RESPONSES.sent_at, _RESPONSES.ends_at).where(_RESPONSES.sent_at.is_not(None))
        mine = within(rows, PostResponseRow, [group], first, last)
        return [(begins, ends) for begins, ends in self._read(mine)]

    def first_unheard(self, group: str, heard: datetime) -> date | None:
        """The first day of posts whose windows ended after an instant."""
        rows = select(func.min(_RESPONSES.day)).where(_RESPONSES.group_id == group)
        return self._read(rows.where(_RESPONSES.ends_at > heard)).scalar()

    def open_days(self, reasons: Collection[LeftOut]) -> list[tuple[str, date]]:
        """(group, day) of posts that are left out for one of these reasons."""
        rows = select(_RESPONSES.group_id, _RESPONSES.day).distinct()
        rows = rows.where(_RESPONSES.left_out.in_([reason.value for reason in reasons]))
        return sorted((group, day) for group, day in self._read(rows))

    def speakers(self, group: str, first: date, last: date) -> dict[date, dict[str, int]]:
        """day -> member -> bits of the hours in which that one wrote; all days that were summed up."""
        days = self._read(within(select(_GROUP_DAYS.day), GroupDayRow, [group], first, last))
        spoke: dict[date, dict[str, int]] = {day: {} for (day,) in days}
        rows = select(_MEMBER_DAYS.day, _MEMBER_DAYS.member_id, _MEMBER_DAYS.hours)
        for day, member, bits in self._read(within(rows, MemberDayRow, [group], first, last)):
            spoke.setdefault(day, {})[member] = bits
        return spoke

    def groups_with(self, members: Collection[str]) -> set[str]:
        """The groups in which any of these members ever wrote."""
        rows = select(_MEMBER_DAYS.group_id).distinct()
        batches = (rows.where(_MEMBER_DAYS.member_id.in_(batch)) for batch in batched(sorted(members)))
        return {group for batch in batches for (group,) in self._read(batch)}

    def first_day(self, group: str) -> date | None:
        """The first day of a group that was summed up."""
        return self._read(select(func.min(_GROUP_DAYS.day)).where(_GROUP_DAYS.group_id == group)).scalar()

    def changed_posts(self, since: datetime, until: datetime) -> set[tuple[str, date]]:
        """(group, day) of posts that were changed or due from `since` on, and are due by `until`."""
        rows = select(PostRow.group_id, PostRow.day).distinct().where(PostRow.goes_out_at <= until)
        rows = rows.where(or_(PostRow.changed_at >= since, PostRow.goes_out_at >= since))
        return {(group, day) for group, day in self._read(rows)}

    # -- what is to be counted again ------------------------------------------------------------------
    def touch(self, days: Iterable[tuple[str, date]]) -> None:
        """Have the responses of these days counted again."""
        rows = [{"group_id": group, "day": day, "n": 1} for group, day in sorted(set(days))]
        insert = self._insert(ResponseTouchedRow)
        again = insert.on_conflict_do_update(
            index_elements=["group_id", "day"], set_={"n": ResponseTouchedRow.n + 1}
        )
        self._change_many(again, rows)

    def touched(self) -> dict[tuple[str, date], int]:
        """(group, day) -> how often it was touched; `settle` takes it as it was read."""
        rows = select(ResponseTouchedRow.group_id, ResponseTouchedRow.day, ResponseTouchedRow.n)
        return {(group, day): n for group, day, n in self._read(rows)}

    def settle(self, touched: Mapping[tuple[str, date], int]) -> None:
        """These were counted; what was touched once more in between stays."""
        rows = [{"key": group, "of": day, "times": n} for (group, day), n in touched.items()]
        table: Any = ResponseTouchedRow.__table__
        mine = (table.c.group_id == bindparam("key"), table.c.day == bindparam("of"))
        if rows:
            self._change(delete(table).where(*mine, table.c.n == bindparam("times")), rows)

    def mark(self) -> ResponseMark | None:
        row = self._session.get(ResponseMarkRow, MARK)
        return ResponseMark(row.at, row.rules) if row else None

    def put_mark(self, mark: ResponseMark) -> None:
        self._put(ResponseMarkRow, [{"name": MARK, "at": mark.at, "rules": mark.rules}])

    def mark_made_up(self, at: datetime) -> None:
        """Say that the history in this workspace until then is made up."""
        self._put(ResponseMarkRow, [{"name": MADE_UP, "at": at, "rules": ""}])

    def made_up_until(self) -> datetime | None:
        """Until when the history is made up; None where none is."""
        row = self._session.get(ResponseMarkRow, MADE_UP)
        return row.at if row else None

    def join_member(self, other: str, keep: str) -> None:
        """Before two members become one: the days on which `other` wrote are counted again, and who responded
        under either id did so under the one that stays."""
        wrote = select(MemberDayRow.group_id, MemberDayRow.day).where(MemberDayRow.member_id == other)
        self.touch((group, day) for group, day in self._read(wrote))
        theirs = select(_DAYS.group_id, _DAYS.day, _DAYS.slots).where(_DAYS.member_id == other)
        table: Any = ResponseDayRow.__table__
        both = update(table).where(table.c.member_id == keep, table.c.group_id == bindparam("key"))
        both = both.where(table.c.day == bindparam("of"))
        rows = [{"key": group, "of": day, "more": slots} for group, day, slots in self._read(theirs)]
        if rows:
            self._change(both.values(slots=table.c.slots.op("|")(bindparam("more"))), rows)


def in_batches(groups: Collection[str]) -> Iterable[Sequence[str]]:
    """None: all groups at once."""
    return batched(sorted(set(groups))) if groups else [()]


def within(
    rows: AnySelect, table: Any, groups: Collection[str], first: date | None, last: date | None
) -> AnySelect:
    rows = rows.where(table.group_id.in_(groups)) if groups else rows
    rows = rows.where(table.day >= first) if first else rows
    return rows.where(table.day <= last) if last else rows


def _in_order(response: PostResponse) -> tuple[str, date, int]:
    return response.group, response.day, list(Slot).index(response.slot)


def _response(row: Any) -> PostResponse:
    values: list[Any] = list(row)  # the columns stand in the order of the fields
    values[2], values[9], values[10] = _SLOTS[row.slot], _EVIDENCE[row.evidence], _LEFT_OUT[row.left_out]
    return PostResponse(*values)


def _response_row(response: PostResponse) -> dict[str, Any]:
    return {
        "group_id": response.group,
        "day": response.day,
        "slot": response.slot.value,
        "form": response.form,
        "story_id": response.story,
        "post_id": response.post,
        "due_at": response.due_at,
        "sent_at": response.sent_at,
        "ends_at": response.ends_at,
        "evidence": response.evidence.value if response.evidence else "",
        "left_out": response.left_out.value if response.left_out else "",
        "members": response.members,
        "observed": response.observed,
        "expected": response.expected,
        "answered": response.answered,
        "quoted": response.quoted,
        "pictures": response.pictures,
        "reacted": response.reacted,
        "clicked": response.clicked,
        "coupons": response.coupons,
        "left": response.left,
        "right": response.right,
        "letters": dict(response.letters),
        "promo": response.promo,
    }


def _day_row(day: ResponseDay) -> dict[str, Any]:
    return {"group_id": day.group, "day": day.day, "member_id": day.member, "slots": day.slots}
