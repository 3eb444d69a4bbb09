"""Why a post's poster has its layout and colours: the choice made again, from what its group saw before."""

from dataclasses import dataclass
from datetime import timedelta

from content.compose.copy_templates import evening_word
from content.compose.layouts import Layouts, ShownPoster
from content.compose.post import PosterOfSlot, Posters, Scene, Telling, home_of
from content.errors import PosterError
from content.model import Message, Post, PosterSpec, Slot, Story
from content.posters.choice import WEEK
from content.posters.photo import known_traits
from content.store import Store


@dataclass(frozen=True, slots=True)
class WhyLayout:
    """The template of a post's poster, and why it and its palette were chosen."""

    template: str
    why: tuple[Message, ...]


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
        again = posters.of(_asked(store, post, story))
    except PosterError:
        return WhyLayout(spec.template, (Message("layout.otherwise"),))
    if _look(again) != _look(spec):
        return WhyLayout(spec.template, (Message("layout.otherwise"),))
    return WhyLayout(spec.template, posters.why.get(post.id, ()))


def _look(spec: PosterSpec) -> tuple[str, dict[str, str]]:
    return spec.template, dict(spec.palette)


def _seen_before(store: Store, post: Post, telling: Telling) -> Layouts:
    """What the group saw until this slot."""
    layouts, order = Layouts(telling.templates, telling.style), list(Slot)
    rows = store.queue.shown(post.day - timedelta(days=WEEK), post.day, [post.group])
    layouts.remember(
        ShownPoster(*row) for row in rows if row[1] < post.day or order.index(row[2]) < order.index(post.slot)
    )
    return layouts


def _asked(store: Store, post: Post, story: Story) -> PosterOfSlot:
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
        comment=store.decisions.comment_on(submission.id) if submission else "",
        home=home_of(member, submission, group, {other.id: other for other in store.library.groups()}),
        traits=known_traits([submission] if submission else [], store.curation.measured_on(photo), focus),
    )
    return PosterOfSlot(post.slot, scene, evening_word(group), post.day)
