"""Pages: Jinja templates with the words of the reader's language, icons, and what every page shows."""

from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from desk import moments
from desk.people import Person
from desk.tongue import HTML_LANG, LANGUAGES, language_of, say

HERE = Path(__file__).parent
THEMES = ("auto", "light", "dark")


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page. Templates see `_` (words), `icon`, `asset`, `link` (this page's address with changes), `person`."""
    language = language_of(request)
    person: Person | None = getattr(request.state, "person", None)
    page = (
        environment()
        .get_template(template)
        .render(
            _=partial(say, language=language),
            language=language,
            html_lang=HTML_LANG[language],
            languages=LANGUAGES,
            theme=theme_of(request),
            person=person,
            path=request.url.path,
            link=partial(link, request),
            query=request.query_params,
            office=request.app.state.office,
            now=request.app.state.office.clock(),
            **values,
        )
    )
    return HTMLResponse(page, status)


def link(request: Request, **changes: object) -> str:
    """This page's address with some of its query changed; None takes a name out."""
    query = {**request.query_params, **changes}
    said = urlencode({name: value for name, value in query.items() if value is not None})
    return f"{request.url.path}?{said}" if said else request.url.path


def theme_of(request: Request) -> str:
    said = request.cookies.get("theme", "auto")
    return said if said in THEMES else "auto"


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    made.trim_blocks = made.lstrip_blocks = True
    made.globals |= {"icon": icon, "asset": asset, "moments": moments}
    return made


def icon(name: str, size: int = 16) -> Markup:
    """An icon of static/icons.svg; decorative, so that what it means stands beside it in words."""
    return Markup(
        '<svg class="i" width="{0}" height="{0}" aria-hidden="true"><use href="{1}#{2}"/></svg>'
    ).format(size, asset("icons.svg"), name)


@cache
def asset(name: str) -> str:
    """The address of a file of static/, which changes with its content, so that browsers may keep it."""
    digest = blake2b((HERE / "static" / name).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?v={digest}"
