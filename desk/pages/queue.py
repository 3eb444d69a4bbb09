"""队列: every post as a card, filtered, page by page; what is chosen is approved, returned or withdrawn."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from content.errors import WrongInput
from content.model import Batch, Done, Message, Post, PostState, Seen, Sight, Slot, Verb
from desk import actions as deeds
from desk.auth import Person, may, office_of
from desk.datetimes import today_in
from desk.i18n import language_of, worded
from desk.names import names_for
from desk.pages.enter import inside
from desk.pages.replans import band_of
from desk.pages.said import back, said_in, shown
from desk.posts import timed
from desk.queue_query import Cursor, QueueQuery, asked_in
from desk.render import render

router = APIRouter()
A_PAGE = 60
CHIPS = (
    PostState.IN_REVIEW,
    PostState.RETURNED,
    PostState.APPROVED,
    PostState.DRAFT,
    PostState.SENT,
    PostState.REFUSED,
)
Items = Annotated[list[str], Form(alias="item", max_length=200)]
Next = Annotated[str, Form(alias="next", max_length=500)]
Why = Annotated[str, Form(max_length=500)]
KINDS = tuple((kind, Message(f"desk_name.export_{kind}")) for kind in ("xlsx", "csv", "zip", "html", "json"))


@router.get("/queue")
def queue(
    request: Request,
    query: QueueQuery = Depends(asked_in),
    after: Cursor = None,
    person: Person = may(Verb.VIEW),
) -> Response:
    """The whole page, or with the header X-Part its cards alone, to go on below those that are there."""
    office = office_of(request)
    zone = office.workspace.settings.zone
    now = office.clock()
    day = today_in(zone, now)
    with office.open_store(reading=True) as store:
        page = store.lists.queue_page(query.filter(day), after=after, most=A_PAGE)
        newest = store.feed.newest_change()
        part = bool(request.headers.get("x-part"))
        band = {} if part else band_of(request, store, person)
    counts = office.counts.at(now, newest).by_state
    answer = render(
        request,
        "_cards.html.j2" if part else "queue.html.j2",
        page=page,
        cards=timed(office, page.items),
        asked=query,
        begins=query.filter(day).first,
        groups=office.groups.at(now),
        slots=list(Slot),
        states=[state for state in PostState if state not in CHIPS],
        chips=[(state, counts.get(state)) for state in CHIPS],
        kinds=KINDS,
        said="" if part else said_in(request),
        **band,
    )
    return answer if part else shown(request, answer)


@router.post("/queue/approve")
def approve(
    request: Request, item: Items, next: Next = "/queue", why: Why = "", person: Person = may(Verb.APPROVE)
) -> Response:
    """Without a script: the chosen cards, each a yes to exactly what its card showed."""
    sights = [Sight(key, version, text, poster) for key, _, version, text, poster in map(_read, item)]
    return _told(request, next, deeds.approve(office_of(request), person, sights, why))


@router.post("/queue/return")
def send_back(
    request: Request, item: Items, next: Next = "/queue", why: Why = "", person: Person = may(Verb.RETURN)
) -> Response:
    return _told(request, next, deeds.move(office_of(request), person, Verb.RETURN, _seen(item), why))


@router.post("/queue/withdraw")
def withdraw(
    request: Request, item: Items, next: Next = "/queue", why: Why = "", person: Person = may(Verb.WITHDRAW)
) -> Response:
    return _told(request, next, deeds.move(office_of(request), person, Verb.WITHDRAW, _seen(item), why))


def _seen(items: Sequence[str]) -> list[Seen]:
    return [Seen(key, revision) for key, revision, *_ in map(_read, items)]


def _read(item: str) -> tuple[str, int, int, str, str]:
    """(id, revision, version, text hash, poster hash) of a chosen card."""
    parts = item.split(" ")
    if len(parts) != 5 or not all(part.isdecimal() and len(part) < 10 for part in parts[1:3]):
        raise WrongInput(Message("desk_request.foreign_choice"))
    return parts[0], int(parts[1]), int(parts[2]), parts[3], parts[4]


def _told(request: Request, after: str, batch: Batch[Post]) -> Response:
    """Back to the list, which says what was done and what was not."""
    language = language_of(request)
    done = sum(isinstance(end, Done) for end in batch.outcomes.values())
    parts = [worded(Message("desk_done.cards", n=done), language)] if done else []
    called = names_for(request)
    sentences = {key: deeds.sentence(end, called) for key, end in batch.outcomes.items()}
    parts += [f"{key}: {words}" for key, words in sentences.items() if words]
    return back(inside(after), " · ".join(parts))
