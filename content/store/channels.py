"""Channels by which posts go out, the pauses that hold them, and what platforms gave for a time."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from content.errors import UnknownId
from content.model import Channel, ChannelKind, Message, Pause, PauseScope, Slot
from content.store.base import StorePart
from content.store.outbox_tables import ChannelRow, PauseRow, PlatformTokenRow


class Channels(StorePart):
    def channels(self) -> list[Channel]:
        """All of them, in the order in which a post is offered to them."""
        rows = select(ChannelRow).order_by(ChannelRow.place, ChannelRow.id)
        return [_channel(row) for row in self._session.scalars(rows)]

    def channel(self, channel_id: str) -> Channel:
        """UnknownId where there is none."""
        row = self._session.get(ChannelRow, channel_id)
        if row is None:
            known = tuple(self._session.scalars(select(ChannelRow.id).order_by(ChannelRow.place)))
            raise UnknownId(Message("channel.unknown", channel=channel_id, channels=known))
        return _channel(row)

    def locked(self, channel_id: str) -> Channel:
        """As `channel`; nobody else counts its calls until this unit of work ends."""
        self._session.execute(select(ChannelRow.id).where(ChannelRow.id == channel_id).with_for_update())
        return self.channel(channel_id)

    def put(self, channel: Channel) -> None:
        """Add it as the last, or replace the one of its id where that stands."""
        known = self._session.get(ChannelRow, channel.id)
        last = self._session.scalar(select(func.max(ChannelRow.place)))
        place = known.place if known else (-1 if last is None else last) + 1
        self._put(ChannelRow, [_channel_row(channel, place)])

    def put_rules(self, channels: Iterable[Channel]) -> None:
        """Take what planning says of channels: name, slots, limits, groups, by hand, and their order. The
        others come after them; how a known one is reached stays as it is."""
        known = {channel.id: channel for channel in self.channels()}
        ruled = [_with_rules(known.get(channel.id), channel) for channel in channels]
        named = {channel.id for channel in ruled}
        ordered = [*ruled, *(channel for channel in known.values() if channel.id not in named)]
        self._put(ChannelRow, [_channel_row(channel, place) for place, channel in enumerate(ordered)])

    def remove(self, channel_id: str) -> None:
        """What went out by it keeps its name in the journal."""
        self.channel(channel_id)
        self._change(delete(ChannelRow).where(ChannelRow.id == channel_id))

    def block(self, channel_id: str, until: datetime) -> None:
        """The platform asked to be left alone until then; a later instant that is known stays."""
        later = or_(ChannelRow.blocked_until.is_(None), ChannelRow.blocked_until < until)
        blocked = update(ChannelRow).where(ChannelRow.id == channel_id, later)
        self._change(blocked.values(blocked_until=until))

    # -- pauses -------------------------------------------------------------------------------------
    def pauses(self) -> list[Pause]:
        rows = select(PauseRow).order_by(PauseRow.scope, PauseRow.what)
        return [
            Pause(PauseScope(row.scope), row.what, row.until, row.by, row.since)
            for row in self._session.scalars(rows)
        ]

    def pause(self, pause: Pause) -> None:
        row = {"scope": pause.scope.value, "what": pause.what, "until": pause.until}
        self._put(PauseRow, [row | {"by": pause.by, "since": pause.since}])

    def resume(self, scope: PauseScope, what: str) -> bool:
        """Whether there was such a pause."""
        paused = delete(PauseRow).where(PauseRow.scope == scope.value, PauseRow.what == what)
        return self._change(paused) == 1

    # -- tokens and uploads -------------------------------------------------------------------------
    def token(self, name: str, now: datetime) -> str | None:
        """What the platform gave and still takes."""
        row = self._session.get(PlatformTokenRow, name)
        return row.value if row is not None and row.value and row.expires_at > now else None

    def claim_token(self, name: str, by: str, now: datetime, lease: timedelta) -> bool:
        """Whether `by` is the one who fetches another token now; nobody else does for the `lease`."""
        empty = {"value": "", "expires_at": now, "renewed_by": "", "renewing_until": None}
        self._add(PlatformTokenRow, [{"name": name} | empty])
        free = or_(PlatformTokenRow.renewing_until.is_(None), PlatformTokenRow.renewing_until <= now)
        mine = update(PlatformTokenRow).where(PlatformTokenRow.name == name, free)
        return self._change(mine.values(renewed_by=by, renewing_until=now + lease)) == 1

    def put_token(self, name: str, value: str, expires_at: datetime) -> None:
        """Keep what was fetched, and let others fetch again. An empty value: it could not be had."""
        values = {"value": value, "expires_at": expires_at, "renewed_by": "", "renewing_until": None}
        self._put(PlatformTokenRow, [{"name": name} | values])

    def forget_token(self, name: str) -> None:
        self._change(delete(PlatformTokenRow).where(PlatformTokenRow.name == name))

    def forget_expired_tokens(self, now: datetime) -> int:
        """Remove what no platform takes any more; how many."""
        return self._change(delete(PlatformTokenRow).where(PlatformTokenRow.expires_at <= now))


def _with_rules(known: Channel | None, ruled: Channel) -> Channel:
    if known is None:
        return ruled
    return Channel(
        id=known.id,
        name=ruled.name or known.name,
        slots=ruled.slots,
        a_day=ruled.a_day,
        a_week=ruled.a_week,
        a_month=ruled.a_month,
        by_hand=ruled.by_hand,
        groups=ruled.groups,
        kind=known.kind,
        base_url=known.base_url,
        secret_env=known.secret_env,
        chats=known.chats,
        options=known.options,
        blocked_until=known.blocked_until,
        exceptions=known.exceptions,
    )


def _channel(row: ChannelRow) -> Channel:
    return Channel(
        id=row.id,
        name=row.name,
        slots=tuple(Slot(slot) for slot in row.slots),
        a_day=row.a_day,
        a_week=row.a_week,
        a_month=row.a_month,
        by_hand=row.by_hand,
        groups=frozenset(row.groups),
        kind=ChannelKind(row.kind),
        base_url=row.base_url,
        secret_env=row.secret_env,
        chats=_texts(row.chats),
        options=_texts(row.options),
        blocked_until=row.blocked_until,
        exceptions=frozenset((str(group), Slot(slot)) for group, slot in row.exceptions),
    )


def _texts(stored: Any) -> Mapping[str, str]:
    return {str(key): str(value) for key, value in stored.items()}


def _channel_row(channel: Channel, place: int) -> dict[str, Any]:
    return {
        "id": channel.id,
        "place": place,
        "name": channel.name,
        "kind": channel.kind.value,
        "slots": [slot.value for slot in channel.slots],
        "a_day": channel.a_day,
        "a_week": channel.a_week,
        "a_month": channel.a_month,
        "by_hand": channel.by_hand,
        "groups": sorted(channel.groups),
        "base_url": channel.base_url,
        "secret_env": channel.secret_env,
        "chats": dict(channel.chats),
        "options": dict(channel.options),
        "blocked_until": channel.blocked_until,
        "exceptions": [[group, slot.value] for group, slot in sorted(channel.exceptions)],
    }
