"""Approving without the desk: what is approved is what stands there at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from content.errors import WrongInput
from content.model import Batch, Message, Post, PostState
from content.review.approve import approve, sights
from services.context import Context, review_rules

WAITING = (PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED)


@dataclass(frozen=True, slots=True)
class ApprovalOrder:
    """Which posts: by `ids`, or all that wait on a day (of these groups; empty: of all)."""

    ids: Sequence[str] = ()
    day: date | None = None
    groups: Sequence[str] = ()


def approve_posts(context: Context, order: ApprovalOrder, *, actor: str, why: str = "") -> Batch[Post]:
    """Approve them as they are now; each has its outcome. WrongInput where neither ids nor a day are named.

    UnknownId names a post or group that is not there.
    """
    if bool(order.ids) == (order.day is not None):
        raise WrongInput(Message("approve.ids_or_day"))
    with context.open_store(reading=True) as store:
        for group in order.groups:
            store.library.group(group)
        if order.ids:
            posts = [store.queue.post(post_id) for post_id in dict.fromkeys(order.ids)]
        else:
            posts = store.queue.posts(order.day, order.day, groups=order.groups, states=WAITING)
        seen = sights(store, posts)
    rules = review_rules(context.workspace)
    return approve(
        context.open_store, list(seen.values()), rules=rules, actor=actor, at=context.clock(), why=why
    )
