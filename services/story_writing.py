"""Stories as somebody writes them: a frame to begin with, drafts, and a draft put to use.

The program lays out the frame and never writes a word of the story, least of all its answer.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from content.errors import UnknownId, WrongInput
from content.model import (
    Conflict,
    Message,
    Quiz,
    SolutionStep,
    Story,
    StoryDraft,
    StoryVersion,
    Verb,
)
from content.review import SeenStory, UsedStory
from content.review import drop_draft as drop
from content.review import save_draft as save
from content.review import use_story as use
from content.review.story import check_product
from content.review.swap import Retelling
from content.sanitize import clean, one_line
from content.store import Store
from content.stories.finding import StoryFinding
from content.stories.likeness import Likeness, most_alike
from services.composing import current_telling
from services.context import Context, review_rules
from services.stories import photos_by_product
from services.story_check import findings_of

USUAL_FORM = "choice"
MOST_OPTIONS = 4


@dataclass(frozen=True, slots=True)
class NewStory:
    """What a story begins with: the photo of a `submission`, a `product`, or nothing. `question` is what the
    editor would ask."""

    product: str = ""
    submission: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class StoryAtWork:
    """A story open on somebody's desk: the version in `use` (None: never used) with its number, the draft
    beside it, what the linter finds in what is written, and the story that says nearly the same."""

    used: Story | None
    version: int
    draft: StoryDraft | None
    findings: tuple[StoryFinding, ...]
    like: Likeness | None
    versions: tuple[StoryVersion, ...]
    posts: int
    approved: int

    @property
    def story(self) -> Story:
        """As it is written now."""
        if self.draft is not None:
            return self.draft.story
        assert self.used is not None  # noqa: S101 - one of the two is there
        return self.used

    @property
    def revision(self) -> int:
        return self.draft.revision if self.draft else 0


def open_story(context: Context, story_id: str, written: Story | None = None) -> StoryAtWork:
    """A story with all that its writer should know; `written` stands for what is not saved. UnknownId."""
    with context.open_store(reading=True) as store:
        used, draft = store.library.story(story_id), store.story_drafts.draft(story_id)
        version = store.library.story_versions().get(story_id, 0)
        versions = tuple(store.story_drafts.versions(story_id))
        others = store.library.stories()
        ahead = store.replans.still_to_go(context.clock(), story=story_id)
        states = [post.state.value for post in store.queue.lock_posts(ahead).values()] if ahead else []
    story = written or (draft.story if draft else used)
    if story is None:
        raise UnknownId(Message("story.unknown", story=story_id))
    findings = findings_of(context, [story])[story.id]
    like = most_alike(story, others)
    return StoryAtWork(used, version, draft, findings, like, versions, len(states), states.count("approved"))


def begin_story(context: Context, new: NewStory, *, actor: str) -> StoryDraft:
    """A draft with what is known already. UnknownId for a product or submission; WrongInput for a submission
    that may not be shown."""
    with context.open_store() as store:
        product = _product(context, store, new)
        taken = {story.id for story in store.library.stories()}
        taken |= {draft.story.id for draft in store.story_drafts.drafts()}
        story = Story(
            id=_free_id(product or "story", taken),
            title=store.library.product_name(product),
            product=product,
            form=USUAL_FORM,
            hook="",
            quiz=Quiz(one_line(clean(new.question)), ("", ""), "", ""),
            clue="",
            solution="",
        )
        draft = StoryDraft(story, 0, 1, actor, context.clock())
        store.story_drafts.save(draft)
        store.write_down(Verb.STORY, story.id, actor=actor, at=draft.at, became="draft")
        return draft


def save_draft(
    context: Context, story: Story, seen: SeenStory, *, actor: str
) -> StoryDraft | Conflict[StoryDraft]:
    """Keep what is written, whole or not. UnknownId where there is neither such a story nor such a draft."""
    with context.open_store(reading=True) as store:
        known = store.library.story(story.id) or store.story_drafts.draft(story.id)
    if known is None:
        raise UnknownId(Message("story.unknown", story=story.id))
    return save(context.open_store, cleaned(story), seen, actor=actor, at=context.clock())


def drop_draft(context: Context, seen: SeenStory, *, actor: str) -> bool:
    """Throw a draft away; False where somebody saved another meanwhile. UnknownId where there is none."""
    return drop(context.open_store, seen, actor=actor, at=context.clock())


def use_story(context: Context, seen: SeenStory, *, actor: str) -> UsedStory | Conflict[Story]:
    """Put a draft to use. WrongInput while the linter finds something in it, or it has no name or product;
    UnknownId where there is no draft. Posters of changed posts are drawn by whoever calls."""
    with context.open_store(reading=True) as store:
        draft = store.story_drafts.draft(seen.story)
        if draft is None:
            raise UnknownId(Message("story.no_draft", story=seen.story))
        check_product(store, draft.story)
    if not draft.story.title:
        raise WrongInput(Message("story.no_title"))
    if draft.revision == seen.revision and (findings := findings_of(context, [draft.story])[seen.story]):
        raise WrongInput(Message("story.not_ready", n=len(findings)))
    retelling = Retelling(current_telling(context), review_rules(context.workspace), context.clock())
    return use(context.open_store, seen, retelling, actor=actor)


def cleaned(story: Story) -> Story:
    """The story without what cannot be seen, and without blank edges: it may be pasted from anywhere."""
    quiz = story.quiz
    options = tuple(one_line(clean(option)) for option in quiz.options[:MOST_OPTIONS])
    while len(options) > 2 and not options[-1]:
        options = options[:-1]
    steps = (SolutionStep(one_line(clean(s.title)), one_line(clean(s.note))) for s in story.steps)
    return replace(
        story,
        title=one_line(clean(story.title)),
        hook=clean(story.hook),
        quiz=Quiz(one_line(clean(quiz.question)), options, quiz.answer, clean(quiz.why)),
        clue=clean(story.clue),
        solution=clean(story.solution),
        solution_title=clean(story.solution_title),
        steps=tuple(step for step in steps if step.title),
    )


def _product(context: Context, store: Store, new: NewStory) -> str:
    if new.submission:
        photos = photos_by_product(store, context.today)
        item = next((item for own in photos.values() for item in own if item.id == new.submission), None)
        if item is None:
            raise WrongInput(Message("story.no_photo", submission=new.submission))
        return item.product or ""
    if new.product and not store.library.product_name(new.product):
        raise UnknownId(Message("story.no_such_product", product=new.product))
    return new.product


def _free_id(stem: str, taken: Collection[str]) -> str:
    return next(name for n in range(1, len(taken) + 2) if (name := f"{stem}-{n}") not in taken)


def titles(context: Context) -> Mapping[str, str]:
    """story -> what it is called, of those in use."""
    with context.open_store(reading=True) as store:
        return {story.id: story.title for story in store.library.stories()}
