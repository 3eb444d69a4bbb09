"""Postpone and exchange: what a cell shows goes to another time, or to the same slot of another day.

A quiz told in the morning's place would stand under a heading that is not its own, so slots keep their posts.
"""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from content.compose.post import cell_id
from content.model import (
    GONE,
    ActionOutcome,
    Batch,
    Conflict,
    Done,
    Group,
    Post,
    PostState,
    RefusedAction,
    Seen,
    Slot,
    Verb,
)
from content.review import sentences
from content.review.action import Action, for_each, form_of, may_rewrite
from content.review.checks import ShowingDay, may_show, may_tell
from content.review.rules import ReviewRules
from content.store import OpenStore


@dataclass(frozen=True, slots=True)
class Postpone:
    """Send it at another time of its day (`goes_out_at`, aware), or from its slot of another day, if empty.
    `slot` is refused where it is not the post's own."""

    seen: Seen
    goes_out_at: datetime | None = None
    day: date | None = None
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Let the same slot of two days of one group show what the other shows; each keeps its own time."""

    seen: Seen
    other: Seen


def postpone(
    open_store: OpenStore,
    requests: Sequence[Postpone],
    *,
    rules: ReviewRules,
    actor: str,
    at: datetime,
    why: str = "",
    holidays: AbstractSet[date] = frozenset(),
) -> Batch[Post]:
    """Send posts at another time. A post that goes to another cell leaves its own empty: `Done.item` is the
    post of the new cell, `also` the old one; where no time is asked for it goes out at the cell's, which on
    `holidays` is the one that the group has for these. Refused: a taken cell, a time that is over or on
    another day of the group, and what rights and quotas forbid on the new day."""

    def do(action: Action, post: Post, item: Postpone) -> ActionOutcome[Post]:
        if refused := may_rewrite(action, post):
            return refused
        day, slot = item.day or post.day, item.slot or post.slot
        group = action.store.library.group(post.group)
        if slot is not post.slot:
            return sentences.other_slot(post, slot)
        if (day, slot) == (post.day, post.slot):
            return _other_time(action, post, group, item.goes_out_at)
        there = group.on_a_holiday() if day in holidays else group
        cell = _Cell(there, day, slot, item.goes_out_at)
        return _other_cell(action, post, cell, rules)

    def cells(item: Postpone) -> Collection[str]:
        return _target(item, open_cells) if item.day or item.slot else ()

    open_cells = _cells_of(open_store, [item.seen.id for item in requests])
    return for_each(
        open_store,
        Verb.POSTPONE,
        requests,
        do,
        seen=lambda i: i.seen,
        actor=actor,
        at=at,
        why=why,
        cells=cells,
    )


def exchange(
    open_store: OpenStore,
    requests: Sequence[Exchange],
    *,
    rules: ReviewRules,
    actor: str,
    at: datetime,
    why: str = "",
) -> Batch[Post]:
    """Exchange what two cells of a group show. `Done.item` is the first post, `also` the second."""

    def do(action: Action, post: Post, item: Exchange) -> ActionOutcome[Post]:
        other = action.posts.get(item.other.id)
        if other is None:
            return sentences.unknown(item.other.id)
        if other.revision != item.other.revision:
            conflict = action.conflict(other, item.other.revision)
            return Conflict(other, conflict.changed_by, conflict.changed_at, conflict.what)
        if refused := _may_exchange(action, post, other, rules):
            return refused
        for changed in (post, other):
            action.remember_day(changed.group, changed.day)
        here, there = _carried(other), _carried(post)
        return Done(action.rewrite(post, **here), (action.rewrite(other, **there),))

    return for_each(
        open_store,
        Verb.EXCHANGE,
        requests,
        do,
        seen=lambda item: item.seen,
        actor=actor,
        at=at,
        why=why,
        cells=lambda item: (item.other.id,),
    )


def _other_time(
    action: Action, post: Post, group: Group, goes_out_at: datetime | None
) -> ActionOutcome[Post]:
    if goes_out_at is None:
        return sentences.nothing_asked()
    if refused := _bad_time(action, group, post.day, goes_out_at):
        return refused
    return Done(action.rewrite(post, goes_out_at=goes_out_at))


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a post is to go; `goes_out_at` None: at the usual time of the slot."""

    group: Group
    day: date
    slot: Slot
    goes_out_at: datetime | None


