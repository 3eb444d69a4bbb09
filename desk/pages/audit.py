"""留痕: who did what to which thing, when and why; it is only ever added to."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from channels.tables import guarded
from content.messages import in_both
from content.model import AuditEntry, Slot, Verb
from content.store.lists import AuditFilter
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.datetimes import short_day, start_of
from desk.i18n import language_of, worded
from desk.labels import slot_name
from desk.queue_query import Cursor, Day, Id, a_day
from desk.render import render

router = APIRouter()
COLUMNS = ("at", "who", "kind", "what", "was", "became", "why", "changed")
MOST = 100_000  # entries in a file
CELL = re.compile(rf"(?P<group>.+)-(?P<day>\d{{4}}-\d\d-\d\d)-(?P<slot>{'|'.join(Slot)})")
SENDING = ("channel_add", "channel_cell", "channel_remove", "send_pause", "send_resume", "send_test")
KINDS = (*sorted(set(Verb) - {Verb.VIEW}), *SENDING, "koc", "merge", "model", "move", "template")


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """The filter of the address: days are those of the team, both included."""

    item: str
    who: str
    kind: str
    first: str | None
    last: str | None

    def filter(self, office: DeskContext) -> AuditFilter:
        zone = office.workspace.settings.zone
        first, last = a_day(self.first), a_day(self.last)
        return AuditFilter(
            item=self.item.strip(),
            who=self.who.strip(),
            kind=self.kind,
            since=start_of(first, zone) if first else None,
            until=start_of(last + timedelta(days=1), zone) if last else None,
        )


async def entries_in(
    item: Id = "",
    who: Id = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    first: Annotated[Day, Query(alias="from")] = None,
    to: Day = None,
) -> AuditQuery:
    """For routes: `query: AuditQuery = Depends(entries_in)`. Async, so that no thread is asked for it."""
    return AuditQuery(item, who, kind, first, to)


Filter = Annotated[AuditQuery, Depends(entries_in)]


@router.get("/audit")
def audit(request: Request, query: Filter, after: Cursor = None, person: Person = may(Verb.VIEW)) -> Response:
    """The newest first; with X-Part the rows alone."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        page = store.lists.audit_page(query.filter(office), after=after)
        groups = dict(store.lists.group_names())
    name = "_entries.html.j2" if request.headers.get("x-part") else "audit.html.j2"
    return render(
        request,
        name,
        page=page,
        asked=query,
        kinds=KINDS,
        thing=partial(thing, names=groups, language=language_of(request)),
        zone=office.workspace.settings.zone,
        people=sorted({entry.who for entry in page.items}),
    )


def thing(what: str, names: Mapping[str, str], language: str) -> str:
    """What an entry is about: a cell as its group, day and slot, anything else by its id."""
    cell = CELL.fullmatch(what)
    if cell is None or cell["group"] not in names:
        return what
    slot = worded(slot_name(Slot(cell["slot"])), language)
    return f"{names[cell['group']]} · {short_day(date.fromisoformat(cell['day']), language)} {slot}"


@router.get("/audit.csv")
def audit_csv(request: Request, query: Filter, person: Person = may(Verb.EXPORT)) -> Response:
    """The same filter as a file; times are UTC."""
    office = office_of(request)
    name = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(
        _lines(office, query.filter(office)), media_type="text/csv; charset=utf-8", headers=name
    )


def _lines(office: DeskContext, audit_filter: AuditFilter) -> Iterator[bytes]:
    yield _line(COLUMNS, first=True)
    after: str | None = None
    for _ in range(MOST // 500):
        with office.open_store(reading=True) as store:
            page = store.lists.audit_page(audit_filter, after=after, most=500)
        yield b"".join(_line(_cells(entry)) for entry in page.items)
        after = page.next
        if after is None:
            return


def _cells(entry: AuditEntry) -> tuple[str, ...]:
    changed = ", ".join(entry.detail.get("changed") or ())
    return (
        entry.at.isoformat(timespec="seconds"),
        *(entry.who, entry.kind, entry.what, entry.was, entry.became, in_both(entry.why), changed),
    )


def _line(cells: tuple[str, ...], *, first: bool = False) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow([guarded(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig" if first else "utf-8", "replace")
