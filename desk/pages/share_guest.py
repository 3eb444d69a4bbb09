"""审阅链接: posts shown to somebody without an account, by a token in the address, after a name and a code.

It opens nothing but this link's posts and their posters; what is not the link's is not there. A link that
nobody made, and a post of another link, answer alike.
"""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from content.errors import SishiError, UnknownId
from content.media import DECODERS_RAISE
from content.model import (
    Message,
    OpinionVerdict,
    PosterPin,
    Remark,
    RemarkKind,
    ShareLink,
    ShareRights,
    ShareVisit,
    Sight,
)
from content.store import Store
from desk import backoff
from desk.auth import office_of
from desk.board import CLASSES
from desk.errors import as_refusal
from desk.i18n import worded
from desk.media import small_poster_file
from desk.names import names_for
from desk.render import render
from desk.share_view import GuestPage, guest_details, guest_page
from desk.strangers import count_stranger
from desk.watermark import watermarked
from services.guest_review import GuestWord, take_guest_word
from services.shares import LOCKED, DoorAnswer, enter_share, items_of, share_link, visit_of

PAGE, DOOR, WORD = "/share/{token}", "/share/{token}/enter", "/share/{token}/word"
POSTER = "/share/{token}/poster/{post_id}/{version}/{width}.jpg"
GUESTS = frozenset({PAGE, DOOR, WORD, POSTER})  # they ask for a token, and a cookie that the door gave
COOKIE = "sishi_share"
WIDTHS = frozenset({192, 720, 1080})
PRIVATE = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
SECONDS_EACH = 13  # a guest takes for a poster, for "about 6 minutes"

