"""Undo and redo: what this person did last, from the journal of the server."""

from fastapi import APIRouter, Request

from content.model import Verb
from desk import deeds
from desk.api import shapes
from desk.names import names_for
from desk.people import Person, may, office_of

router = APIRouter(prefix="/api/v1", tags=["undo"])


@router.post("/undo")
def undo(
    request: Request, asked: shapes.Undoing | None = None, person: Person = may(Verb.UNDO)
) -> shapes.Ends:
    """Take back one action; what somebody changed since stays, and its outcome says so."""
    batch = deeds.undo(office_of(request), person, asked.entry if asked else None)
    return shapes.ends_of(batch, names_for(request))


@router.post("/redo")
def redo(request: Request, person: Person = may(Verb.REDO)) -> shapes.Ends:
    """Do again what the last undo took back."""
    return shapes.ends_of(deeds.redo(office_of(request), person), names_for(request))
