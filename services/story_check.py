"""What is wrong with stories, which of them are therefore told to nobody, and how a story reads and looks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from content.compose.post import Posters, Scene, home_of, write_post
from content.errors import PosterError, WrongInput
from content.model import Message, PosterSpec, Slot, Story
from content.posters.photo import known_traits
from content.store import Store
from content.stories.answer import has_one_answer
from content.stories.finding import StoryFinding
from content.stories.lint import House, lint
from content.stories.specimen import GROUP
from content.text.book import read_words
from services.composing import current_telling
from services.context import Context


@dataclass(frozen=True, slots=True)
class ToldPart:
    """One slot of a story as a group would get it: its text ("" while it cannot be filled), the spec of its
    poster, or why there is none."""

    text: str
    spec: PosterSpec | None
    why_not: Message | None = None


def story_house(context: Context) -> House:
    """What stories are told with, as it is on disk now."""
    telling = current_telling(context)
    return House(telling.copy, telling.voice, read_words(context.root).claims)


def findings_of(context: Context, stories: Iterable[Story]) -> dict[str, tuple[StoryFinding, ...]]:
    """story -> what the linter finds in it; stories without findings have none. About 1 ms a story.
    WrongInput for a broken copy template."""
    house = story_house(context)
    return {story.id: tuple(lint(story, house)) for story in stories}


def unready_stories(context: Context, stories: Iterable[Story]) -> frozenset[str]:
    """Ids of the stories that are not planned, since the linter finds something in them. Nothing where the
    settings say that all are planned, or where a copy template is broken: composing says so."""
    if not context.workspace.settings.plan.clean_stories:
        return frozenset()
    try:
        return frozenset(key for key, findings in findings_of(context, stories).items() if findings)
    except WrongInput:
        return frozenset()


def story_scene(store: Store, story: Story, photo: str | None) -> Scene:
    """A story told to a group of all slots, with the photo of the submission `photo`."""
    ids = [photo] if photo else []
    submission = next(iter(store.intake.submissions(ids)), None)
    member = store.library.member(submission.member) if submission and submission.member else None
    focus = store.curation.focal_points(ids)
    groups = {group.id: group for group in store.library.groups()}
    return Scene(
        group=GROUP,
        story=story,
        product=store.library.product_name(story.product),
        submission=submission,
        member=member,
        presents=False,
        focus=focus,
        facts=store.curation.photo_facts(ids),
        comment=store.decisions.comment_on(submission.id) if submission else "",
        home=home_of(member, submission, GROUP, groups),
        traits=known_traits([submission] if submission else [], store.curation.measured_on(ids), focus),
    )


def told_part(context: Context, scene: Scene, slot: Slot, day: date) -> ToldPart:
    """One slot of the scene's story on a day."""
    if not has_one_answer(scene.story.quiz):
        return ToldPart("", None, Message("story.quiz"))
    presents = slot in scene.story.needs and scene.submission is not None
    telling = current_telling(context)
    try:
        post, spec = write_post(slot, day, replace(scene, presents=presents), telling, Posters(telling))
    except (PosterError, WrongInput) as error:
        return ToldPart("", None, error.message)
    return ToldPart(post.text, spec)
