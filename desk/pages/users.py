"""Users: who may sign in and by which role. For admins."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi import Path as InPath
from starlette.responses import RedirectResponse, Response

from content.errors import SishiError
from content.model import Message, Role, Verb
from desk.auth import Person, may, office_of
from desk.errors import Refusal
from desk.i18n import language_of
from desk.render import render
from services.accounts import NewUser, add_user, change_user, set_password

router = APIRouter()
Name = Annotated[str, InPath(max_length=80)]
Password = Annotated[str, Form(max_length=200)]


@router.get("/settings/users")
def users(request: Request, done: str = "", person: Person = may(Verb.USERS)) -> Response:
    return _page(request, done=done[:80])


@router.post("/settings/users")
def add(
    request: Request,
    name: Annotated[str, Form(max_length=80)],
    password: Password,
    role: Annotated[Role, Form()],
    shown: Annotated[str, Form(max_length=40)] = "",
    person: Person = may(Verb.USERS),
) -> Response:
    office = office_of(request)
    try:
        add_user(office, NewUser(name.strip(), role, password, shown), actor=person.name)
    except SishiError as error:
        return _page(request, wrong=error.in_language(language_of(request)), tried=name, status=422)
    office.users.forget()
    return RedirectResponse("/settings/users?done=added", 303)


@router.post("/settings/users/{name}")
def change(
    request: Request,
    name: Name,
    role: Annotated[Role | None, Form()] = None,
    disabled: Annotated[bool | None, Form()] = None,
    person: Person = may(Verb.USERS),
) -> Response:
    """Another role, or off and on again."""
    office = office_of(request)
    if name == person.name and disabled:
        raise Refusal(422, "wrong_input", Message("desk_access.yourself"))
    try:
        change_user(office, name, actor=person.name, role=role, disabled=disabled)
    except SishiError as error:
        return _page(request, wrong=error.in_language(language_of(request)), status=422)
    return RedirectResponse("/settings/users?done=changed", 303)


@router.post("/settings/users/{name}/password")
def password(request: Request, name: Name, password: Password, person: Person = may(Verb.USERS)) -> Response:
    """A new password; whoever had the old one is signed out."""
    office = office_of(request)
    try:
        set_password(office, name, password, actor=person.name)
    except SishiError as error:
        return _page(request, wrong=error.in_language(language_of(request)), status=422)
    return RedirectResponse("/settings/users?done=password", 303)


def _page(
    request: Request, *, done: str = "", wrong: str = "", tried: str = "", status: int = 200
) -> Response:
    office = office_of(request)
    with office.open_store(reading=True) as store:
        known = store.accounts.users()
        sessions = {user.name: len(store.accounts.sign_ins_of(user.name)) for user in known}
    return render(
        request,
        "users.html.j2",
        status=status,
        users=known,
        sessions=sessions,
        roles=list(Role),
        done=done,
        wrong=wrong,
        tried=tried,
        local=bool(office.entry),
    )
