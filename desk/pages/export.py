"""The queue as files to take away, by the filter of the page they are asked from; and the weeks on paper."""

import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Path as InPath
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from channels.exports.files import safe_name
from content.errors import NothingToSend
from content.model import Message, PostState, Slot, Verb
from content.store.lists import QueueFilter
from content.store.views import Card
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.datetimes import today_in
from desk.errors import Refusal
from desk.i18n import language_of
from desk.posts import timed
from desk.queue_query import QueueQuery, asked_in
from desk.render import render
from services.exports import ExportFile, PostSelection, export_queue

router = APIRouter()
MOST = 2000  # posts in a file: 70 weeks of a group, 400 MB of posters in a kit
ON_PAPER = 400  # posts on paper: fourteen weeks
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ics": "application/zip",
    "html": "text/html; charset=utf-8",
    "zip": "application/zip",
}
Kind = Annotated[str, InPath(pattern=r"^(xlsx|csv|json|ics|html|zip)$")]
Filter = Annotated[QueueQuery, Depends(asked_in)]


@router.get("/export/print")
def on_paper(request: Request, query: Filter, person: Person = may(Verb.EXPORT)) -> Response:
    """The chosen posts as weeks of groups, for a printer: A4 across, a week a page."""
    office = office_of(request)
    cards = _chosen(office, query, ON_PAPER)
    weeks: dict[tuple[str, date], dict[tuple[date, Slot], Card]] = defaultdict(dict)
    for card in cards:
        monday = card.post.day - timedelta(days=card.post.day.weekday())
        weeks[card.group_name, monday][card.post.day, card.post.slot] = card
    timed_cards = {item.card.post.id: item for item in timed(office, cards)}
    return render(
        request, "print.html.j2", weeks=weeks, shown=timed_cards, slots=list(Slot), day_s=timedelta(1)
    )


@router.get("/export/{kind}")
def download(request: Request, kind: Kind, query: Filter, person: Person = may(Verb.EXPORT)) -> Response:
    """A file of the chosen posts and of the gaps in their days."""
    office = office_of(request)
    cards = _chosen(office, query, MOST)
    if not cards:
        raise Refusal(404, "nothing", Message("desk_request.nothing_to_export"))
    days = [card.post.day for card in cards]
    groups, ids = {card.post.group for card in cards}, {card.post.id for card in cards}
    wanted = PostSelection(min(days), max(days), groups, list(PostState), ids)
    folder = Path(tempfile.mkdtemp(prefix="sishi-export-"))
    suffix = "zip" if kind == "ics" else kind
    name = safe_name(f"{office.workspace.brand.name}-{min(days)}-{max(days)}") + f".{suffix}"
    to = ExportFile(folder / f"export.{suffix}", kind, name, language_of(request))
    try:
        export_queue(office, wanted, to, actor=person.name)
    except NothingToSend:
        rmtree(folder, ignore_errors=True)
        raise Refusal(404, "nothing", Message("desk_request.nothing_to_send")) from None
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise
    gone = BackgroundTask(rmtree, folder, ignore_errors=True)
    return FileResponse(to.file, media_type=KINDS[kind], filename=name, background=gone)


def _chosen(office: DeskContext, query: QueueQuery, most: int) -> list[Card]:
    """Every post of the filter; Refusal where they are too many for one file."""
    day = today_in(office.workspace.settings.zone, office.clock())
    cards: list[Card] = []
    after: str | None = None
    wanted: QueueFilter = query.filter(day)
    with office.open_store(reading=True) as store:
        while True:
            page = store.lists.queue_page(wanted, after=after, most=500)
            cards += page.items
            if len(cards) > most:
                raise Refusal(422, "too_many", Message("desk_request.too_many", n=most))
            if page.next is None:
                return cards
            after = page.next
