"""负责人: who sends by hand in which groups, how much a day and how punctually; leave, backups, today's link.

Nobody is ranked: whoever has most to do stands first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import Response

from content.errors import SishiError, WrongInput
from content.model import Leave, Message, OwnerLink, Verb
from content.publish.on_time import OnTimeShare, wilson_interval
from desk import sending
from desk.api.shapes import ID
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.datetimes import today_in
from desk.i18n import language_of, worded
from desk.pages.said import back, said_in, shown
from desk.queue_query import a_day
from desk.render import render
from services.dispatch import DispatchDay, SendTask, dispatch_day
from services.owner_import import import_owners, owner_template, read_upload
from services.owners import (
    REMINDS,
    OwnerOrder,
    OwnerState,
    add_leave,
    cancel_leave,
    groups_without_owner,
    link_address,
    list_owners,
    make_link,
    revoke_links,
    set_owner,
    staff_names,
)

router = APIRouter()
HERE = "/send/owners"
IMPORT = "import"  # what `edit` says where a table is to be taken
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_HOUR, LAST_HOUR = 7, 22  # of the axis of a day's load
LEFT, WIDTH = 4, 168  # px of the axis
BASE, STEP = 20, 7  # px: where blocks stand, and the height of one
LOWEST = 0.5  # where the axis of punctuality begins
Staff = Annotated[str, InPath(pattern=ID)]
LINE = r"^[^\x00-\x1f\x7f]*$"
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


@dataclass(frozen=True, slots=True)
class LoadBlock:
    """One task on the axis of a day: px from the left and the top, the slot for its colour."""

    x: float
    y: int
    slot: str


@dataclass(frozen=True, slots=True)
class OwnerToday:
    """An owner with what is drawn: blocks of today's tasks, `link` the newest that still opens."""

    state: OwnerState
    tasks: Sequence[SendTask]
    blocks: Sequence[LoadBlock]
    link: OwnerLink | None
    leaves: Sequence[Leave]
    covers: Sequence[str]  # names of those whose backup it is

    @property
    def staff(self) -> str:
        return self.state.owner.staff


@router.get(HERE)
def owners(
    request: Request, edit: Annotated[str, Query(max_length=160)] = "", person: Person = may(Verb.VIEW)
) -> Response:
    """All owners; with `edit` the form of one, or of a new one (`new`)."""
    return _page(request, person, edit=edit)


class OwnerForm(BaseModel):
    """`staff` is on the staff list; whoever is not has a `name`, and an `id` where the team has ids."""

    staff: Annotated[str, Field(max_length=160)] = ""
    id: Annotated[str, Field(pattern=rf"^$|{ID}")] = ""
    name: Annotated[str, Field(max_length=60, pattern=LINE)] = ""
    role: Annotated[str, Field(max_length=60, pattern=LINE)] = ""
    groups: Annotated[list[str], Field(max_length=5000)] = Field(default_factory=list)
    backup: Annotated[str, Field(max_length=160)] = ""
    channel: Annotated[str, Field(max_length=160)] = ""
    lead: Annotated[str, Field(pattern=r"^[0-9]{1,3}$")] = "5"  # minutes


class LeaveForm(BaseModel):
    first: Day
    last: Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")] = ""


@router.post(HERE)
def put(request: Request, form: Annotated[OwnerForm, Form()], person: Person = may(Verb.SET_UP)) -> Response:
    """Make somebody an owner, or change how one works."""
    lead, name = timedelta(minutes=int(form.lead)), form.name.strip()
    staff = form.staff or form.id or "".join(name.split())
    order = OwnerOrder(staff, form.groups, form.backup, form.channel, lead)
    try:
        if not staff:
            raise WrongInput(Message("owner.no_name"))
        fresh = None if form.staff else name or None
        order = replace(order, name=fresh, role=form.role.strip())
        set_owner(office_of(request), order, actor=person.name)
    except SishiError as error:
        return back(HERE, error.in_language(language_of(request)))
    return _done(request, Message("desk_send.done_owner"))


