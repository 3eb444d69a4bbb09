"""Pages: Jinja templates with the words of the reader's language, icons, and what every page shows."""

from collections.abc import Hashable
from functools import cache, lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from content.model import Verb
from desk import moments
from desk.names import names_for
from desk.office import Office
from desk.people import Person
from desk.tongue import HTML_LANG, LANGUAGES, language_of, say, spoken

HERE = Path(__file__).parent
THEMES = ("auto", "light", "dark")


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page. Templates see `_` (words), `icon`, `asset`, `link` (this address with changes), `person`,
    `called` (a name as people know it), `spoken` (a sentence of the program)."""
    language = language_of(request)
    person: Person | None = getattr(request.state, "person", None)
    office: Office = request.app.state.office
    now = office.clock()
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
            kept=lambda name, **said: kept(name, language, **said),
            query=request.query_params,
            office=office,
            now=now,
            badges=office.badges.at(now) if person and person.may(Verb.VIEW) else {},
            called=names_for(request),
            spoken=partial(spoken, language=language),
            **values,
        )
    )
    return HTMLResponse(page, status)


@lru_cache(maxsize=1500)
def kept(template: str, language: str, **values: Hashable) -> Markup:
    """A part of many pages that nothing but its values and its language makes: drawn once, kept in memory.

    The values are the whole key, so that nothing that changed is shown as it was.
    """
    words = partial(say, language=language)
    made = environment().get_template(template).render(_=words, language=language, **values)
    return Markup(made)  # noqa: S704 - of a template that escapes


def marked(part: Markup, name: str, value: str, mark: str) -> Markup:
    """A kept part with ` mark` beside the attribute that has this value: which of many is chosen."""
    found = Markup('{}="{}"').format(name, value)
    return part.replace(found, found + Markup(" ") + Markup.escape(mark))


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
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # asking the disk for each part of each page takes longer than some parts
    )
    made.trim_blocks = made.lstrip_blocks = True
    made.globals |= {"icon": icon, "asset": asset, "moments": moments, "marked": marked}
    return made


@cache
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
