"""吐槽: what members are unhappy with, newest first, for the team to answer."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from content.model import Verb
from desk.auth import Person, may, office_of
from desk.queue_query import Id
from desk.render import render
from services.complaints import DAYS, complaints

router = APIRouter()
SPANS = (7, DAYS, 90, 365)  # days to look back


@router.get("/complaints")
def complaints_page(
    request: Request,
    days: Annotated[int, Query(ge=1, le=3650)] = DAYS,
    product: Id = "",
    group: Id = "",
    person: Person = may(Verb.VIEW),
) -> Response:
    """Those of the last `days`, of one product or group where it is named."""
    office = office_of(request)
    return render(
        request,
        "complaints.html.j2",
        complaints=complaints(office, days=days, product=product, group=group),
        days=days,
        spans=SPANS,
        product=product,
        group=group,
        products=office.products.at(office.clock()).options,
        groups=office.groups.at(office.clock()),
        group_names=dict(office.groups.at(office.clock())),
        zone=office.workspace.settings.zone,
    )
