"""发送, what turns to people: remind an owner, ask one to look into a chat, send a post to a test group."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import Field
from starlette.responses import Response

from content.errors import SishiError
from content.model import Message, Verb
from desk import sending
from desk.auth import Person, may, office_of
from desk.i18n import language_of, worded
from desk.pages.enter import inside
from desk.pages.said import back
from desk.pages.send import TaskForm, each
from services.handing_over import hand_to_owner
from services.nudges import Nudge, ask_to_look, remind_now
from services.trial_send import TrialOrder, try_post

router = APIRouter()


class AskForm(TaskForm):
    """`staff` empty: whoever owns the group."""

    staff: Annotated[str, Field(max_length=160)] = ""


class TrialForm(TaskForm):
    channel: Annotated[str, Field(max_length=200)]


@router.post("/send/remind")
def remind(request: Request, form: Annotated[TaskForm, Form()], person: Person = may(Verb.SEND)) -> Response:
    """Remind those for whom the posts wait."""
    language = language_of(request)
    try:
        nudges = remind_now(office_of(request), form.post, actor=person.name)
    except SishiError as error:
        return back(inside(form.next), error.in_language(language))
    sentences = [worded(sending.nudged(nudge), language) for nudge in nudges]
    return back(inside(form.next), " · ".join(sentences))


@router.post("/send/ask")
def ask(request: Request, form: Annotated[AskForm, Form()], person: Person = may(Verb.SEND)) -> Response:
    """Ask somebody whether the posts can be seen in the chat."""
    office, language = office_of(request), language_of(request)
    sentences = []
    for post in form.post:
        try:
            nudge = ask_to_look(office, post, actor=person.name, staff=form.staff)
        except SishiError as error:
            sentences.append(error.in_language(language))
        else:
            sentences.append(worded(_asked(nudge), language))
    return back(inside(form.next), " · ".join(dict.fromkeys(sentences)))


def _asked(nudge: Nudge) -> Message:
    message = sending.nudged(nudge) if nudge.outcome else Message("desk_send.ask_unannounced")
    return Message("desk_send.done_ask", name=nudge.name, told=message)


@router.post("/send/hand")
def hand(request: Request, form: Annotated[TaskForm, Form()], person: Person = may(Verb.SEND)) -> Response:
    """Let the owners send by hand what was refused."""
    office = office_of(request)

    def do(post: str) -> None:
        hand_to_owner(office, post, actor=person.name)

    return each(request, form.post, form.next, do, Message("desk_send.done_hand"))


@router.post("/send/trial")
def trial(request: Request, form: Annotated[TrialForm, Form()], person: Person = may(Verb.SEND)) -> Response:
    """Send the first of the posts, as it is, to the test group that the channel leads to."""
    office, language = office_of(request), language_of(request)
    try:
        outcome = try_post(office, TrialOrder(form.post[0], form.channel), actor=person.name)
    except SishiError as error:
        return back(inside(form.next), error.in_language(language))
    return back(inside(form.next), worded(sending.tested(form.channel, outcome), language))
