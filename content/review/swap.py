"""Swap: another photo or another story in a cell, told and drawn anew; and what there is to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from content.compose.post import Scene, Telling, home_of, write_post
from content.errors import PosterError, WrongInput
from content.model import (
    Batch,
    Done,
    Group,
    Kept,
    Outcome,
    Post,
    PosterSpec,
    Refused,
    Seen,
    Slot,
    Story,
    Submission,
    Verb,
)
from content.model.week import on_that_day, template_of
from content.review import sentences
from content.review.action import Action, for_each, may_rewrite
from content.review.checks import may_show, may_tell
from content.review.rules import ReviewRules
from content.store import OpenStore, Store

TRIED = 60  # candidates looked at for a tray of alternatives


@dataclass(frozen=True, slots=True)
class Swap:
    """Put this story, this submission or both into a post; what is empty stays as it is.

    The four posts of a day with one story each named swap the whole day.
    """

    seen: Seen
    story: str = ""
    submission: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a cell could show instead, ready to be drawn. `score` is the photo's, 0..1, None without one."""

    story: Story
    submission: Submission | None
    text: str
    spec: PosterSpec
    score: float | None


def swap(
    open_store: OpenStore,
    swaps: Sequence[Swap],
    *,
    telling: Telling,
    rules: ReviewRules,
    who: str,
    at: datetime,
    why: str = "",
) -> Batch[Post]:
    """Tell other stories or show other photos; refused with the sentence of the right or quota against it."""

    def do(action: Action, post: Post, asked: Swap) -> Outcome[Post]:
        if refused := may_rewrite(action, post):
            return refused
        if not asked.story and not asked.submission:
            return sentences.nothing_asked()
        told = told_instead(action.store, post, asked, telling=telling, rules=rules, at=at)
        if isinstance(told, Refused):
            return told
        action.remember_day(post.group, post.day)
        action.store.queue.add_specs([told.spec])
        shown = told.submission
        presents = shown if shown and _presents(post.slot, told.story, post, asked) else None
        return Done(
            action.rewrite(
                post,
                text=told.text,
                poster=told.spec.key,
                story=told.story.id,
                submission=presents.id if presents else None,
                member=presents.member if presents else None,
                photo=shown.id if shown and told.spec.photos else None,
            )
        )

    return for_each(open_store, Verb.SWAP, swaps, do, seen=lambda each: each.seen, who=who, at=at, why=why)


def alternatives(
    open_store: OpenStore,
    post_id: str,
    *,
    telling: Telling,
    rules: ReviewRules,
    at: datetime,
    most: int = 12,
) -> list[Alternative]:
    """What could stand in this cell instead: for the afternoon other photos of its story, best first; else
    other stories. Only what rights and quotas allow; the specs are not in the store yet."""
    found: list[Alternative] = []
    with open_store(reading=True) as store:
        post = store.queue.post(post_id)
        for asked in _candidates(store, post)[:TRIED]:
            told = told_instead(store, post, asked, telling=telling, rules=rules, at=at)
            if not isinstance(told, Refused):
                found.append(told)
            if len(found) == most:
                break
    return found


def told_instead(
    store: Store, post: Post, asked: Swap, *, telling: Telling, rules: ReviewRules, at: datetime
) -> Alternative | Refused:
    """The post as it would be after a swap, or the sentence against it. Writes nothing."""
    story = store.library.story(asked.story or post.story)
    if story is None:
        return sentences.unknown(asked.story)
    group = store.library.group(post.group)
    shown = _submission(store, post, asked, story)
    if isinstance(shown, Refused):
        return shown
    if shown is None and post.slot is Slot.AFTERNOON:
        return sentences.needs_photo()
    is_other = story.id != post.story
    if is_other and (refused := may_tell(store, rules, story, group, post.day, at=at, leaving={post.day})):
        return refused
    if shown and (refused := _other_photo(store, rules, story, shown, group, post, at)):
        return refused
    return _written(store, post, group, story, shown, asked, telling)


def _submission(store: Store, post: Post, asked: Swap, story: Story) -> Submission | Refused | None:
    """Whose photo is shown: the one asked for, else the one there is if it shows the story's product."""
    key = asked.submission or post.photo
    if not key:
        return None
    found = store.intake.submissions([key])
    if not found:
        return sentences.unknown(key)
    return found[0] if asked.submission or found[0].product == story.product else None


def _other_photo(
    store: Store,
    rules: ReviewRules,
    story: Story,
    shown: Submission,
    group: Group,
    post: Post,
    at: datetime,
) -> Refused | None:
    if shown.product != story.product:
        return sentences.other_product(shown, story)
    return may_show(store, rules, shown, group, post.day, at=at, leaving={post.day})


def _written(
    store: Store,
    post: Post,
    group: Group,
    story: Story,
    shown: Submission | None,
    asked: Swap,
    telling: Telling,
) -> Alternative | Refused:
    heard = on_that_day(group, post.day, template_of(store.planning_rules.week_rules().forms))
    member = store.library.member(shown.member) if shown and shown.member else None
    scene = Scene(
        group=heard if post.slot in heard.slots else group,
        story=story,
        product=store.library.product_name(story.product),
        submission=shown,
        member=member,
        presents=shown is not None and _presents(post.slot, story, post, asked),
        focus=store.curation.focal_points([shown.id]) if shown else {},
        comment=store.decisions.comment_on(shown.id) if shown else "",
        home=home_of(member, shown, group, {each.id: each for each in store.library.groups()}),
    )
    try:
        told, spec = write_post(post.slot, post.day, scene, telling)
    except (PosterError, WrongInput) as error:
        return sentences.failed(error)
    score = store.curation.verdict(shown.id) if shown else None
    return Alternative(story, shown, told.text, spec, score.score if score else None)


def _presents(slot: Slot, story: Story, post: Post, asked: Swap) -> bool:
    """Whether the photo is the post's own: the afternoon's, and the morning's where its story wants one."""
    if slot is Slot.MORNING:
        return story.wants_photo and bool(asked.submission or post.submission)
    return slot is Slot.AFTERNOON


def _candidates(store: Store, post: Post) -> list[Swap]:
    seen = Seen(post.id, post.revision)
    if post.slot is Slot.AFTERNOON:
        kept = {
            key: v
            for key, v in store.curation.verdicts().items()
            if isinstance(v, Kept) and key != post.submission
        }
        return [Swap(seen, submission=key) for key in sorted(kept, key=lambda key: (-kept[key].score, key))]
    stories = [story for story in store.library.stories() if story.id != post.story]
    mine = next((story for story in store.library.stories() if story.id == post.story), None)
    same = mine.product if mine else ""
    return [Swap(seen, story=s.id) for s in sorted(stories, key=lambda s: (s.product != same, s.id))]
