"""A placement -> a telling: the posts of one group's day, their texts and poster specs, one story."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.compose.layouts import Layouts, ShownPoster
from content.compose.post import Posters, Scene, Telling, home_of, write_post
from content.model import (
    Group,
    Member,
    Message,
    PhotoFacts,
    Placement,
    Post,
    PosterSpec,
    PostState,
    Slot,
    Story,
    Submission,
)
from content.model.week import Template, on_that_day, template_of
from content.night import Told
from content.posters.choice import WEEK
from content.posters.photo import PhotoTraits, known_traits
from content.store import OpenStore, Store

__all__ = ["Telling", "tell"]

WHO = "sishi"


@dataclass(frozen=True, slots=True)
class Material:
    """The people, stories and photos that the placements speak of, by id."""

    groups: Mapping[str, Group]
    members: Mapping[str, Member]
    stories: Mapping[str, Story]
    products: Mapping[str, str]
    submissions: Mapping[str, Submission]
    focus: Mapping[str, tuple[float, float]]
    traits: Mapping[str, PhotoTraits]
    facts: Mapping[str, PhotoFacts]
    comments: Mapping[str, str]
    template: Template


def tell(
    open_store: OpenStore,
    telling: Telling,
    groups: Sequence[str],
    first: date,
    last: date,
    *,
    now: datetime,
    run: str,
) -> Told:
    """Write the posts of these groups' placements from `first` to `last`. Telling again writes nothing new.

    What an editor approved, locked or wrote, or a member has seen, is left as it is; posts whose placement
    is gone are withdrawn.
    """
    with open_store(reading=True) as store:
        placements = store.plan.placements(first, last, groups)
        material = _material(store, placements, (first, last))
        before = store.queue.posts(first, last, groups=groups)
        seen = store.queue.shown(first - timedelta(days=WEEK), last, groups)
        rules = store.layout_rules.rules()
    frozen = {(post.group, post.day) for post in before if post.stands}
    layouts = Layouts(telling.templates, telling.style, rules)
    layouts.remember(ShownPoster(*row) for row in seen if row[1] < first or (row[0], row[1]) in frozen)
    written_posts = _written_posts(placements, material, Posters(telling, layouts), frozen)
    fresh = [(post, spec) for post, spec in written_posts if (post.group, post.day) not in frozen]
    gone = _withdrawn(before, {post.id for post, _ in written_posts}, frozen)
    with open_store() as store:
        store.queue.add_specs(spec for _, spec in fresh)
        written = store.queue.put_posts(
            [post for post, _ in fresh], actor=WHO, why=Message("audit.planned"), at=now, run=run
        )
        for post in gone:
            why = Message("audit.plan_changed")
            store.queue.move(post.id, PostState.CANCELLED, actor=WHO, why=why, at=now, revision=post.revision)
    return Told(len(placements), len(written_posts), written)


def _written_posts(
    placements: Sequence[Placement],
    material: Material,
    posters: Posters,
    frozen: AbstractSet[tuple[str, date]],
) -> list[tuple[Post, PosterSpec]]:
    """Day by day, so that each day's layouts go by those before; what stands is written without choosing."""
    standing = Posters(posters.telling)
    in_turn = sorted(placements, key=lambda placement: (placement.day, placement.group))
    return [
        post
        for placement in in_turn
        for post in _posts(
            placement, material, standing if (placement.group, placement.day) in frozen else posters
        )
    ]


def _posts(placement: Placement, material: Material, posters: Posters) -> list[tuple[Post, PosterSpec]]:
    group = on_that_day(material.groups[placement.group], placement.day, material.template)
    return [
        _post(slot, placement, group, material, posters)
        for slot in group.slots
        if slot is not Slot.AFTERNOON or placement.share is not None
    ]


def _post(
    slot: Slot, placement: Placement, group: Group, material: Material, posters: Posters
) -> tuple[Post, PosterSpec]:
    """One slot: its text, and the spec of its poster. A gap's photo is done without, but for the share's."""
    story = material.stories[placement.story]
    opener = placement.opener if slot is Slot.MORNING else None
    photo = opener or placement.share
    submission = material.submissions[photo] if photo else None
    member = material.members.get(submission.member or "") if submission else None
    scene = Scene(
        group=group,
        story=story,
        product=material.products.get(story.product, ""),
        submission=submission,
        member=member,
        presents=slot is Slot.AFTERNOON or opener is not None,
        focus=material.focus,
        facts=material.facts,
        comment=material.comments.get(photo or "", ""),
        home=home_of(member, submission, group, material.groups),
        traits=material.traits,
    )
    return write_post(slot, placement.day, scene, posters.telling, posters)


def _material(store: Store, placements: Sequence[Placement], days: tuple[date, date]) -> Material:
    used = sorted({s for p in placements for s in (p.share, p.opener) if s})
    groups = sorted({placement.group for placement in placements})
    submissions = {submission.id: submission for submission in store.intake.submissions(used)}
    focus = store.curation.focal_points(used)
    return Material(
        groups={group.id: group for group in store.library.groups()},
        members={member.id: member for member in store.library.members()},
        stories={story.id: story for story in store.library.stories()},
        products={product.id: product.name for product in store.library.products()},
        submissions=submissions,
        focus=focus,
        traits=known_traits(submissions.values(), store.curation.measured_on(used), focus),
        facts=store.curation.photo_facts(used),
        comments={key: decision.comment for key, decision in store.decisions.about(used).items()},
        template=template_of(store.planning_rules.form_rules(), store.experiments.cell_rules(*days, groups)),
    )


def _withdrawn(before: Sequence[Post], still_told: set[str], frozen: set[tuple[str, date]]) -> list[Post]:
    """Posts that no placement asks for any more."""
    return [
        post
        for post in before
        if post.id not in still_told
        and (post.group, post.day) not in frozen
        and post.state in (PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED)
    ]