@router.get(f"{HERE}/template.xlsx")
def template(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    """An empty table of owners to fill in."""
    data = owner_template(language_of(request))
    kept = {"Content-Disposition": 'attachment; filename="owners.xlsx"'}
    return Response(data, headers=kept, media_type=WORKBOOK)


@router.post(f"{HERE}/import")
def take_table(request: Request, table: UploadFile, person: Person = may(Verb.SET_UP)) -> Response:
    """Make owners of the rows of a table, which is taken whole or not at all."""
    office, language = office_of(request), language_of(request)
    try:
        reading = read_upload(table.filename or "", table.file)
        taken = import_owners(office, reading, actor=person.name)
    except SishiError as error:
        return back(f"{HERE}?edit=import", error.in_language(language))
    numbers = {"new": len(taken.new), "changed": len(taken.changed), "unchanged": len(taken.unchanged)}
    return _done(request, Message("desk_send.done_import", **numbers))


@router.post(f"{HERE}/{{staff}}/link")
def link(request: Request, staff: Staff, person: Person = may(Verb.SEND)) -> Response:
    """Answers with the page itself, not 303: the link is on it, this once, and in no log."""
    office = office_of(request)
    try:
        token, _ = make_link(office, staff, actor=person.name)
    except SishiError as error:
        return back(HERE, error.in_language(language_of(request)))
    return _page(request, person, address=link_address(office, token), named=staff)


@router.post(f"{HERE}/{{staff}}/revoke")
def revoke(request: Request, staff: Staff, person: Person = may(Verb.SEND)) -> Response:
    """Today's links open nothing from now on."""
    office = office_of(request)
    try:
        revoke_links(office, staff, actor=person.name)
    except SishiError as error:
        return back(HERE, error.in_language(language_of(request)))
    return _done(request, Message("desk_send.done_revoked"))


@router.post(f"{HERE}/{{staff}}/leave")
def leave(
    request: Request, staff: Staff, form: Annotated[LeaveForm, Form()], person: Person = may(Verb.SEND)
) -> Response:
    """Days on which an owner sends nothing."""
    first, last = a_day(form.first), a_day(form.last or form.first)
    if first is None or last is None:
        raise WrongInput(Message("desk_request.bad_day", text=form.first))
    try:
        add_leave(office_of(request), Leave(staff, first, last), actor=person.name)
    except SishiError as error:
        return back(HERE, error.in_language(language_of(request)))
    return _done(request, Message("desk_send.done_leave"))


@router.post(f"{HERE}/{{staff}}/back")
def is_back(
    request: Request, staff: Staff, form: Annotated[LeaveForm, Form()], person: Person = may(Verb.SEND)
) -> Response:
    """The leave that begins on that day is none."""
    first = a_day(form.first)
    try:
        cancel_leave(office_of(request), staff, first or date.min, actor=person.name)
    except SishiError as error:
        return back(HERE, error.in_language(language_of(request)))
    return _done(request, Message("desk_send.done_back"))


def _done(request: Request, done: Message) -> Response:
    return back(HERE, worded(done, language_of(request)))


def _page(
    request: Request, person: Person, *, edit: str = "", address: str = "", named: str = ""
) -> Response:
    office = office_of(request)
    zone, now = office.workspace.settings.zone, office.clock()
    board = dispatch_day(office, today_in(zone, now))
    states = list_owners(office)
    rows = [_row(office, state, board, states) for state in states]
    with office.open_store(reading=True) as store:
        staff = staff_names(store)
        roles = {member.id: member.role for member in store.roster.staff()}
        groups = store.library.groups()
        reminding = [channel for channel in store.channels.channels() if channel.kind in REMINDS]
    known = next((state.owner for state in states if state.owner.staff == edit), None)
    answer = render(
        request,
        "owners.html.j2",
        rows=rows,
        team=_team(states),
        alone=_names(groups_without_owner(office), {group.id: group.name for group in groups}),
        group_names={group.id: group.name for group in groups},
        groups=groups,
        staff=staff,
        reminding=reminding,
        editing=person.may(Verb.SET_UP) and (known or edit in ("new", IMPORT)),
        importing=not known and edit == IMPORT,
        roles=roles,
        known=known,
        address=address,
        named=named,
        axis=axis,
        board=board,
        backups={},
        sending=sending,
        zone=zone,
        today=board.day,
        may_set_up=person.may(Verb.SET_UP),
        may_send=person.may(Verb.SEND),
        said=said_in(request),
    )
    return shown(request, answer)


def axis(share: float) -> float:
    """Where a share stands on the axis of punctuality, px."""
    return round(LEFT + max(0.0, (share - LOWEST) / (1 - LOWEST)) * (WIDTH - 2 * LEFT), 1)


def _row(
    office: DeskContext, state: OwnerState, board: DispatchDay, all_states: Sequence[OwnerState]
) -> OwnerToday:
    tasks = [task for task in board.tasks if task.owner == state.owner.staff]
    open_links = [link for link in state.links if link.is_open(board.now)]
    leaves = [leave for leave in state.owner.leaves if leave.last >= board.day]
    newest = max(open_links, key=lambda link: link.made_at, default=None)
    leaves.sort(key=lambda leave: leave.first)
    covers = [other.name for other in all_states if other.owner.backup == state.owner.staff]
    return OwnerToday(state, tasks, _blocks(tasks, office.zone), newest, leaves, covers)


def _blocks(tasks: Sequence[SendTask], zone: ZoneInfo) -> list[LoadBlock]:
    """A block a task, above one another where they are due together."""
    height: dict[float, int] = {}
    blocks = []
    for task in tasks:
        local = task.due.astimezone(zone)
        hour = min(max(local.hour + local.minute / 60, FIRST_HOUR), LAST_HOUR)
        x = round(LEFT + (hour - FIRST_HOUR) / (LAST_HOUR - FIRST_HOUR) * WIDTH, 1)
        height[x] = height.get(x, 0) + 1
        blocks.append(LoadBlock(x, BASE - STEP * min(height[x], 3), task.first.card.post.slot.value[0]))
    return blocks


def _team(states: Sequence[OwnerState]) -> OnTimeShare:
    """How punctual all are together."""
    hits = sum(state.on_time.hits for state in states)
    total = sum(state.on_time.total for state in states)
    return OnTimeShare(hits, total, *wilson_interval(hits, total))


def _names(groups: Sequence[str], names: Mapping[str, str]) -> list[str]:
    return [names.get(group, group) for group in groups]
