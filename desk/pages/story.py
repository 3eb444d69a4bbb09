"""One story: four parts side by side, each under its poster, with what is wrong at the field it is about."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import Response

from content.errors import PosterError, SishiError, TextDoesNotFit, UnknownId
from content.model import STORY_ELEMENTS, Conflict, GroupKind, Message, Slot, Story, StoryDraft, Verb
from content.review import SeenStory, UsedStory
from content.stories.fixes import fix_of
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.errors import Refusal
from desk.i18n import language_of, worded
from desk.media import FOR_EVER
from desk.names import names_for
from desk.pages.said import back, entry_in, said_in, shown
from desk.render import render
from desk.story_form import StoryForm, steps_text
from desk.story_view import forms_known, personas_known, story_view
from services.composing import current_telling
from services.drawing import SKETCH, TRAY, draw
from services.story_check import story_scene, told_part
from services.story_files import sop_sheet
from services.story_writing import (
    StoryAtWork,
    cleaned,
    drop_draft,
    open_story,
    save_draft,
    use_story,
)

router = APIRouter(prefix="/stories")
StoryId = Annotated[str, InPath(max_length=160, pattern=r"^[^/\\\x00-\x20\x7f]+$")]
Photo = Annotated[str, Query(max_length=160)]
DRAWN_AT_ONCE = 60  # posters, in some ten seconds
WIDTHS = {"thumb": 180, "tray": TRAY, "usual": SKETCH}


class PosterQuery(BaseModel):
    """On whose `photo`, how wide (`w`), as it is in use (`used`) or written, and which spec (`k`) it shows:
    then browsers may keep it."""

    photo: Annotated[str, Field(max_length=160)] = ""
    w: Annotated[str, Field(pattern="^(thumb|tray|usual)$")] = "usual"
    used: bool = False
    k: Annotated[str, Field(max_length=16)] = ""


@router.get("/{story_id}")
def story(
    request: Request, story_id: StoryId, photo: Photo = "", person: Person = may(Verb.VIEW)
) -> Response:
    """The editor; `photo` is the submission that the posters are tried on."""
    return shown(request, _page(request, open_story(office_of(request), story_id), photo))


@router.post("/{story_id}")
def write(
    request: Request,
    story_id: StoryId,
    form: Annotated[StoryForm, Form()],
    person: Person = may(Verb.STORY),
) -> Response:
    """Save what is written as a draft; or use it, throw it away, or let one finding be fixed. With X-Part the
    parts of the page that follow from it."""
    office = office_of(request)
    there = open_story(office, story_id)
    written = cleaned(form.story(there.story))
    if form.action.startswith("fix "):
        written = _fixed(office, there, written, int(form.action[4:]))
    seen = SeenStory(story_id, form.revision, form.version)
    if form.action == "drop":
        return _dropped(request, seen, person)
    saved = save_draft(office, written, seen, actor=person.name)
    if isinstance(saved, Conflict):
        return _page(request, replace(there, draft=saved.item), form.photo, conflict=saved, mine=written)
    if form.action == "use":
        return _use(request, replace(seen, revision=saved.revision), person, form.photo)
    if request.headers.get("x-part"):
        return _page(request, open_story(office, story_id), form.photo)
    done = Message("desk_done.draft_saved")
    return back(_address(story_id, form.photo), worded(done, language_of(request)))


@router.get("/{story_id}/poster/{slot}.jpg")
def poster(
    request: Request,
    story_id: StoryId,
    slot: Slot,
    wanted: Annotated[PosterQuery, Query()],
    person: Person = may(Verb.VIEW),
) -> Response:
    """A slot's poster as it is written. 422 says which text is too long."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        draft, known = store.story_drafts.draft(story_id), store.library.story(story_id)
        item = known if (wanted.used and known) or draft is None else draft.story
        if item is None:
            raise UnknownId(Message("story.unknown", story=story_id))
        own = {row.id for row in office.photos.at(office.clock()).get(item.product, ())}
        scene = story_scene(store, item, wanted.photo if wanted.photo in own else None)
    part = told_part(office, scene, slot, office.today)
    if part.spec is None:
        raise Refusal(422, "not_drawn", part.why_not or Message("story.quiz"))
    try:
        picture = office.sketches.of(part.spec, WIDTHS[wanted.w])
    except TextDoesNotFit as error:
        raise Refusal(422, "too_long", error.message, fields={error.box: error.message}) from error
    except PosterError as error:
        raise Refusal(422, "not_drawn", error.message) from error
    headers = FOR_EVER if wanted.k and part.spec.key.startswith(wanted.k) else {"Cache-Control": "no-store"}
    return Response(picture, media_type="image/jpeg", headers=headers)


