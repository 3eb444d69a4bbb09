"""Remarks about a post as JSON: all of them, a new one, an answer; a thread settled, a remark taken back."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema
from starlette.responses import Response

from content.errors import UnknownId
from content.model import LONGEST_REMARK, Message, PostComment, PosterPin, Remark, RemarkKind, Verb
from content.review import RemarkOrder
from desk.api import shapes
from desk.api.shapes import Strict
from desk.auth import Person, may, office_of
from desk.comments_view import speaker_of
from desk.names import Names, names_for
from services.comments import say_remark, settle_thread, take_back_remark

router = APIRouter(prefix="/api/v1/posts/{post_id}/comments", tags=["posts"])
PostId = Annotated[str, InPath(pattern=shapes.ID, description="A post: group, day and slot of its cell.")]
Number = Annotated[int, InPath(ge=1, le=shapes.MOST, description="A remark, as the list numbers it.")]
VISIBLE = r"[!-~]|[^\W_]"  # a letter, a digit or a sign: what nobody sees is no remark
KINDS = [kind.value for kind in RemarkKind]


def _kind(value: object) -> object:
    if not isinstance(value, str) or value not in KINDS:
        raise ValueError(f"must be one of: {', '.join(filter(None, KINDS))}, or empty")
    return RemarkKind(value)


def _share(value: object) -> object:
    """JSON has one kind of number: 1 is 1.0."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


Kind = Annotated[
    RemarkKind, BeforeValidator(_kind), WithJsonSchema({"type": "string", "enum": KINDS, "default": ""})
]
Share = Annotated[
    float,
    BeforeValidator(_share),
    Field(ge=0, le=1),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]


class PinShape(Strict):
    """A place on the poster, in shares of its width and height from the upper left."""

    x: Share
    y: Share


class Saying(Strict):
    """What somebody says of the post as `version` showed it; `parent` is the remark it answers."""

    version: shapes.Counter
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_REMARK, pattern=VISIBLE)]
    quote: Annotated[str, Field(max_length=1000)] = ""
    kind: Kind = RemarkKind.NONE
    pin: PinShape | None = None
    parent: shapes.Counter | None = None


class Settling(Strict):
    settled: bool


class CommentItem(BaseModel):
    """A remark; `author` is a user's name, or what an outsider calls herself where `outside` says so.
    `mentions` are users; `settled_version` is the version that settled it, 0 while nobody did."""

    id: int
    post: str
    version: int
    parent: int | None
    author: str
    author_name: str
    outside: bool
    kind: RemarkKind
    text: str
    quote: str
    pin: PinShape | None
    mentions: list[str]
    at: datetime
    settled_at: datetime | None
    settled_by: str
    settled_version: int


class CommentItems(BaseModel):
    items: list[CommentItem]


@router.get("")
def comments(request: Request, post_id: PostId, person: Person = may(Verb.VIEW)) -> CommentItems:
    """All remarks and answers, oldest first; what was taken back is not among them."""
    with office_of(request).open_store(reading=True) as store:
        store.queue.post(post_id)
        remarks = store.comments.of_post(post_id)
    called = names_for(request)
    return CommentItems(items=[_item(comment, called) for comment in remarks])


@router.post("", status_code=201)
def say(request: Request, post_id: PostId, body: Saying, person: Person = may(Verb.COMMENT)) -> CommentItem:
    """Say something; whom the words call with @ is told."""
    pin = PosterPin(body.pin.x, body.pin.y) if body.pin else None
    remark = Remark(body.text, pin, body.quote, body.kind)
    order = RemarkOrder(post_id, body.version, remark, body.parent)
    return _item(say_remark(office_of(request), order, speaker_of(person)), names_for(request))


@router.patch("/{number}")
def settle(
    request: Request, post_id: PostId, number: Number, body: Settling, person: Person = may(Verb.COMMENT)
) -> CommentItem:
    """Settle a thread, or open it again. 403 for who neither began it nor may edit posts."""
    _of(request, post_id, number)
    settled = settle_thread(office_of(request), number, speaker_of(person), settled=body.settled)
    return _item(settled, names_for(request))


@router.delete("/{number}", status_code=204)
def remove(request: Request, post_id: PostId, number: Number, person: Person = may(Verb.COMMENT)) -> Response:
    """Take one's own remark back, while nobody else answered it."""
    _of(request, post_id, number)
    take_back_remark(office_of(request), number, speaker_of(person))
    return Response(status_code=204)


def _of(request: Request, post_id: str, number: int) -> None:
    """UnknownId where the post has no such remark."""
    with office_of(request).open_store(reading=True) as store:
        store.queue.post(post_id)
        if not any(comment.id == number for comment in store.comments.of_post(post_id)):
            raise UnknownId(Message("comment.unknown", comment=number))


def _item(comment: PostComment, called: Names) -> CommentItem:
    remark, pin = comment.remark, comment.remark.pin
    return CommentItem(
        id=comment.id,
        post=comment.post,
        version=comment.version,
        parent=comment.parent,
        author=comment.author,
        author_name=comment.author if comment.link else called(comment.author),
        outside=comment.is_outside,
        kind=remark.kind,
        text=remark.text,
        quote=remark.quote,
        pin=PinShape(x=pin.x, y=pin.y) if pin else None,
        mentions=list(comment.mentions),
        at=comment.at,
        settled_at=comment.resolved_at,
        settled_by=comment.resolved_by,
        settled_version=comment.resolved_version,
    )
