"""批注: forms that say something of a post, answer, settle and take back; they work without a script."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import Response

from content.model import LONGEST_REMARK, Message, PosterPin, Remark, RemarkKind, Verb
from content.review import RemarkOrder
from desk.auth import Person, may, office_of
from desk.comments_view import speaker_of
from desk.i18n import language_of, worded
from desk.pages.enter import inside
from desk.pages.said import back
from services.comments import say_remark, settle_thread, take_back_remark

router = APIRouter(prefix="/act/comment")
Number = Annotated[int, InPath(ge=1, le=2**31 - 1)]
Next = Annotated[str, Form(alias="next", max_length=500)]


class RemarkForm(BaseModel):
    """A remark about `post` as `version` showed it; `x` and `y` are its pin's place on the poster."""

    post: Annotated[str, Field(max_length=200)]
    version: Annotated[int, Field(ge=1, le=100_000)]
    text: Annotated[str, Field(max_length=LONGEST_REMARK * 2)] = ""
    quote: Annotated[str, Field(max_length=1000)] = ""
    kind: RemarkKind = RemarkKind.NONE
    x: Annotated[float | None, Field(ge=0, le=1)] = None
    y: Annotated[float | None, Field(ge=0, le=1)] = None
    parent: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    then: Annotated[str, Field(alias="next", max_length=500)] = "/"

    def order(self) -> RemarkOrder:
        pin = PosterPin(self.x, self.y) if self.x is not None and self.y is not None else None
        return RemarkOrder(
            self.post, self.version, Remark(self.text, pin, self.quote, self.kind), self.parent
        )


@router.post("")
def say(
    request: Request, form: Annotated[RemarkForm, Form()], person: Person = may(Verb.COMMENT)
) -> Response:
    """Say it; back to the page it came from."""
    made = say_remark(office_of(request), form.order(), speaker_of(person))
    return _back(request, form.then, Message("comment.said" if made.parent is None else "comment.replied"))


@router.post("/{number}/settle")
def settle(
    request: Request, number: Number, then: Next = "/", person: Person = may(Verb.COMMENT)
) -> Response:
    settle_thread(office_of(request), number, speaker_of(person), settled=True)
    return _back(request, then, Message("comment.settled"))


@router.post("/{number}/reopen")
def reopen(
    request: Request, number: Number, then: Next = "/", person: Person = may(Verb.COMMENT)
) -> Response:
    settle_thread(office_of(request), number, speaker_of(person), settled=False)
    return _back(request, then, Message("comment.reopened"))


@router.post("/{number}/remove")
def remove(
    request: Request, number: Number, then: Next = "/", person: Person = may(Verb.COMMENT)
) -> Response:
    take_back_remark(office_of(request), number, speaker_of(person))
    return _back(request, then, Message("comment.removed"))


def _back(request: Request, then: str, done: Message) -> Response:
    return back(inside(then), worded(done, language_of(request)))
