"""The words of the desk in two languages. Templates are in Chinese; locale/en/*.po has the English."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from fastapi import Request

from content.messages import render
from content.model import Message

LANGUAGES = {"zh": "中文", "en": "English"}
HTML_LANG = {"zh": "zh-CN", "en": "en"}
NESTED = frozenset({"why", "field", "box"})  # a cause is a sentence too, and a field has a name
LOCALE = Path(__file__).parent / "locale"


def language_of(request: Request) -> str:
    """What the address asks for, else the cookie, else the browser, else the workspace's."""
    for said in (request.query_params.get("lang"), request.cookies.get("lang")):
        if said in LANGUAGES:
            return said
    accepted = request.headers.get("accept-language", "").lower()
    if accepted[:2] in LANGUAGES:
        return accepted[:2]
    return str(request.app.state.office.workspace.settings.language)


def say(text: str | Message, language: str, **values: object) -> str:
    """The text in this language, its {names} filled in. What has no translation stays Chinese."""
    if isinstance(text, Message):
        return render(text, language)
    words = text if language == "zh" else catalogue(language).get(text, text)
    return words.format(**values) if values else words


def spoken(sentence: str, language: str) -> str:
    """What the program says in English, in this language; as it is where nobody has put it into words."""
    if language != "zh":
        return sentence
    for pattern, words in _sentences():
        if found := pattern.fullmatch(sentence):
            parts = found.groupdict()
            for name in NESTED & parts.keys():
                parts[name] = spoken(parts[name], language)
            return words.format(**parts)
    return sentence


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What the errors say, each with its {names} as groups, and its Chinese."""
    with (LOCALE / "zh/errors.po").open("rb") as file:
        return tuple((_pattern(str(entry.id)), str(entry.string)) for entry in read_po(file) if entry.id)


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", text)  # words, name, words, name, words
    named = (f"(?P<{part}>.+?)" if n % 2 else re.escape(part) for n, part in enumerate(parts))
    return re.compile("".join(named), re.DOTALL)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Chinese -> the other language, from one file for each part of the desk; read once."""
    found: dict[str, str] = {}
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            found |= {
                str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string
            }
    return found
