"""投稿链接: links and QR codes by which members send photos themselves; editors make and revoke them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import Response

from content.errors import SishiError
from content.model import Message, SubmissionLink, Verb
from desk.auth import Person, may, office_of
from desk.i18n import language_of, worded
from desk.pages.said import back, said_in, shown
from desk.render import render
from services.submission_links import (
    MOST_TITLE,
    LinkOrder,
    address_of,
    find_link,
    list_links,
    make_link,
    qr_of,
    revoke_link,
)

router = APIRouter()
HERE = "/links"
KINDS = {"svg": "image/svg+xml", "png": "image/png"}
LinkId = Annotated[str, InPath(pattern=r"^[0-9a-f]{8}$")]


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link with where it leads, and what its group and its call for photos are called."""

    link: SubmissionLink
    address: str
    group: str
    activity: str


@router.get(HERE)
def links(
    request: Request,
    group: Annotated[str, Query(max_length=120)] = "",
    person: Person = may(Verb.VIEW),
) -> Response:
    """The links that open today, of one group if the address names it, and a form for a new one."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        groups = dict(store.lists.group_names())
        activities = {a.code: a.name for a in store.koc.activities() if a.ends_on >= office.today}
    rows = [
        ShownLink(link, address, groups.get(link.group, link.group), activities.get(link.activity, ""))
        for address, link in list_links(office, group)
    ]
    is_open = bool(office.workspace.settings.intake.address)
    answer = render(
        request,
        "links.html.j2",
        groups=groups,
        activities=activities,
        rows=rows,
        most_title=MOST_TITLE,
        of_group=group if group in groups else "",
        is_open=is_open,
        said=said_in(request),
        may_edit=person.may(Verb.DECIDE),
    )
    return shown(request, answer)


class LinkForm(BaseModel):
    group: Annotated[str, Field(max_length=120)]
    activity: Annotated[str, Field(max_length=120)] = ""
    title: Annotated[str, Field(max_length=200)] = ""
    until: Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")] = ""


@router.post(HERE)
def make(request: Request, form: Annotated[LinkForm, Form()], person: Person = may(Verb.DECIDE)) -> Response:
    """Make a link; back to the page, on which it stands first."""
    office, language = office_of(request), language_of(request)
    try:
        until = date.fromisoformat(form.until) if form.until else None
        make_link(office, LinkOrder(form.group, form.activity, form.title, until), actor=person.name)
    except SishiError as error:
        return back(HERE, error.in_language(language))
    except ValueError:
        return back(HERE, worded(Message("cli.no_date", text=form.until), language))
    return back(HERE, worded(Message("submission_link.done"), language))


@router.post(f"{HERE}/{{link}}/revoke")
def revoke(request: Request, link: LinkId, person: Person = may(Verb.DECIDE)) -> Response:
    """End a link at once."""
    revoke_link(office_of(request), link, actor=person.name)
    return back(HERE, worded(Message("submission_link.revoked"), language_of(request)))


@router.get(f"{HERE}/{{link}}/qr.{{kind}}")
def qr(
    request: Request, link: LinkId, kind: Literal["svg", "png"], person: Person = may(Verb.VIEW)
) -> Response:
    """The QR code of an open link."""
    office = office_of(request)
    address = address_of(office, find_link(office, link))
    kept = {"Content-Disposition": f'inline; filename="{link}.{kind}"'}
    return Response(qr_of(address, kind), headers=kept, media_type=KINDS[kind])
