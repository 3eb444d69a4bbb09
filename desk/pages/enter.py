"""Coming in and going out: the local link, signing in, signing out; language and theme of a browser."""

import hmac
from datetime import timedelta
from math import ceil
from threading import BoundedSemaphore, Lock
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from content.accounts import new_secret, verified
from content.model import Message, SignIn, Verb
from desk import backoff
from desk.auth import COOKIE, Person, hashed, local_cookie, may, office_of, person_of
from desk.errors import Refusal
from desk.i18n import LANGUAGES
from desk.render import THEMES, render

router = APIRouter()
LASTS = timedelta(hours=12)  # a sign-in: a working day
_COUNTING = Lock()  # one try is counted before the next is looked at
_TRYING = BoundedSemaphore(2)  # a try takes 19 MiB and 25 ms of a core: no more at once, however many ask

Next = Annotated[str, Query(max_length=300)]


@router.get("/enter")
def enter(request: Request, token: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The link printed at the start: its secret becomes a cookie and leaves the address."""
    office = office_of(request)
    if not office.entry or not hmac.compare_digest(token.encode(), office.entry.encode()):
        raise Refusal(403, "wrong_link", Message("desk_access.wrong_link"))
    return _with_cookie(request, RedirectResponse("/", 303), local_cookie(office))


@router.get("/login")
def login_page(request: Request, next: Next = "/") -> Response:
    if person_of(request) is not None:
        return RedirectResponse(inside(next), 303)
    return _page(request, next)


@router.post("/login")
def login(
    request: Request,
    name: Annotated[str, Form(max_length=80)],
    password: Annotated[str, Form(max_length=200)],
    next: Annotated[str, Form(max_length=300)] = "/",
) -> Response:
    """A new session under a new secret; one that the browser held before is over.

    A try is written down as failed before it is looked at, so that many at once do not outrun the limit.
    """
    office, now = office_of(request), office_of(request).clock()
    address = request.client.host if request.client else ""
    pair, here = backoff.keys(address, name)
    with _COUNTING, office.open_store() as store:
        if left := backoff.wait(store, address, name, now):
            return _page(request, next, wrong=name, status=429, wait=left)
        store.accounts.add_attempt(pair, ok=False, at=now)
        user = store.accounts.user(name)
    with _TRYING:
        well = verified(password, user.password if user and not user.disabled else "")
    if user is None or not well:
        with office.open_store() as store:
            store.accounts.add_attempt(here, ok=False, at=now)
            backoff.prune(store, now)
        return _page(request, next, wrong=name, status=401)
    secret, sha256 = new_secret()
    with office.open_store() as store:
        store.accounts.add_attempt(pair, ok=True, at=now)
        if before := request.cookies.get(COOKIE):
            store.accounts.end_sign_in(hashed(before))
        store.accounts.prune_sign_ins(now)
        backoff.prune(store, now)
        store.accounts.begin_sign_in(SignIn(sha256, user.name, new_secret()[1], now, now + LASTS))
    return _with_cookie(request, RedirectResponse(inside(next), 303), secret)


def _page(
    request: Request, next_: str, *, wrong: str = "", status: int = 200, wait: timedelta = timedelta(0)
) -> Response:
    seconds = ceil(wait.total_seconds())
    answer = render(
        request,
        "login.html.j2",
        status=status,
        next=inside(next_),
        wrong=wrong,
        seconds=seconds,
        local=bool(office_of(request).entry),
    )
    if seconds:
        answer.headers["Retry-After"] = str(seconds)
    return answer


@router.post("/logout")
def logout(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    if person.session and not office_of(request).entry:
        with office_of(request).open_store() as store:
            store.accounts.end_sign_in(person.session)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.post("/language")
def language(request: Request, to: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:
    return _remembered("lang", to if to in LANGUAGES else "zh", next)


@router.post("/theme")
def theme(request: Request, to: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:
    return _remembered("theme", to if to in THEMES else "auto", next)


@router.get("/healthz")
def healthz() -> dict[str, bool]:
    return {"ok": True}


def _remembered(name: str, value: str, after: str) -> Response:
    answer = RedirectResponse(inside(after), 303)
    answer.set_cookie(name, value, max_age=31_536_000, samesite="lax", httponly=True)
    return answer


def _with_cookie(request: Request, answer: Response, secret: str) -> Response:
    """Over https the cookie is for https alone; over plain http browsers would drop such a one."""
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=office_of(request).secure or request.url.scheme == "https",
    )
    return answer


def inside(address: str) -> str:
    """The address if it is one of the desk's own, else its front page: no link leads away through here."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if inside and "\\" not in address else "/"
