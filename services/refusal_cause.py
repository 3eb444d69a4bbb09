"""Why a platform probably said no, out of what we know ourselves: how the channel did before and since, and
whether somebody changed it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from content.model import Attempt
from content.store import Store


class CauseKind(StrEnum):
    """What is likely: each has its own fix."""

    GONE = "gone"  # the channel was removed since
    CHANGED = "changed"  # somebody set the channel up anew after it last sent
    NEVER = "never"  # nothing ever went out by it
    SINCE = "since"  # all calls since it last sent were refused: the channel's end changed
    ONLY_THIS = "only_this"  # others went out by it since: it is this post, or its group


@dataclass(frozen=True, slots=True)
class RefusalCause:
    """`at`: when it last sent, or was changed by `by`; `refused`: calls refused since it last sent."""

    kind: CauseKind
    channel: str
    at: datetime | None = None
    refused: int = 0
    by: str = ""


def likely_cause(store: Store, refused: Attempt) -> RefusalCause:
    """What probably made a platform refuse this call."""
    channel = refused.channel
    if channel not in {known.id for known in store.channels.channels()}:
        return RefusalCause(CauseKind.GONE, channel)
    last_sent, failures = store.outbox.record_of(channel)
    called_at = refused.called_at or refused.prepared_at
    if last_sent is not None and last_sent > called_at:
        return RefusalCause(CauseKind.ONLY_THIS, channel, last_sent)
    if last_sent is None:
        return RefusalCause(CauseKind.NEVER, channel)
    changes = [(at, actor) for at, actor, *_ in store.queue.audit(channel) if last_sent < at < called_at]
    if changes:
        at, actor = changes[-1]
        return RefusalCause(CauseKind.CHANGED, channel, at, by=actor)
    return RefusalCause(CauseKind.SINCE, channel, last_sent, failures)
