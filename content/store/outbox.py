"""The outbox: what is on its way to the groups, and each try of it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from content.model import (
    BY_HAND,
    Attempt,
    Delivery,
    DeliveryState,
    Message,
    Phase,
    Post,
    PostState,
)
from content.store.base import StorePart, batched
from content.store.outbox_tables import AttemptRow, DeliveryRow
from content.store.queue import as_post
from content.store.tables import PostRow

ON_THEIR_WAY = (
    PostState.APPROVED,
    PostState.HANDED_OFF,
    PostState.SENDING,
    PostState.UNKNOWN,
    PostState.REFUSED,
)
USED = (  # what counts against a channel's quota: it went out, may have, or is about to
    DeliveryState.PLANNED,
    DeliveryState.SENDING,
    DeliveryState.HANDED_OFF,
    DeliveryState.SENT,
    DeliveryState.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How a try ended: the state its part comes to, the platform's code, its meaning and evidence."""

    state: DeliveryState
    at: datetime
    code: str = ""
    message: Message | None = None
    receipt: Mapping[str, str] | None = None


class Outbox(StorePart):
    # -- what is due ----------------------------------------------------------------------------
    def due_posts(self, until: datetime) -> list[Post]:
        """Approved posts whose time came by `until`, however long ago, oldest first."""
        rows = select(PostRow).where(PostRow.state == PostState.APPROVED.value, PostRow.goes_out_at <= until)
        return [as_post(row) for row in self._session.scalars(rows.order_by(PostRow.goes_out_at, PostRow.id))]

    def next_due(self, after: datetime) -> datetime | None:
        """When the next approved post goes out."""
        rows = select(func.min(PostRow.goes_out_at)).where(
            PostRow.state == PostState.APPROVED.value, PostRow.goes_out_at > after
        )
        return self._session.scalar(rows)

    # -- deliveries -----------------------------------------------------------------------------
    def deliveries(self, posts: Collection[str]) -> dict[str, list[Delivery]]:
        """post -> its parts in order, of those that have any."""
        by_post: dict[str, list[Delivery]] = {}
        for batch in batched(sorted(set(posts))):
            rows = select(DeliveryRow).where(DeliveryRow.post_id.in_(batch))
            for row in self._session.scalars(rows.order_by(DeliveryRow.post_id, DeliveryRow.part)):
                by_post.setdefault(row.post_id, []).append(_delivery(row))
        return by_post

    def in_state(self, states: Collection[DeliveryState], until: datetime | None = None) -> list[Delivery]:
        """Parts in one of the states, due by `until` (None: whenever), by due time; of posts that are still
        on their way, for one that was withdrawn or taken back for a change leaves its parts as they were."""
        rows = select(DeliveryRow).where(*_on_their_way(states, until))
        ordered = rows.order_by(DeliveryRow.due_at, DeliveryRow.post_id, DeliveryRow.part)
        return [_delivery(row) for row in self._session.scalars(ordered)]

    def count_in_state(self, states: Collection[DeliveryState], until: datetime) -> Counter[DeliveryState]:
        """How many parts `in_state` would return, by state."""
        rows = (
            select(DeliveryRow.state, func.count())
            .where(*_on_their_way(states, until))
            .group_by(DeliveryRow.state)
        )
        return Counter({DeliveryState(state): number for state, number in self._session.execute(rows)})

    def put_deliveries(self, group: str, deliveries: Sequence[Delivery]) -> None:
        """Write the parts of one post, in place of what it had."""
        if deliveries:
            self._change(delete(DeliveryRow).where(DeliveryRow.post_id == deliveries[0].post))
            self._put(DeliveryRow, [_delivery_row(delivery, group) for delivery in deliveries])

    def move_delivery(self, was: Delivery, now: Delivery) -> bool:
        """Whether the part was still as `was` says (state and holder), and is now as `now` does."""
        mine = update(DeliveryRow).where(
            DeliveryRow.post_id == was.post,
            DeliveryRow.part == was.part,
            DeliveryRow.version == was.version,
            DeliveryRow.state == was.state.value,
            DeliveryRow.claimed_by == was.claimed_by,
        )
        return self._change(mine.values(**_changing(now))) == 1

    def used(self, channels: Collection[str], first: date, last: date) -> list[tuple[str, str, date]]:
        """(channel, group, day) for every post that went by one of the channels, or may have, on days from
        `first` to `last`."""
        rows = (
            select(DeliveryRow.channel_id, DeliveryRow.group_id, PostRow.day, PostRow.id)
            .join(PostRow, PostRow.id == DeliveryRow.post_id)
            .where(
                DeliveryRow.channel_id.in_(channels),
                DeliveryRow.state.in_([state.value for state in USED]),
                PostRow.day >= first,
                PostRow.day <= last,
            )
            .distinct()
        )
        return [(channel, group, day) for channel, group, day, _ in self._session.execute(rows)]

    def with_tasks(self, channels: Collection[str], since: datetime) -> list[Delivery]:
        """Parts of these channels, due since then, that lie in a task of the platform's (`msgid`) which was
        not stopped, by due time; but for those that are out, or about whose call something is open."""
        decided = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNKNOWN)
        rows = select(DeliveryRow).where(
            DeliveryRow.channel_id.in_(channels),
            DeliveryRow.due_at >= since,
            DeliveryRow.state.not_in([state.value for state in decided]),
        )
        ordered = rows.order_by(DeliveryRow.due_at, DeliveryRow.post_id, DeliveryRow.part)
        return [part for part in map(_delivery, self._session.scalars(ordered)) if part.lies_in_task]

    # -- attempts -------------------------------------------------------------------------------
    def prepare(self, delivery: Delivery, *, actor: str, key: str, request_sha256: str, at: datetime) -> int:
        """Write down that a part is about to be sent: nothing is yet. The attempt's id."""
        row = AttemptRow(
            **_attempt_cell(delivery, actor, at),
            key=key,
            request_sha256=request_sha256,
            phase=Phase.PREPARED.value,
            called_at=None,
            ended_at=None,
            outcome="",
            code="",
            message=None,
            receipt={},
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def begin_call(self, attempt: int, at: datetime) -> bool:
        """Whether the attempt was prepared and nobody gave it up: the call may begin, once this is kept."""
        mine = update(AttemptRow).where(AttemptRow.id == attempt, AttemptRow.phase == Phase.PREPARED.value)
        return self._change(mine.values(phase=Phase.CALLING.value, called_at=at)) == 1

    def end_uncalled(self, attempt: int, end: CallEnd) -> bool:
        """Whether the call of the attempt had not begun, and never will: it ends so."""
        mine = update(AttemptRow).where(AttemptRow.id == attempt, AttemptRow.phase == Phase.PREPARED.value)
        return self._change(mine.values(**_ended(end))) == 1

    def end_attempt(self, attempt: int, end: CallEnd) -> bool:
        """Whether the attempt was open, and now has this end. One that was given up as unknown may still be
        told what came of it."""
        unknown = and_(
            AttemptRow.phase == Phase.OUTCOME.value, AttemptRow.outcome == DeliveryState.UNKNOWN.value
        )
        mine = update(AttemptRow).where(
            AttemptRow.id == attempt, or_(AttemptRow.phase != Phase.OUTCOME.value, unknown)
        )
        return self._change(mine.values(**_ended(end))) == 1

    def add_word(self, delivery: Delivery, *, actor: str, end: CallEnd, at: datetime) -> int:
        """What a person says at `at` of a part, as an entry of the journal whose key is the post's version;
        its id."""
        row = AttemptRow(
            **_attempt_cell(delivery, actor, at),
            key=str(delivery.version),
            request_sha256="",
            phase=Phase.OUTCOME.value,
            called_at=None,
            ended_at=end.at,
            outcome=end.state.value,
            code=end.code,
            message=end.message,
            receipt=dict(end.receipt or {}),
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def attempts(self, posts: Collection[str]) -> dict[str, list[Attempt]]:
        """post -> every try of its parts and every word about them, oldest first."""
        by_post: dict[str, list[Attempt]] = {}
        for batch in batched(sorted(set(posts))):
            rows = select(AttemptRow).where(AttemptRow.post_id.in_(batch)).order_by(AttemptRow.id)
            for row in self._session.scalars(rows):
                by_post.setdefault(row.post_id, []).append(_attempt(row))
        return by_post

    def last_call(self, delivery: Delivery) -> Attempt | None:
        """The last try of a part whose call began."""
        rows = (
            select(AttemptRow)
            .where(AttemptRow.post_id == delivery.post, AttemptRow.part == delivery.part)
            .where(AttemptRow.called_at.is_not(None))
            .order_by(AttemptRow.id.desc())
        )
        row = self._session.scalars(rows.limit(1)).first()
        return _attempt(row) if row else None

    def versions_out(self, post: str) -> tuple[set[int], bool]:
        """Versions of a post of which something is out, or may be; and whether that is known at all, as of a
        post that nobody sent by us and that was given up unwatched it is not."""
        parts = self.deliveries([post]).get(post, [])
        tries = self.attempts([post]).get(post, [])
        seen = (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.HANDED_OFF, DeliveryState.SENDING)
        out = {part.version for part in parts if part.state in seen or _had_by_hand(part)}
        for row in self._session.scalars(select(AttemptRow).where(AttemptRow.post_id == post)):
            if row.called_at is not None and row.outcome not in _NOT_OUT:
                out.add(row.version)
        decided = [part for part in parts if part.state not in (DeliveryState.PLANNED, DeliveryState.HELD)]
        return out, bool(decided or tries)

    def task_ids(self, call: Attempt, reach: timedelta) -> set[str]:
        """The platform's ids of the tasks (`msgid`) that other calls by the same channel made within `reach`
        of this one; the posts of one task have the same publisher's call, and the same instant."""
        if call.called_at is None:
            return set()
        same = and_(AttemptRow.called_at == call.called_at, AttemptRow.actor == call.actor)
        rows = select(AttemptRow.receipt).where(
            AttemptRow.channel_id == call.channel,
            AttemptRow.called_at >= call.called_at - reach,
            AttemptRow.called_at <= call.called_at + reach,
            ~same,
        )
        return {str(receipt["msgid"]) for receipt in self._session.scalars(rows) if "msgid" in receipt}

    def open_attempts(self) -> list[Attempt]:
        """Those prepared or calling, oldest first."""
        rows = select(AttemptRow).where(AttemptRow.phase != Phase.OUTCOME.value).order_by(AttemptRow.id)
        return [_attempt(row) for row in self._session.scalars(rows)]

    def calls_between(self, channel: str, after: datetime, until: datetime) -> int:
        """How many calls a channel had in that time: what a rate limit counts. Calls of a clock that was
        ahead do not count."""
        calls = select(func.count()).where(
            AttemptRow.channel_id == channel, AttemptRow.called_at > after, AttemptRow.called_at <= until
        )
        return self._session.scalar(calls) or 0

    def record_of(self, channel: str) -> tuple[datetime | None, int]:
        """When a channel last sent, and how many of its calls were refused since."""
        calls = select(func.max(AttemptRow.called_at)).where(AttemptRow.channel_id == channel)
        sent = self._session.scalar(calls.where(AttemptRow.outcome == DeliveryState.SENT.value))
        refused = select(func.count()).where(
            AttemptRow.channel_id == channel, AttemptRow.outcome == DeliveryState.REFUSED.value
        )
        since = refused if sent is None else refused.where(AttemptRow.called_at > sent)
        return sent, self._session.scalar(since) or 0

    def last_sent(self) -> datetime | None:
        """When a part last went out."""
        sent = select(func.max(DeliveryRow.out_at)).where(DeliveryRow.state == DeliveryState.SENT.value)
        return self._session.scalar(sent)


_NOT_OUT = (
    DeliveryState.PLANNED.value,
    DeliveryState.REFUSED.value,
)  # nothing was sent


def _had_by_hand(part: Delivery) -> bool:
    """Whether a person had it, and nobody said what became of it."""
    return part.kind == BY_HAND and part.state is DeliveryState.EXPIRED


def _on_their_way(
    states: Collection[DeliveryState], until: datetime | None
) -> tuple[ColumnElement[bool], ...]:
    in_states = DeliveryRow.state.in_([state.value for state in states])
    post = select(PostRow.id).where(
        PostRow.id == DeliveryRow.post_id, PostRow.state.in_([state.value for state in ON_THEIR_WAY])
    )
    return (
        (in_states, post.exists())
        if until is None
        else (in_states, DeliveryRow.due_at <= until, post.exists())
    )


def _attempt_cell(delivery: Delivery, actor: str, at: datetime) -> dict[str, Any]:
    return {
        "post_id": delivery.post,
        "part": delivery.part,
        "number": delivery.tries + 1,
        "version": delivery.version,
        "channel_id": delivery.channel,
        "actor": actor,
        "prepared_at": at,
    }


def _ended(end: CallEnd) -> dict[str, Any]:
    return {
        "phase": Phase.OUTCOME.value,
        "ended_at": end.at,
        "outcome": end.state.value,
        "code": end.code,
        "message": end.message,
        "receipt": dict(end.receipt or {}),
    }


def _changing(delivery: Delivery) -> dict[str, Any]:
    """What may change of a part."""
    return {
        "channel_id": delivery.channel,
        "state": delivery.state.value,
        "owner_id": delivery.owner,
        "claimed_by": delivery.claimed_by,
        "tries": delivery.tries,
        "next_try_at": delivery.next_try_at,
        "out_at": delivery.out_at,
        "why": delivery.why,
        "receipt": dict(delivery.receipt),
    }


def _delivery_row(delivery: Delivery, group: str) -> dict[str, Any]:
    cell = {
        "post_id": delivery.post,
        "part": delivery.part,
        "parts": delivery.parts,
        "version": delivery.version,
        "kind": delivery.kind,
        "group_id": group,
        "due_at": delivery.due_at,
    }
    return cell | _changing(delivery)


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        post=row.post_id,
        part=row.part,
        parts=row.parts,
        version=row.version,
        kind=row.kind,
        channel=row.channel_id,
        state=DeliveryState(row.state),
        due_at=row.due_at,
        owner=row.owner_id,
        claimed_by=row.claimed_by,
        tries=row.tries,
        next_try_at=row.next_try_at,
        out_at=row.out_at,
        why=row.why,
        receipt={str(key): str(value) for key, value in row.receipt.items()},
    )


def _attempt(row: AttemptRow) -> Attempt:
    phase = Phase(row.phase)
    moments = {Phase.PREPARED: row.prepared_at, Phase.CALLING: row.called_at, Phase.OUTCOME: row.ended_at}
    return Attempt(
        id=row.id,
        post=row.post_id,
        part=row.part,
        number=row.number,
        channel=row.channel_id,
        actor=row.actor,
        key=row.key,
        request_sha256=row.request_sha256,
        phase=phase,
        at=moments[phase] or row.prepared_at,
        prepared_at=row.prepared_at,
        called_at=row.called_at,
        outcome=row.outcome,
        code=row.code,
        message=row.message,
        receipt={str(key): str(value) for key, value in row.receipt.items()},
    )