@router.get("/{story_id}/sop.html")
def sop(request: Request, story_id: StoryId, person: Person = may(Verb.EXPORT)) -> Response:
    """The SOP sheet as a file to print: it brings its own styles, which the desk's policy would not show."""
    sheet = sop_sheet(office_of(request), story_id, language_of(request))
    name = f"attachment; filename*=UTF-8''{quote(story_id)}-sop.html"
    return Response(sheet, media_type="text/html; charset=utf-8", headers={"Content-Disposition": name})


def _use(request: Request, seen: SeenStory, person: Person, photo: str) -> Response:
    office, language = office_of(request), language_of(request)
    try:
        used = use_story(office, seen, actor=person.name)
    except SishiError as error:
        return back(_address(seen.story, photo), error.in_language(language))
    if isinstance(used, Conflict):
        return _page(request, open_story(office, seen.story), photo, conflict=used)
    office.listed_stories.forget()
    _draw(office, used)
    done = Message("desk_done.story_used", posts=len(used.posts), pending=used.pending)
    return back(_address(seen.story, photo), worded(done, language), used.entry)


def _draw(office: DeskContext, used: UsedStory) -> None:
    """The new posters, which many posts share; those too many for one answer the next night draws."""
    draw(office, sorted({post.poster for post in used.posts})[:DRAWN_AT_ONCE])


def _dropped(request: Request, seen: SeenStory, person: Person) -> Response:
    office = office_of(request)
    if not drop_draft(office, seen, actor=person.name):
        raise Refusal(409, "conflict", Message("desk_request.draft_changed"))
    office.listed_stories.forget()
    with office.open_store(reading=True) as store:
        stays = store.library.story(seen.story) is not None
    done = worded(Message("desk_done.draft_dropped"), language_of(request))
    return back(_address(seen.story) if stays else "/stories", done)


def _fixed(office: DeskContext, there: StoryAtWork, written: Story, number: int) -> Story:
    """What is written, with the fix of one of the findings that its page showed."""
    now = open_story(office, written.id, written)
    if number >= len(now.findings):
        return written
    fix = fix_of(now.findings[number], written, there.used)
    return fix.story if fix else written


def _page(
    request: Request,
    there: StoryAtWork,
    photo: str,
    *,
    conflict: Conflict[Story] | Conflict[StoryDraft] | None = None,
    mine: Story | None = None,
) -> Response:
    """The page, or with X-Part what of it follows from the words. `mine` are words that were not saved."""
    office = office_of(request)
    if mine is not None:
        there = _as_written(office, there, mine)
    view, telling = story_view(office, there, photo), current_telling(office)
    groups = dict(office.groups.at(office.clock()))
    stories = [row.story for row in office.listed_stories.at(office.clock())]
    ids = [item.id for item in stories]
    at = ids.index(there.story.id) if there.story.id in ids else -1
    return render(
        request,
        "_story_parts.html.j2" if request.headers.get("x-part") else "story.html.j2",
        status=409 if conflict else 200,
        open=there,
        story=there.story,
        view=view,
        conflict=conflict,
        conflict_by=names_for(request)(conflict.changed_by) if conflict else "",
        steps=steps_text(there.story),
        products=office.products.at(office.clock()).options,
        forms=forms_known(stories),
        personas=personas_known(telling.copy, telling.voice.personas),
        themes=sorted(telling.style.palettes or next(iter(telling.templates.values())).palettes),
        elements=list(dict.fromkeys((*STORY_ELEMENTS, *there.story.elements))),
        kinds=list(GroupKind),
        groups=groups,
        slots=list(Slot),
        speaker=telling.voice.speaker(there.story),
        before=ids[at - 1] if at > 0 else "",
        after=ids[at + 1] if 0 <= at < len(ids) - 1 else "",
        writes=request.state.person.may(Verb.STORY),
        answer=said_in(request),
        entry=entry_in(request),
    )


def _as_written(office: DeskContext, there: StoryAtWork, mine: Story) -> StoryAtWork:
    """The page of words that were not saved, since somebody else's were: theirs are beside it."""
    now = open_story(office, mine.id, mine)
    draft = replace(there.draft, story=mine) if there.draft else None
    return replace(now, draft=draft)


def _address(story_id: str, photo: str = "") -> str:
    return f"/stories/{quote(story_id)}" + (f"?photo={quote(photo)}" if photo else "")
