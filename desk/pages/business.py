"""经营: what members bought beside what they do. For leads: the numbers of the shop are not everybody's."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from content.model import Verb
from desk.auth import Person, may, office_of
from desk.board import monday_of, week_of
from desk.business_values import business_values
from desk.i18n import language_of
from desk.pages.insight import TableName, Week, as_table
from desk.render import render
from services.business_tables import business_tables
from services.business_view import WEEKS, BusinessView

router = APIRouter(prefix="/insight/business")


@router.get("")
def business(request: Request, week: Week = "", person: Person = may(Verb.SEE_ORDERS)) -> Response:
    """Four weeks and the four before; without a table of orders, what one would tell."""
    office = office_of(request)
    last = office.insights.last_monday(office.clock())
    monday = monday_of(week) if week else last
    back, later = timedelta(weeks=WEEKS), monday + timedelta(weeks=WEEKS)
    values: dict[str, Any] = dict(business_values(_view(request, week), language_of(request)))
    return render(
        request,
        "business.html.j2",
        **values,
        week_name=week_of(monday),
        earlier=f"/insight/business?week={week_of(monday - back)}",
        later=f"/insight/business?week={week_of(later)}" if later <= last else None,
    )


@router.get("/{table}.csv")
def one_table(
    request: Request, table: TableName, week: Week = "", person: Person = may(Verb.SEE_ORDERS)
) -> Response:
    """The numbers behind a chart."""
    return as_table(request, business_tables(_view(request, week)), table, f"{table}.csv")


def _view(request: Request, week: str) -> BusinessView:
    office = office_of(request)
    monday = monday_of(week) if week else office.insights.last_monday(office.clock())
    return office.insights.business(monday + timedelta(days=6), office.clock())
