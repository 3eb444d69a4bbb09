"""选片: photos beside their finished posters, decided by key, by thumb, or by plain forms."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from content.errors import PosterError
from content.files import write_whole
from content.model import (
    ActionOutcome,
    Choice,
    Conflict,
    Decision,
    Message,
    RefusedAction,
    Seen,
    UploadBatch,
    Verb,
)
from content.review import Decide, Scope, decide
from content.store.culling import LATER
from content.store.paging import PATTERN
from desk.api.shapes import MOST
from desk.api.submissions import sentence
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.cull_query import CullAsked, cull_asked, known, more_of, strip_of
from desk.datetimes import day_words, moment, short_day, today_in
from desk.fields_form import FieldsForm
from desk.i18n import language_of, worded
from desk.names import names_for
from desk.origin import origin_of
from desk.photo_view import Looking, frame_of
from desk.render import render
from desk.share_preview import ShareOccasion, share_of
from desk.undo_scope import undo_here
from services.composing import current_telling
from services.drawing import sketch

router = APIRouter()
WIDE = 720  # px of the poster beside the photo: 480 CSS px on most screens
SECONDS_EACH = (
    4.5  # what a practised editor takes for a photo (desk.md); the page measures its own after that
)
DAYS: dict[str, Any] = {"moment": moment, "short_day": short_day, "day_words": day_words}
Key = Annotated[str, Path(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
Name = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


@router.get("/cull/strip")
def more_strip(
    request: Request,
    after: Annotated[str, Query(pattern=PATTERN)],
    query: CullAsked = Depends(cull_asked),
    person: Person = may(Verb.VIEW),
) -> Response:
    """The next photos of the strip, as a part of the page."""
    office = office_of(request)
    batches = office.batches.at(office.clock())
    with office.open_store(reading=True) as store:
        items, following = more_of(store, query, batches, after, office.today)
        ahead = store.replans.shown_ahead([item.id for item in items], office.clock(), person.name)
    return render(
        request, "cull_more.html.j2", asked=query, items=items, following=following, at=None, ahead=ahead
    )


@router.get("/cull/frame/{key}")
def one_frame(
    request: Request, key: Key, query: CullAsked = Depends(cull_asked), person: Person = may(Verb.VIEW)
) -> Response:
    """What stands beside one photo, as a part of the page."""
    office = office_of(request)
    telling, now = current_telling(office), office.clock()
    scored = office.scored.at(now)
    with office.open_store(reading=True) as store:
        item = known(store, key, office.today)
        frame = frame_of(store, item, Looking(person.name, now, telling, scored, query.template))
        menu = office.products.at(now)
        origin = origin_of(store, frame.submission, menu)
    values: dict[str, Any] = {"asked": query, "frame": frame, "origin": origin, "products": menu.options}
    return render(request, "cull_frame.html.j2", **values, **DAYS)


@router.get("/cull/people")
def people(request: Request, group: Name, person: Person = may(Verb.VIEW)) -> Response:
    """The members of a group, as choices of a field."""
    with office_of(request).open_store(reading=True) as store:
        members = store.library.members_in(group)
    return render(request, "cull/people.html.j2", members=members, people_of=group)


@router.get("/cull/poster/{key}.jpg")
def poster(
    request: Request,
    key: Key,
    template: Name = "",
    comment: Annotated[str | None, Query(max_length=200)] = None,
    person: Person = may(Verb.VIEW),
) -> Response:
    """The poster a submission would become; with a `comment` not yet saved, it is kept nowhere."""
    office = office_of(request)
    try:
        telling = current_telling(office)
        with office.open_store(reading=True) as store:
            submission = store.intake.submission(key)
            group = store.library.group(submission.group)
            use = store.culling.next_uses([key], today_in(group.zone, office.clock())).get(key)
            member = store.library.member(submission.member) if submission.member else None
            share = share_of(
                store,
                submission,
                ShareOccasion(group, use, telling, template),
                nickname=member.nickname if member else "",
                comment=store.decisions.comment_on(key) if comment is None else comment,
            )
        tag = f'"{share.spec.key}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        file = office.thumbs / share.spec.key[:2] / f"s-{share.spec.key}-{WIDE}.jpg"
        if file.is_file():
            return Response(file.read_bytes(), media_type="image/jpeg", headers=headers)
        data = sketch(office, share.spec, WIDE)
    except PosterError as error:
        words = error.in_language(language_of(request))
        return Response(words, 422, media_type="text/plain; charset=utf-8")
    if comment is None:
        write_whole(file, data)
    return Response(data, media_type="image/jpeg", headers=headers)


@router.post("/cull/decide")
def decide_one(
    request: Request,
    id: Annotated[str, Form(max_length=200)],
    seen: Annotated[int, Form(ge=0)],
    choice: Annotated[Literal["keep", "drop", "later", "clear", "best"] | None, Form()] = None,
    rating: Annotated[int | None, Form(ge=1, le=5)] = None,
    comment: Annotated[str | None, Form(max_length=500)] = None,
    rest: Annotated[list[str], Form(max_length=50)] = [],  # noqa: B006 - FastAPI copies it
    approved: Annotated[int, Form(ge=0, le=MOST)] = 0,
    query: CullAsked = Depends(cull_asked),
    person: Person = may(Verb.DECIDE),
) -> Response:
    """A decision by form: back to the room, at the next photo nobody has decided on.

    `rest` are the copies that "best" drops, each as its version, a space and its id. `approved` is how many
    approved posts the page said a drop brings back: where there are more, the room says so and asks again.
    """
    office = office_of(request)
    wanted = [_wanted(Seen(id, seen), choice, rating, comment)]
    if choice == "best":
        wanted += [Decide(_seen(text), Choice.DROP, reason="") for text in rest]
    wanted = [replace(decision, approved=approved) for decision in wanted]
    batch = decide(office.open_store, wanted, actor=person.name, at=office.clock())
    failed: list[ActionOutcome[Decision]] = [*batch.conflicts.values(), *batch.refused.values()]
    if failed:
        problems = " ".join(sentence(end, names_for(request)) for end in failed)
        status = 409 if isinstance(failed[0], Conflict) else 422
        sure = any(isinstance(end, RefusedAction) and end.code == "approved_use" for end in failed)
        return room(request, person, replace(query, at=id), notice=problems, status=status, sure=sure)
    batches = office.batches.at(office.clock())
    with office.open_store(reading=True) as store:
        after = (
            id
            if choice in (None, "clear") and not rating
            else strip_of(store, query, batches, office.today).after(id)
        )
    return RedirectResponse(query.address(at=after), 303)


@router.post("/cull/undo")
def undo_last(
    request: Request,
    again: Annotated[Literal["", "1"], Form()] = "",
    query: CullAsked = Depends(cull_asked),
    person: Person = may(Verb.UNDO),
) -> Response:
    """Take back this person's last decision, or make it again; back to the photo it was about. What was done
    elsewhere is named and stays."""
    office = office_of(request)
    verb = Verb.REDO if again else Verb.UNDO
    step = undo_here(office, person, verb, Scope(room="culling"))
    if step.asks and step.name:
        elsewhere = Message("desk_done.elsewhere", what=step.name)
        return room(request, person, query, notice=worded(elsewhere, language_of(request)))
    with office.open_store(reading=True) as store:
        about = next((key for key in step.batch.outcomes if store.intake.has_submission(key)), query.at)
    return RedirectResponse(query.address(at=about), 303)


def room(
    request: Request,
    person: Person,
    query: CullAsked,
    *,
    notice: str = "",
    status: int = 200,
    sure: bool = False,
    typed: FieldsForm | None = None,
    intake: Mapping[str, Any] | None = None,
) -> Response:
    """The room; `sure` once it said how many approved posts a drop brings back; `typed` was refused.

    `intake` is what the dialog of an upload shows before it."""
    office = office_of(request)
    telling, now = current_telling(office), office.clock()
    scored, batches = office.scored.at(now), office.batches.at(now)
    with office.open_store(reading=True) as store:
        strip = strip_of(store, query, batches, office.today)
        left = store.rail.rail_item(query.compare, office.today) if query.compare else None
        frame = (
            frame_of(store, strip.at, Looking(person.name, now, telling, scored, query.template))
            if strip.at
            else None
        )
        menu = office.products.at(now)
        origin = origin_of(store, frame.submission, menu) if frame else None
        members = store.library.members_in(frame.submission.group) if frame else []
        newest = store.feed.newest_change()
        ahead = store.replans.shown_ahead([item.id for item in strip.items], now, person.name)
    waiting = strip.progress.total - strip.progress.decided
    earlier = office.counts.at(now, newest).undecided - waiting if query.is_newest else 0
    return render(
        request,
        "cull.html.j2",
        status=status,
        asked=query,
        strip=strip,
        batches=batches,
        groups=office.groups.at(now),
        frame=frame,
        origin=origin,
        products=menu.options,
        members=members,
        people_of=frame.submission.group if frame else "",
        typed=typed,
        left=left,
        said=notice,
        earlier=max(0, earlier),
        sure=sure,
        ahead=ahead,
        seconds=round(max(0, waiting) * SECONDS_EACH),
        intake=intake,
        uploads=_open_uploads(office, person),
        **DAYS,
    )


def _open_uploads(office: DeskContext, person: Person) -> list[UploadBatch]:
    """One's own batches that wait to be taken in."""
    if not person.may(Verb.UPLOAD):
        return []
    with office.open_store(reading=True) as store:
        return store.uploads.open_batches(person.name)


def _wanted(seen: Seen, choice: str | None, rating: int | None, comment: str | None) -> Decide:
    if rating:
        return Decide(seen, Choice.KEEP, rating, comment, reason="")
    if choice in ("keep", "best"):
        return Decide(seen, Choice.KEEP, comment=comment, reason="")
    if choice == "drop":
        return Decide(seen, Choice.DROP, reason="")
    if choice == "later":
        return Decide(seen, Choice.UNDECIDED, reason=LATER)
    if choice == "clear":
        return Decide(seen, Choice.UNDECIDED, rating=0, reason="")
    return Decide(seen, comment=comment)


def _seen(text: str) -> Seen:
    version, _, key = text.partition(" ")
    return Seen(key, int(version) if version.isdecimal() else -1)