router = APIRouter()
Token = Annotated[str, Path(min_length=16, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
PostId = Annotated[str, Path(max_length=200)]


@router.get(PAGE)
def look(
    request: Request,
    token: Token,
    at: Annotated[str, Query(max_length=200)] = "",
    change: bool = False,
    done: bool = False,
) -> Response:
    """The door, the post to look at, or that all were looked at."""
    office, link = office_of(request), share_link(office_of(request), token)
    if link is None or not link.is_open(office.clock()):
        return _closed(request, link)
    known = visit_of(office, token, request.cookies.get(COOKIE, ""))
    if known is None:
        if request.headers.get("sec-fetch-site") == "cross-site":  # its cookie stays at home by a link
            return _private(render(request, "again.html.j2"))
        return _door(request, token, link)
    with office.open_store(reading=True) as store:
        page = guest_page(store, link, office.clock(), at)
        details = guest_details(office, store, page)
    if at and page.here is None:
        return _closed(request, None)
    template = "share/post.html.j2" if page.here and not done else "share/done.html.j2"
    more = {"details": details, "changing": change and link.rights is not ShareRights.LOOK}
    return _page(request, template, token, page, known[1], **more)


@router.post(DOOR)
def enter(
    request: Request,
    token: Token,
    name: Annotated[str, Form(max_length=200)] = "",
    code: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Who says a name, and the code where there is one, comes in."""
    office, link = office_of(request), share_link(office_of(request), token)
    if link is None or not link.is_open(office.clock()):
        return _closed(request, link)
    try:
        answer = enter_share(office, token, name, code)
    except SishiError as error:
        refusal = as_refusal(error)
        return _door(request, token, link, wrong=refusal.message, name=name, status=refusal.status)
    if not answer.secret:
        status = 429 if answer.locked_until else 403
        return _door(request, token, link, answer=answer, name=name, status=status)
    inside = RedirectResponse(f"/share/{token}", 303)
    inside.set_cookie(
        COOKIE,
        answer.secret,
        max_age=max(1, int((link.expires_at - office.clock()).total_seconds())),
        path=f"/share/{token}",
        httponly=True,
        samesite="strict",
        secure=office.secure,
    )
    return _private(inside)


class GuestForm(BaseModel):
    """A verdict about a post as it was seen: "id version text_sha256 poster_sha256". Remarks are lists side
    by side, an entry of each for every remark; without words there is none."""

    seen: Annotated[str, Field(max_length=400)]
    verdict: OpinionVerdict
    text: Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=20)] = []
    kind: Annotated[list[RemarkKind], Field(max_length=20)] = []
    quote: Annotated[list[Annotated[str, Field(max_length=400)]], Field(max_length=20)] = []
    x: Annotated[list[str], Field(max_length=20)] = []
    y: Annotated[list[str], Field(max_length=20)] = []

    def word(self) -> GuestWord:
        """UnknownId for a form that is none of ours."""
        parts = self.seen.split(" ")
        if len(parts) != 4 or not parts[1].isdecimal() or len(parts[1]) > 6:
            raise UnknownId(Message("share.unknown"))
        sight = Sight(parts[0], int(parts[1]), parts[2], parts[3])
        remarks = [self._remark(n) for n, text in enumerate(self.text) if text.strip()]
        return GuestWord(sight.id, sight, self.verdict, remarks)

    def _remark(self, n: int) -> Remark:
        def nth(values: list[str]) -> str:
            return values[n] if n < len(values) else ""

        x, y = _share(nth(self.x)), _share(nth(self.y))
        pin = PosterPin(x, y) if x is not None and y is not None else None
        kind = self.kind[n] if n < len(self.kind) else RemarkKind.NONE
        return Remark(self.text[n], pin, nth(self.quote), kind)


@router.post(WORD)
def judge(request: Request, token: Token, form: Annotated[GuestForm, Form()]) -> Response:
    """Pass, or say what to change; on to the next that waits."""
    office = office_of(request)
    known = visit_of(office, token, request.cookies.get(COOKIE, ""))
    if known is None:
        link_or_none = share_link(office, token)
        if link_or_none is None or not link_or_none.is_open(office.clock()):
            return _closed(request, link_or_none)
        return _private(RedirectResponse(f"/share/{token}", 303))
    link, visit = known
    try:
        word = form.word()
        take_guest_word(office, link, visit, word)
    except SishiError as error:
        return _refused(request, token, known, form, error)
    with office.open_store(reading=True) as store:
        following = guest_page(store, link, office.clock(), word.item).next
    to = f"?at={quote(following.id)}" if following else "?done=1"
    return _private(RedirectResponse(f"/share/{token}{to}", 303))


def _refused(
    request: Request, token: str, known: tuple[ShareLink, ShareVisit], form: GuestForm, error: SishiError
) -> Response:
    """The post as it is now, with what was wrong; as if it were not there, where it is none of the link's."""
    refusal, (link, visit) = as_refusal(error), known
    office = office_of(request)
    with office.open_store(reading=True) as store:
        page = guest_page(store, link, office.clock(), form.seen.partition(" ")[0] or "-")
        details = guest_details(office, store, page)
    if page.here is None:
        return _closed(request, None)
    changing = form.verdict is OpinionVerdict.CHANGE and refusal.status == 422
    more = {"details": details, "changing": changing, "wrong": refusal.message, "status": refusal.status}
    return _page(request, "share/post.html.j2", token, page, visit, **more)


@router.get(POSTER)
def poster(request: Request, token: Token, post_id: PostId, version: int, width: int) -> Response:
    """A poster of this link as that version shows it, with the guest's name all over it."""
    office = office_of(request)
    known = visit_of(office, token, request.cookies.get(COOKIE, ""))
    if known is None or width not in WIDTHS:
        return _nothing()
    link, visit = known
    with office.open_store(reading=True) as store:
        key = _poster_key(store, link, post_id, version)
    if not key:
        return _nothing()
    today = office.clock().astimezone(office.zone)
    only = worded(Message("share.watermark"), office.workspace.settings.language)
    try:
        file = small_poster_file(office, key, width)
        words = f"{visit.name}  {only}  {today:%m-%d}"
        picture = watermarked(file, words) if link.watermark else file.read_bytes()
    except (SishiError, *DECODERS_RAISE):
        return _nothing()
    return _private(Response(picture, media_type="image/jpeg"))


def _poster_key(store: Store, link: ShareLink, post_id: str, version: int) -> str:
    """What a post of the link shows now, or showed when this guest judged it; "" for all else."""
    items = items_of(store, link)
    post = next((item.first for item in items if item.first.id == post_id), None)
    if post is None:
        return ""
    if version == post.version:
        return post.poster
    judged = store.shares.opinions_by(link.sha256)
    if any(judged[key].version == version for key in (post_id,) if key in judged):
        return store.history.version(post_id, version).poster
    return ""


def _page(
    request: Request, template: str, token: str, page: GuestPage, visit: ShareVisit, **more: Any
) -> Response:
    values: dict[str, Any] = {
        "token": token,
        "page": page,
        "share": page.link,
        "visit": visit,
        "classes": CLASSES,
        "kinds": [kind for kind in RemarkKind if kind],
        "may_judge": page.link.rights is not ShareRights.LOOK,
        "wrong": "",
        "group_name": _group_name(request, page.link),
        "inviter": names_for(request)(page.link.made_by),
    }
    return _private(render(request, template, **(values | more)))


def _door(
    request: Request,
    token: str,
    link: ShareLink,
    *,
    status: int = 200,
    **more: Any,
) -> Response:
    """The page that asks for a name and the code. It shows no poster: a link alone opens none."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        n = len(items_of(store, link))
    page = render(
        request,
        "share/door.html.j2",
        status=status,
        token=token,
        share=link,
        n=n,
        minutes=max(1, round(n * SECONDS_EACH / 60)),
        group_name=_group_name(request, link),
        inviter=names_for(request)(link.made_by),
        **({"answer": None, "wrong": "", "name": ""} | more),
    )
    answer: DoorAnswer | None = more.get("answer")
    if answer and answer.locked_until:
        page.headers["Retry-After"] = str(int(LOCKED.total_seconds()))
    return _private(page)


def _closed(request: Request, link: ShareLink | None) -> Response:
    """Nothing of the posts: 410 for a link that ended, 404 for one that never was and for what no link shows,
    429 for an address that tried many of those."""
    status = 410 if link is not None else count_stranger(request)
    given = 0
    if link is not None:
        with office_of(request).open_store(reading=True) as store:
            given = len(store.shares.opinions_by(link.sha256))
    group_name = _group_name(request, link) if link else ""
    page = render(
        request,
        "share/closed.html.j2",
        status=status,
        share=link,
        given=given,
        group_name=group_name,
        inviter=names_for(request)(link.made_by) if link else "",
    )
    if status == 429:
        page.headers["Retry-After"] = str(int(backoff.STRANGERS_WAIT.total_seconds()))
    return _private(page)


def _group_name(request: Request, link: ShareLink) -> str:
    """What the link's group is called; "" where it is of all."""
    groups = dict(office_of(request).groups.at(office_of(request).clock()))
    return groups.get(link.range.group, "")


def _nothing() -> Response:
    """The same for every picture that is not to be seen."""
    return _private(Response(status_code=404))


def _private(answer: Response) -> Response:
    answer.headers.update(PRIVATE)
    return answer


def _share(text: str) -> float | None:
    """A share of a poster's side, 0 to 1; None for what is none."""
    try:
        share = float(text)
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None
