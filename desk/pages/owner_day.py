"""An owner's day, by a link that needs no account: the token in the address stands for one owner and one day.

It opens nothing but this page, its posters and its reports; once the link has ended it shows nothing at all.
"""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from content.errors import SishiError, UnknownId
from content.model import Message, OwnerLink, Slot, TaskEventKind
from desk import backoff
from desk.auth import office_of
from desk.errors import as_refusal
from desk.i18n import language_of, worded
from desk.media import shrunk_poster, whole_poster
from desk.owner_view import day_view
from desk.render import render
from desk.strangers import count_stranger
from desk.templating import HERE
from services.owner_day import OwnerWord, is_heard, link_of, open_day, take_word, tell_sight
from services.owner_evening import hand_slot, owner_evening
from services.send_answer import ChatSight

PAGE, WORD, POSTER = "/o/{token}", "/o/{token}/word", "/o/{token}/poster/{key}.jpg"
SEEN, SLOT = "/o/{token}/seen", "/o/{token}/slot"
WORKER = "/o/worker.js"
OWNERS = frozenset({PAGE, WORD, SEEN, SLOT, POSTER, WORKER})  # they ask for a token instead
LONGEST_AGO = timedelta(days=2).total_seconds()
NOT_INDEXED = {"X-Robots-Tag": "noindex, nofollow, noarchive"}

router = APIRouter()
Token = Annotated[str, Path(min_length=16, max_length=100)]


@router.get(WORKER)
def worker() -> Response:
    """The script that keeps opened days on the phone; it may see them beside a chat of WeCom, too."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return FileResponse(HERE / "static/js/owner-worker.js", media_type="text/javascript", headers=headers)


@router.get(PAGE)
def day(request: Request, token: Token, again: bool = False) -> Response:
    """The day's tasks; `again`: the page asks for itself anew, which is no opening."""
    office = office_of(request)
    link = link_of(office, token)
    if link is None or not link.is_open(office.clock()):
        return _ended(request, link)
    opened = open_day(office, link, count=not again)
    view = day_view(opened, office, language_of(request))
    evening = owner_evening(office, link) if view.is_over else None
    answer = render(
        request, "owner.html.j2", day=view, evening=evening, token=token, nonce=token_urlsafe(12), side=None
    )
    times = {"Sishi-Ends": link.expires_at, "Sishi-Now": office.clock()}
    answer.headers.update(NOT_INDEXED | {name: f"{at.timestamp():.1f}" for name, at in times.items()})
    return answer


@router.get(POSTER)
def poster(
    request: Request,
    token: Token,
    key: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")],
    width: Annotated[int | None, Query()] = None,
) -> Response:
    """A poster of this day, whole or small."""
    office = office_of(request)
    link = link_of(office, token)
    if link is None or not link.is_open(office.clock()):
        return _ended(request, link)
    opened = open_day(office, link, count=False)
    posters = {task.first.poster for task in opened.tasks}
    posters |= {question.post.poster for question in opened.questions}
    if key not in posters:
        raise UnknownId(Message("desk_missing.picture", kind="poster", name=key))
    answer = shrunk_poster(request, key, width) if width else whole_poster(request, key)
    answer.headers.update(NOT_INDEXED)
    return answer


class TaskReport(BaseModel):
    """What a page reports, as a form has it; see services.owner_day.OwnerWord. `ago` is in seconds."""

    key: str = Field(min_length=8, max_length=80)
    kind: TaskEventKind
    task: str = Field(max_length=40)
    posts: list[Annotated[str, Field(max_length=300)]] = Field(max_length=500)
    ago: float = Field(default=0.0, ge=0, le=LONGEST_AGO)
    reason: str = Field(default="", max_length=20)
    words: str = Field(default="", max_length=4000)

    def word(self) -> OwnerWord:
        ago = timedelta(seconds=self.ago)
        return OwnerWord(self.key, self.kind, self.task, tuple(self.posts), ago, self.reason, self.words)


@router.post(WORD)
def word(request: Request, token: Token, report: Annotated[TaskReport, Form()]) -> Response:
    """What the owner did: scripts read {"ok"}, browsers without any come back to the page."""
    office = office_of(request)
    link = link_of(office, token)
    if link is None or not is_heard(link, office.clock()):
        return _ended(request, link)
    try:
        is_new = take_word(office, link, report.word())
    except SishiError as error:
        if not _is_script(request):
            raise
        refusal = as_refusal(error)
        problem = {"ok": False, "message": worded(refusal.message, language_of(request))}
        return JSONResponse(problem, refusal.status)
    if not _is_script(request):
        return RedirectResponse(f"/o/{token}", 303)
    return JSONResponse({"ok": True, "new": is_new})


class SightReport(BaseModel):
    """What the owner saw in the chat of a post that the desk asks about."""

    post: str = Field(min_length=1, max_length=300)
    sight: ChatSight


@router.post(SEEN)
def seen(request: Request, token: Token, report: Annotated[SightReport, Form()]) -> Response:
    """The answer to a question of the desk; back to the page."""
    office = office_of(request)
    link = link_of(office, token)
    if link is None or not link.is_open(office.clock()):
        return _ended(request, link)
    tell_sight(office, link, report.post, report.sight)
    return RedirectResponse(f"/o/{token}", 303)


class SlotReport(BaseModel):
    """A slot that somebody else is to send from now on, or no more."""

    slot: Slot
    give: bool = False


@router.post(SLOT)
def give_slot(request: Request, token: Token, report: Annotated[SlotReport, Form()]) -> Response:
    """The backup takes a slot, or the owner takes it back; back to the page."""
    office = office_of(request)
    link = link_of(office, token)
    if link is None or not link.is_open(office.clock()):
        return _ended(request, link)
    hand_slot(office, link, report.slot, give=report.give)
    return RedirectResponse(f"/o/{token}", 303)


def _is_script(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _ended(request: Request, link: OwnerLink | None) -> Response:
    """A page without anything of the day: 410 for a link that ended, 404 for one that never was, 429 for an
    address that tried many of those."""
    status = 410 if link is not None else count_stranger(request)
    if _is_script(request):
        answer: Response = JSONResponse({"ok": False, "ended": True}, status)
    else:
        answer = render(request, "owner_ended.html.j2", status=status)
    answer.headers.update(NOT_INDEXED)
    if status == 429:
        answer.headers["Retry-After"] = str(int(backoff.STRANGERS_WAIT.total_seconds()))
    return answer
