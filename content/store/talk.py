"""How a group talked, day by day: replies between members, replies that touch the team, advertisements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from content.model import MessageKind
from content.store.base import StorePart
from content.store.ledger_tables import LedgerRow, TalkDayRow

ADS = frozenset({MessageKind.LINK.value, MessageKind.CARD.value})
NO_TALK = frozenset({MessageKind.SYSTEM.value, MessageKind.RED_PACKET.value, MessageKind.CALL.value})


@dataclass(frozen=True, slots=True)
class TalkLine:
    """A message of a known sender: whom it quotes, None where nobody known; whether it has a link, a card or
    a coupon."""

    at: datetime
    member: str
    quotes: str | None
    is_ad: bool


@dataclass(frozen=True, slots=True)
class TalkDay:
    """Sums of a day: weights of replies, of those that touch the team, members' messages, and ads of them."""

    group: str
    day: date
    replies: float
    staff_replies: float
    messages: int
    ads: int


class Talk(StorePart):
    def lines(self, group: str, since: datetime, until: datetime) -> list[TalkLine]:
        """By time, from `since` until before `until`; what was recalled is not among them."""
        quoted = aliased(LedgerRow)
        same = and_(quoted.source == LedgerRow.source, quoted.message_id == LedgerRow.reply_to)
        rows = (
            select(
                LedgerRow.at,
                LedgerRow.member_id,
                quoted.member_id,
                LedgerRow.kind,
                LedgerRow.has_link,
                LedgerRow.has_coupon,
            )
            .outerjoin(quoted, and_(LedgerRow.reply_to != "", same))
            .where(LedgerRow.group_id == group, LedgerRow.at >= since, LedgerRow.at < until)
            .where(LedgerRow.member_id.is_not(None), LedgerRow.revoked.is_(False))
            .where(LedgerRow.kind.not_in(sorted(NO_TALK)))
        )
        return [
            TalkLine(at, member, quotes, kind in ADS or link or coupon)
            for at, member, quotes, kind, link, coupon in self._read(
                rows.order_by(LedgerRow.at, LedgerRow.message_id)
            )
        ]

    def put_days(self, days: Sequence[TalkDay]) -> None:
        """Keep what days come to, in the place of what was known of them."""
        rows = [
            {
                "group_id": day.group,
                "day": day.day,
                "replies": day.replies,
                "staff_replies": day.staff_replies,
                "messages": day.messages,
                "ads": day.ads,
            }
            for day in days
        ]
        if rows:
            self._put(TalkDayRow, rows)

    def days(self, first: date, last: date, groups: Sequence[str] | None = None) -> list[TalkDay]:
        """Both ends included; `groups` None: all."""
        rows = select(
            TalkDayRow.group_id,
            TalkDayRow.day,
            TalkDayRow.replies,
            TalkDayRow.staff_replies,
            TalkDayRow.messages,
            TalkDayRow.ads,
        ).where(TalkDayRow.day >= first, TalkDayRow.day <= last)
        if groups is not None:
            rows = rows.where(TalkDayRow.group_id.in_(groups))
        return [TalkDay(*row) for row in self._read(rows.order_by(TalkDayRow.group_id, TalkDayRow.day)).all()]
