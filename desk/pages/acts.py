"""Plain forms that change posts: each answers 303, back to the page it came from, with what happened."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from content.errors import UnknownId, WrongInput
from content.model import Batch, Done, LayoutChange, Message, Post, Seen, Sight, Verb
from content.review import Amend, Exchange, Postpone, Relayout, Scope, Swap
from desk import actions as deeds
from desk.actions import sentence
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.editing import typed
from desk.i18n import language_of, worded
from desk.names import names_for
from desk.pages.enter import inside
from desk.pages.said import back
from desk.undo_scope import Step, undo, undo_here
from services.composing import current_telling

router = APIRouter(prefix="/act")

SeenText = Annotated[list[str], Form(alias="seen", min_length=1, max_length=200)]
Next = Annotated[str, Form(alias="next", max_length=500)]
Why = Annotated[str, Form(max_length=500)]
Word = Annotated[str, Form(max_length=200)]


@router.post("/approve")
def approve(
    request: Request, seen: SeenText, then: Next = "/", person: Person = may(Verb.APPROVE)
) -> Response:
    """`seen` is "id version text_sha256 poster_sha256"."""
    return _told(request, then, deeds.approve(office_of(request), person, _sights(seen)))


@router.post("/approve-shown")
def approve_shown(
    request: Request,
    shown: Word,
    seen: SeenText,
    text: Annotated[str | None, Form(max_length=4000)] = None,
    field: Annotated[list[str], Form(max_length=40)] = [],  # noqa: B006 - FastAPI copies it
    value: Annotated[list[str], Form(max_length=40)] = [],  # noqa: B006 - FastAPI copies it
    then: Next = "/",
    person: Person = may(Verb.APPROVE),
) -> Response:
    """The button beside the editor, without a script. Words that differ are saved and not approved: nobody
    has seen their poster yet. `shown` is what the page showed, as for `approve`."""
    office, (item,) = office_of(request), _seen(seen)
    edit = _edit(office, item, text, field, value)
    if person.may(Verb.AMEND) and deeds.says_more(office, edit):
        batch = deeds.amend(office, person, [edit])
        saved = Message("desk_done.saved_not_approved") if batch.done else None
        return _told(request, then, batch, saved)
    return _told(request, then, deeds.approve(office, person, _sights([shown])))


@router.post("/return")
def send_back(
    request: Request, seen: SeenText, why: Why = "", then: Next = "/", person: Person = may(Verb.RETURN)
) -> Response:
    return _told(request, then, _moved(request, person, Verb.RETURN, seen, why))


@router.post("/withdraw")
def withdraw(
    request: Request, seen: SeenText, why: Why = "", then: Next = "/", person: Person = may(Verb.WITHDRAW)
) -> Response:
    return _told(request, then, _moved(request, person, Verb.WITHDRAW, seen, why))


@router.post("/reopen")
def reopen(
    request: Request, seen: SeenText, why: Why = "", then: Next = "/", person: Person = may(Verb.REOPEN)
) -> Response:
    return _told(request, then, _moved(request, person, Verb.REOPEN, seen, why))


@router.post("/lock")
def lock(
    request: Request, seen: SeenText, why: Why = "", then: Next = "/", person: Person = may(Verb.LOCK)
) -> Response:
    return _told(request, then, _moved(request, person, Verb.LOCK, seen, why))


@router.post("/unlock")
def unlock(
    request: Request, seen: SeenText, why: Why = "", then: Next = "/", person: Person = may(Verb.UNLOCK)
) -> Response:
    return _told(request, then, _moved(request, person, Verb.UNLOCK, seen, why))


@router.post("/amend")
def amend(
    request: Request,
    seen: SeenText,
    text: Annotated[str | None, Form(max_length=4000)] = None,
    field: Annotated[list[str], Form(max_length=40)] = [],  # noqa: B006 - FastAPI copies it
    value: Annotated[list[str], Form(max_length=40)] = [],  # noqa: B006 - FastAPI copies it
    then: Next = "/",
    person: Person = may(Verb.AMEND),
) -> Response:
    """`field` and `value` name the poster's words in pairs; only what differs is changed."""
    office, (item,) = office_of(request), _seen(seen)
    return _told(request, then, deeds.amend(office, person, [_edit(office, item, text, field, value)]))


@router.post("/swap")
def swap(
    request: Request,
    seen: SeenText,
    story: Word = "",
    submission: Word = "",
    then: Next = "/",
    person: Person = may(Verb.SWAP),
) -> Response:
    (item,) = _seen(seen)
    return _told(request, then, deeds.swap(office_of(request), person, [Swap(item, story, submission)]))


class LayoutForm(BaseModel):
    """`seen` is "id revision", `then` the page to go back to."""

    seen: Annotated[str, Field(max_length=200)]
    change: LayoutChange
    template: Annotated[str, Field(max_length=200)]
    everywhere: bool = False
    then: Annotated[str, Field(alias="next", max_length=500)] = "/"


