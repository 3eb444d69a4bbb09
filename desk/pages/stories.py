"""剧情: the library of stories, new ones, and files of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from content.errors import BadTable, SishiError
from content.messages import render as in_words
from content.model import Message, Slot, Verb
from content.store.views import RailItem
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.errors import Refusal
from desk.i18n import language_of, worded
from desk.pages.said import back, entry_in, said_in, shown
from desk.render import render
from services.stories import LEAST_TOLD, ListedStory, StoryFilter, counted_by_filter
from services.story_files import KINDS, import_stories, read_upload, story_file
from services.story_writing import NewStory, begin_story
from services.table_shelf import RowOutcome

router = APIRouter(prefix="/stories")
Id = Annotated[str, Field(max_length=160, pattern=r"^[^\x00-\x1f\x7f]*$")]
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "yaml": "application/yaml",
    "md": "text/markdown; charset=utf-8",
    "zip": "application/zip",
}
OFFERED = 12  # submissions to begin a story with
BAR = 0.4  # of the usual more or less: a bar as long as there is room


class StorySort(StrEnum):
    """In which order the stories stand."""

    BEST = "best"
    RECENT = "recent"
    TITLE = "title"


class Source(StrEnum):
    """What a new story begins with."""

    SUBMISSION = "submission"
    PRODUCT = "product"
    BLANK = "blank"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class UsualBar:
    """How a story does beside the usual, as a bar from the middle: `percent` more or less, `left` and `width`
    in hundredths, `tone` up, down or even."""

    percent: int
    left: float
    width: float
    tone: str

    @classmethod
    def of(cls, row: ListedStory) -> "UsualBar | None":
        ratio = row.result.ratio if row.result else None
        if ratio is None:
            return None
        beyond = ratio.value - 1
        long = min(abs(beyond), BAR) / BAR * 50
        tone = "even" if abs(beyond) <= 0.05 else "up" if beyond > 0 else "down"
        return cls(round(100 * beyond), 50 - long if beyond < 0 else 50, long, tone)


class NewStoryForm(BaseModel):
    """What a new story begins with."""

    source: Source = Source.BLANK
    submission: Id = ""
    product: Id = ""
    question: Annotated[str, Field(max_length=200)] = ""


@router.get("")
def stories(
    request: Request,
    chosen: Annotated[StoryFilter, Query(alias="filter")] = StoryFilter.ALL,
    sort: StorySort = StorySort.BEST,
    sel: Annotated[str, Query(max_length=160)] = "",
    person: Person = may(Verb.VIEW),
) -> Response:
    """The library; `sel` is the story at the side."""
    office = office_of(request)
    rows = _rows(office)
    listed = _sorted([row for row in rows if row.is_in(chosen, office.today)], sort)
    page = render(
        request,
        "stories.html.j2",
        rows=listed,
        counts=counted_by_filter(rows, office.today),
        chosen=chosen,
        filters=list(StoryFilter),
        sort=sort,
        sorts=list(StorySort),
        selected=next((row for row in listed if row.story.id == sel), listed[0] if listed else None),
        bar_of=UsualBar.of,
        groups=dict(office.groups.at(office.clock())),
        slots=list(Slot),
        photo_of=lambda row: _best_photo(office, row.story.product),
        least=LEAST_TOLD,
        kinds=KINDS,
        writes=person.may(Verb.STORY),
        answer=said_in(request),
        entry=entry_in(request),
    )
    return shown(request, page)


@router.get("/new")
def new(
    request: Request,
    source: Annotated[Source, Query(alias="from")] = Source.SUBMISSION,
    submission: Annotated[str, Query(max_length=160)] = "",
    product: Annotated[str, Query(max_length=160)] = "",
    person: Person = may(Verb.STORY),
) -> Response:
    """The frame of a new story, before anything is kept."""
    return _new_page(request, source, (submission, product))


@router.post("/new")
def begin(
    request: Request, form: Annotated[NewStoryForm, Form()], person: Person = may(Verb.STORY)
) -> Response:
    """Keep the frame as a draft, and open it."""
    wish = NewStory(
        product=form.product if form.source is Source.PRODUCT else "",
        submission=form.submission if form.source is Source.SUBMISSION else "",
        question=form.question,
    )
    draft = begin_story(office_of(request), wish, actor=person.name)
    photo = f"?photo={quote(wish.submission)}" if wish.submission else ""
    return RedirectResponse(f"/stories/{quote(draft.story.id)}{photo}", 303)


@router.post("/import")
def take_files(request: Request, files: list[UploadFile], person: Person = may(Verb.STORY)) -> Response:
    """Take a table, or Markdown files, whole or not at all; every bad row is named."""
    office, language = office_of(request), language_of(request)
    try:
        reading = read_upload([(file.filename or "", file.file) for file in files])
        taken = import_stories(office.open_store, reading, actor=person.name)
    except BadTable as error:
        problems = [in_words(problem, language) for problem in error.problems]
        return _new_page(request, Source.FILE, problems=problems)
    except SishiError as error:
        return _new_page(request, Source.FILE, problems=[error.in_language(language)])
    office.listed_stories.forget()
    numbers = {
        "new": len(taken.ids(RowOutcome.NEW)),
        "changed": len(taken.ids(RowOutcome.CHANGED)),
        "unchanged": len(taken.ids(RowOutcome.UNCHANGED)),
    }
    return back("/stories", worded(Message("desk_done.stories_taken", **numbers), language))


@router.get("/export.{kind}")
def export(
    request: Request,
    kind: Annotated[str, InPath(pattern=r"^(xlsx|csv|yaml|md)$")],
    story: Annotated[list[str], Query(max_length=1000)] = [],  # noqa: B006 - FastAPI copies it
    person: Person = may(Verb.EXPORT),
) -> Response:
    """The stories in use that are named, all where none is."""
    with office_of(request).open_store(reading=True) as store:
        listed = [item for item in store.library.stories() if not story or item.id in set(story)]
    if not listed:
        raise Refusal(404, "not_found", Message("desk_missing.stories"))
    name, content = story_file(listed, kind)
    answer = Response(content, media_type=TYPES[name.rpartition(".")[2]])
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _new_page(
    request: Request, source: Source, chosen_ids: tuple[str, str] = ("", ""), problems: Sequence[str] = ()
) -> Response:
    """`chosen_ids` are a submission's and a product's; `problems` are why a file was not taken."""
    submission, product = chosen_ids
    office = office_of(request)
    by_product = office.photos.at(office.clock())
    offered = sorted(
        (item for own in by_product.values() for item in own[:3]),
        key=lambda item: item.posted_at,
        reverse=True,
    )[:OFFERED]
    known = {item.id: item for own in by_product.values() for item in own}
    chosen = known.get(submission) or (offered[0] if offered else None)
    rows = _rows(office)
    return render(
        request,
        "story_new.html.j2",
        status=422 if problems else 200,
        source=source,
        sources=list(Source),
        offered=offered,
        chosen=chosen,
        products=office.products.at(office.clock()).options,
        product=product,
        photos={key: len(own) for key, own in by_product.items()},
        of_product=_by_product(rows),
        problems=problems,
        slots=list(Slot),
    )


def _by_product(rows: list[ListedStory]) -> dict[str, list[ListedStory]]:
    by_product: dict[str, list[ListedStory]] = {}
    for row in rows:
        by_product.setdefault(row.story.product, []).append(row)
    return by_product


def _rows(office: DeskContext) -> list[ListedStory]:
    with office.open_store(reading=True) as store:
        newest = store.feed.newest_change()
    return office.listed_stories.at(office.clock(), newest)


def _best_photo(office: DeskContext, product: str) -> str:
    own: list[RailItem] = list(office.photos.at(office.clock()).get(product, ()))
    return own[0].id if own else ""


def _sorted(rows: list[ListedStory], sort: StorySort) -> list[ListedStory]:
    if sort is StorySort.RECENT:
        return sorted(
            rows, key=lambda row: (row.uses.last is None, row.uses.last and -row.uses.last.toordinal())
        )
    if sort is StorySort.TITLE:
        return sorted(rows, key=lambda row: (row.story.title, row.story.id))
    return rows
