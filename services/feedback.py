"""What came back to the posts: counted by night, and read by all who show it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.feedback.attribution import Attributed
from content.feedback.inputs import GroupInputs, read_group, shared_inputs
from content.feedback.stage import attribute_changed, is_waiting
from content.ledger.upkeep import keep_ledger
from content.model import Message, PostResponse, Slot
from content.night import CountedPosts
from content.store import Store
from services.context import Context

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ResponseQuery:
    """Which responses: of these groups (none named: all), of these days, both included (None: no bound)."""

    groups: Collection[str] = ()
    first: date | None = None
    last: date | None = None


def attribute(context: Context, *, anew: bool = False) -> CountedPosts:
    """Sum up the days whose messages changed, then count what came back to posts; all of it where `anew`."""
    now = context.clock()
    keep_ledger(context.open_store, context.workspace.settings.ledger.keep_days, now)
    return attribute_changed(context.open_store, now, anew=anew)


def catch_up(context: Context) -> CountedPosts:
    """Count what was taken in since the last night, for whoever reads figures now; at once where there is
    nothing."""
    with context.open_store(reading=True) as store:
        waiting = is_waiting(store, context.clock(), context.today)
    return attribute(context) if waiting else CountedPosts()


def responses(context: Context, query: ResponseQuery) -> list[PostResponse]:
    """What came back, as it was last counted; by group, day and slot."""
    with context.open_store(reading=True) as store:
        return store.outcomes.responses(query.groups, query.first, query.last)


def made_up_in(context: Context) -> Message | None:
    """That what is shown is a made-up history, for whoever shows any of it; None where it is not."""
    with context.open_store(reading=True) as store:
        until = store.outcomes.made_up_until()
    return Message("sample_history.made_up", until=until.astimezone(context.zone).date()) if until else None


def attributed_slot(
    store: Store, group_id: str, day: date, slot: Slot, now: datetime
) -> tuple[Attributed, GroupInputs] | None:
    """What came back to one slot as it is counted now, with what it was counted from; None where nothing of
    it is out. UnknownId for the group."""
    group = store.library.group(group_id)
    inputs = read_group(store, group, day - A_DAY, day + A_DAY, shared_inputs(store))
    for item in inputs.attributed(now):
        if (item.send.day, item.send.slot) == (day, slot):
            return item, inputs
    return None
