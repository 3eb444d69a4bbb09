"""What came back to the posts: counted by night, and read by all who show it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from content.feedback.inputs import read_group, settled
from content.feedback.lines import CountedLine
from content.feedback.stage import Counted, attribute_changed
from content.ledger.upkeep import keep_ledger
from content.model import Post, PostResponse
from content.store import Store
from services.context import Context


@dataclass(frozen=True, slots=True)
class ResponseQuery:
    """Which responses: of these groups (none named: all), of these days, both included (None: no bound)."""

    groups: Collection[str] = ()
    first: date | None = None
    last: date | None = None


def attribute(context: Context, *, anew: bool = False) -> Counted:
    """Sum up the days whose messages changed, then count what came back to posts; all of it where `anew`."""
    now = context.clock()
    keep_ledger(context.open_store, context.workspace.settings.ledger.keep_days, now)
    return attribute_changed(context.open_store, now, anew=anew)


def responses(context: Context, query: ResponseQuery) -> list[PostResponse]:
    """What came back, as it was last counted; by group, day and slot."""
    with context.open_store(reading=True) as store:
        return store.outcomes.responses(query.groups, query.first, query.last)


def counted_lines(store: Store, post: Post) -> list[CountedLine]:
    """The messages that count for a post, by time, each with what it counts for."""
    group = store.library.group(post.group)
    inputs = read_group(store, group, post.day, post.day, settled(store))
    now = max(post.goes_out_at, post.goes_out_at).astimezone(ZoneInfo(group.zone))
    for item in inputs.attributed(now):
        if item.send.post == post.id and item.counts:
            return list(item.counts.counted())
    return []
