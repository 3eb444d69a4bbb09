"""What is wrong with stories, and which of them are therefore told to nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
class StoryPart:
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
        return frozenset(key for key, found in findings_of(context, stories).items() if found)
    except WrongInput:
        return frozenset()


def story_parts(
    context: Context, store: Store, story: Story, photo: str | None, day: date
) -> Mapping[Slot, StoryPart]:
    """The four slots told to a group of all slots on a day, with the photo of the submission `photo`."""
    scene = _scene(store, story, photo)
    telling = current_telling(context)
    posters = Posters(telling)
    parts: dict[Slot, StoryPart] = {}
    for slot in Slot:
        shown = slot in story.needs and scene.submission is not None
        told = Scene(
            group=scene.group,
            story=story,
            product=scene.product,
            submission=scene.submission,
            member=scene.member,
            presents=shown,
            focus=scene.focus,
            facts=scene.facts,
            comment=scene.comment,
            home=scene.home,
            traits=scene.traits,
        )
        if not has_one_answer(story.quiz):
            parts[slot] = StoryPart("", None, Message("story.quiz"))
            continue
        try:
            post, spec = write_post(slot, day, told, telling, posters)
            parts[slot] = StoryPart(post.text, spec)
        except (PosterError, WrongInput) as error:
            parts[slot] = StoryPart("", None, error.message)
    return parts


def _scene(store: Store, story: Story, photo: str | None) -> Scene:
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
