"""设置: language and theme, who is signed in, one's API tokens, and what the brand looks like."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi import Path as InPath
from starlette.responses import RedirectResponse, Response

from content.model import Verb
from desk.auth import Person, may, office_of
from desk.render import THEMES, render
from desk.tokens import make_token, revoke_token
from services.accounts import TOKEN_DAYS, NewToken, counts, token_scopes

router = APIRouter()
ADDRESS = "/settings#tokens"


@router.get("/settings")
def settings(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    return _page(request, person)


@router.post("/settings/tokens")
def add_token(
    request: Request,
    label: Annotated[str, Form(max_length=60)],
    scope: Annotated[list[Verb], Form(max_length=30)],
    days: Annotated[int, Form()] = 30,
    person: Person = may(Verb.OWN_TOKENS),
) -> Response:
    """Answers with the page itself, not 303: the secret is on it, this once, and in no address."""
    secret, token = make_token(office_of(request), person, NewToken(label, scope, days))
    return _page(request, person, secret=secret, made=token.label)


@router.post("/settings/tokens/{sha256}/revoke")
def revoke(
    request: Request,
    sha256: Annotated[str, InPath(pattern="^[0-9a-f]{64}$")],
    person: Person = may(Verb.OWN_TOKENS),
) -> Response:
    revoke_token(office_of(request), person, sha256)
    return RedirectResponse(ADDRESS, 303)


@router.post("/settings/sign-out-elsewhere")
def sign_out_elsewhere(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    """End every session of this person but the one that asks."""
    with office_of(request).open_store() as store:
        for sign_in in store.accounts.sign_ins_of(person.name):
            if sign_in.id_sha256 != person.session:
                store.accounts.end_sign_in(sign_in.id_sha256)
    return RedirectResponse("/settings", 303)


def nightly(cron: str) -> str:
    """0 2 * * * as 02:00; another rhythm as it is written."""
    minute, hour, *rest = cron.split()
    daily = rest == ["*", "*", "*"] and minute.isdecimal() and hour.isdecimal()
    return f"{int(hour):02}:{int(minute):02}" if daily else cron


def _page(request: Request, person: Person, secret: str = "", made: str = "") -> Response:
    office = office_of(request)
    with office.open_store(reading=True) as store:
        tokens = store.accounts.tokens_of(person.name)
        sign_ins = store.accounts.sign_ins_of(person.name)
        users = store.accounts.users() if person.may(Verb.USERS) else []
    now = office.clock()
    return render(
        request,
        "settings.html.j2",
        tokens=[(token, counts(token, now)) for token in tokens],
        sign_ins=[sign_in for sign_in in sign_ins if sign_in.expires_at > now],
        users=users,
        scopes=token_scopes(person.user.role),
        days=TOKEN_DAYS,
        nightly=nightly,
        themes=THEMES,
        secret=secret,
        made=made,
        brand=office.workspace.brand,
        settings=office.workspace.settings,
        local=bool(office.entry),
    )
