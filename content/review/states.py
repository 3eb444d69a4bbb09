"""Verbs that change where a post stands, not what it says: return, withdraw, reopen, lock, unlock."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from content.model import ActionOutcome, Batch, Done, Post, PostState, Seen, Verb
from content.review import sentences
from content.review.action import Action, for_each, may_edit
from content.store import OpenStore

REOPENABLE = frozenset({PostState.RETURNED, PostState.CANCELLED, PostState.APPROVED})


def return_(
    open_store: OpenStore, seen: Sequence[Seen], *, actor: str, why: str, at: datetime
) -> Batch[Post]:
    """Send posts back to be changed; `why` must say what is wrong. An approval is taken back with it."""

    def do(action: Action, post: Post, _: Seen) -> ActionOutcome[Post]:
        if not why.strip():
            return sentences.no_reason()
        if refused := may_edit(action, post):
            return refused
        if post.state not in (PostState.IN_REVIEW, PostState.APPROVED):
            return sentences.wrong_state(post)
        return _moved(action, post, PostState.RETURNED)

    return _each(open_store, Verb.RETURN, seen, do, actor=actor, why=why.strip(), at=at)


def withdraw(
    open_store: OpenStore, seen: Sequence[Seen], *, actor: str, at: datetime, why: str = ""
) -> Batch[Post]:
    """Take posts out of the queue. The night leaves their cells empty until somebody reopens them."""

    def do(action: Action, post: Post, _: Seen) -> ActionOutcome[Post]:
        if refused := may_edit(action, post):
            return refused
        return _moved(action, post, PostState.CANCELLED, hand=actor)

    return _each(open_store, Verb.WITHDRAW, seen, do, actor=actor, why=why, at=at)


def reopen(
    open_store: OpenStore, seen: Sequence[Seen], *, actor: str, at: datetime, why: str = ""
) -> Batch[Post]:
    """Put returned, withdrawn or approved posts back into review, as they are; approvals are taken back."""

    def do(action: Action, post: Post, _: Seen) -> ActionOutcome[Post]:
        if post.locked_by and post.locked_by != actor:
            return sentences.locked(action.called(post.locked_by))
        if post.state not in REOPENABLE:
            return sentences.wrong_state(post)
        drawn = action.store.history.poster_hashes([post.poster])
        to = PostState.IN_REVIEW if drawn else PostState.DRAFT
        # the night withdrew it for its plan: who wants it back wants it in spite of the plan
        return _moved(action, post, to, hand=actor if post.state is PostState.CANCELLED else post.hand)

    return _each(open_store, Verb.REOPEN, seen, do, actor=actor, why=why, at=at)


def lock(
    open_store: OpenStore, seen: Sequence[Seen], *, actor: str, at: datetime, why: str = ""
) -> Batch[Post]:
    """Keep everybody else, and the night, off these posts."""

    def do(action: Action, post: Post, _: Seen) -> ActionOutcome[Post]:
        if refused := may_edit(action, post):
            return refused
        return Done(action.change(post, replace(post, locked_by=actor)) if not post.locked_by else post)

    return _each(open_store, Verb.LOCK, seen, do, actor=actor, why=why, at=at)


def unlock(
    open_store: OpenStore,
    seen: Sequence[Seen],
    *,
    actor: str,
    at: datetime,
    why: str = "",
    force: bool = False,
) -> Batch[Post]:
    """Let others at these posts again; `force` opens another's lock (Verb.FORCE_UNLOCK)."""

    def do(action: Action, post: Post, _: Seen) -> ActionOutcome[Post]:
        if post.locked_by and post.locked_by != actor and not force:
            return sentences.locked(action.called(post.locked_by))
        return Done(action.change(post, replace(post, locked_by="")) if post.locked_by else post)

    return _each(open_store, Verb.UNLOCK, seen, do, actor=actor, why=why, at=at)


def _moved(action: Action, post: Post, to: PostState, *, hand: str | None = None) -> ActionOutcome[Post]:
    now = replace(post, state=to, hand=post.hand if hand is None else hand)
    revoked = action.revoke(post)
    return Done(action.change(post, now, revoked=revoked))


def _each(
    open_store: OpenStore,
    verb: Verb,
    seen: Sequence[Seen],
    do: Callable[[Action, Post, Seen], ActionOutcome[Post]],
    *,
    actor: str,
    why: str,
    at: datetime,
) -> Batch[Post]:
    return for_each(open_store, verb, seen, do, seen=lambda item: item, actor=actor, why=why, at=at)
