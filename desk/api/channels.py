"""Channels and pauses as JSON. Secrets go in and never come out."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from starlette.responses import Response

from content.errors import UnknownId, WrongInput
from content.messages import in_both
from content.model import ChannelKind, Message, PauseScope, Slot, Verb
from content.publish.sender import Delivered, NoAnswer, SendOutcome, TaskCreated
from desk import sending
from desk.api.send_shapes import (
    CHANNEL_ID,
    CellIn,
    ChannelIn,
    ChannelItem,
    ChannelList,
    PauseItem,
    Pauses,
    Pausing,
    Tested,
    Testing,
    WaysItem,
    WaysList,
    channel_item,
    pause_item,
    ways_item,
)
from desk.api.shapes import ID, KeyQuery, Moment, Strict
from desk.auth import Person, may, office_of
from desk.errors import Refusal
from desk.i18n import language_of, worded
from services.channel_cells import CellOrder, list_cells, set_cell
from services.channels import (
    PauseOrder,
    add_channel,
    list_channels,
    pause,
    remove_channel,
    resume,
    try_channel,
)

router = APIRouter(prefix="/api/v1", tags=["channels"])
Id = Annotated[str, InPath(pattern=CHANNEL_ID)]


class Until(Strict):
    """When a pause ends, null: when somebody resumes."""

    until: Moment | None = None


@router.get("/channels")
def channels(request: Request, person: Person = may(Verb.VIEW)) -> ChannelList:
    """All of them, in the order in which a post is offered to them."""
    return ChannelList(items=[channel_item(state) for state in list_channels(office_of(request))])


@router.put("/channels/{channel}")
def put(request: Request, channel: Id, body: ChannelIn, person: Person = may(Verb.SET_UP)) -> ChannelItem:
    """Add it as the last, or set it up anew where it stands."""
    office = office_of(request)
    if body.kind not in set(ChannelKind):
        raise WrongInput(Message("channel.unknown_kind", kind=body.kind, kinds=tuple(ChannelKind)))
    add_channel(office, body.order(channel, office.root), actor=person.name)
    return _one(request, channel)


@router.delete("/channels/{channel}", status_code=204)
def remove(request: Request, channel: Id, person: Person = may(Verb.SET_UP)) -> Response:
    """Take it out of use and forget its secret; what went out by it stays written down."""
    remove_channel(office_of(request), channel, actor=person.name)
    return Response(status_code=204)


@router.post("/channels/{channel}/test")
def send_test(
    request: Request, channel: Id, body: Testing | None = None, person: Person = may(Verb.SEND)
) -> Tested:
    """Send a few words by it now: whoever is in its chat sees them. No post, no entry in the journal. 409 for
    a channel by hand, or one without its secret."""
    wanted, usual = body or Testing(), worded(Message("cli_channel.test_words"), language_of(request))
    try:
        outcome = try_channel(office_of(request), channel, wanted.text or usual, wanted.group)
    except UnknownId:
        raise
    except WrongInput as error:
        raise Refusal(409, "not_ready", error.message) from None
    return tested(channel, outcome)


def tested(channel: str, outcome: SendOutcome) -> Tested:
    """What a test came to, as it is answered."""
    words = in_both(sending.tested(channel, outcome))
    match outcome:
        case Delivered():
            return Tested(channel=channel, outcome="sent", code="", message=words)
        case TaskCreated():
            return Tested(channel=channel, outcome="waits", code="", message=words)
    result = "unknown" if isinstance(outcome, NoAnswer) else "refused"
    return Tested(channel=channel, outcome=result, code=outcome.code, message=words)


@router.post("/channels/{channel}/pause")
def pause_channel(
    request: Request, channel: Id, body: Until | None = None, person: Person = may(Verb.SEND)
) -> PauseItem:
    """Send nothing by it. What is due meanwhile is not saved up: past its grace it expires."""
    return _paused(request, PauseOrder(PauseScope.CHANNEL, channel, body.until if body else None), person)


@router.post("/channels/{channel}/resume")
def resume_channel(request: Request, channel: Id, person: Person = may(Verb.SEND)) -> ChannelItem:
    """Send by it again; nothing changes where it was not paused."""
    item = _one(request, channel)
    was_paused = resume(office_of(request), PauseScope.CHANNEL, channel, actor=person.name)
    return _one(request, channel) if was_paused else item


@router.get("/ways")
def ways(request: Request, person: Person = may(Verb.VIEW)) -> WaysList:
    """Which channel takes each slot of each group."""
    return WaysList(items=[ways_item(row) for row in list_cells(office_of(request))])


@router.put("/ways/{group}/{slot}")
def put_way(
    request: Request,
    group: Annotated[str, InPath(pattern=ID)],
    slot: Annotated[Slot, InPath()],
    body: CellIn,
    person: Person = may(Verb.SET_UP),
) -> WaysItem:
    """Let a channel take a slot of a group from now on; what has begun stays as it is. 409 where the group
    has no such slot, or the channel does not lead there."""
    try:
        return ways_item(
            set_cell(office_of(request), CellOrder(group, slot, body.channel), actor=person.name)
        )
    except UnknownId:
        raise
    except WrongInput as error:
        raise Refusal(409, "not_ready", error.message) from None


@router.get("/pauses")
def pauses(request: Request, person: Person = may(Verb.VIEW)) -> Pauses:
    """What holds posts now: everything, channels, groups."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        holding = [pause for pause in store.channels.pauses() if pause.holds_at(office.clock())]
    return Pauses(items=[pause_item(pause) for pause in holding])


@router.post("/pauses", status_code=201)
def add_pause(request: Request, body: Pausing, person: Person = may(Verb.SEND)) -> PauseItem:
    """Stop everything, a channel or a group. 409 where `until` is over."""
    return _paused(request, PauseOrder(_scope(body.scope), body.what, body.until), person)


@router.delete("/pauses/{scope}", status_code=204)
def end_pause(
    request: Request,
    scope: Annotated[PauseScope, InPath()],
    what: KeyQuery = "",
    person: Person = may(Verb.SEND),
) -> Response:
    """Go on sending. 404 where it was not paused."""
    if not resume(office_of(request), scope, what, actor=person.name):
        raise UnknownId(Message("channel.not_paused"))
    return Response(status_code=204)


def _scope(scope: str) -> PauseScope:
    try:
        return PauseScope(scope)
    except ValueError:
        raise WrongInput(Message("channel.unknown_scope", scope=scope, scopes=tuple(PauseScope))) from None


def _paused(request: Request, order: PauseOrder, person: Person) -> PauseItem:
    if order.scope is PauseScope.ALL and order.what:
        order = PauseOrder(PauseScope.ALL, "", order.until)
    try:
        return pause_item(pause(office_of(request), order, actor=person.name))
    except UnknownId:
        raise
    except WrongInput as error:
        raise Refusal(409, "conflict", error.message) from None


def _one(request: Request, channel: str) -> ChannelItem:
    states = list_channels(office_of(request))
    known = next((state for state in states if state.channel.id == channel), None)
    if known is None:
        names = tuple(state.channel.id for state in states)
        raise UnknownId(Message("channel.unknown", channel=channel, channels=names))
    return channel_item(known)
