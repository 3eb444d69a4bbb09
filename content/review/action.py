"""One action of one person: its items are held, compared with what was seen, changed, journalled as one."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from content.errors import StoreError
from content.model import (
    CONTENT,
    GONE,
    OPEN,
    ActionOutcome,
    Batch,
    Conflict,
    Message,
    Placement,
    Post,
    PostState,
    RefusedAction,
    Seen,
    Slot,
    Verb,
    own_words,
)
from content.review import sentences
from content.review.rules import is_about_to_go
from content.store import OpenStore, Store

A = TypeVar("A")
Form = dict[str, Any]


def called(store: Store, name: str) -> str:
    """Somebody as people know them, for sentences."""
    user = store.accounts.user(name)
    return user.display_name if user else name


def form_of(post: Post) -> Form:
    """What an undo brings back: the content by its version, and what no version keeps."""
    return {
        "revision": post.revision,
        "version": post.version,
        "state": post.state.value,
        "locked_by": post.locked_by,
        "hand": post.hand,
    }


@dataclass
class Action:
    """What one person is doing now. `posts` are held by it: nobody else changes them until it ends."""

    store: Store
    verb: Verb
    actor: str
    at: datetime
    why: Message | None = None
    posts: dict[str, Post] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)
    days: dict[tuple[str, date], Placement | None] = field(default_factory=dict)

    def hold(self, ids: Collection[str]) -> None:
        self.posts |= self.store.queue.lock_posts(ids)

    def change(self, was: Post, now: Post, *, made: Sequence[int] = (), revoked: Sequence[int] = ()) -> Post:
        """Make `was` into `now`; `made` and `revoked` are the approvals that go with it."""
        done = self.store.queue.change(was, now, kind=self.verb, actor=self.actor, why=self.why, at=self.at)
        if done is None:
            raise StoreError(Message("post.changed_while_held", post=was.id))
        self.note(done, before=form_of(was), made=made, revoked=revoked)
        return done

    def note(
        self, post: Post, *, before: Form, made: Sequence[int] = (), revoked: Sequence[int] = ()
    ) -> None:
        """Put a step into the journal."""
        self.posts[post.id] = post
        step = {"kind": "post", "id": post.id, "before": before, "after": form_of(post)}
        self.steps.append(step | {"made": list(made), "revoked": list(revoked)})

    def rewrite(self, post: Post, **content: Any) -> Post:
        """Give a post other content by hand. It must be reviewed again, once its poster is drawn."""
        now = replace(post, **content)
        if all(getattr(now, name) == getattr(post, name) for name in CONTENT) and post.state not in GONE:
            return post
        drawn = self.store.history.poster_hashes([now.poster])
        state = PostState.IN_REVIEW if drawn else PostState.DRAFT
        return self.change(post, replace(now, state=state, hand=self.actor))

    def revoke(self, post: Post) -> list[int]:
        """Take back the approvals of a post that still stand; their numbers."""
        standing = [a.id for a in self.store.history.approvals(post.id) if a.revoked_at is None]
        if standing:
            self.store.history.revoke_approvals(standing, actor=self.actor, at=self.at)
        return standing

    def conflict(self, post: Post, seen: int) -> Conflict[Post]:
        """What somebody else made of a post since revision `seen`."""
        by, at = self.store.history.last_change(post.id)
        return Conflict(post, by, at, self.store.history.changed_since(post.id, seen))

    def called(self, name: str) -> str:
        return called(self.store, name)

    def remember_day(self, group: str, day: date) -> None:
        """Note what a day tells now, before its posts change."""
        placements = self.store.plan.placements(day, day, [group])
        self.days.setdefault((group, day), placements[0] if placements else None)

    def close(self) -> int | None:
        """Bring the tellings in line with the posts and write the journal; the entry's number."""
        for (group, day), before in self.days.items():
            after = self._told_now(group, day, before)
            if after is not None and after != before:
                self.store.plan.set_placement(after, at=self.at)
                self.steps.append(telling_step(group, day, before, after))
        if not self.steps:
            return None
        return self.store.journal.add_entry(self.actor, self.verb, self.steps, at=self.at)

    def _told_now(self, group: str, day: date, before: Placement | None) -> Placement | None:
        """What the posts of a day tell: most of them their story, morning and afternoon their photos."""
        live = {p.slot: p for p in self.store.queue.posts(day, day, groups=[group]) if p.state not in GONE}
        if not live:
            return before
        stories = [post.story for post in live.values()]
        story_before = before.story if before and before.story in stories else ""
        story = max(
            sorted(set(stories)), key=lambda candidate: (stories.count(candidate), candidate == story_before)
        )
        share, opener = live.get(Slot.AFTERNOON), live.get(Slot.MORNING)
        kept = before if before is not None and before.story == story else Placement(group, day, story)
        return replace(
            kept, share=share.submission if share else None, opener=opener.submission if opener else None
        )


def telling_step(group: str, day: date, before: Placement | None, after: Placement | None) -> dict[str, Any]:
    cell = {"kind": "telling", "id": f"{group} {day}", "group": group, "day": day.isoformat()}
    return cell | {"before": _plain(before), "after": _plain(after)}


def _plain(placement: Placement | None) -> dict[str, Any] | None:
    if placement is None:
        return None
    return {
        "story": placement.story,
        "share": placement.share,
        "opener": placement.opener,
        "why": dict(placement.why),
        "runner_up": placement.runner_up,
    }


def may_edit(action: Action, post: Post) -> RefusedAction | None:
    """Why nobody may edit it now, or this person may not."""
    if post.locked_by and post.locked_by != action.actor:
        return sentences.locked(action.called(post.locked_by))
    return None if post.state in OPEN else sentences.wrong_state(post)


def may_rewrite(action: Action, post: Post) -> RefusedAction | None:
    """Why nobody may give it other content now, or this person may not: what is about to go out stays as it
    was approved, but for being returned or withdrawn."""
    if refused := may_edit(action, post):
        return refused
    return sentences.about_to_go() if is_about_to_go(post, action.at) else None


def for_each(
    open_store: OpenStore,
    verb: Verb,
    requests: Sequence[A],
    do: Callable[[Action, Post, A], ActionOutcome[Post]],
    *,
    seen: Callable[[A], Seen],
    actor: str,
    at: datetime,
    why: str = "",
    cells: Callable[[A], Collection[str]] = lambda _: (),
) -> Batch[Post]:
    """Do one thing to many posts in one transaction: each has its own outcome, the journal has one entry.

    `cells` names other posts that an item touches, so that they too are held.
    """
    with open_store() as store:
        action = Action(store, verb, actor, at, own_words(why))
        action.hold({key for item in requests for key in (seen(item).id, *cells(item))})
        outcomes: dict[str, ActionOutcome[Post]] = {}
        for item in requests:
            outcomes[seen(item).id] = _one(action, item, seen(item), do)
        return Batch(outcomes, action.close())


def _one(
    action: Action, item: A, seen: Seen, do: Callable[[Action, Post, A], ActionOutcome[Post]]
) -> ActionOutcome[Post]:
    post = action.posts.get(seen.id)
    if post is None:
        return sentences.unknown(seen.id)
    if seen.revision != post.revision:
        return action.conflict(post, seen.revision)
    return do(action, post, item)
