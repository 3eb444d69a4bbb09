"""The reader's language, and the words of the pages in it (i18n).

Templates are written in Chinese, `_('今日')`; gettext has the English in locale/en/*.po, a file for each part
of the desk. What Python says is a Message (content.messages), rendered where a page or an answer is made.
"""

from collections.abc import Callable
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from fastapi import Request

from content.messages import render
from content.messages.catalog import read_catalog
from content.messages.render import template
from content.model import Message

LANGUAGES = {"zh": "中文", "en": "English"}
HTML_LANG = {"zh": "zh-CN", "en": "en"}
LOCALE = Path(__file__).parent / "locale"


def language_of(request: Request) -> str:
    """What the address asks for, else the cookie, else the browser, else the workspace's."""
    for choice in (request.query_params.get("lang"), request.cookies.get("lang")):
        if choice in LANGUAGES:
            return choice
    accepted = request.headers.get("accept-language", "").lower()
    if accepted[:2] in LANGUAGES:
        return accepted[:2]
    return str(request.app.state.office.workspace.settings.language)


@cache
def gettext(language: str) -> Callable[..., str]:
    """`_` of the templates: a Chinese text in this language, its {names} filled in where some are given."""
    translations = NullTranslations()  # what no file has stays Chinese
    for path in sorted((LOCALE / language).glob("*.po")):
        catalog = read_catalog(path)
        catalog.add_fallback(translations)
        translations = catalog

    def translated(text: str, /, **values: object) -> str:
        words = translations.gettext(text)
        return words.format(**values) if values else words

    return translated


def worded(message: Message | str, language: str) -> str:
    """A Message in this language; what is a text already, as a person's own words, stays as it is."""
    return render(message, language) if isinstance(message, Message) else message


def named(message: Message, name: str) -> Message | str:
    """The message, or the bare name where the catalogues have no words for it, as for a state of old."""
    try:
        template(message, "en")
    except KeyError:
        return name
    return message
