"""Pages: templates in the reader's language, with what every page shows."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import HTMLResponse

from content.model import Verb
from desk.auth import Person
from desk.badges import badges_of
from desk.context import DeskContext
from desk.i18n import language_of
from desk.names import names_for
from desk.templating import press

THEMES = ("auto", "light", "dark")


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page. Its template sees, beside what the press gives to all: `link` (this address with changes),
    `person`, `called` (a name as people know it)."""
    language = language_of(request)
    person: Person | None = getattr(request.state, "person", None)
    office: DeskContext = request.app.state.office
    now = office.clock()
    page = (
        press(language)
        .get_template(template)
        .render(
            theme=theme_of(request),
            person=person,
            path=request.url.path,
            link=partial(link, request),
            query=request.query_params,
            office=office,
            now=now,
            badges=badges_of(office, now) if person and person.may(Verb.VIEW) else {},
            called=names_for(request),
            unread=office.bells.unread(person.name, now) if person and person.may(Verb.NOTICES) else 0,
            **values,
        )
    )
    return HTMLResponse(page, status)


def link(request: Request, **changes: object) -> str:
    """This page's address with some of its query changed; None takes a name out."""
    query = {**request.query_params, **changes}
    encoded = urlencode({name: value for name, value in query.items() if value is not None})
    return f"{request.url.path}?{encoded}" if encoded else request.url.path


def theme_of(request: Request) -> str:
    cookie = request.cookies.get("theme", "auto")
    return cookie if cookie in THEMES else "auto"
