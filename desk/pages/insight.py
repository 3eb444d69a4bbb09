"""洞察: how the week went, what works, what the plan does differently, and what cannot be told."""

import io
from datetime import date
from typing import Annotated, Any
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response

from content.errors import UnknownId
from content.model import DataTable, GroupKind, Message, Verb, WeekInsight
from desk.auth import Person, may, office_of
from desk.board import monday_of, week_of
from desk.datetimes import today_in
from desk.i18n import language_of
from desk.insight_view import week_values
from desk.pages.said import said_in, shown
from desk.render import render
from services.insight_tables import as_csv, tables_of
from services.plan_changes import changes_of, value_in_words
from services.week_insight import WeekQuery

router = APIRouter(prefix="/insight")
CSV = "text/csv; charset=utf-8"
Week = Annotated[str, Query(pattern=r"^(|\d{4}-W\d{2})$")]
Kind = Annotated[GroupKind | None, Query()]
TableName = Annotated[str, InPath(pattern=r"^[a-z_]{1,40}$")]


def query_in(request: Request, week: Week = "", kind: Kind = None) -> WeekQuery:
    """The week of the address, else the last one that is over."""
    return WeekQuery(monday_of(week) if week else last_monday(request), kind)


def last_monday(request: Request) -> date:
    """The Monday of the last week that is over, by the team's clock."""
    office = office_of(request)
    return office.insights.last_monday(office.clock())


@router.get("")
def overview(
    request: Request, query: Annotated[WeekQuery, Depends(query_in)], person: Person = may(Verb.VIEW)
) -> Response:
    """A week in sentences, each with its chart, its table and its doubt."""
    office, language = office_of(request), language_of(request)
    week = office.insights.week(query, office.clock())
    today = today_in(office.workspace.settings.zone, office.clock())
    values: dict[str, Any] = dict(week_values(week, language, today))
    answer = render(
        request,
        "insight.html.j2",
        **values,
        sees_business=person.may(Verb.SEE_ORDERS),
        may_edit=person.may(Verb.SET_UP),
        learning=office.insights.learning(office.clock()),
        changes_of=changes_of,
        value_in_words=value_in_words,
        said=said_in(request),
    )
    return shown(request, answer)


@router.get("/tables.zip")
def all_tables(
    request: Request, query: Annotated[WeekQuery, Depends(query_in)], person: Person = may(Verb.VIEW)
) -> Response:
    """The tables of all charts of a week."""
    language, packed = language_of(request), io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for table in tables_of(_week(request, query)):
            archive.writestr(f"{table.name}.csv", as_csv(table, language))
    return as_file(packed.getvalue(), "application/zip", f"insight-{week_of(query.monday)}.zip")


@router.get("/{table}.csv")
def one_table(
    request: Request,
    table: TableName,
    query: Annotated[WeekQuery, Depends(query_in)],
    person: Person = may(Verb.VIEW),
) -> Response:
    """The numbers behind a chart."""
    week = week_of(query.monday)
    return as_table(request, tables_of(_week(request, query)), table, f"{table}-{week}.csv")


def as_table(request: Request, tables: list[DataTable], name: str, file: str) -> Response:
    """The table of that name as a file; UnknownId where there is none."""
    for table in tables:
        if table.name == name:
            return as_file(as_csv(table, language_of(request)), CSV, file)
    raise UnknownId(Message("desk_missing.table", table=name))


def as_file(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _week(request: Request, query: WeekQuery) -> WeekInsight:
    office = office_of(request)
    return office.insights.week(query, office.clock())
