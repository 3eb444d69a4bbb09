"""Coming in and going out: the local link, signing in, signing out; language and theme of a browser."""

import hmac
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from content.accounts import new_secret, verified
from content.model import SignIn, Verb
from desk.errors import Refusal
from desk.office import Office
from desk.paper import THEMES, render
from desk.people import COOKIE, Person, hashed, local_cookie, may, office_of, person_of
from desk.tongue import LANGUAGES

router = APIRouter()
LASTS = timedelta(hours=12)  # a sign-in: a working day
WINDOW = timedelta(minutes=15)
MOST_TRIES, MOST_FROM_HERE = 8, 40  # failed tries of a name, and from an address, which an office shares
_TRYING = BoundedSemaphore(2)  # a try takes 19 MiB and 25 ms of a core: no more at once, however many ask

Next = Annotated[str, Query(max_length=300)]


@router.get("/enter")
def enter(request: Request, token: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The link printed at the start: its secret becomes a cookie and leaves the address."""
    office = office_of(request)
    if not office.entry or not hmac.compare_digest(token.encode(), office.entry.encode()):
        raise Refusal(
            403, "wrong_link", "This link does not open the desk. Use the one printed at its start."
        )
    return _with_cookie(office, RedirectResponse("/", 303), local_cookie(office))


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
    keys = _limited(request, name)
    with office.open_store() as store:
        if any(store.failures(key, now - WINDOW) >= most for key, most in keys.items()):
            return _page(request, next, wrong=name, status=429)
        for key in keys:
            store.add_attempt(key, ok=False, at=now)
        user = store.user(name)
    with _TRYING:
        well = verified(password, user.password if user and not user.disabled else "")
    if user is None or not well:
        return _page(request, next, wrong=name, status=401)
    secret, sha256 = new_secret()
    with office.open_store() as store:
        for key in keys:
            store.add_attempt(key, ok=True, at=now)
        if before := request.cookies.get(COOKIE):
            store.end_sign_in(hashed(before))
        store.prune_sign_ins(now)
        store.prune_attempts(now - WINDOW * 4)
        store.begin_sign_in(SignIn(sha256, user.name, new_secret()[1], now, now + LASTS))
    return _with_cookie(office, RedirectResponse(inside(next), 303), secret)


def _limited(request: Request, name: str) -> dict[str, int]:
    """What has a limit of failed tries, and which."""
    address = request.client.host if request.client else ""
    return {f"name {name}": MOST_TRIES, f"from {address}": MOST_FROM_HERE}


def _page(request: Request, next_: str, *, wrong: str = "", status: int = 200) -> Response:
    answer = render(
        request,
        "login.html.j2",
        status=status,
        next=inside(next_),
        wrong=wrong,
        often=status == 429,
        local=bool(office_of(request).entry),
    )
    if status == 429:
        answer.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    return answer


@router.post("/logout")
def logout(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    if person.session and not office_of(request).entry:
        with office_of(request).open_store() as store:
            store.end_sign_in(person.session)
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


def _with_cookie(office: Office, answer: Response, secret: str) -> Response:
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=office.secure,
    )
    return answer


def inside(address: str) -> str:
    """The address if it is one of the desk's own, else its front page: no link leads away through here."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if inside and "\\" not in address else "/"
