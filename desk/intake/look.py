"""Templates, words and the brand's colours. The environment is the page's own: the desk's knows the store."""

from datetime import date
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from content.submission_page.shapes import PageColours, PageSite
from desk.datetimes import clock, long_day, short_day
from desk.i18n import HTML_LANG, LANGUAGES, gettext

DESK = Path(__file__).resolve().parents[1]
STATIC = DESK / "static"
SCRIPTS = ("page", "photos", "draft", "hints", "work", "thanks")
FILES = {  # all that the page serves of the program's own, by name
    "submit.css": "text/css",
    **{f"js/submit/{name}.js": "text/javascript" for name in SCRIPTS},
}
NOT_INDEXED = {"X-Robots-Tag": "noindex, nofollow, noarchive"}


def language_of(request: Request) -> str:
    """What the address asks for, else the browser; Chinese where neither says."""
    requested = request.query_params.get("lang")
    if requested in LANGUAGES:
        return str(requested)
    accepted = request.headers.get("accept-language", "").lower()[:2]
    return accepted if accepted in LANGUAGES else "zh"


def render(
    request: Request, template: str, site: PageSite | None, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page in the reader's language. Templates see `_`, `day`, `file`, `site`, and `lang`: what addresses
    end in to keep a language that was asked for."""
    language = language_of(request)
    is_requested = request.query_params.get("lang") in LANGUAGES
    page = (
        _templates(language)
        .get_template(template)
        .render(
            site=site,
            sheet=sheet_version(site.colours) if site else "",
            path=request.url.path,
            lang=f"?lang={language}" if is_requested else "",
            **values,
        )
    )
    return HTMLResponse(page, status, NOT_INDEXED | {"Vary": "Accept-Language"})


@cache
def _templates(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(DESK / "templates" / "submit"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "_": gettext(language),
        "language": language,
        "html_lang": HTML_LANG[language],
        "file": address_of,
        "clock": clock,
        "day": partial(long_day, language=language),
        "short_day": partial(short_day, language=language),
    }
    return environment


def warm() -> None:
    """Read all templates and words, and what dates need: later the process may have no right to."""
    for language in LANGUAGES:
        templates = _templates(language)
        for name in templates.list_templates():
            templates.get_template(name)
        long_day(date(2026, 12, 31), language)
    for name in FILES:
        address_of(name)


@cache
def address_of(name: str) -> str:
    """Where a file of the program's is; it changes with its content, so that browsers may keep it."""
    digest = blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?v={digest}"


def brand_sheet(colours: PageColours) -> str:
    """The brand's colours, in which the page's own sheet is written."""
    named = "".join(f"--{name.replace('_', '-')}:{colour};" for name, colour in colours.model_dump().items())
    return f":root{{{named}}}\n"


def sheet_version(colours: PageColours) -> str:
    """Changes with the brand's colours."""
    return blake2b(brand_sheet(colours).encode(), digest_size=6).hexdigest()
