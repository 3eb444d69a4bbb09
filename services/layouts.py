"""Layouts of posters: why a post has its own, and what editors pin to slots and ban from them.

Why is the choice made again, from what the group saw before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from content.compose.copy_templates import evening_word
from content.compose.layouts import Layouts, ShownPoster
from content.compose.post import PosterOfSlot, Posters, Scene, Telling, home_of
from content.errors import PosterError, WrongInput
from content.model import EVERY_GROUP, Batch, LayoutChange, LayoutRule, Message, Post, PosterSpec, Slot, Story
from content.model.layout_rule import rules_for
from content.posters.choice import WEEK
from content.posters.photo import known_traits
from content.posters.template import Template
from content.review import (
    LayoutOrder,
    Relayout,
    Retelling,
    check_layout,
    order_layouts,
    relayout,
)
from content.store import Store
from services.composing import current_telling
from services.context import Context, review_rules


@dataclass(frozen=True, slots=True)
class WhyLayout:
    """The template of a post's poster, and why it and its palette were chosen."""

    template: str
    why: tuple[Message, ...]


def layout_rules(context: Context) -> tuple[LayoutRule, ...]:
    """What is pinned and banned, what holds for all groups first."""
    with context.open_store(reading=True) as store:
        return store.layout_rules.rules()


@dataclass(frozen=True, slots=True)
class LayoutWish:
    """A change of a template in a slot of a group ("": of all). Without a slot: each that it is made for."""

    change: LayoutChange
    template: str
    slot: Slot | None = None
    group: str = EVERY_GROUP


def set_layout(context: Context, wish: LayoutWish, *, actor: str) -> tuple[Slot, ...]:
    """Pin, ban or free a template; the slots it is for. It holds for what is written next.

    WrongInput for a template or slot that cannot be, or a pin without a slot of several; UnknownId for a
    group.
    """
    templates = current_telling(context).templates
    with context.open_store(reading=True) as store:
        if wish.group:
            store.library.group(wish.group)
        ruled = {rule.slot for rule in store.layout_rules.rules() if rule.template == wish.template}
    slots = (wish.slot,) if wish.slot else _slots_of(wish, templates, ruled)
    orders = [LayoutOrder(wish.change, wish.template, slot, wish.group) for slot in slots]
    if wish.change is not LayoutChange.FREE:
        for order in orders:
            check_layout(templates, order)
    order_layouts(context.open_store, orders, actor=actor, at=context.clock())
    return slots


def switch_template(context: Context, wish: LayoutWish, *, on: bool, actor: str) -> None:
    """Let a slot of all groups have a template, or not. WrongInput for the last that is on in its slot."""
    slot = wish.slot
    if slot is None or on:
        set_layout(context, LayoutWish(LayoutChange.FREE, wish.template, slot), actor=actor)
        return
    templates = current_telling(context).templates
    with context.open_store(reading=True) as store:
        banned = rules_for(store.layout_rules.rules(), EVERY_GROUP, slot)[1]
    serving = {name for name, item in templates.items() if slot in item.slots and not item.days}
    if not serving - banned - {wish.template}:
        raise WrongInput(Message("layout.last_one", slot=slot.label))
    set_layout(context, LayoutWish(LayoutChange.BAN, wish.template, slot), actor=actor)


def _slots_of(wish: LayoutWish, templates: Mapping[str, Template], ruled: Iterable[Slot]) -> tuple[Slot, ...]:
    """Where it is ruled, to be freed (a template may be gone); else each slot that it is made for."""
    if wish.change is LayoutChange.FREE:
        return tuple(slot for slot in Slot if slot in set(ruled))
    slots = templates[wish.template].slots if wish.template in templates else tuple(Slot)
    if wish.change is LayoutChange.PIN and wish.template in templates and len(slots) > 1:
        raise WrongInput(Message("layout.which_slot", template=wish.template, slots=tuple(slots)))
    return slots


def relayout_post(context: Context, request: Relayout, *, actor: str) -> Batch[Post]:
    """Pin, ban or free a layout from a post that somebody looks at: it is laid out anew at once."""
    retelling = Retelling(current_telling(context), review_rules(context.workspace), context.clock())
    return relayout(context.open_store, [request], retelling, actor=actor)


def why_layout(store: Store, post: Post, telling: Telling) -> WhyLayout | None:
    """None where the poster or its story is not known any more.

    A poster that would be chosen otherwise now was made by hand, or of other photos and words.
    """
    spec = next(iter(store.queue.specs([post.poster])), None)
    story = store.library.story(post.story)
    if spec is None or story is None:
        return None
    posters = Posters(telling, _seen_before(store, post, telling))
    try:
        again = posters.of(poster_order(store, post, story))
    except PosterError:
        return WhyLayout(spec.template, (Message("layout.otherwise"),))
    if _look(again) != _look(spec):
        return WhyLayout(spec.template, (Message("layout.otherwise"),))
    return WhyLayout(spec.template, posters.why.get(post.id, ()))


def _look(spec: PosterSpec) -> tuple[str, dict[str, str]]:
    return spec.template, dict(spec.palette)


def _seen_before(store: Store, post: Post, telling: Telling) -> Layouts:
    """What the group saw until this slot."""
    layouts = Layouts(telling.templates, telling.style, store.layout_rules.rules())
    order = list(Slot)
    rows = store.queue.shown(post.day - timedelta(days=WEEK), post.day, [post.group])
    layouts.remember(
        ShownPoster(*row) for row in rows if row[1] < post.day or order.index(row[2]) < order.index(post.slot)
    )
    return layouts


def poster_order(store: Store, post: Post, story: Story) -> PosterOfSlot:
    """The poster of the post as the night asked for it."""
    group = store.library.group(post.group)
    photo = [post.photo] if post.photo else []
    submission = next(iter(store.intake.submissions(photo)), None)
    member = store.library.member(submission.member) if submission and submission.member else None
    focus = store.curation.focal_points(photo)
    scene = Scene(
        group=group,
        story=story,
        product=store.library.product_name(story.product),
        submission=submission,
        member=member,
        presents=post.submission is not None,
        focus=focus,
        facts=store.curation.photo_facts(photo),
        comment=store.decisions.comment_on(submission.id) if submission else "",
        home=home_of(member, submission, group, {other.id: other for other in store.library.groups()}),
        traits=known_traits([submission] if submission else [], store.curation.measured_on(photo), focus),
    )
    return PosterOfSlot(post.slot, scene, evening_word(group), post.day)
