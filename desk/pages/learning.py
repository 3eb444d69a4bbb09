"""A person's word on what the plan does differently: change, leave, undo, and the switch back to the hand's
numbers."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from content.errors import SishiError
from content.model import Message, Slot, Verb
from desk.auth import Person, may, office_of
from desk.i18n import language_of, worded
from desk.pages.said import back
from services.context import Context
from services.learning import hold_form, release_form, set_learning
from services.proposals import accept, refuse, undo

router = APIRouter(prefix="/insight")
Name = Annotated[str, Form(min_length=1, max_length=80)]


class Word(StrEnum):
    """What a person says of a proposal."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    UNDO = "undo"


def _accepted(context: Context, number: int, actor: str) -> Message:
    row = accept(context, number, actor=actor)
    return Message("desk_done.proposal_accepted", before=row.before, after=row.after)


def _refused(context: Context, number: int, actor: str) -> Message:
    refuse(context, number, actor=actor)
    return Message("desk_done.proposal_refused")


def _undone(context: Context, number: int, actor: str) -> Message:
    row = undo(context, number, actor=actor)
    return Message("desk_done.proposal_undone", before=row.before)


DECISIONS: dict[Word, Callable[[Context, int, str], Message]] = {
    Word.ACCEPT: _accepted,
    Word.REFUSE: _refused,
    Word.UNDO: _undone,
}


@router.post("/proposals/{number}/{word}")
def decide(request: Request, number: int, word: Word, person: Person = may(Verb.SET_UP)) -> Response:
    """Do it, leave it, or take it back; the next night plans by it."""
    return _done(request, lambda context: DECISIONS[word](context, number, person.name))


@router.post("/forms")
def count_form(
    request: Request,
    slot: Annotated[Slot, Form()],
    form: Name,
    counts: Annotated[bool, Form()] = False,
    person: Person = may(Verb.SET_UP),
) -> Response:
    """Set a form back to usual in a slot, or let what was learnt of it count again."""

    def change(context: Context) -> Message:
        (release_form if counts else hold_form)(context, slot, form, actor=person.name)
        return Message("learning.form_counts" if counts else "learning.form_held", form=form)

    return _done(request, change)


@router.post("/learning")
def switch(request: Request, is_on: Annotated[bool, Form()], person: Person = may(Verb.SET_UP)) -> Response:
    """Let plans go by what was learnt, or by the hand's numbers alone."""

    def change(context: Context) -> Message:
        set_learning(context, is_on, actor=person.name)
        return Message("learning.turned_on" if is_on else "learning.turned_off")

    return _done(request, change)


def _done(request: Request, change: Callable[[Context], Message]) -> Response:
    """Back to the page, which says what was done, or why it was not."""
    office, language = office_of(request), language_of(request)
    try:
        words = worded(change(office.insights.context), language)
    except SishiError as error:
        words = error.in_language(language)
    office.insights.forget()
    return back("/insight", words)
