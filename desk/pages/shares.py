"""给外面的人看: make a link for somebody without an account; how far each is, revoke, restore, nudge."""

from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import Response

from content.errors import SishiError, WrongInput
from content.model import GuestRole, Message, ShareRights, ShareScope, User, Verb
from content.model.distinct import distinct_posts
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.datetimes import in_reach
from desk.errors import as_refusal
from desk.i18n import language_of, worded
from desk.pages.said import back, said_in, shown
from desk.qr import qr_path
from desk.render import render
from services.shares import (
    MadeShare,
    ShareOrder,
    ShareProgress,
    default_end,
    list_shares,
    make_share,
    nudge_share,
    posts_for,
    restore_share,
    revoke_share,
)

router = APIRouter()
ADDRESS = "/settings/shares"
Sha = Annotated[str, InPath(pattern=r"^[0-9a-f]{64}$")]


class ShareForm(BaseModel):
    """What a link is to be; `until` is local time of the workspace, empty for the preset."""

    guest: Annotated[str, Field(max_length=100)] = ""
    role: GuestRole = GuestRole.BRAND
    scope: ShareScope = ShareScope.WEEK
    group: Annotated[str, Field(max_length=200)] = ""
    day: date
    rights: ShareRights = ShareRights.OPINION
    until: Annotated[str, Field(max_length=30)] = ""
    code: bool = False
    watermark: bool = False
    merged: bool = False

    def order(self, zone: ZoneInfo) -> ShareOrder:
        return ShareOrder(
            self.guest,
            self.role,
            self.scope,
            self.group,
            in_reach(self.day),
            self.rights,
            _local(self.until, zone),
            self.code,
            self.watermark,
            self.merged,
        )


class ShareQuery(BaseModel):
    """What the form is filled with, and the link that something was just done to."""

    group: Annotated[str, Field(max_length=200)] = ""
    day: date | None = None
    scope: ShareScope = ShareScope.WEEK
    nudged: Annotated[str, Field(max_length=64)] = ""
    revoked: Annotated[str, Field(max_length=64)] = ""


@router.get(ADDRESS)
def shares(
    request: Request, query: Annotated[ShareQuery, Query()], person: Person = may(Verb.SHARE)
) -> Response:
    """The form, and the links there are."""
    day = in_reach(query.day) if query.day else _monday(office_of(request).today)
    form = ShareForm(group=query.group, day=day, scope=query.scope, code=True, watermark=True, merged=True)
    answer = _page(request, person, form, nudged=query.nudged, revoked=query.revoked, said=said_in(request))
    return shown(request, answer)


@router.post(ADDRESS)
def make(request: Request, form: Annotated[ShareForm, Form()], person: Person = may(Verb.SHARE)) -> Response:
    """Answers with the page itself, not 303: token and code are on it, this once, and in no address."""
    office = office_of(request)
    try:
        made = make_share(office, form.order(office.zone), by=_user(person))
    except SishiError as error:
        refusal = as_refusal(error)
        return _page(request, person, form, wrong=refusal.message, status=refusal.status)
    return _page(request, person, form, made=made)


@router.post(ADDRESS + "/{sha256}/revoke")
def revoke(request: Request, sha256: Sha, person: Person = may(Verb.SHARE)) -> Response:
    revoke_share(office_of(request), sha256, by=_user(person))
    return _said(request, Message("share.revoked"), f"?revoked={sha256}")


@router.post(ADDRESS + "/{sha256}/restore")
def restore(request: Request, sha256: Sha, person: Person = may(Verb.SHARE)) -> Response:
    restore_share(office_of(request), sha256, by=_user(person))
    return _said(request, Message("share.restored"))


@router.post(ADDRESS + "/{sha256}/nudge")
def nudge(request: Request, sha256: Sha, person: Person = may(Verb.SHARE)) -> Response:
    """The page offers a sentence to send; who was nudged, and when, is written down."""
    nudge_share(office_of(request), sha256, by=_user(person))
    return _said(request, Message("share.nudged"), f"?nudged={sha256}")


def _page(
    request: Request,
    person: Person,
    form: ShareForm,
    *,
    made: MadeShare | None = None,
    status: int = 200,
    **more: object,
) -> Response:
    office = office_of(request)
    links = list_shares(office)
    now = office.clock()
    counts, ends = _sizes(office, form)
    values = {
        "wrong": "",
        "said": "",
        "nudged": "",
        "revoked": "",
        "form": form,
        "made": made,
        "code_of": qr_path(made.address) if made else None,
        "open_links": [progress for progress in links if progress.link.is_open(now)],
        "used_links": [progress for progress in links if not progress.link.is_open(now)],
        "undoable": _undoable(links, now),
        "groups": office.groups.at(now),
        "roles": list(GuestRole),
        "scopes": list(ShareScope),
        "rights": list(ShareRights),
        "counts": counts,
        "ends": ends,
        "zone": office.workspace.settings.zone,
        "step": timedelta(days=7),
    }
    return render(request, "shares.html.j2", status=status, **(values | more))


def _sizes(office: DeskContext, form: ShareForm) -> tuple[dict[ShareScope, int], datetime | None]:
    """How many posters each scope has now, and when a link to the chosen one would end."""
    now, counts, ends = office.clock(), {}, None
    with office.open_store(reading=True) as store:
        for scope in ShareScope:
            order = form.model_copy(update={"scope": scope, "until": ""}).order(office.zone)
            posts = posts_for(store, order, now)
            counts[scope] = len(distinct_posts(posts)) if form.merged else len(posts)
            if scope is form.scope:
                ends = default_end(posts)
    return counts, ends


def _undoable(links: list[ShareProgress], now: datetime) -> frozenset[str]:
    ten_seconds = timedelta(seconds=10)
    return frozenset(
        p.link.sha256 for p in links if p.link.revoked_at and now - p.link.revoked_at <= ten_seconds
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _local(text: str, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise WrongInput(Message("desk_request.bad_moment", text=text[:40])) from None


def _user(person: Person) -> User:
    return person.user


def _said(request: Request, done: Message, more: str = "") -> Response:
    return back(f"{ADDRESS}{more}", worded(done, language_of(request)))
