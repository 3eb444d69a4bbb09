"""通知: a person's bell. What is to be done stands before what is good to know; opening marks it as seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Header, Request
from fastapi import Path as InPath
from starlette.responses import JSONResponse, RedirectResponse, Response

from content.bell import shown_events
from content.errors import UnknownId
from content.model import BellEntry, BellEvent, Message, Verb
from content.store import Store
from content.store.views import Card
from desk.auth import Person, may, office_of
from desk.pages.enter import inside
from desk.render import render

router = APIRouter()
Show = Literal["all", "unread", "mentions"]
IsPart = Annotated[str, Header(alias="X-Part", max_length=5)]
PLACES = {
    BellEvent.NIGHT: "/runs",
    BellEvent.UNDELIVERED: "/send",
    BellEvent.WITHDRAWAL: "/queue?status=returned",
    BellEvent.FINISHED: "/settings/shares",
}


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with the post it is about, where there is one."""

    entry: BellEntry
    card: Card | None

    @property
    def title(self) -> Message:
        """What happened, with how often."""
        params = dict(self.entry.title.params)
        return Message(self.entry.title.code, **(params | ({"n": self.entry.count} if "n" in params else {})))


@router.get("/notices")
def notices(
    request: Request, show: Show = "all", x_part: IsPart = "", person: Person = may(Verb.NOTICES)
) -> Response:
    """The bell's entries; with X-Part only the list, for the box that the bell opens."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        events = shown_events(store, person.name)
        every = [entry for entry in store.bell.entries(person.name) if entry.event in events]
        views = _views(store, [entry for entry in every if _is_shown(entry, show)])
    return render(
        request,
        "_notices.html.j2" if x_part else "notices.html.j2",
        to_do=[view for view in views if view.entry.event.asks_for_action],
        to_know=[view for view in views if not view.entry.event.asks_for_action],
        show=show,
        new=sum(entry.read_at is None for entry in every),
        calls=sum(entry.read_at is None and entry.event is BellEvent.MENTION for entry in every),
        in_box=bool(x_part),
        zone=office.workspace.settings.zone,
    )


@router.get("/notices/count")
def count(request: Request, person: Person = may(Verb.NOTICES)) -> Response:
    """How many entries are new, for the dot."""
    office = office_of(request)
    office.bells.forget(person.name)
    return JSONResponse({"unread": office.bells.unread(person.name, office.clock())})


@router.get("/notices/{number}")
def open_entry(
    request: Request,
    number: Annotated[int, InPath(ge=1, le=2**31 - 1)],
    person: Person = may(Verb.NOTICES),
) -> Response:
    """Where an entry leads; it was looked at with that. UnknownId for another person's."""
    office = office_of(request)
    with office.open_store() as store:
        entry = store.bell.entry(person.name, number)
        if entry is None:
            raise UnknownId(Message("bell.no_entry"))
        store.bell.mark_read(person.name, office.clock(), entry=number)
    office.bells.forget(person.name)
    return RedirectResponse(place_of(entry), 303)


@router.post("/notices/read")
def read_all(
    request: Request,
    then: Annotated[str, Form(alias="next", max_length=500)] = "/notices",
    person: Person = may(Verb.NOTICES),
) -> Response:
    """Everything was looked at."""
    office = office_of(request)
    with office.open_store() as store:
        store.bell.mark_read(person.name, office.clock())
    office.bells.forget(person.name)
    return RedirectResponse(inside(then), 303)


def place_of(entry: BellEntry) -> str:
    """The page where a person can do something about it."""
    if entry.post and entry.event in (BellEvent.MENTION, BellEvent.CHANGE):
        return f"/post/{quote(entry.post)}#notes"
    return PLACES.get(entry.event, f"/post/{quote(entry.post)}" if entry.post else "/")


def _is_shown(entry: BellEntry, show: Show) -> bool:
    if show == "unread":
        return entry.read_at is None
    return show == "all" or entry.event is BellEvent.MENTION


def _views(store: Store, entries: Sequence[BellEntry]) -> list[EntryView]:
    cards = store.cards.cards_with({entry.post for entry in entries if entry.post})
    return [EntryView(entry, cards.get(entry.post)) for entry in entries]
