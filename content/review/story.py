"""Stories put to use: the version that is told from now on, and what becomes of posts that tell them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from content.errors import UnknownId, WrongInput
from content.model import (
    ActionOutcome,
    Conflict,
    Done,
    Message,
    Post,
    PostState,
    RefusedAction,
    Seen,
    Story,
    StoryDraft,
    StoryVersion,
    Verb,
)
from content.review import sentences
from content.review.action import Action, may_rewrite
from content.review.swap import Retelling, Swap, told_instead
from content.store import OpenStore, Store
from content.store.story_drafts import same_story
from content.store.story_rows import story_from_json, story_json


@dataclass(frozen=True, slots=True)
class SeenStory:
    """A story as its writer saw it: the `revision` of the draft, and the `version` in use (0: none)."""

    story: str
    revision: int
    version: int


@dataclass(frozen=True, slots=True)
class UsedStory:
    """A draft that is in use now as `version`. `posts` say its words now, and `pending` of them were approved
    before; `entry` is the journal's."""

    version: int
    posts: tuple[Post, ...]
    pending: int
    entry: int | None


def save_draft(
    open_store: OpenStore, story: Story, seen: SeenStory, *, actor: str, at: datetime
) -> StoryDraft | Conflict[StoryDraft]:
    """Keep what somebody writes; of who was slower nothing is lost: theirs comes back with the conflict."""
    with open_store() as store:
        there = store.story_drafts.draft(story.id)
        if there is not None and there.revision != seen.revision:
            return Conflict(there, there.by, there.at, ("draft",))
        if there is not None and same_story(there.story, story) and there.base == seen.version:
            return there
        draft = StoryDraft(story, seen.version, there.revision + 1 if there else 1, actor, at)
        store.story_drafts.save(draft)
        return draft


def drop_draft(open_store: OpenStore, seen: SeenStory, *, actor: str, at: datetime) -> bool:
    """Throw a draft away; False where somebody saved another meanwhile. UnknownId where there is none."""
    with open_store() as store:
        draft = _draft(store, seen.story)
        if draft.revision != seen.revision:
            return False
        store.story_drafts.drop(seen.story, at)
        store.write_down(Verb.STORY, seen.story, actor=actor, at=at, became="dropped")
        return True


def use_story(
    open_store: OpenStore, seen: SeenStory, retelling: Retelling, *, actor: str
) -> UsedStory | Conflict[Story]:
    """Make a draft the version that is told, and let posts still to go out say its words.

    What was approved is to be reviewed again; an editor's own words on a post stay. Whether the story is fit
    to be told is asked before. UnknownId where there is no draft, WrongInput for an unknown product.
    """
    with open_store() as store:
        draft, at = _draft(store, seen.story), retelling.at
        version = store.library.story_versions().get(seen.story, 0)
        if draft.revision != seen.revision:
            return Conflict(draft.story, draft.by, draft.at, ("draft",))
        was = store.library.story(seen.story)
        if version != seen.version and was is not None:
            writer, when = _last_hand(store, seen.story, at)
            return Conflict(was, writer, when, ("version",))
        action = Action(store, Verb.STORY, actor, at, Message("audit.story_edited", title=draft.story.title))
        now = _put(store, draft.story, was, (actor, at))
        store.story_drafts.drop(seen.story, at)
        posts, pending = _retell(action, seen.story, retelling)
        action.steps.append(_step(seen.story, was, now))
        return UsedStory(version + 1, tuple(posts), pending, action.close())


def _put(store: Store, story: Story, was: Story | None, hand: tuple[str, datetime]) -> Story:
    """Write the story with its versions before and after, and the audit; the story as it is kept."""
    actor, at = hand
    number = store.library.story_versions().get(story.id, 0)
    if was is not None:
        store.story_drafts.keep_version(StoryVersion(was, number, "", at))
    store.library.put_stories([story])
    now = store.library.story(story.id) or story
    after = store.library.story_versions()[story.id]
    store.story_drafts.keep_version(StoryVersion(now, after, actor, at))
    store.write_down(
        Verb.STORY, story.id, actor=actor, at=at, was=f"v{number}" if number else "", became=f"v{after}"
    )
    store.note("story", story.id, at)
    return now


