"""What is written down of one post's way to its group: approved, prepared, called, ended; who said what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from content.model import (
    BY_HAND,
    Approval,
    Attempt,
    Delivery,
    DeliveryState,
    Message,
    Occasion,
    Phase,
    PostState,
    TaskEventKind,
)
from content.publish.tasks import HandPost, task_id
from content.store import Store
from services.holds import RELEASED
from services.nudges import ASKED, REMINDED

_AUDITED = (PostState.HANDED_OFF, PostState.EXPIRED)  # what no try tells
A_DAY = timedelta(days=1)  # an owner's day may be another one than the group's


class EventKind(StrEnum):
    """What an entry is: its sign and its colour."""

    APPROVED = "approved"
    PREPARED = "prepared"
    CALLING = "calling"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    STOPPED = "stopped"  # it ended before its call: nothing was sent
    TASK = "task"  # the platform waits for a person's tap
    PERSON = "person"  # somebody said what became of it
    RELEASED = "released"
    HANDED_OFF = "handed_off"
    REMINDED = "reminded"
    ASKED = "asked"  # somebody is to look into the chat
    OPENED = "opened"  # of the owner's page, as what follows
    COPIED = "copied"
    SAVED = "saved"
    HANDED_OVER = "handed_over"  # to the backup
    EXPIRED = "expired"

    @property
    def label(self) -> Message:
        return Message(f"send_event.{self.value}")


_ON_PAGE = {
    TaskEventKind.OPENED: EventKind.OPENED,
    TaskEventKind.COPIED: EventKind.COPIED,
    TaskEventKind.SAVED: EventKind.SAVED,
    TaskEventKind.SHARED: EventKind.SAVED,
}
_ASIDE = {  # why, in the audit, where the post stays what it is
    REMINDED: EventKind.REMINDED,
    ASKED: EventKind.ASKED,
    "owner.handed_over": EventKind.HANDED_OVER,
}


@dataclass(frozen=True, slots=True)
class SendEvent:
    """One entry. `part` 0: of the whole post. `state` is what a person made of the part; `number` the try's;
    `seconds` how long its call took; `attempt` has the evidence."""

    at: datetime
    kind: EventKind
    actor: str = ""
    part: int = 0
    part_kind: str = ""
    number: int = 0
    state: DeliveryState | None = None
    code: str = ""
    why: Message | None = None
    seconds: float | None = None
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True)
class SendJournal:
    """Everything about one post, oldest first; `calls` and `words` count its calls and what people said."""

    parts: tuple[Delivery, ...]
    events: tuple[SendEvent, ...]
    attempts: tuple[Attempt, ...]

    @property
    def calls(self) -> int:
        return sum(attempt.called_at is not None for attempt in self.attempts)

    @property
    def words(self) -> int:
        return sum(event.kind is EventKind.PERSON for event in self.events)


def read_journal(store: Store, post_id: str) -> SendJournal:
    """The journal of a post that exists."""
    parts = store.outbox.deliveries([post_id]).get(post_id, [])
    attempts = store.outbox.attempts([post_id]).get(post_id, [])
    kinds = {part.part: part.kind for part in parts}
    events = [
        *(_approval(approval) for approval in store.history.approvals(post_id) if not approval.revoked_at),
        *_from_audit(store, post_id),
        *_from_owner(store, parts),
        *(event for attempt in attempts for event in _of_attempt(attempt, kinds.get(attempt.part, ""))),
    ]
    return SendJournal(tuple(parts), tuple(sorted(events, key=lambda event: event.at)), tuple(attempts))


def _approval(approval: Approval) -> SendEvent:
    return SendEvent(approval.at, EventKind.APPROVED, approval.who, number=approval.version)


def _from_audit(store: Store, post_id: str) -> Iterator[SendEvent]:
    for at, actor, was, became, why in store.queue.audit(post_id):
        if became in _AUDITED and was != became and was != PostState.SENT:
            yield SendEvent(at, EventKind(became), actor, why=why)
        elif why is not None and why.code in _ASIDE:
            yield SendEvent(at, _ASIDE[why.code], actor, why=why)


def _from_owner(store: Store, parts: Sequence[Delivery]) -> Iterator[SendEvent]:
    """What the owner's page reported of the post, and the reminders that came by themselves."""
    if not parts or not parts[0].owner:
        return
    part, post = parts[0], store.queue.post(parts[0].post)
    task = task_id(HandPost(post, part, part.owner or ""))
    day = part.due_at.date()
    for event in store.owners.events_between(day - A_DAY, day + A_DAY):
        if post.id in event.posts and event.kind in _ON_PAGE:
            yield SendEvent(event.at, _ON_PAGE[event.kind], event.staff)
    for reminder in store.owners.reminders([task]):
        if reminder.occasion in (Occasion.SOON, Occasion.LATE) and reminder.outcome:
            yield SendEvent(reminder.at, EventKind.REMINDED, reminder.staff, code=reminder.code)


def _of_attempt(attempt: Attempt, part_kind: str) -> Iterator[SendEvent]:
    """The phases that a try came through; a person's word is one entry."""
    event = SendEvent(
        attempt.prepared_at,
        EventKind.PREPARED,
        attempt.actor,
        attempt.part,
        part_kind,
        attempt.number,
        attempt=attempt,
    )
    if attempt.code in (BY_HAND, RELEASED) and not attempt.request_sha256:
        kind = EventKind.PERSON if attempt.code == BY_HAND else EventKind.RELEASED
        yield replace(event, kind=kind, state=DeliveryState(attempt.outcome), why=attempt.message)
        return
    yield event
    if attempt.called_at is not None:
        yield replace(event, at=attempt.called_at, kind=EventKind.CALLING)
    if attempt.phase is Phase.OUTCOME:
        took = (attempt.at - attempt.called_at).total_seconds() if attempt.called_at else None
        end = replace(event, at=attempt.at, kind=_end(attempt), why=attempt.message)
        yield replace(end, code=attempt.code, seconds=took)


def _end(attempt: Attempt) -> EventKind:
    ends = {
        DeliveryState.SENT: EventKind.SENT,
        DeliveryState.REFUSED: EventKind.REFUSED,
        DeliveryState.UNKNOWN: EventKind.UNKNOWN,
        DeliveryState.HANDED_OFF: EventKind.TASK,
    }
    return ends.get(DeliveryState(attempt.outcome), EventKind.STOPPED)
