"""Stories as JSON: those in use and those being written, with what the linter finds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel, BeforeValidator, Field

from content.errors import UnknownId, WrongInput
from content.model import Conflict, GroupKind, Message, Slot, Story, Verb
from content.review import SeenStory
from desk.api import shapes
from desk.auth import Person, may, office_of
from desk.errors import Refusal
from desk.i18n import language_of, worded
from desk.story_form import StoryForm, steps_text
from services.drawing import draw
from services.stories import StoryFilter
from services.story_writing import (
    NewStory,
    StoryAtWork,
    begin_story,
    drop_draft,
    open_story,
    save_draft,
    use_story,
)

router = APIRouter(prefix="/api/v1/stories", tags=["stories"])
StoryId = Annotated[str, InPath(max_length=160, pattern=r"^[^/\\\x00-\x20\x7f]+$")]
Seen = Annotated[
    int, BeforeValidator(shapes.whole), Field(ge=0, le=shapes.MOST), shapes.number(0, shapes.MOST)
]
Kind = Annotated[GroupKind, Field(strict=False)]
Text = Annotated[str, Field(max_length=2400)]
Name = Annotated[str, Field(max_length=160, pattern=r"^[^\x00-\x1f\x7f]*$")]


class FoundInStory(BaseModel):
    """What the linter finds: which rule, in which slot (null: as a whole), and how to fix it."""

    rule: str
    slot: Slot | None
    what: str
    fix: str


class StoryBrief(BaseModel):
    """A story of the list. `version` in use, 0 for a draft that nobody used; `share` beside the usual of the
    same groups (1 is usual), null under two tellings or where too little is known."""

    id: str
    title: str
    product: str
    form: str
    version: int
    draft: bool
    findings: int
    tellings: int
    last: date | None
    next: date | None
    photos: int
    share: float | None


class ListedStories(BaseModel):
    items: list[StoryBrief]


class StoryWords(shapes.Strict):
    """The words of a story and whom it is for; what is left out is empty."""

    title: Name = ""
    product: Name = ""
    form: Name = ""
    persona: Name = ""
    theme: Name = ""
    elements: Annotated[list[Name], Field(max_length=12, default_factory=list)]
    promo: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.0
    kinds: Annotated[list[Kind], Field(max_length=5, default_factory=list)]
    tags: Annotated[list[Name], Field(max_length=20, default_factory=list)]
    arc: Name = ""
    valid_from: shapes.Day | None = None
    valid_to: shapes.Day | None = None
    wants_photo: bool = False
    hook: Text = ""
    question: Text = ""
    options: Annotated[list[Text], Field(max_length=4, default_factory=list)]
    answer: Annotated[str, Field(pattern="^[A-D]?$")] = ""
    why: Text = ""
    clue: Text = ""
    solution: Text = ""
    solution_title: Text = ""
    steps: Text = ""


class StoryInFull(BaseModel):
    """A story as it is written now: `revision` of its draft (0: none), `version` in use (0: none); so many
    posts still to go out, and approved ones among them, would say new words."""

    id: str
    revision: int
    version: int
    words: StoryWords
    findings: list[FoundInStory]
    posts: int
    approved: int


class SeenDraft(shapes.Strict):
    """The draft that was seen, and the version in use then."""

    revision: Seen
    version: Seen


class WrittenStory(SeenDraft):
    words: StoryWords


class NewStoryIn(shapes.Strict):
    """What a story begins with: a submission with consent, a product, or nothing."""

    product: Name = ""
    submission: Name = ""
    question: Annotated[str, Field(max_length=200)] = ""


class StoryInUse(BaseModel):
    """`posts` say the new words; `pending` of them were approved and wait for review again."""

    version: int
    posts: int
    pending: int
    entry: int | None


@router.get("")
def stories(
    request: Request,
    chosen: Annotated[StoryFilter, Query(alias="filter")] = StoryFilter.ALL,
    person: Person = may(Verb.VIEW),
) -> ListedStories:
    """The library, those that do best first."""
    office = office_of(request)
    rows = office.listed_stories.at(office.clock())
    return ListedStories(
        items=[
            StoryBrief(
                id=row.story.id,
                title=row.story.title,
                product=row.story.product,
                form=row.story.form,
                version=row.version,
                draft=row.draft is not None,
                findings=len(row.findings),
                tellings=row.uses.tellings,
                last=row.uses.last,
                next=row.uses.ahead[0][0] if row.uses.ahead else None,
                photos=row.photos,
                share=round(row.result.ratio.value, 3) if row.result and row.result.ratio else None,
            )
            for row in rows
            if row.is_in(chosen, office.today)
        ]
    )


@router.post("")
def begin(request: Request, body: NewStoryIn, person: Person = may(Verb.STORY)) -> StoryInFull:
    """A frame as a draft; its words are the editor's to write."""
    office = office_of(request)
    wish = NewStory(body.product, body.submission, body.question)
    with _refused():
        draft = begin_story(office, wish, actor=person.name)
    return _full(request, open_story(office, draft.story.id))


