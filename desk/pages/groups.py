"""社群: the groups, their slots and what they still lack; admins change the times of slots."""

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi import Path as InPath
from starlette.responses import RedirectResponse, Response

from content.errors import WrongInput
from content.model import GroupRows, Message, PostState, Slot, Verb
from content.store.lists import QueueFilter
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.datetimes import today_in
from desk.errors import Refusal
from desk.group_view import group_values
from desk.groups_query import GroupQuery
from desk.groups_view import (
    ROOMY,
    SIGNS,
    alarms_of,
    counts_of,
    page_of,
)
from desk.i18n import language_of
from desk.pages.insight import TableName, as_table
from desk.render import render
from services.group_settings import SetBy
from services.group_settings import set_slots as change_slots
from services.group_tables import group_tables
from services.insight_tables import groups_table

router = APIRouter()
AHEAD = timedelta(days=28)
GroupId = Annotated[str, InPath(max_length=120)]
Clock = Annotated[str, Form(pattern=r"^(|[0-2][0-9]:[0-5][0-9])$")]


@router.get("/groups")
def groups(
    request: Request,
    wanted: Annotated[GroupQuery, Query()],
    person: Person = may(Verb.VIEW),
) -> Response:
    """All groups, whichever needs somebody most first; the address says which, how sorted, how close."""
    office = office_of(request)
    kept, language = office.insights.drawn_groups(office.clock()), language_of(request)
    known = _with_gaps(office, kept.known)
    chosen = wanted.ordered(known.rows)
    page, further = page_of(chosen, wanted.after)
    many = len(known.rows) > ROOMY
    dense = many if wanted.dense is None else wanted.dense
    return render(
        request,
        "groups.html.j2",
        known=known,
        rows=[kept.row(row, language, dense=dense) for row in page],
        members=sum(row.group.size for row in known.rows),
        chosen=len(chosen),
        further=further,
        wanted=wanted,
        dense=dense,
        many=many,
        alarms=alarms_of(known),
        counts=counts_of(known),
        atlas=kept.atlas(language) if many else "",
        signs=SIGNS,
        week=_week(today_in(office.workspace.settings.zone, office.clock())),
    )


@router.get("/groups.csv")
def groups_as_csv(
    request: Request, wanted: Annotated[GroupQuery, Query()], person: Person = may(Verb.VIEW)
) -> Response:
    """The table of the groups that the address asks for."""
    office = office_of(request)
    known = _with_gaps(office, office.insights.groups(office.clock()))
    table = groups_table(wanted.ordered(known.rows))
    return as_table(request, [table], table.name, "groups.csv")


def _with_gaps(office: DeskContext, known: GroupRows) -> GroupRows:
    """The rows with the gaps of the four weeks from today on, as they are now."""
    day = today_in(office.workspace.settings.zone, office.clock())
    ids = [row.group.id for row in known.rows]
    with office.open_store(reading=True) as store:
        gaps = store.lists.gap_counts(day, day + AHEAD, ids)
    rows = tuple(replace(row, gaps=gaps.get(row.group.id, 0)) for row in known.rows)
    return replace(known, rows=rows)


@router.get("/groups/{group_id}")
def group(
    request: Request, group_id: GroupId, saved: bool = False, person: Person = may(Verb.VIEW)
) -> Response:
    """What state the group is in and by which evidence; beside it its slots, and what it still lacks."""
    office, language = office_of(request), language_of(request)
    known = office.insights.group(group_id, office.clock())
    with office.open_store(reading=True) as store:
        group_shown = store.library.group(group_id)
        day = today_in(group_shown.zone, office.clock())
        empty = [gap for gap in store.plan.gaps(day, day + AHEAD) if gap.group == group_id]
        ahead = store.lists.queue_page(
            QueueFilter(group=group_id, first=day, last=day + AHEAD), most=200
        ).items
        names = dict(store.lists.group_names())
    values: dict[str, Any] = dict(group_values(known, language)) if known else {}
    return render(
        request,
        "group.html.j2",
        group=group_shown,
        insight=known,
        signs=SIGNS,
        **values,
        gaps=empty,
        states=Counter(card.post.state for card in ahead),
        shown=list(PostState),
        slots=list(Slot),
        day=day,
        week=_week(day),
        names=names,
        saved=saved,
        may_edit=person.may(Verb.SET_UP),
    )


@router.get("/groups/{group_id}/{table}.csv")
def group_as_csv(
    request: Request, group_id: GroupId, table: TableName, person: Person = may(Verb.VIEW)
) -> Response:
    """The numbers behind a chart of a group."""
    office = office_of(request)
    known = office.insights.group(group_id, office.clock())
    tables = group_tables(known) if known else []
    return as_table(request, tables, table, f"group-{table}.csv")


@router.post("/groups/{group_id}/slots")
def set_slots(
    request: Request,
    group_id: GroupId,
    morning: Clock = "",
    noon: Clock = "",
    afternoon: Clock = "",
    evening: Clock = "",
    person: Person = may(Verb.SET_UP),
) -> Response:
    """Other times, or none, for the slots; the next night tells by them, posts that stand keep theirs."""
    clocks = {Slot.MORNING: morning, Slot.NOON: noon, Slot.AFTERNOON: afternoon, Slot.EVENING: evening}
    try:
        slots = {slot: time.fromisoformat(at) for slot, at in clocks.items() if at}
    except ValueError:
        raise WrongInput(Message("desk_request.bad_clock")) from None
    if not slots:
        raise Refusal(422, "wrong_input", Message("desk_request.no_slot"))
    times = [slots[slot] for slot in Slot if slot in slots]
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise Refusal(422, "wrong_input", Message("desk_request.slots_out_of_order"))
    office, at = office_of(request), office_of(request).clock()
    with office.open_store() as store:
        change_slots(store, group_id, slots, SetBy(person.name, at))
    return RedirectResponse(f"/groups/{group_id}?saved=1", 303)


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
