"""What members of staff send by hand on a day: posts with their owners, as tasks."""

from dataclasses import replace
from datetime import date, timedelta

from content.model import ChannelKind, Delivery, DeliveryState
from content.publish.duty import on_duty
from content.publish.rules import HAND
from content.publish.tasks import HandPost, Task, merged
from content.rights.naming import texts_as_read
from content.store import Store
from services.context import Context
from services.send_list import LISTED, SendRow, rows_of

BY_HAND = frozenset({ChannelKind.HANDOFF, ChannelKind.WECOM_MASS})
TO_COME = frozenset({DeliveryState.PLANNED, DeliveryState.HELD})
A_DAY = timedelta(days=1)  # groups live in other time zones than the team


def hand_posts(context: Context, store: Store, first: date, last: date) -> list[HandPost]:
    """Posts that a person sends or taps, due from `first` to `last` by the team's clock. What is not yet
    handed off has the owner who is on duty then."""
    posts = store.queue.posts(first - A_DAY, last + A_DAY, states=LISTED)
    days = {post.id: post.goes_out_at.astimezone(context.zone).date() for post in posts}
    rows = rows_of(store, [post for post in posts if first <= days[post.id] <= last])
    by_hand = {channel.id for channel in store.channels.channels() if channel.kind in BY_HAND} | {HAND}
    owners = store.owners.owners()
    theirs = [row for row in rows if row.channel in by_hand and row.delivery.part == 1]
    texts = texts_as_read(store, [row.post for row in theirs])
    return [
        HandPost(
            replace(row.post, text=texts[row.post.id]),
            row.delivery,
            _owner_of(row) or on_duty(owners, row.post.group, days[row.post.id], row.post.slot) or "",
        )
        for row in theirs
    ]


def _owner_of(row: SendRow) -> str | None:
    """Whose it already is; what is still to come may change hands."""
    delivery: Delivery = row.delivery
    return None if delivery.state in TO_COME else delivery.owner


def tasks_of(context: Context, store: Store, staff: str, day: date) -> list[Task]:
    """The tasks of one owner and day, by due minute; posts that were withdrawn are none."""
    items = hand_posts(context, store, day, day)
    return merged(item for item in items if item.owner == staff and item.state is not DeliveryState.CANCELLED)
