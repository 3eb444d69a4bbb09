"""Swap: another photo or another story in a cell, told and drawn again; and what there is to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from content.compose.layouts import Layouts, ShownPoster
from content.compose.post import Posters, Scene, Telling, home_of, write_post
from content.errors import PosterError, WrongInput
from content.model import (
    ActionOutcome,
    Batch,
    Done,
    Kept,
    Post,
    PosterSpec,
    RefusedAction,
    Seen,
    Slot,
    Story,
    Submission,
    Verb,
)
from content.model.week import on_that_day, template_of
from content.posters.choice import WEEK
from content.posters.photo import known_traits
from content.review import sentences
from content.review.action import Action, for_each, may_rewrite
from content.review.checks import ShowingDay, may_show, may_tell
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


@dataclass(frozen=True, slots=True)
class Retelling:
    """How a cell is told otherwise at `at`, and the rules that hold for what it shows then."""

    telling: Telling
    rules: ReviewRules
    at: datetime


def swap(
    open_store: OpenStore,
    swaps: Sequence[Swap],
    *,
    telling: Telling,
    rules: ReviewRules,
    actor: str,
    at: datetime,
    why: str = "",
) -> Batch[Post]:
    """Tell other stories or show other photos; refused with the sentence of the right or quota against it."""

    retelling = Retelling(telling, rules, at)

    def do(action: Action, post: Post, wanted: Swap) -> ActionOutcome[Post]:
        if refused := may_rewrite(action, post):
            return refused
        if not wanted.story and not wanted.submission:
            return sentences.nothing_asked()
        alternative = told_instead(action.store, post, wanted, retelling)
        if isinstance(alternative, RefusedAction):
            return alternative
        action.remember_day(post.group, post.day)
        action.store.queue.add_specs([alternative.spec])
        submission = alternative.submission
        presents = (
            submission if submission and _presents(post.slot, alternative.story, post, wanted) else None
        )
        return Done(
            action.rewrite(
                post,
                text=alternative.text,
                poster=alternative.spec.key,
                story=alternative.story.id,
                submission=presents.id if presents else None,
                member=presents.member if presents else None,
                photo=submission.id if submission and alternative.spec.photos else None,
            )
        )

    return for_each(
        open_store, Verb.SWAP, swaps, do, seen=lambda item: item.seen, actor=actor, at=at, why=why
    )


def alternatives(
    open_store: OpenStore, post_id: str, retelling: Retelling, *, most: int = 12
) -> list[Alternative]:
    """What could stand in this cell instead: for the afternoon other photos of its story, best first; else
    other stories. Only what rights and quotas allow; the specs are not in the store yet."""
    possible: list[Alternative] = []
    with open_store(reading=True) as store:
        post = store.queue.post(post_id)
        for wanted in _candidates(store, post)[:TRIED]:
            alternative = told_instead(store, post, wanted, retelling)
            if not isinstance(alternative, RefusedAction):
                possible.append(alternative)
            if len(possible) == most:
                break
    return possible


def told_instead(store: Store, post: Post, wanted: Swap, retelling: Retelling) -> Alternative | RefusedAction:
    """The post as it would be after a swap, or the sentence against it. Writes nothing."""
    story = store.library.story(wanted.story or post.story)
    if story is None:
        return sentences.unknown(wanted.story)
    group = store.library.group(post.group)
    submission = _submission(store, post, wanted, story)
    if isinstance(submission, RefusedAction):
        return submission
    if submission is None and post.slot is Slot.AFTERNOON:
        return sentences.needs_photo()
    rules, goal = retelling.rules, ShowingDay(group, post.day, retelling.at, {post.day})
    if story.id != post.story and (refused := may_tell(store, rules, story, goal)):
        return refused
    if submission and (refused := _other_photo(store, rules, story, submission, goal)):
        return refused
    presents = submission is not None and _presents(post.slot, story, post, wanted)
    return _written(store, post, _scene(store, goal, story, submission, presents=presents), retelling.telling)


def _submission(store: Store, post: Post, wanted: Swap, story: Story) -> Submission | RefusedAction | None:
    """Whose photo is shown: the one asked for, else the one there is if it shows the story's product."""
    key = wanted.submission or post.photo
    if not key:
        return None
    submissions = store.intake.submissions([key])
    if not submissions:
        return sentences.unknown(key)
    return submissions[0] if wanted.submission or submissions[0].product == story.product else None


def _other_photo(
    store: Store,
    rules: ReviewRules,
    story: Story,
    submission: Submission,
    goal: ShowingDay,
) -> RefusedAction | None:
    if submission.product != story.product:
        return sentences.other_product(submission, story)
    return may_show(store, rules, submission, goal)


def _scene(
    store: Store, goal: ShowingDay, story: Story, submission: Submission | None, *, presents: bool
) -> Scene:
    group = goal.group
    member = store.library.member(submission.member) if submission and submission.member else None
    focus = store.curation.focal_points([submission.id]) if submission else {}
    return Scene(
        group=group,
        story=story,
        product=store.library.product_name(story.product),
        submission=submission,
        member=member,
        presents=presents,
        focus=focus,
        facts=store.curation.photo_facts([submission.id]) if submission else {},
        comment=store.decisions.comment_on(submission.id) if submission else "",
        home=home_of(member, submission, group, {other.id: other for other in store.library.groups()}),
        traits=known_traits(
            [submission] if submission else [],
            store.curation.measured_on([submission.id] if submission else []),
            focus,
        ),
    )


def _written(store: Store, post: Post, scene: Scene, telling: Telling) -> Alternative | RefusedAction:
    group, submission = scene.group, scene.submission
    cells = store.experiments.cell_rules(post.day, post.day, [group.id])
    heard = on_that_day(group, post.day, template_of(store.planning_rules.form_rules(), cells))
    try:
        text, spec = write_post(
            post.slot,
            post.day,
            replace(scene, group=heard if post.slot in heard.slots else group),
            telling,
            Posters(telling, _layouts(store, post, telling)),
        )
    except (PosterError, WrongInput) as error:
        return sentences.failed(error)
    score = store.curation.verdict(submission.id) if submission else None
    return Alternative(scene.story, submission, text.text, spec, score.score if score else None)


def _layouts(store: Store, post: Post, telling: Telling) -> Layouts:
    """What the post's group saw and will see about its day."""
    layouts = Layouts(telling.templates, telling.style, store.layout_rules.rules())
    rows = store.queue.shown(post.day - timedelta(days=WEEK), post.day, [post.group])
    layouts.remember(ShownPoster(*row) for row in rows)
    return layouts


def _presents(slot: Slot, story: Story, post: Post, wanted: Swap) -> bool:
    """Whether the photo is the post's own: the afternoon's, and the morning's where its story wants one."""
    if slot is Slot.MORNING:
        return story.wants_photo and bool(wanted.submission or post.submission)
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
