"""Which posts a list of the desk asks for: the query of its address, as the store understands it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Query

from content.errors import WrongInput
from content.model import Message, PostState, Slot
from content.store.lists import QueueFilter
from content.store.paging import PATTERN
from desk.datetimes import in_reach

E = TypeVar("E", PostState, Slot)

Word = Annotated[str, Query(max_length=80)]
Id = Annotated[str, Query(max_length=120)]
Day = Annotated[str | None, Query(max_length=10)]
Cursor = Annotated[str | None, Query(pattern=PATTERN)]


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """A list's filter as it stands in the address; "" or None where nothing is said."""

    status: str = ""
    group: str = ""
    slot: str = ""
    q: str = ""
    first: str | None = None
    last: str | None = None

    def filter(self, today: date | None = None) -> QueueFilter:
        """For the store. Where neither days nor a state are named it begins `today`: what is past is done."""
        fresh = self.first is None and not self.status
        return QueueFilter(
            states=(_one_of(PostState, self.status),) if self.status else (),
            group=self.group,
            slot=_one_of(Slot, self.slot) if self.slot else None,
            q=self.q.strip(),
            first=today if fresh else a_day(self.first),
            last=a_day(self.last),
        )

    @property
    def query(self) -> str:
        """The same filter as the query of another address."""
        parameters = {
            "status": self.status,
            "group": self.group,
            "slot": self.slot,
            "q": self.q,
            "from": self.first,
            "to": self.last,
        }
        return urlencode({name: value for name, value in parameters.items() if value})


async def asked_in(
    status: Word = "",
    group: Id = "",
    slot: Word = "",
    q: Word = "",
    first: Annotated[Day, Query(alias="from")] = None,
    to: Day = None,
) -> QueueQuery:
    """For routes of lists: `Annotated[QueueQuery, Depends(asked_in)]`. Async, so that it takes no thread."""
    return QueueQuery(status, group, slot, q, first, to)


def a_day(text: str | None) -> date | None:
    """A date written as 2026-11-23, None for nothing. WrongInput otherwise."""
    try:
        return in_reach(date.fromisoformat(text)) if text else None
    except ValueError:
        raise WrongInput(Message("desk_request.bad_day", text=text)) from None


def _one_of(kind: type[E], text: str) -> E:
    try:
        return kind(text)
    except ValueError:
        raise WrongInput(Message("desk_request.bad_choice", text=text, known=", ".join(kind))) from None
