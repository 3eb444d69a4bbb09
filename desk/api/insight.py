"""Insight as JSON: a week with its findings, all groups, and what members bought."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from content.messages import render
from content.model import (
    Estimate,
    Figure,
    FormEstimate,
    FormVerdict,
    GroupKind,
    GroupSummary,
    HealthClass,
    InsightState,
    LeftOut,
    Message,
    Slot,
    Verb,
)
from desk.auth import Person, may, office_of
from desk.board import week_of
from desk.context import DeskContext
from desk.datetimes import in_reach
from desk.i18n import language_of
from services.week_insight import WeekQuery

router = APIRouter(prefix="/api/v1/insight", tags=["insight"])
Day = Annotated[date | None, Query(description="A day of the week that is asked for.")]


class Interval(BaseModel):
    """An estimate with its 90 % interval."""

    value: float
    low: float
    high: float


class FigureItem(BaseModel):
    """`part` of `whole`; `estimate` is null where there is too little, and `missing` says what lacks.
    `change` is against the week before, over the same groups."""

    name: str
    part: float
    whole: float
    estimate: Interval | None
    change: Interval | None
    before: list[Interval | None]
    groups: int
    missing: str | None
    sentence: str


class FormItem(BaseModel):
    """A form in a slot, over all groups; `ratio` is to the groups' own usual of that slot."""

    form: str
    slot: Slot
    posts: int
    observed: int
    expected: float
    ratio: Interval | None
    best: float
    verdict: FormVerdict
    weeks_needed: int | None


class WeekItem(BaseModel):
    """A week of insight; sentences are in the reader's language."""

    week: str
    monday: date
    kind: GroupKind | None
    state: InsightState
    known_until: datetime | None
    groups: int
    headline: list[str]
    figures: list[FigureItem]
    forms: list[FormItem]
    left_out: dict[LeftOut, int]


class GroupHealthItem(BaseModel):
    """A group in the last week that is over; nulls are what is not known."""

    id: str
    name: str
    health: HealthClass
    speakers: Interval | None
    mesh: Interval | None
    habit: Interval | None
    kocs: int
    kocs_needed: int
    owner: str


class GroupsHealth(BaseModel):
    week: str
    items: list[GroupHealthItem]


class BusinessItem(BaseModel):
    """Four weeks and the four before; null where no order is known."""

    first: date
    last: date
    members: int | None
    buyers: int | None
    orders: int | None
    arpu: Interval | None
    arpu_change: Interval | None


@router.get("")
def week(
    request: Request,
    day: Day = None,
    kind: GroupKind | None = None,
    person: Person = may(Verb.VIEW),
) -> WeekItem:
    """A week, the last that is over where none is named."""
    office, language = office_of(request), language_of(request)
    monday = _monday(office, day)
    known = office.insights.week(WeekQuery(monday, kind), office.clock())
    return WeekItem(
        week=week_of(known.monday),
        monday=known.monday,
        kind=known.kind,
        state=known.state,
        known_until=known.reach.until,
        groups=known.groups,
        headline=[render(clause, language) for clause in known.headline],
        figures=[_figure(finding.figure, finding.fact, language) for finding in known.findings],
        forms=[_form(form) for form in known.forms.cells.values()],
        left_out=dict(known.forms.left_out),
    )


@router.get("/groups")
def groups(request: Request, person: Person = may(Verb.VIEW)) -> GroupsHealth:
    """All groups, whichever needs somebody most first."""
    office = office_of(request)
    known = office.insights.groups(office.clock())
    return GroupsHealth(week=week_of(known.monday), items=[_group(row) for row in known.rows])


@router.get("/business")
def business(request: Request, day: Day = None, person: Person = may(Verb.SEE_ORDERS)) -> BusinessItem:
    """The four weeks that end with a week."""
    office = office_of(request)
    monday = _monday(office, day)
    view = office.insights.business(monday + timedelta(days=6), office.clock())
    known = view.business
    return BusinessItem(
        first=view.first,
        last=view.last,
        members=known.now.members if known else None,
        buyers=known.now.buyers if known else None,
        orders=known.now.orders if known else None,
        arpu=_interval(known.arpu) if known else None,
        arpu_change=_interval(known.arpu_change) if known else None,
    )


def _monday(office: DeskContext, day: date | None) -> date:
    """Of the week in which the day lies, else of the last that is over."""
    if day is None:
        return office.insights.last_monday(office.clock())
    reached = in_reach(day)
    return in_reach(reached - timedelta(days=reached.weekday()))


def _interval(estimate: Estimate | None) -> Interval | None:
    return Interval(value=estimate.value, low=estimate.low, high=estimate.high) if estimate else None


def _figure(figure: Figure, fact: Message, language: str) -> FigureItem:
    return FigureItem(
        name=figure.name.rpartition(".")[2],
        part=figure.part,
        whole=figure.whole,
        estimate=_interval(figure.estimate),
        change=_interval(figure.change),
        before=[_interval(before) for before in figure.before],
        groups=figure.groups,
        missing=render(figure.missing, language) if figure.missing else None,
        sentence=render(fact, language),
    )


def _form(form: FormEstimate) -> FormItem:
    return FormItem(
        form=form.form,
        slot=form.slot,
        posts=form.posts,
        observed=form.observed,
        expected=form.expected,
        ratio=_interval(form.ratio),
        best=form.best,
        verdict=form.verdict,
        weeks_needed=form.weeks_needed,
    )


def _group(row: GroupSummary) -> GroupHealthItem:
    return GroupHealthItem(
        id=row.group.id,
        name=row.group.name,
        health=row.health_class,
        speakers=_interval(row.health.speakers if row.health else None),
        mesh=_interval(row.health.mesh if row.health else None),
        habit=_interval(row.habit),
        kocs=row.kocs,
        kocs_needed=row.kocs_needed,
        owner=row.owner,
    )