@router.get("/{story_id}")
def story(request: Request, story_id: StoryId, person: Person = may(Verb.VIEW)) -> StoryInFull:
    return _full(request, open_story(office_of(request), story_id))


@router.put("/{story_id}/draft")
def write(
    request: Request, story_id: StoryId, body: WrittenStory, person: Person = may(Verb.STORY)
) -> StoryInFull:
    """Keep a draft. 409 where somebody saved another than the one that was seen."""
    office = office_of(request)
    base = open_story(office, story_id).story
    written = _form_of(body.words).story(base)
    seen = SeenStory(story_id, body.revision, body.version)
    if isinstance(save_draft(office, written, seen, actor=person.name), Conflict):
        raise _changed()
    return _full(request, open_story(office, story_id))


@router.delete("/{story_id}/draft", status_code=204)
def drop(
    request: Request,
    story_id: StoryId,
    revision: Annotated[int, Query(ge=0, le=shapes.MOST)],
    person: Person = may(Verb.STORY),
) -> None:
    """Throw a draft away. 409 where somebody saved another than the one that was seen."""
    if not drop_draft(office_of(request), SeenStory(story_id, revision, 0), actor=person.name):
        raise _changed()


@router.post("/{story_id}/use")
def use(request: Request, story_id: StoryId, body: SeenDraft, person: Person = may(Verb.STORY)) -> StoryInUse:
    """Tell the draft from now on. 409 while the linter finds something in it, or if somebody was faster."""
    office = office_of(request)
    with _refused():
        used = use_story(office, SeenStory(story_id, body.revision, body.version), actor=person.name)
    if isinstance(used, Conflict):
        raise _changed()
    office.listed_stories.forget()
    draw(office, {post.poster for post in used.posts})
    return StoryInUse(version=used.version, posts=len(used.posts), pending=used.pending, entry=used.entry)


@contextmanager
def _refused() -> Iterator[None]:
    """What cannot be told as it stands is a conflict with the library, not a malformed request."""
    try:
        yield
    except UnknownId:
        raise
    except WrongInput as error:
        raise Refusal(409, "refused", error.message) from error


def _changed() -> Refusal:
    return Refusal(409, "conflict", Message("desk_request.draft_changed"))


def _full(request: Request, there: StoryAtWork) -> StoryInFull:
    language = language_of(request)
    return StoryInFull(
        id=there.story.id,
        revision=there.revision,
        version=there.version,
        words=_words(there.story),
        findings=[
            FoundInStory(
                rule=item.rule.value,
                slot=item.slot,
                what=worded(item.what, language),
                fix=worded(item.fix, language),
            )
            for item in there.findings
        ],
        posts=there.posts,
        approved=there.approved,
    )


def _words(story: Story) -> StoryWords:
    return StoryWords.model_construct(
        title=story.title,
        product=story.product,
        form=story.form,
        persona=story.persona,
        theme=story.theme,
        elements=list(story.elements),
        promo=story.promo,
        kinds=sorted(story.kinds),
        tags=sorted(story.tags),
        arc=story.arc,
        valid_from=story.valid_from,
        valid_to=story.valid_to,
        wants_photo=story.wants_photo,
        hook=story.hook,
        question=story.quiz.question,
        options=list(story.quiz.options),
        answer=story.quiz.answer,
        why=story.quiz.why,
        clue=story.clue,
        solution=story.solution,
        solution_title=story.solution_title,
        steps=steps_text(story),
    )


def _form_of(words: StoryWords) -> StoryForm:
    """The same as the form of the page has it."""
    same = words.model_dump(exclude={"tags", "options", "valid_from", "valid_to"})
    return StoryForm.model_construct(
        **StoryForm().model_dump()
        | same
        | {
            "tags": " ".join(words.tags),
            "option": list(words.options),
            "valid_from": words.valid_from.isoformat() if words.valid_from else "",
            "valid_to": words.valid_to.isoformat() if words.valid_to else "",
        }
    )