def _retell(action: Action, story_id: str, retelling: Retelling) -> tuple[list[Post], int]:
    """The posts that changed, and how many of them were approved."""
    action.hold(action.store.replans.still_to_go(action.at, story=story_id))
    changed, pending = [], 0
    for post in [post for post in action.posts.values() if post.story == story_id]:
        if may_rewrite(action, post):
            continue
        was_approved = post.state is PostState.APPROVED
        now = _told_again(action, post, retelling)
        if now == post and not was_approved:
            continue
        if now == post:
            now = replace(post, state=PostState.IN_REVIEW)
        changed.append(action.change(post, now, revoked=action.revoke(post)))
        pending += was_approved
    return changed, pending


def _told_again(action: Action, post: Post, retelling: Retelling) -> Post:
    """The post in the words of its story as that is now; itself where somebody gave it words of its own."""
    if post.hand:
        return post
    again = told_instead(action.store, post, Swap(Seen(post.id, post.revision), post.story), retelling)
    if isinstance(again, RefusedAction) or (again.text, again.spec.key) == (post.text, post.poster):
        return post
    action.store.queue.add_specs([again.spec])
    drawn = action.store.history.poster_hashes([again.spec.key])
    return replace(
        post,
        text=again.text,
        poster=again.spec.key,
        photo=again.submission.id if again.submission and again.spec.photos else None,
        state=PostState.IN_REVIEW if drawn else PostState.DRAFT,
    )


def _step(story_id: str, was: Story | None, now: Story) -> dict[str, Any]:
    before = story_json(was) if was else None
    return {"kind": "story", "id": story_id, "before": before, "after": story_json(now)}


def story_back(
    store: Store, step: Mapping[str, Any], *, actor: str, at: datetime, verb: Verb
) -> ActionOutcome[Story | None]:
    """Undo or redo one change of a story. What is undone waits as a draft, so that no word is lost."""
    now = store.library.story(step["id"])
    before = story_from_json(step["before"]) if step["before"] else None
    after = story_from_json(step["after"]) if step["after"] else None
    if not same_story(now, before):
        return sentences.story_changed_since()
    if after is None:
        if not store.library.drop_story(step["id"]):
            return sentences.story_in_use()
        version = 0
    else:
        _put(store, after, now, (actor, at))
        version = store.library.story_versions()[after.id]
    if verb is Verb.UNDO:
        _keep_as_draft(store, before, version, (actor, at))
    elif (draft := store.story_drafts.draft(step["id"])) and same_story(draft.story, after):
        store.story_drafts.drop(step["id"], at)
    store.write_down(verb, step["id"], actor=actor, at=at, became="story")
    return Done(after)


def _keep_as_draft(store: Store, story: Story | None, version: int, hand: tuple[str, datetime]) -> None:
    if story is not None and store.story_drafts.draft(story.id) is None:
        store.story_drafts.save(StoryDraft(story, version, 1, *hand))


def _last_hand(store: Store, story_id: str, at: datetime) -> tuple[str, datetime]:
    """Who put the version in use there, and when; nobody known where an import did."""
    versions: Sequence[StoryVersion] = store.story_drafts.versions(story_id)
    return next(((version.by, version.at) for version in versions if version.by), ("", at))


def _draft(store: Store, story_id: str) -> StoryDraft:
    draft = store.story_drafts.draft(story_id)
    if draft is None:
        raise UnknownId(Message("story.no_draft", story=story_id))
    return draft


def check_product(store: Store, story: Story) -> None:
    """WrongInput where the story is about a product that nobody knows, or about none."""
    if not story.product:
        raise WrongInput(Message("story.no_product"))
    store.library.products_meant([story.product])
