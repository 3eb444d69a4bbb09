"""Undo and redo: what this person did last, from the journal of the server."""

from typing import Literal

from fastapi import APIRouter, Request

from content.model import Batch, Verb
from content.review import Scope
from desk import deeds
from desk.api import shapes
from desk.names import names_for
from desk.people import Person, may, office_of
from desk.undoing import name_of, next_of

router = APIRouter(prefix="/api/v1", tags=["undo"])
Room = Literal["", "posts", "culling"]


@router.post("/undo")
def undo(
    request: Request, asked: shapes.Undoing | None = None, person: Person = may(Verb.UNDO)
) -> shapes.Ends:
    """Take back one action; what somebody changed since stays, and its outcome says so. With a `scope` an
    action that lies elsewhere is named in `asks`, and not taken back."""
    return _back_or_again(request, asked or shapes.Undoing(), person, Verb.UNDO)


@router.post("/redo")
def redo(
    request: Request, asked: shapes.Undoing | None = None, person: Person = may(Verb.REDO)
) -> shapes.Ends:
    """Do again what the last undo took back; `scope` as for an undo."""
    return _back_or_again(request, asked or shapes.Undoing(), person, Verb.REDO)


def _back_or_again(request: Request, asked: shapes.Undoing, person: Person, verb: Verb) -> shapes.Ends:
    office, called, entry = office_of(request), names_for(request), asked.entry
    if entry is None and asked.scope:
        found = next_of(office, person, verb, asked.scope.scope(), called)
        if found is None:
            return shapes.ends_of(Batch(), called)
        if found[0].elsewhere:
            asks = shapes.Asks(entry=found[0].entry.id, what=found[1])
            return shapes.ends_of(Batch(), called).model_copy(update={"asks": asks})
        entry = found[0].entry.id
    batch = (deeds.undo if verb is Verb.UNDO else deeds.redo)(office, person, entry)
    what = name_of(office, person, batch.entry, called) if batch.entry is not None else ""
    return shapes.ends_of(batch, called).model_copy(update={"what": what})


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
    found = next_of(office_of(request), person, verb, scope, names_for(request))
    if found is None:
        return shapes.NextUndo(entry=None, what="", elsewhere=False, items=[])
    items = [str(step["id"]) for step in found[0].entry.steps]
    return shapes.NextUndo(entry=found[0].entry.id, what=found[1], elsewhere=found[0].elsewhere, items=items)
