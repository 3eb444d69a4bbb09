"""Approval: a yes to exactly the text and pixels that were seen, unsaved words on the screen included."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from content.compose.post import Telling
from content.model import (
    MOVES,
    ActionOutcome,
    Batch,
    Conflict,
    Done,
    Post,
    PostState,
    RefusedAction,
    Seen,
    Sight,
    Verb,
    own_words,
    text_hash,
)
from content.review import sentences
from content.review.action import Action, may_rewrite
from content.review.amend import Amend, amended
from content.review.checks import is_upset, must_not_say, no_right_to_show
from content.review.editors import PROGRAM, editors
from content.review.quoting import must_not_quote
from content.review.rules import ReviewRules
from content.store import OpenStore, Store


@dataclass(frozen=True, slots=True)
class Draft:
    """Words typed into a post and not saved yet; `poster` is the key of the spec drawn with them.

    `text` None leaves the text; `fields` are the poster's by name, as for Amend.
    """

    text: str | None
    poster: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drafts:
    """Drafts by post, and what their posters are told with."""

    telling: Telling
    by_post: Mapping[str, Draft]


def sights(store: Store, posts: Collection[Post]) -> dict[str, Sight]:
    """What there is to see of these posts now: what a page shows, and an approval from it names.

    A poster that is not drawn has the hash "".
    """
    drawn = store.history.poster_hashes({post.poster for post in posts})
    return {
        post.id: Sight(post.id, post.version, text_hash(post.text), drawn.get(post.poster, ""))
        for post in posts
    }


def approve(
    open_store: OpenStore,
    seen: Sequence[Sight],
    *,
    rules: ReviewRules,
    actor: str,
    at: datetime,
    why: str = "",
    drafts: Drafts | None = None,
) -> Batch[Post]:
    """Approve what was seen. Conflict says which of version, text and poster is another one by now.

    Where a post has a draft, `seen` is what the draft was typed over: its words are saved as the next version
    and that one is approved, or neither. With `rules.second_approver` the first of two leaves the post in
    review.
    """
    with open_store() as store:
        action = Action(store, Verb.APPROVE, actor, at, own_words(why))
        action.hold({sight.id for sight in seen})
        outcomes = {sight.id: _approve(action, sight, rules, drafts) for sight in seen}
        return Batch(outcomes, action.close())


def _approve(action: Action, seen: Sight, rules: ReviewRules, drafts: Drafts | None) -> ActionOutcome[Post]:
    post = action.posts.get(seen.id)
    if post is None:
        return sentences.unknown(seen.id)
    now = sights(action.store, [post])[post.id]
    if changed := _differences(seen, now):
        by, at = action.store.history.last_change(post.id)
        return Conflict(post, by, at, changed)
    if drafts and (draft := drafts.by_post.get(seen.id)):
        return _save_and_approve(action, post, draft, drafts.telling, rules)
    return _say_yes(action, post, now, rules)


def _save_and_approve(
    action: Action, post: Post, draft: Draft, telling: Telling, rules: ReviewRules
) -> ActionOutcome[Post]:
    """Save the words of a draft and approve them; nothing is saved where the approval is refused."""
    if refused := may_rewrite(action, post):
        return refused
    edit = Amend(Seen(post.id, post.revision), draft.text, draft.fields)
    now = amended(action.store, post, edit, telling)
    if isinstance(now, RefusedAction):
        return now
    if now.poster != draft.poster:
        return Conflict(post, PROGRAM, action.at, ("poster",))
    waiting = replace(now, state=PostState.IN_REVIEW)
    if not rules.editor_may_approve and now != post:
        return sentences.own_edit()
    if refused := _may_not(action, waiting, sights(action.store, [now])[post.id], rules, ()):
        return refused
    saved = action.rewrite(post, text=now.text, poster=now.poster)
    return _say_yes(action, saved, sights(action.store, [saved])[post.id], rules)


def _say_yes(action: Action, post: Post, now: Sight, rules: ReviewRules) -> ActionOutcome[Post]:
    earlier = approvers(action.store, post)
    if refused := _may_not(action, post, now, rules, earlier):
        return refused
    made = action.store.history.add_approval(
        post.id, now.version, now.text_sha256, now.poster_sha256, actor=action.actor, at=action.at
    )
    enough = not rules.second_approver or bool(earlier)
    state = PostState.APPROVED if enough else post.state
    return Done(action.change(post, replace(post, state=state), made=[made]))


def approvers(store: Store, post: Post) -> list[str]:
    """Whose approvals hold for what the post says and shows now."""
    now = sights(store, [post])[post.id]
    return [
        approval.who
        for approval in store.history.approvals(post.id)
        if approval.holds(now.version, now.text_sha256, now.poster_sha256)
    ]


def _differences(seen: Sight, now: Sight) -> tuple[str, ...]:
    names = {"version": "version", "text_sha256": "text", "poster_sha256": "poster"}
    return tuple(part for field, part in names.items() if getattr(seen, field) != getattr(now, field))


def _may_not(
    action: Action, post: Post, now: Sight, rules: ReviewRules, earlier: Sequence[str]
) -> RefusedAction | None:
    if post.locked_by and post.locked_by != action.actor:
        return sentences.locked(action.called(post.locked_by))
    if PostState.APPROVED not in MOVES[post.state]:
        return sentences.wrong_state(post)
    if not now.poster_sha256:
        return sentences.not_drawn()
    if post.goes_out_at <= action.at:
        return sentences.too_late(post.goes_out_at)
    if action.actor in earlier:
        return sentences.approved_already(action.called(action.actor))
    if not rules.editor_may_approve and action.actor in editors(action.store, post):
        return sentences.own_edit()
    return obstacle(action.store, post, rules)


def obstacle(store: Store, post: Post, rules: ReviewRules) -> RefusedAction | None:
    """What forbids everybody to approve the post: rights, an upset plan, or words it must not say."""
    return (
        no_right_to_show(store, post)
        or is_upset(store, post)
        or must_not_say(store, post, rules.claims)
        or must_not_quote(store, post, rules.words)
    )
