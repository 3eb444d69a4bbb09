"""Author, product, words and group of photos, set while culling: the form of the room."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from content.model import Message, Verb
from desk.auth import Person, may, office_of
from desk.cull_query import CullAsked, cull_asked
from desk.fields_form import FieldsForm
from desk.names import names_for
from desk.pages.cull import room
from services.corrections import set_fields

router = APIRouter()


@router.post("/cull/set")
def set_photos(
    request: Request,
    form: Annotated[FieldsForm, Form()],
    query: CullAsked = Depends(cull_asked),
    person: Person = may(Verb.DECIDE),
) -> Response:
    """Set what differs from what the page showed, of the photo or of all that are marked; back to the room,
    which says what was refused and keeps what was typed."""
    called = names_for(request)
    wanted = form.wanted
    if not wanted:
        return room(request, person, query, notice=called.said(Message("submission.none_marked")), status=422)
    batch = set_fields(office_of(request), wanted, actor=person.name)
    if not batch.refused:
        return RedirectResponse(query.address(at=form.id or query.at), 303)
    problems = " ".join(dict.fromkeys(called.said(end.why) for end in batch.refused.values()))
    return room(
        request, person, replace(query, at=form.id or query.at), notice=problems, status=422, typed=form
    )