@router.post("/layout")
def layout(
    request: Request, form: Annotated[LayoutForm, Form()], person: Person = may(Verb.LAYOUT)
) -> Response:
    """Pin, ban or free a template in the slot of a post, which is laid out anew."""
    office, (item,) = office_of(request), _seen([form.seen])
    batch = deeds.relayout(office, person, Relayout(item, form.change, form.template, form.everywhere))
    waits = form.change is LayoutChange.PIN and form.template not in _templates_of(office, batch)
    done = Message("desk_done.layout_waits" if waits else "desk_done.layout")
    return _told(request, form.then, batch, done)


def _templates_of(office: DeskContext, batch: Batch[Post]) -> set[str]:
    with office.open_store(reading=True) as store:
        return {spec.template for spec in store.queue.specs(post.poster for post in batch.done.values())}


@router.post("/exchange")
def exchange(
    request: Request, seen: SeenText, then: Next = "/", person: Person = may(Verb.EXCHANGE)
) -> Response:
    """Two posts."""
    if len(seen) != 2:
        raise WrongInput(Message("desk_request.two_posts"))
    first, second = _seen(seen)
    return _told(request, then, deeds.exchange(office_of(request), person, [Exchange(first, second)]))


@router.post("/postpone")
def postpone(
    request: Request,
    seen: SeenText,
    at: Word,
    then: Next = "/",
    person: Person = may(Verb.POSTPONE),
) -> Response:
    """`at` is a local date and time in the group's zone: 2026-11-26T08:30. Another day is another cell."""
    office, (item,) = office_of(request), _seen(seen)
    with office.open_store(reading=True) as store:
        post = store.queue.post(item.id)
        zone = ZoneInfo(store.library.group(post.group).zone)
    when = _local(at, zone)
    day = when.date() if when.date() != post.day else None
    return _told(request, then, deeds.postpone(office, person, [Postpone(item, when, day)]))


@router.post("/undo")
def undo_last(
    request: Request,
    then: Next = "/",
    entry: Annotated[int | None, Form(ge=1, le=2**31 - 1)] = None,
    group: Word = "",
    person: Person = may(Verb.UNDO),
) -> Response:
    """Takes back the action `entry`, or the last one on the posts of `group`; neither: the last there is."""
    office = office_of(request)
    if entry is None:
        return _undone(request, then, Verb.UNDO, undo_here(office, person, Verb.UNDO, Scope(group)))
    return _undone(request, then, Verb.UNDO, undo(office, person, Verb.UNDO, entry))


@router.post("/redo")
def redo_last(
    request: Request, then: Next = "/", group: Word = "", person: Person = may(Verb.REDO)
) -> Response:
    step = undo_here(office_of(request), person, Verb.REDO, Scope(group))
    return _undone(request, then, Verb.REDO, step)


def _undone(request: Request, then: str, verb: Verb, step: Step) -> Response:
    """Back, with what was undone or done again."""
    if step.asks and step.name:
        done = Message("desk_done.elsewhere", what=step.name)
    elif step.name is None or step.batch.conflicts or step.batch.refused:
        return _told(request, then, step.batch)
    elif verb is Verb.UNDO:
        done = Message("desk_done.undone", what=step.name)
    else:
        done = Message("desk_done.redone", what=step.name)
    return back(inside(then), worded(done, language_of(request)))


def _moved(request: Request, person: Person, verb: Verb, seen: Sequence[str], why: str) -> Batch[Post]:
    return deeds.move(office_of(request), person, verb, _seen(seen), why)


def _edit(
    office: DeskContext, item: Seen, text: str | None, names: Sequence[str], values: Sequence[str]
) -> Amend:
    """What a form of the editor says; what it does not name stays."""
    with office.open_store(reading=True) as store:
        (spec,) = store.queue.specs([store.queue.post(item.id).poster])
    template = current_telling(office).templates.get(spec.template)
    fields = typed(template, names, values) if template else {}
    return Amend(item, None if text is None else text.replace("\r\n", "\n"), fields)


def _told(request: Request, then: str, batch: Batch[Any], done: Message | None = None) -> Response:
    """Back, with what happened: how many were done, and a sentence for each that was not."""
    language, called = language_of(request), names_for(request)
    count = sum(isinstance(end, Done) for end in batch.outcomes.values())
    parts = [worded(done or Message("desk_done.posts", n=count), language)] if count else []
    parts += [f"{key}: {words}" for key, end in batch.outcomes.items() if (words := sentence(end, called))]
    if not parts:
        nothing = "desk_done.planned" if batch.entry is not None else "desk_done.nothing"
        parts = [worded(Message(nothing), language)]
    return back(inside(then), " · ".join(parts), batch.entry)


def _seen(texts: Sequence[str]) -> list[Seen]:
    return [Seen(key, _number(revision)) for key, revision in _split(texts, 2)]


def _sights(texts: Sequence[str]) -> list[Sight]:
    return [Sight(key, _number(version), text, poster) for key, version, text, poster in _split(texts, 4)]


def _split(texts: Sequence[str], count: int) -> list[list[str]]:
    rows = [text.split(" ") for text in texts]
    if any(len(parts) != count for parts in rows):
        raise WrongInput(Message("desk_request.foreign_form"))
    return rows


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise UnknownId(Message("desk_request.bad_revision", text=text[:20]))
    return int(text)


def _local(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise WrongInput(Message("desk_request.bad_moment", text=text[:40])) from None
