"""Presence as JSON: a page says which post it shows, and hears who else is at posts of the same week."""

from datetime import timedelta

from fastapi import APIRouter, Request
from pydantic import BaseModel

from content.model import DeskPresence, Verb
from desk.api import shapes
from desk.api.shapes import Strict
from desk.auth import Person, may, office_of
from desk.names import names_for

router = APIRouter(prefix="/api/v1/presence", tags=["posts"])
A_WEEK = timedelta(days=6)


class Attending(Strict):
    """The post on the screen, and whether somebody types into it."""

    post: shapes.PostId
    edits: bool = False


class PresentItem(BaseModel):
    """Somebody else at a post; `called` is the name people know."""

    post: str
    name: str
    called: str
    edits: bool


class PresentItems(BaseModel):
    items: list[PresentItem]


@router.put("")
def attend(request: Request, body: Attending, person: Person = may(Verb.COMMENT)) -> PresentItems:
    """Say where one is; who else is at posts of that group within six days of this one. What is not said
    again within 50 seconds is forgotten. 404 for a post there is none of."""
    office, called = office_of(request), names_for(request)
    now = office.clock()
    with office.open_store() as store:
        post = store.queue.post(body.post)
        store.presence.put(DeskPresence(person.name, post.id, body.edits, now))
        present = store.presence.near(post.group, post.day - A_WEEK, post.day + A_WEEK, now)
    return PresentItems(
        items=[
            PresentItem(post=here.post, name=here.user, called=called(here.user), edits=here.edits)
            for here in present
            if here.user != person.name
        ]
    )