def _other_cell(action: Action, post: Post, cell: _Cell, rules: ReviewRules) -> ActionOutcome[Post]:
    group, day, slot = cell.group, cell.day, cell.slot
    if slot not in group.slots:
        return sentences.no_slot(group, slot)
    if not group.is_open_on(day):
        return sentences.closed(group, day)
    time = cell.goes_out_at or group.goes_out_at(slot, day)
    goal = ShowingDay(group, day, action.at, {post.day})
    if refused := _bad_time(action, group, day, time) or _may_come(action, post, goal, rules):
        return refused
    target = action.posts.get(cell_id(group.id, day, slot))
    if target and (target.state not in GONE or target.locked_by not in ("", action.actor)):
        return sentences.taken(target)
    if target and target.state is PostState.EXPIRED:
        return sentences.wrong_state(target)
    for moved_day in (post.day, day):
        action.remember_day(group.id, moved_day)
    there = _carried(post) | {"goes_out_at": time}
    arrived = action.rewrite(target, **there) if target else _first(action, post, cell, there)
    revoked = action.revoke(post)
    left = replace(post, state=PostState.CANCELLED, hand=action.actor)
    return Done(arrived, (action.change(post, left, revoked=revoked),))


def _first(action: Action, post: Post, cell: _Cell, content: dict[str, Any]) -> Post:
    """The first post of a cell that never had one. An undo leaves it withdrawn, as an empty cell is."""
    drawn = action.store.history.poster_hashes([content["poster"]])
    fresh = replace(
        post,
        **content,
        id=cell_id(cell.group.id, cell.day, cell.slot),
        day=cell.day,
        slot=cell.slot,
        state=PostState.IN_REVIEW if drawn else PostState.DRAFT,
        version=1,
        revision=1,
        locked_by="",
        hand=action.actor,
    )
    action.store.queue.add_post(fresh, kind=action.verb, actor=action.actor, why=action.why, at=action.at)
    action.note(fresh, before=form_of(replace(fresh, state=PostState.CANCELLED, hand="")))
    return fresh


def _may_exchange(action: Action, post: Post, other: Post, rules: ReviewRules) -> RefusedAction | None:
    if post.id == other.id:
        return sentences.nothing_asked()
    if post.group != other.group:
        return sentences.other_group()
    if post.slot is not other.slot:
        return sentences.other_slot(post, other.slot)
    for exchanged in (post, other):
        if refused := may_rewrite(action, exchanged):
            return refused
        if exchanged.goes_out_at <= action.at:
            return sentences.too_late(exchanged.goes_out_at)
    group, both = action.store.library.group(post.group), {post.day, other.day}
    if len(both) == 1:
        return None
    there, here = (ShowingDay(group, day, action.at, both) for day in (other.day, post.day))
    return _may_come(action, post, there, rules) or _may_come(action, other, here, rules)


def _may_come(action: Action, post: Post, goal: ShowingDay, rules: ReviewRules) -> RefusedAction | None:
    """Why what a post shows may not be shown on another day."""
    if goal.day == post.day:
        return None
    story = action.store.library.story(post.story)
    if story and (refused := may_tell(action.store, rules, story, goal)):
        return refused
    for submission in action.store.intake.submissions([key for key in {post.submission, post.photo} if key]):
        if refused := may_show(action.store, rules, submission, goal):
            return refused
    return None


def _bad_time(action: Action, group: Group, day: date, time: datetime) -> RefusedAction | None:
    if time.astimezone(ZoneInfo(group.zone)).date() != day:
        return sentences.other_day(group)
    return sentences.too_late(time) if time <= action.at else None


def _carried(post: Post) -> dict[str, Any]:
    """What a post takes along to another cell of its slot."""
    return {
        name: getattr(post, name) for name in ("text", "story", "submission", "member", "photo", "poster")
    }


def _cells_of(open_store: OpenStore, ids: Sequence[str]) -> dict[str, Post]:
    """Where these posts stand: a post never leaves its cell, so this cannot change."""
    with open_store(reading=True) as store:
        return {key: card.post for key, card in store.cards.cards_with(ids).items()}


def _target(item: Postpone, posts: dict[str, Post]) -> Collection[str]:
    post = posts.get(item.seen.id)
    return (cell_id(post.group, item.day or post.day, item.slot or post.slot),) if post else ()
