"""Posts on their way as JSON: a list of their parts, one post with its journal, and a person's word."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath

from content.errors import WrongInput
from content.model import DeliveryState, Message, Verb
from content.store.lists import QueueFilter
from content.store.paging import BY_TIME
from desk.api.send_shapes import Marking, OneSend, Sends, one_send, send_item
from desk.api.shapes import ID, KeyQuery
from desk.auth import Person, may, office_of
from desk.datetimes import in_reach
from desk.errors import Refusal
from services.send_list import LISTED, SendRow, rows_of
from services.send_mark import PersonsWord, SendMark, mark

router = APIRouter(prefix="/api/v1/sends", tags=["sends"])
PostId = Annotated[str, InPath(pattern=ID, description="The post whose parts these are.")]


@dataclass(frozen=True, slots=True)
class SendFilter:
    """Which parts a list asks for; what is empty does not matter."""

    day: date | None
    state: DeliveryState | None
    group: str
    owner: str
    channel: str

    def takes(self, row: SendRow) -> bool:
        part = row.delivery
        return (
            self.state in (None, part.state)
            and self.owner in ("", part.owner)
            and self.channel in ("", row.channel)
        )


async def filter_in(
    day: date | None = None,
    state: DeliveryState | None = None,
    group: KeyQuery = "",
    owner: KeyQuery = "",
    channel: KeyQuery = "",
) -> SendFilter:
    """For routes: `wanted: SendFilter = Depends(filter_in)`. Async, so that no thread is asked for it."""
    return SendFilter(day and in_reach(day), state, group, owner, channel)


@router.get("")
def sends(
    request: Request,
    wanted: SendFilter = Depends(filter_in),
    after: Annotated[str | None, Query(pattern=BY_TIME)] = None,
    most: Annotated[int, Query(ge=1, le=200)] = 60,
    person: Person = may(Verb.VIEW),
) -> Sends:
    """Parts of posts that were approved, by due time; `most` counts posts, `next` goes into `after`."""
    approved = QueueFilter(LISTED, wanted.group, first=wanted.day, last=wanted.day)
    with office_of(request).open_store(reading=True) as store:
        page = store.lists.queue_page(approved, after=after, most=most)
        rows = rows_of(store, [card.post for card in page.items])
    return Sends(items=[send_item(row) for row in rows if wanted.takes(row)], next=page.next)


@router.get("/{post_id}")
def send(request: Request, post_id: PostId, person: Person = may(Verb.VIEW)) -> OneSend:
    """One post with its parts and every try of them; none while it is not approved."""
    return _one_send(request, post_id)


@router.post("/{post_id}/mark")
def say(request: Request, post_id: PostId, body: Marking, person: Person = may(Verb.SEND)) -> OneSend:
    """What became of it: sent, not-sent, skipped; or retry what was refused, release what is held. 409 where
    its state does not allow it; then nothing is changed."""
    if body.mark not in set(SendMark):
        known = tuple(mark.value for mark in SendMark)
        raise WrongInput(Message("send_mark.unknown_mark", mark=body.mark, marks=known))
    target = post_id if body.part is None else f"{post_id}/{body.part}"
    _check_part(request, post_id, body.part)
    mark(office_of(request), target, PersonsWord(SendMark(body.mark), person.name, body.why, body.at))
    return _one_send(request, post_id)


def _check_part(request: Request, post_id: str, part: int | None) -> None:
    """Refusal 404 for a part that the post does not have."""
    parts = _one_send(request, post_id).parts
    if part is not None and parts and part > len(parts):
        message = Message("send_mark.no_part", post=post_id, parts=len(parts), part=part)
        raise Refusal(404, "not_found", message)


def _one_send(request: Request, post_id: str) -> OneSend:
    with office_of(request).open_store(reading=True) as store:
        post = store.queue.post(post_id)
        rows = rows_of(store, [post]) if post.state in LISTED else []
    return one_send(post_id, rows)
