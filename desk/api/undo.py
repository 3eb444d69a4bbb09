"""Undo and redo: what this person did last, from the journal of the server."""

from typing import Literal

from fastapi import APIRouter, Request

from content.model import Verb
from content.review import Scope
from desk.api import shapes
from desk.auth import Person, may, office_of
from desk.i18n import language_of, worded
from desk.names import names_for
from desk.undo_scope import next_of, undo, undo_here

router = APIRouter(prefix="/api/v1", tags=["undo"])
Room = Literal["", "posts", "culling", "stories"]


@router.post("/undo", name="undo", operation_id="undo_api_v1_undo_post", summary="Undo")
def undo_last(
    request: Request, asked: shapes.Undoing | None = None, person: Person = may(Verb.UNDO)
) -> shapes.Ends:
    """Take back one action; what somebody changed since stays, and its outcome says so. With a `scope` an
    action that lies elsewhere is named in `asks`, and not taken back."""
    return _back_or_again(request, asked or shapes.Undoing(), person, Verb.UNDO)


@router.post("/redo", name="redo", operation_id="redo_api_v1_redo_post", summary="Redo")
def redo_last(
    request: Request, asked: shapes.Undoing | None = None, person: Person = may(Verb.REDO)
) -> shapes.Ends:
    """Do again what the last undo took back; `scope` as for an undo."""
    return _back_or_again(request, asked or shapes.Undoing(), person, Verb.REDO)


def _back_or_again(request: Request, body: shapes.Undoing, person: Person, verb: Verb) -> shapes.Ends:
    office, called = office_of(request), names_for(request)
    if body.entry is None and body.scope:
        step = undo_here(office, person, verb, body.scope.scope())
    else:
        step = undo(office, person, verb, body.entry)
    ends = shapes.ends_of(step.batch, called)
    name = worded(step.name, called.language) if step.name else ""
    if step.asks:
        return ends.model_copy(update={"asks": shapes.Asks(entry=step.asks.entry.id, what=name)})
    return ends.model_copy(update={"what": name})


@router.get("/undo")
def next_undo(
    request: Request,
    group: shapes.KeyQuery = "",
    item: shapes.KeyQuery = "",
    room: Room = "",
    person: Person = may(Verb.UNDO),
) -> shapes.NextUndo:
    """What an undo would take back on a page of this scope; `items` are its posts and photos."""
    return _next(request, person, Verb.UNDO, Scope(group, item, room))


@router.get("/redo")
def next_redo(
    request: Request,
    group: shapes.KeyQuery = "",
    item: shapes.KeyQuery = "",
    room: Room = "",
    person: Person = may(Verb.REDO),
) -> shapes.NextUndo:
    """What a redo would do again on a page of this scope."""
    return _next(request, person, Verb.REDO, Scope(group, item, room))


def _next(request: Request, person: Person, verb: Verb, scope: Scope) -> shapes.NextUndo:
    following = next_of(office_of(request), person, verb, scope)
    if following is None:
        return shapes.NextUndo(entry=None, what="", elsewhere=False, items=[])
    action, name = following
    return shapes.NextUndo(
        entry=action.entry.id,
        what=worded(name, language_of(request)),
        elsewhere=action.elsewhere,
        items=[str(step["id"]) for step in action.entry.steps],
    )
