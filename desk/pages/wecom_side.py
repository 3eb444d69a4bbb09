"""An owner's day inside WeCom's sidebar: the page of `owner_day`, signed in by WeCom, beside one chat.

Nobody needs an account: WeCom says who holds the client. The link's token lies in a cookie for these
addresses alone, and in the forms of the page as on the phone.
"""

import hmac
from secrets import token_urlsafe
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Form, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from content.errors import UnknownId
from content.model import Message, OwnerLink
from desk.api.send_shapes import CHANNEL_ID
from desk.auth import office_of
from desk.context import DeskContext
from desk.errors import Refusal
from desk.i18n import language_of
from desk.owner_view import day_view
from desk.pages.owner_day import NOT_INDEXED
from desk.render import render
from services.owner_day import link_of, open_day
from services.owner_evening import owner_evening
from services.wecom_side import (
    SideApp,
    authorize_address,
    chat_groups,
    side_app,
    sign_in,
    sign_page,
    upload_poster,
    verify_file,
)

PAGE, BACK = "/wecom/{channel}", "/wecom/{channel}/back"
SIGNATURE, MEDIA = "/wecom/{channel}/signature", "/wecom/{channel}/media"
PROOF = "/WW_verify_{name}.txt"
SIDE = frozenset({PAGE, BACK, SIGNATURE, MEDIA, PROOF})  # routes that ask WeCom who comes
DAY_COOKIE, STATE_COOKIE = "wecom-day", "wecom-state"
A_WHILE = 600  # seconds to come back from WeCom in

router = APIRouter()
Id = Annotated[str, Path(pattern=CHANNEL_ID)]


@router.get(PROOF)
def proof(request: Request, name: Annotated[str, Path(pattern=r"^[A-Za-z0-9]{8,64}$")]) -> Response:
    """The file by which WeCom sees that the domain is ours."""
    content = verify_file(office_of(request), name)
    if content is None:
        raise UnknownId(Message("wecom_side.no_proof", name=name))
    return PlainTextResponse(content)


@router.get(PAGE)
def side(request: Request, channel: Id, again: bool = False) -> Response:
    """The day of whoever WeCom signed in; others are sent to WeCom first. `again`: the page keeps itself."""
    office = office_of(request)
    app = side_app(office, channel)
    known = _signed_in(request, office)
    if known is None:
        return _to_wecom(request, office, app)
    token, link = known
    opened = open_day(office, link, count=not again)
    view = day_view(opened, office, language_of(request))
    chats = chat_groups(office)
    answer = render(
        request,
        "owner.html.j2",
        day=view,
        evening=owner_evening(office, link) if view.is_over else None,
        token=token,
        nonce=token_urlsafe(12),
        side={
            "corpId": app.corp_id,
            "agentId": app.agent_id,
            "page": f"/wecom/{quote(channel)}",
            "chats": {chat: group for chat, group in chats.items() if group in opened.groups},
        },
    )
    times = {"Sishi-Ends": link.expires_at, "Sishi-Now": office.clock()}
    answer.headers.update(NOT_INDEXED | {name: f"{at.timestamp():.1f}" for name, at in times.items()})
    return answer


@router.get(BACK)
def back(
    request: Request,
    channel: Id,
    code: Annotated[str, Query(min_length=1, max_length=600)],
    state: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """WeCom's word on who holds the client becomes a cookie for today."""
    office = office_of(request)
    app = side_app(office, channel)
    expected = request.cookies.get(STATE_COOKIE, "")
    if not expected or not hmac.compare_digest(expected.encode(), state.encode()):
        raise Refusal(403, "wrong_link", Message("wecom_side.wrong_state"))
    try:
        token, link = sign_in(office, app, code)
    except UnknownId as error:
        raise Refusal(403, "not_staff", error.message) from None
    answer = RedirectResponse(f"/wecom/{quote(channel)}", 303)
    seconds = max(1, int((link.expires_at - office.clock()).total_seconds()))
    _keep(request, answer, DAY_COOKIE, token, seconds)
    answer.delete_cookie(STATE_COOKIE, path="/wecom")
    return answer


@router.get(SIGNATURE)
def signature(
    request: Request, channel: Id, url: Annotated[str, Query(min_length=1, max_length=600)]
) -> JSONResponse:
    """The signatures for the page at `url`, which must be this one."""
    office = office_of(request)
    _need(request, office)
    place = urlsplit(url)
    if place.netloc != request.headers.get("host") or place.path != f"/wecom/{channel}":
        raise Refusal(403, "elsewhere", Message("wecom_side.elsewhere"))
    made = sign_page(office, side_app(office, channel), url)
    return JSONResponse(
        {
            name: {"timestamp": by.timestamp, "nonceStr": by.nonce, "signature": by.signature}
            for name, by in (("config", made.config), ("agent", made.agent))
        }
    )


class MediaForm(BaseModel):
    poster: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


@router.post(MEDIA)
def media(request: Request, channel: Id, form: Annotated[MediaForm, Form()]) -> JSONResponse:
    """The media id of a poster of the day, as a message into a chat takes it."""
    office = office_of(request)
    link = _need(request, office)
    posters = {task.first.poster for task in open_day(office, link, count=False).tasks}
    if form.poster not in posters:
        raise UnknownId(Message("desk_missing.picture", kind="poster", name=form.poster))
    return JSONResponse({"media": upload_poster(office, side_app(office, channel), form.poster)})


def _signed_in(request: Request, office: DeskContext) -> tuple[str, OwnerLink] | None:
    """The token and link of the cookie, while it is open and of today."""
    token = request.cookies.get(DAY_COOKIE, "")
    link = link_of(office, token) if token else None
    if link is None or not link.is_open(office.clock()) or link.day != office.today:
        return None
    return token, link


def _need(request: Request, office: DeskContext) -> OwnerLink:
    """Refusal 401 for whoever WeCom did not sign in."""
    known = _signed_in(request, office)
    if known is None:
        raise Refusal(401, "sign_in", Message("wecom_side.sign_in"))
    return known[1]


def _to_wecom(request: Request, office: DeskContext, app: SideApp) -> Response:
    state = token_urlsafe(24)
    origin = office.workspace.settings.desk.address or f"{request.url.scheme}://{request.headers['host']}"
    to = f"{origin}/wecom/{quote(app.channel.id)}/back"
    answer = RedirectResponse(authorize_address(app, to=to, state=state), 303)
    _keep(request, answer, STATE_COOKIE, state, A_WHILE)
    return answer


def _keep(request: Request, answer: Response, name: str, value: str, seconds: int) -> None:
    """Lax: it must come along when WeCom sends the client back."""
    secure = office_of(request).secure or request.url.scheme == "https"
    answer.set_cookie(
        name, value, max_age=seconds, path="/wecom", httponly=True, samesite="lax", secure=secure
    )
