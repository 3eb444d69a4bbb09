"""The bell of each person, what each wants to be told in which way, and when digests went out."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from content.model import (
    BellEntry,
    BellEvent,
    BellSettings,
    BellWay,
    DigestPlan,
    MailResult,
    Message,
)
from content.store.base import StorePart
from content.store.review_talk_tables import BellChoiceRow, BellRow, BellSettingsRow, DigestRow

KEPT = timedelta(days=60)
MOST = 100  # entries of a page


class Bell(StorePart):
    def ring(self, entry: BellEntry) -> None:
        """Tell a person; what is alike and not looked at yet becomes one with it."""
        alike = (
            select(BellRow)
            .where(BellRow.user == entry.user, BellRow.key == entry.key, BellRow.read_at.is_(None))
            .order_by(BellRow.id.desc())
            .limit(1)
        )
        row = self._session.scalars(alike).first()
        if row is None:
            row = BellRow(user=entry.user, event=entry.event.value, key=entry.key, count=0)
            self._session.add(row)
        row.count, row.title, row.at = row.count + entry.count, entry.title, entry.at
        row.post_id, row.link, row.actor = entry.post, entry.link, entry.actor
        row.outside, row.excerpt = entry.outside, entry.excerpt
        self._session.flush()
        self.note("bell", entry.user, entry.at)

    def entries(self, user: str, *, unread: bool = False, most: int = MOST) -> list[BellEntry]:
        """A person's, the newest first."""
        rows = select(BellRow).where(BellRow.user == user)
        if unread:
            rows = rows.where(BellRow.read_at.is_(None))
        return [
            _entry(row)
            for row in self._session.scalars(rows.order_by(BellRow.at.desc(), BellRow.id.desc()).limit(most))
        ]

    def unread(self, user: str, events: Collection[BellEvent]) -> int:
        """How many entries of these events a person did not look at."""
        names = [event.value for event in events]
        rows = select(func.count()).where(
            BellRow.user == user, BellRow.read_at.is_(None), BellRow.event.in_(names)
        )
        return self._session.scalar(rows) or 0

    def mark_read(self, user: str, at: datetime, *, entry: int | None = None, post: str = "") -> int:
        """A person looked at one, at all of a post, or at all there are; how many that were new."""
        mine = update(BellRow).where(BellRow.user == user, BellRow.read_at.is_(None))
        if entry is not None:
            mine = mine.where(BellRow.id == entry)
        if post:
            mine = mine.where(BellRow.post_id == post)
        return self._change(mine.values(read_at=at))

    def entry(self, user: str, number: int) -> BellEntry | None:
        row = self._session.scalars(select(BellRow).where(BellRow.user == user, BellRow.id == number)).first()
        return _entry(row) if row else None

    def since(self, user: str, at: datetime, events: Collection[BellEvent]) -> list[BellEntry]:
        """A person's entries of these events from then on, oldest first."""
        rows = select(BellRow).where(
            BellRow.user == user, BellRow.at >= at, BellRow.event.in_([event.value for event in events])
        )
        return [_entry(row) for row in self._session.scalars(rows.order_by(BellRow.at, BellRow.id))]

    def prune(self, now: datetime) -> int:
        """Forget what is older than two months; how many."""
        return self._change(delete(BellRow).where(BellRow.at < now - KEPT))

    # -- what each wants --------------------------------------------------------------------------
    def settings(self, user: str) -> BellSettings:
        choices = {
            (BellEvent(row.event), BellWay(row.way)): row.is_on
            for row in self._session.scalars(select(BellChoiceRow).where(BellChoiceRow.user == user))
        }
        row = self._session.get(BellSettingsRow, user)
        if row is None:
            return BellSettings(user, choices)
        quiet = time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_to)
        return BellSettings(user, choices, row.is_quiet, *quiet, row.mail, _times(row.mail_at))

    def put_settings(self, settings: BellSettings) -> None:
        row = {
            "user": settings.user,
            "is_quiet": settings.is_quiet,
            "quiet_from": f"{settings.quiet_from:%H:%M}",
            "quiet_to": f"{settings.quiet_to:%H:%M}",
            "mail": settings.mail,
            "mail_at": [f"{moment:%H:%M}" for moment in settings.mail_at],
        }
        self._put(BellSettingsRow, [row])
        choices = [
            {"user": settings.user, "event": event.value, "way": way.value, "is_on": is_on}
            for (event, way), is_on in settings.choices.items()
        ]
        self._put(BellChoiceRow, choices)

    # -- digests ----------------------------------------------------------------------------------
    def plan(self, channel: str) -> DigestPlan:
        """Of a channel of the team; as it is by itself where nobody said otherwise."""
        row = self._session.get(DigestRow, (BellWay.ROBOT.value, channel))
        if row is None:
            return DigestPlan(channel)
        return DigestPlan(channel, _times(row.times), row.skips_empty, row.sent_at, row.outcome, row.arrived)

    def put_plan(self, plan: DigestPlan) -> None:
        times = [f"{moment:%H:%M}" for moment in plan.times]
        self._put_digest(BellWay.ROBOT, plan.channel, {"times": times, "skips_empty": plan.skips_empty})

    def mail_result(self, user: str) -> MailResult | None:
        row = self._session.get(DigestRow, (BellWay.MAIL.value, user))
        return MailResult(user, row.sent_at, row.arrived, row.outcome) if row and row.sent_at else None

    def end_digest(self, way: BellWay, target: str, at: datetime, outcome: Message | None) -> None:
        """Write down that a digest went out, and why it did not arrive if it did not."""
        self._put_digest(way, target, {"sent_at": at, "arrived": outcome is None, "outcome": outcome})

    def _put_digest(self, way: BellWay, target: str, values: Mapping[str, Any]) -> None:
        row = self._session.get(DigestRow, (way.value, target))
        if row is None:
            times = [f"{moment:%H:%M}" for moment in DigestPlan(target).times]
            row = DigestRow(way=way.value, target=target, times=times, skips_empty=True, arrived=True)
            self._session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        self._session.flush()


def _times(kept: Iterable[str]) -> tuple[time, ...]:
    return tuple(time.fromisoformat(text) for text in kept)


def _entry(row: BellRow) -> BellEntry:
    return BellEntry(
        id=row.id,
        user=row.user,
        event=BellEvent(row.event),
        key=row.key,
        title=row.title,
        at=row.at,
        count=row.count,
        post=row.post_id,
        link=row.link,
        actor=row.actor,
        outside=row.outside,
        excerpt=row.excerpt,
        read_at=row.read_at,
    )
