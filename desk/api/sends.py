"""Posts on their way as JSON: a list of their parts, one post with its journal, and a person's word."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath

from content.errors import UnknownId, WrongInput
from content.model import DeliveryState, Message, Verb
from content.store.lists import QueueFilter
from content.store.paging import BY_TIME
from desk.api.channels import tested
from desk.api.send_shapes import (
    LookRequest,
    Marking,
    NudgeItem,
    Nudges,
    OneSend,
    ResponsesItem,
    Sends,
    Tested,
    Trying,
    nudge_item,
    one_send,
    responses_item,
    send_item,
)
from desk.api.shapes import ID, KeyQuery
from desk.auth import Person, may, office_of
from desk.datetimes import in_reach
from desk.errors import Refusal
from services.handing_over import hand_to_owner
from services.nudges import ask_to_look, remind_now
from services.responses import responses_to
from services.send_list import LISTED, SendRow, rows_of
from services.send_mark import PersonsWord, SendMark, mark
from services.trial_send import TrialOrder, try_post

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


@router.post("/{post_id}/remind")
def remind(request: Request, post_id: PostId, person: Person = may(Verb.SEND)) -> Nudges:
    """Remind the owner for whom it waits, now. 409 where it waits for nobody, nothing reminds the owner, or
    somebody did within the last five minutes."""
    nudges = remind_now(office_of(request), [post_id], actor=person.name)
    return Nudges(items=[nudge_item(nudge) for nudge in nudges])


@router.post("/{post_id}/ask")
def ask(
    request: Request, post_id: PostId, body: LookRequest | None = None, person: Person = may(Verb.SEND)
) -> NudgeItem:
    """Ask somebody whether it can be seen in the chat; the question stands on the page of that owner. 409
    where it is not unknown, nobody owns its group, or it was asked within the last five minutes."""
    staff = (body.staff if body else None) or ""
    return nudge_item(ask_to_look(office_of(request), post_id, actor=person.name, staff=staff))


@router.post("/{post_id}/hand")
def hand(request: Request, post_id: PostId, person: Person = may(Verb.SEND)) -> OneSend:
    """Let the group's owner send by hand what a platform refused as a whole. 409 where something of it is
    out or may be, its grace is over, or nobody owns the group."""
    hand_to_owner(office_of(request), post_id, actor=person.name)
    return _one_send(request, post_id)


@router.post("/{post_id}/test")
def send_test(request: Request, post_id: PostId, body: Trying, person: Person = may(Verb.SEND)) -> Tested:
    """Send it to the test group of a channel now: no entry in its journal, no quota used. 409 where the
    channel leads to no test group, or the post cannot be sent as it is."""
    try:
        outcome = try_post(office_of(request), TrialOrder(post_id, body.channel), actor=person.name)
    except UnknownId:
        raise
    except WrongInput as error:
        raise Refusal(409, "not_ready", error.message) from None
    return tested(body.channel, outcome)


@router.get("/{post_id}/responses")
def responses(request: Request, post_id: PostId, person: Person = may(Verb.VIEW)) -> ResponsesItem:
    """What came back to it in the chat, from the ledger of messages. 409 while it is not out."""
    known = responses_to(office_of(request), post_id)
    if known is None:
        raise Refusal(409, "not_out", Message("cli_send.not_out", post=post_id))
    return responses_item(post_id, known)


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
